from odoo import api, fields, models
from odoo.fields import Domain

from ..status import FLOWS, STATUSES

WATCHED_DAYS = 90  # a customer who was to come back is watched for so long


class CustomerRetentionTransition(models.Model):
    """A change of status on a day, as the documents tell it.

    Rows are written by ``customer.retention.refresh`` only, which rebuilds them by
    comparing: see ``timeline``.
    """

    _name = "customer.retention.transition"
    _description = "Retention Status Change"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False

    user_id = fields.Many2one(related="profile_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="profile_id.team_id", string="Sales Team")
    date = fields.Date(help="The day the status was reached.")
    end_date = fields.Date(
        string="End date",
        readonly=True,
        help="The day of the next change; empty while the status lasts. A customer "
        "has the status on a day from Date up to, not including, this day.",
    )
    in_force_on = fields.Date(
        string="In force on",
        store=False,
        search="_search_in_force_on",
        help="Search only: the status every customer had on the given day.",
    )
    from_status = fields.Selection(
        STATUSES,
        string="From status",
        readonly=True,
        help="Empty on the first day the customer is known.",
    )
    to_status = fields.Selection(
        STATUSES,
        string="To status",
        required=True,
        readonly=True,
        help="The status that was reached.",
    )
    lapsed_days = fields.Integer(
        string="Days inactive",
        readonly=True,
        aggregator="avg",
        help="Days without activity when the status changed, of the season where the "
        "policy has one: how long the inactivity had lasted that ended, or that "
        "crossed a threshold.",
    )
    flow = fields.Selection(
        [(flow.key, flow.label) for flow in FLOWS],
        readonly=True,
        help="New: a current customer (active or at risk) for the first time. "
        "Returned: a current customer again. Lapsed: no longer a current customer. "
        "Empty: none of these.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    winback_date = fields.Date(
        string="Bought again on",
        readonly=True,
        help="The day of the first purchase after the return, before the next lapse: "
        "the customer was won back. Empty while it was only re-engaged.",
    )
    winback_revenue = fields.Monetary(
        string="Win-back revenue",
        readonly=True,
        help="What the customer bought on that day, untaxed.",
    )
    is_winback = fields.Boolean(
        string="Win-back",
        compute="_compute_is_winback",
        search="_search_is_winback",
        help="A dormant or lost customer became active again, and bought.",
    )

    _profile_date_unique = models.UniqueIndex("(profile_id, date)")
    _winback_date_idx = models.Index("(date) WHERE flow = 'returned'")

    @api.depends("winback_date")
    def _compute_is_winback(self):
        for change in self:
            change.is_winback = bool(change.winback_date)

    def _search_is_winback(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("winback_date", "!=" if True in value else "=", False)

    def _search_in_force_on(self, operator, value):
        """Return the domain of the statuses customers had at the end of a day."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("date", "<=", day)
            & (Domain("end_date", "=", False) | Domain("end_date", ">", day))
            for day in value
        )
