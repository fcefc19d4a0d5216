from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ..groups import ACCOUNTING
from ..server_fields import refuse_server_fields
from ..status import STATUSES

CONDITION_FIELDS = (
    *("id", "active", "partner_id", "company_id", "user_id", "team_id", "policy_id"),
    *("country_id", "industry_id", "status", "status_date", "previous_status"),
    *("next_status", "next_status_date"),
    *("first_seen_date", "last_crm_date", "last_outgoing_date", "last_activity_date"),
    *("first_purchase_date", "last_purchase_date", "purchase_count"),
    *("purchase_day_count", "purchases_30d", "purchases_90d", "purchases_365d"),
    *("revenue_total", "revenue_12m", "average_purchase"),
    *("open_quotation_count", "open_opportunity_count"),
    *("won_opportunity_count", "lost_opportunity_count"),
)


class CustomerRetentionProfile(models.Model):
    """One customer in one company, with all that is known of it.

    Facts are written by ``customer.retention.refresh`` only; what changes with the
    calendar alone is derived on read, see ``derived``.
    """

    _name = "customer.retention.profile"
    _description = "Customer Retention Profile"
    _inherit = [
        "customer.retention.derived.mixin",
        "customer.retention.links.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _rec_name = "partner_id"
    _order = "revenue_12m desc nulls last, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The commercial entity; documents of all its contacts and addresses "
        "roll up to it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(
        default=True, readonly=True, help="Follows the customer's own contact."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        index=True,
        help="The salesperson of the customer, else the one of its last order.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales team",
        readonly=True,
        help="The sales team of the salesperson, else the one of the last order.",
    )
    country_id = fields.Many2one(related="partner_id.country_id", readonly=False)
    industry_id = fields.Many2one(related="partner_id.industry_id", readonly=False)
    policy_id = fields.Many2one(
        "customer.retention.policy",
        readonly=True,
        ondelete="set null",
        help="The thresholds this customer is measured by.",
    )

    status = fields.Selection(
        STATUSES,
        readonly=True,
        tracking=True,
        help="Active, At risk, Dormant and Lost follow from the days of inactivity "
        "and the thresholds of the policy; a Prospect has never bought.",
    )
    status_date = fields.Date(
        string="Status since", readonly=True, help="The day the status was reached."
    )
    previous_status = fields.Selection(
        STATUSES,
        string="Previous status",
        readonly=True,
        help="The status before the current one.",
    )
    next_status = fields.Selection(
        STATUSES,
        string="Next status",
        readonly=True,
        help="The status that this inactivity will bring, if it lasts.",
    )
    next_status_date = fields.Date(
        string="Next status on",
        readonly=True,
        help="The day on which the next status is reached, if the inactivity lasts.",
    )
    calendar_date = fields.Date(
        string="Next change by the calendar",
        readonly=True,
        groups=NO_ACCESS,
        help="The day on which a fact changes without a new document: a purchase is no "
        "longer of the last 30, 90 or 365 days, an invoice is due, the day of a "
        "document comes. The refresh of that day computes the customer anew.",
    )
    first_seen_date = fields.Date(
        string="Known since",
        readonly=True,
        help="The day of the first document of any kind, or on which it was added to "
        "the list.",
    )
    last_quotation_date = fields.Date(
        string="Last quotation",
        readonly=True,
        help="The day of the last quotation, whatever became of it.",
    )
    last_order_date = fields.Date(
        string="Last order", readonly=True, help="The day of the last confirmed order."
    )
    last_crm_date = fields.Date(
        string="Last contact",
        readonly=True,
        help="The last day on which we were in touch: an opportunity opened or won, "
        "email received, a meeting held, a call or visit logged that reached someone.",
    )
    last_heard_date = fields.Date(
        string="Last heard from",
        readonly=True,
        help="The last day on which the customer got in touch or met us: email, a "
        "meeting, an opportunity opened or won, a call or visit logged as incoming. A "
        "negative outcome does not count.",
    )
    last_outgoing_date = fields.Date(
        string="Last reached by us",
        readonly=True,
        help="The last day on which a call or email from us was logged that reached "
        "someone, and did not end badly.",
    )
    last_invoice_date = fields.Date(
        string="Last invoice",
        readonly=True,
        help="The date of the last posted invoice or receipt; credit notes do not "
        "count.",
    )
    last_payment_date = fields.Date(
        string="Last payment",
        readonly=True,
        help="The date of the last payment received.",
    )
    last_activity_date = fields.Date(
        string="Last activity",
        readonly=True,
        help="Last day with a document the policy counts; the first purchase always "
        "counts.",
    )

    first_purchase_date = fields.Date(
        string="Customer since", readonly=True, help="The day of the first purchase."
    )
    last_purchase_date = fields.Date(
        string="Last purchase",
        readonly=True,
        help="The day of the last purchase: an order or invoice, by the company's "
        "purchase basis.",
    )
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="Orders or invoices of positive value, by the company's purchase basis.",
    )
    purchase_day_count = fields.Integer(
        string="Purchase days", readonly=True, help="Different days with a purchase."
    )
    revenue_total = fields.Monetary(
        string="Revenue, all time",
        readonly=True,
        index=True,
        help="Untaxed sum of all purchases, less credit notes where invoices count.",
    )
    revenue_12m = fields.Monetary(
        string="Revenue 12 months",
        readonly=True,
        index=True,
        help="Untaxed revenue of the last 12 months.",
    )
    average_purchase = fields.Monetary(
        string="Average purchase",
        readonly=True,
        aggregator="avg",
        help="Revenue per purchase, untaxed.",
    )
    purchases_30d = fields.Integer(
        string="Purchases 30 days", readonly=True, help="Purchases in the last 30 days."
    )
    purchases_90d = fields.Integer(
        string="Purchases 90 days", readonly=True, help="Purchases in the last 90 days."
    )
    purchases_365d = fields.Integer(
        string="Purchases 365 days",
        readonly=True,
        help="Purchases in the last 365 days.",
    )
    open_quotation_count = fields.Integer(
        string="Open quotations", readonly=True, help="Draft or sent, not yet decided."
    )
    open_opportunity_count = fields.Integer(
        string="Open opportunities",
        readonly=True,
        help="Opportunities neither won nor lost.",
    )
    won_opportunity_count = fields.Integer(
        string="Won opportunities", readonly=True, help="All opportunities won so far."
    )
    lost_opportunity_count = fields.Integer(
        string="Lost opportunities",
        readonly=True,
        help="All opportunities lost so far.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue",
        readonly=True,
        groups=ACCOUNTING,
        help="What the customer owes on posted invoices past their due date.",
    )

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "A customer can only have one retention profile per company.",
    )

    @api.model
    def _condition_fields(self):
        """Return the fields, and paths one hop away, that conditions may ask for.

        Everybody who sees the customer learns the answer: name only what all of them
        may read. Whoever adds a field decides about it.

        :rtype: set[str]
        """
        partner_fields = self.env["res.partner"]._condition_fields()
        return {*CONDITION_FIELDS, *(f"partner_id.{name}" for name in partner_fields)}

    def write(self, vals):
        remedy = self.env._(
            "It is derived from the documents. To show another status for a while, "
            "set 'Manual status'."
        )
        refuse_server_fields(self, vals, remedy)
        return super().write(vals)

    @api.model
    def _of_customers(self, customers, company):
        """Return the profiles of ``customers`` in ``company``, archived too."""
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "in", customers.ids),
                    ("company_id", "=", company.id),
                ]
            )
        )

    def _open(self):
        """Return the action that opens these profiles: one alone as a form."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action |= {"view_mode": "form", "res_id": self.id, "domain": []}
        return action
