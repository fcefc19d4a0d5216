"""Statuses of customers on any past day, under the user's access rights.

What was at stake on a past day is in ``prediction/profile_past``.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from ..labels import labels
from ..status import BY_KEY


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    transition_ids = fields.One2many(
        "customer.retention.transition",
        "profile_id",
        string="Timeline",
        readonly=True,
        help="All changes of status, past ones included, from the documents.",
    )
    purchase_ids = fields.One2many(
        "customer.retention.purchase.day",
        "profile_id",
        string="Purchases by day",
        readonly=True,
        help="The days with a purchase, and what was bought.",
    )
    contact_ids = fields.One2many(
        "customer.retention.outreach.day",
        "profile_id",
        string="Contacts by day",
        readonly=True,
        help="The days on which someone was in touch.",
    )

    @api.model
    def _status_domain(self, statuses, date):
        """Return the domain of the customers in one of ``statuses`` on a day.

        :param statuses: keys of the field ``status``
        :param date date: any day up to the last refresh
        """
        in_force = Domain("in_force_on", "=", date)
        return Domain(
            "transition_ids", "any", in_force & Domain("to_status", "in", statuses)
        )

    @api.readonly
    def get_picture(self):
        """Return what the picture of this customer's history shows.

        :return: ``start`` and ``end`` (dates), ``bands`` (``status``, ``label``,
            ``rank``, ``start``, ``end``, ``days``), oldest first, and ``marks``
            (``date``, ``count``, ``amount``) of the days with purchases, the amount in
            ``currency_id``; no bands before the first refresh
        """
        self.ensure_one()
        today = self.company_id._retention_today()
        changes = self.transition_ids.sorted("date")
        purchases = self.purchase_ids.filtered("purchase_count").sorted("date")
        statuses = labels(self, "status")
        return {
            "start": changes[:1].date,
            "end": today,
            "bands": [
                {
                    "status": change.to_status,
                    "label": statuses[change.to_status],
                    "rank": BY_KEY[change.to_status].rank,
                    "start": change.date,
                    "end": change.end_date or today,
                    "days": ((change.end_date or today) - change.date).days,
                }
                for change in changes
            ],
            "marks": [
                {
                    "date": purchase.date,
                    "count": purchase.purchase_count,
                    "amount": purchase.revenue,
                }
                for purchase in purchases
            ],
            "currency_id": self.currency_id.id,
        }

    @api.model
    def _action_list(self, domain, title):
        """Return the action that lists the customers of ``domain``, archived too."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(Domain(domain)),
            "context": {
                "active_test": False,
                "create": False,
                "retention_facet": {"description": title},
            },
        }
