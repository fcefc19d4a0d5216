from dataclasses import replace

from odoo import models
from odoo.addons.oe_customer_retention.models.labels import enumerated
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import Document, Kind, Topic
from odoo.fields import Domain
from odoo.tools import SQL

VISITS = "website.visitor"
WISHES = "product.wishlist"


class VisitSignal(models.AbstractModel):
    """Visits to the website, by who was logged in: the last one of each login, carts
    and wishes. They make nobody a customer."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        visit = Kind(
            label=self.env._("Website"),
            event=self.env._("Visit to the website"),
            icon="fa-globe",
            selects=self._visit_selects,
            documents=self._visit_documents(),
            topics={
                "visit": Topic(self.env._("Visits"), "fa-globe"),
                "cart": Topic(self.env._("Carts"), "fa-shopping-cart"),
                "wish": Topic(self.env._("Wishlists"), "fa-heart-o"),
            },
        )
        return {**super()._kinds(), "visit": visit}

    def _visit_documents(self):
        order = self._sale_order_documents()["sale.order"]
        documents = {
            VISITS: Document(
                changed=self._changed_visits,
                topic=lambda _id: SQL("'visit'"),
                summary=lambda visitor, _event: self._viewed(visitor),
                searched=("website_track_ids.product_id.name",),
                groups="website.group_website_designer",
            ),
            "sale.order": replace(
                order, topic=lambda _id: SQL("'cart'"), event=self._cart_event
            ),
        }
        if WISHES in self.env:
            documents[WISHES] = Document(
                changed=self._changed_wishes,
                topic=lambda _id: SQL("'wish'"),
                event=lambda _wish, _at: self.env._("Added to the wishlist"),
                summary=lambda wish, _event: wish.product_id.display_name,
                searched=("product_id.name",),
                opened=lambda wish: wish.product_id,
            )
        return documents

    def _visit_selects(self, company):
        selects = [self._select_carts(company)]
        if self._reads(VISITS):
            selects.append(self._select_visits(company))
        if WISHES in self.env and self._reads(WISHES):
            selects.append(self._select_wishes(company))
        return selects

    def _select_visits(self, company):
        return self._select_seen(
            company,
            VISITS,
            SQL("d.last_connection_datetime"),
            Domain("partner_id", "!=", False) & self._of_sites(company),
        )

    def _select_carts(self, company):
        carts = self._carts() & Domain("order_line", "!=", False)
        return self._select_seen(
            company,
            "sale.order",
            SQL("d.date_order"),
            carts & Domain("company_id", "=", company.id),
            amount=self._order_amount(),
        )

    def _select_wishes(self, company):
        wishes = Domain("partner_id", "!=", False) & Domain("active", "=", True)
        return self._select_seen(
            company, WISHES, SQL("d.create_date"), wishes & self._of_sites(company)
        )

    def _select_seen(self, company, model, at, domain, **columns):
        return self._select(
            "visit",
            model,
            self._from(model, domain),
            partner=SQL("d.partner_id"),
            company=SQL("NULL::integer"),
            **self._moment(company, at),
            **columns,
        )

    def _left_behind_at(self):
        """Return the SQL of when the cart ``d`` was abandoned, NULL for no cart."""
        return SQL(
            """(SELECT d.date_order + COALESCE(NULLIF(site.cart_abandoned_delay, 0), 1)
                                      * INTERVAL '1 hour'
                FROM website site WHERE site.id = d.website_id AND d.state = 'draft')"""
        )

    def _of_sites(self, company):
        sites = self.env["website"].sudo().search([("company_id", "=", company.id)])
        return Domain("website_id", "in", sites.ids)

    def _changed_visits(self, since):
        return self._changed_of(
            "website_visitor", SQL("d.last_connection_datetime"), since
        )

    def _changed_wishes(self, since):
        return self._changed_of("product_wishlist", SQL("d.write_date"), since)

    def _changed_of(self, table, at, since):
        return SQL(
            """SELECT d.partner_id, NULL::integer FROM %s d
               WHERE %s >= %s AND d.partner_id IS NOT NULL""",
            SQL.identifier(table),
            at,
            since.written,
        )

    def _viewed(self, visitor):
        """Return the names of the products looked at last."""
        tracks = visitor.website_track_ids.filtered("product_id")[:3]
        return enumerated(self.env, tracks.product_id.mapped("display_name"))

    def _cart_event(self, order, _at):
        if order.is_abandoned_cart:
            return self.env._("Abandoned cart")
        return self.env._("Cart") if order.state == "draft" else None


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        models = (WISHES,) if WISHES in self.env else ()
        wished = DocumentFacts(models, ("wish_count",), self._select_wished)
        return {**super()._document_facts(), "wished": wished}

    def _select_wished(self, scope):
        """Return the SELECT of how much each customer wishes for."""
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT customer_id, COUNT(*) AS wish_count
               FROM (%s) wish GROUP BY customer_id""",
            scope.roll_up(signals._select_wishes(scope.company)),
        )
