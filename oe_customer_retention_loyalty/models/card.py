from odoo import fields, models
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import Document, Kind
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, format_date


class LoyaltySignal(models.AbstractModel):
    """Rewards a customer took, and points or coupons given to it by hand.

    Neither is an act of the customer: a reward is taken by an order or a receipt, which
    is one. Points that an order earns are the order's.
    """

    _inherit = "customer.retention.signal"

    def _kinds(self):
        loyalty = Kind(
            label=self.env._("Loyalty"),
            event=self.env._("Points or coupon given"),
            icon="fa-gift",
            selects=lambda company: [self._select_loyalty(company)],
            documents={
                "loyalty.history": Document(
                    changed=self._changed_cards,
                    event=self._loyalty_event,
                    summary=lambda row, _event: row.card_id.program_id.name,
                    detail=self._loyalty_detail,
                    searched=("card_id.program_id.name",),
                    opened=lambda row: row.card_id,
                )
            },
            names_people=False,
        )
        return {**super()._kinds(), "loyalty": loyalty}

    def _select_loyalty(self, company):
        return self._select(
            "loyalty",
            "loyalty.history",
            SQL(
                """FROM loyalty_history d JOIN (%s) card ON card.id = d.card_id
                   WHERE d.used > 0 OR d.issued > 0 AND COALESCE(d.order_id, 0) = 0""",
                self._held_cards(),
            ),
            partner=SQL("card.holder_id"),
            company=SQL("card.company_id"),
            **self._moment(company, SQL("d.create_date")),
            is_activity=SQL("FALSE"),
        )

    def _held_cards(self):
        """Return the SELECT of cards, each with its ``holder_id``: who it names, or for
        whom it was made, as a coupon for the next order."""
        sources = {"order_id": "sale_order", "source_pos_order_id": "pos_order"}
        made_for = [
            SQL(
                """SELECT card.*, made.partner_id FROM loyalty_card card
                   JOIN %s made ON made.id = %s WHERE card.partner_id IS NULL""",
                SQL.identifier(table),
                SQL.identifier("card", name),
            )
            for name, table in sources.items()
            if name in self.env["loyalty.card"]._fields
        ]
        named = SQL(
            """SELECT card.*, card.partner_id AS holder_id FROM loyalty_card card
               WHERE card.partner_id IS NOT NULL"""
        )
        return SQL(" UNION ALL ").join([named, *made_for])

    def _changed_cards(self, since):
        return SQL(
            """SELECT card.holder_id, card.company_id FROM (%(held)s) card
               WHERE card.write_date >= %(since)s
                  OR card.id IN (SELECT d.card_id FROM loyalty_history d
                                 WHERE d.write_date >= %(since)s)""",
            held=self._held_cards(),
            since=since.written,
        )

    def _loyalty_event(self, row, _at):
        return self.env._("Reward claimed") if row.used else None

    def _loyalty_detail(self, row):
        """Return how many points, and until when those given can be used."""
        card = row.card_id
        parts = [card._format_points(row.used or row.issued)]
        if not row.used and card.expiration_date:
            until = format_date(self.env, card.expiration_date)
            parts.append(self.env._("until %(day)s", day=until))
        return " · ".join(parts)


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        loyalty = DocumentFacts(
            ("loyalty.card",),
            ("last_reward_date", "points_expiry_date"),
            self._select_points,
            calendar_day=SQL("loyalty.points_expiry_date + 1"),
        )
        return {**super()._document_facts(), "loyalty": loyalty}

    def _select_points(self, scope):
        """Return the SELECT of the last day each customer took a reward, and the next
        one on which something it has expires."""
        day = scope.company._retention_day
        rows = SQL(
            """SELECT card.holder_id AS partner_id, card.company_id, %(taken)s AS day,
                      NULL::date AS expires
               FROM loyalty_history d JOIN (%(held)s) card ON card.id = d.card_id
               WHERE d.used > 0
               UNION ALL
               SELECT card.holder_id, card.company_id, %(made)s, card.expiration_date
               FROM (%(held)s) card JOIN loyalty_program program
                    ON program.id = card.program_id AND program.active
               WHERE card.active AND card.points > 0
                 AND card.expiration_date >= %(today)s""",
            held=self.env["customer.retention.signal"]._held_cards(),
            taken=day(SQL("d.create_date")),
            made=day(SQL("card.create_date")),
            today=scope.as_of,
        )
        return SQL(
            """SELECT customer_id, MIN(expires) AS points_expiry_date,
                      MAX(day) FILTER (WHERE expires IS NULL) AS last_reward_date
               FROM (%s) loyalty GROUP BY customer_id""",
            scope.roll_up(rows),
        )


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "customer.retention.watched"]

    _retention_order_idx = models.Index("(order_id) WHERE order_id IS NOT NULL")

    retention_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Given by a reaction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=NO_ACCESS,
        help="By which reaction, and when, the customer was given this coupon.",
    )

    def _retention_watched(self):
        return {"partner_id", "points", "expiration_date", "active"}
