from odoo import models
from odoo.addons.oe_customer_retention.models.labels import label
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import (
    Document,
    DocumentList,
    Kind,
    Thread,
)
from odoo.fields import Domain
from odoo.tools import SQL

STOREKEEPER = "stock.group_stock_user"
OPEN_STATES = ("draft", "confirmed", "under_repair")


class RepairSignal(models.AbstractModel):
    """Repairs a customer asked for, on the day of the repair order."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        repair = Kind(
            label=self.env._("Repairs"),
            event=self.env._("Repair"),
            icon="fa-wrench",
            selects=lambda company: [self._select_repairs(company)],
            documents={
                "repair.order": Document(
                    changed=lambda since: self._written("repair.order", since),
                    event=self._repair_event,
                    detail=self._repair_detail,
                    groups=STOREKEEPER,
                )
            },
            lists={
                "repair": DocumentList(
                    "repair.order", "repair.action_repair_order_tree", self._repairs()
                )
            },
        )
        return {**super()._kinds(), "repair": repair}

    def _threads(self):
        return {**super()._threads(), "repair.order": Thread()}

    def _repairs(self):
        return Domain("state", "!=", "cancel")

    def _select_repairs(self, company):
        return self._select(
            "repair",
            "repair.order",
            self._from("repair.order", self._repairs()),
            partner=SQL("d.partner_id"),
            company=SQL("d.company_id"),
            **self._moment(company, SQL("d.create_date")),
            user_id=SQL("d.user_id"),
        )

    def _repair_event(self, repair, _at):
        if repair.under_warranty:
            return self.env._("Repair under warranty")
        return None

    def _repair_detail(self, repair):
        """Return what was repaired, and how far it is."""
        parts = (repair.product_id.display_name, label(repair, "state"))
        return " · ".join(filter(None, parts))


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        repair = DocumentFacts(
            ("repair.order",),
            ("open_repair_count", "last_warranty_repair_date"),
            self._select_repaired,
        )
        return {**super()._document_facts(), "repair": repair}

    def _select_repaired(self, scope):
        """Return the SELECT of each customer's open repairs, and the last one under
        warranty."""
        signals = self.env["customer.retention.signal"]
        repairs = SQL(
            """SELECT d.partner_id, d.company_id, %s AS day, d.state, d.under_warranty
               %s""",
            scope.company._retention_day(SQL("d.create_date")),
            signals._from("repair.order", signals._repairs()),
        )
        return SQL(
            """SELECT customer_id,
                      COUNT(*) FILTER (WHERE state IN %s) AS open_repair_count,
                      MAX(day) FILTER (WHERE under_warranty)
                          AS last_warranty_repair_date
               FROM (%s) repair GROUP BY customer_id""",
            OPEN_STATES,
            scope.roll_up(repairs),
        )


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "customer.retention.watched"]

    def _retention_watched(self):
        return {*super()._retention_watched(), "under_warranty"}
