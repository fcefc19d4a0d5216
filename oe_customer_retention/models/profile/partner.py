from odoo import api, fields, models
from odoo.fields import Domain

from ..groups import SALES
from ..optional_fields import OptionalInteger
from ..status import GONE, STATUSES

FACTS = {
    "retention_reason": "status_reason",
    "retention_status_date": "status_date",
    "retention_days": "days_since_activity",
    "retention_last_crm_date": "last_crm_date",
    "retention_purchase_count": "purchase_count",
    "retention_revenue_12m": "revenue_12m",
    "retention_currency_id": "currency_id",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    retention_excluded = fields.Boolean(
        string="No retention",
        tracking=True,
        copy=False,
        groups=SALES,
        help="This customer is excluded from customer retention, in every company: it "
        "has no status and is not counted in any figure.",
    )
    retention_profile_ids = fields.One2many(
        "customer.retention.profile",
        "partner_id",
        string="Retention profiles",
        context={"active_test": False},
        groups=SALES,
        help="One per company that knows the customer.",
    )
    retention_profile_id = fields.Many2one(
        "customer.retention.profile",
        string="Retention profile",
        compute="_compute_retention",
        search="_search_retention_profile_id",
        groups=SALES,
        help="What is known of this customer in the current company.",
    )
    retention_status = fields.Selection(
        STATUSES,
        string="Retention status",
        compute="_compute_retention",
        search="_search_retention_status",
        groups=SALES,
        help="Retention status in the current company.",
    )
    retention_is_dormant = fields.Boolean(
        string="Dormant or lost",
        compute="_compute_retention",
        search="_search_retention_is_dormant",
        groups=SALES,
        help="The customer is dormant or lost in the current company.",
    )
    retention_last_order_date = fields.Date(
        string="Last order",
        compute="_compute_retention",
        search="_search_retention_last_order_date",
        groups=SALES,
        help="Last confirmed order in the current company.",
    )
    retention_reason = fields.Char(
        string="Status reason",
        compute="_compute_retention_facts",
        groups=SALES,
        help="The sentence that explains the status.",
    )
    retention_status_date = fields.Date(
        string="Status since",
        compute="_compute_retention_facts",
        groups=SALES,
        help="The day the status was reached.",
    )
    retention_days = OptionalInteger(
        string="Days inactive",
        compute="_compute_retention_facts",
        groups=SALES,
        help="Days since the last activity that counts.",
    )
    retention_last_crm_date = fields.Date(
        string="Last contact",
        compute="_compute_retention_facts",
        groups=SALES,
        help="The last day on which we were in touch: an opportunity opened or won, "
        "email received, a meeting held, a call or visit logged that reached someone.",
    )
    retention_purchase_count = fields.Integer(
        string="Purchases",
        compute="_compute_retention_facts",
        groups=SALES,
        help="Purchases in the current company.",
    )
    retention_revenue_12m = fields.Monetary(
        string="Revenue 12 months",
        compute="_compute_retention_facts",
        currency_field="retention_currency_id",
        groups=SALES,
        help="Purchases of the last 12 months, less credit notes.",
    )
    retention_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of retention figures",
        compute="_compute_retention_facts",
        groups=SALES,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_retention(self):
        profiles = self.env["customer.retention.profile"].with_context(
            active_test=False
        )
        found = profiles.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )
        by_customer = {profile.partner_id.id: profile for profile in found}
        for partner in self:
            profile = by_customer.get(partner.commercial_partner_id.id, profiles)
            partner.retention_profile_id = profile
            partner.retention_status = profile.status
            partner.retention_is_dormant = profile.status in GONE
            partner.retention_last_order_date = profile.last_order_date

    @api.depends("retention_profile_id")
    @api.depends_context("company", "uid")
    def _compute_retention_facts(self):
        for partner in self:
            for name, fact in FACTS.items():
                partner[name] = partner.retention_profile_id[fact]

    def _search_retention_profile_id(self, operator, value):
        return self._search_retention("id", operator, value)

    def _search_retention_status(self, operator, value):
        return self._search_retention("status", operator, value)

    def _search_retention_last_order_date(self, operator, value):
        return self._search_retention("last_order_date", operator, value)

    def _search_retention_is_dormant(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_retention("status", "in", GONE)

    def _search_retention(self, name, operator, value):
        """Return the domain of partners by a field of their profile.

        ``in`` with False among the values finds partners without a profile too.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        profiles = "commercial_partner_id.retention_profile_ids"
        own = Domain("company_id", "=", self.env.company.id)
        found = Domain(profiles, "any", own & Domain(name, operator, value))
        if operator == "in" and False in value:
            return found | ~Domain(profiles, "any", own)
        return found

    def _retention_profiles(self):
        """Return the profiles of these customers in all companies, archived too."""
        profiles = self.env["customer.retention.profile"].sudo()
        return profiles.with_context(active_test=False).search(
            [("partner_id", "in", (self | self.commercial_partner_id).ids)]
        )

    def action_retention_profile(self):
        """Open the retention profile of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.retention.profile",
            "res_id": self.retention_profile_id.id,
            "view_mode": "form",
        }
