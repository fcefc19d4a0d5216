from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import AccessError

from ...models.groups import SALES
from ...models.labels import with_marks

PERIOD = "month"  # of the sentences
PROFILE = "customer.retention.profile"
AMOUNTS = ("kpi_retention_revenue_at_risk", "kpi_retention_expected_revenue")


class DigestDigest(models.Model):
    """Odoo's digest mail tells how many customers slipped away and came back."""

    _inherit = "digest.digest"

    kpi_retention_at_risk = fields.Boolean(
        "Customers at Risk", help="Customers who became at risk in the period."
    )
    kpi_retention_at_risk_value = fields.Integer(
        string="Number of customers at risk",
        compute="_compute_kpi_retention_at_risk_value",
        help="Customers who became at risk in the period.",
    )
    kpi_retention_lost = fields.Boolean(
        "Customers Lost", help="Customers who were lost in the period."
    )
    kpi_retention_lost_value = fields.Integer(
        string="Number of customers lost",
        compute="_compute_kpi_retention_lost_value",
        help="Customers who were lost in the period.",
    )
    kpi_retention_won_back = fields.Boolean(
        "Customers Won Back",
        help="Customers who were dormant or lost, came back and bought in the period.",
    )
    kpi_retention_won_back_value = fields.Integer(
        string="Number of customers won back",
        compute="_compute_kpi_retention_won_back_value",
        help="Customers who were dormant or lost, came back and bought in the period.",
    )

    kpi_retention_revenue_at_risk = fields.Boolean(
        "Revenue at Risk", help="Revenue at risk at the end of the period."
    )
    kpi_retention_revenue_at_risk_value = fields.Monetary(
        string="Amount of revenue at risk",
        compute="_compute_kpi_retention_revenue_at_risk_value",
        help="Revenue at risk at the end of the period.",
    )
    kpi_retention_expected_revenue = fields.Boolean(
        "Expected Revenue",
        help="Revenue to be expected within the horizon, at the end of the period.",
    )
    kpi_retention_expected_revenue_value = fields.Monetary(
        string="Amount of expected revenue",
        compute="_compute_kpi_retention_expected_revenue_value",
        help="Revenue to be expected within the horizon, at the end of the period.",
    )

    def _compute_kpi_retention_revenue_at_risk_value(self):
        self._reckon_at_end(
            "kpi_retention_revenue_at_risk_value", "_revenue_at_risk_on"
        )

    def _compute_kpi_retention_expected_revenue_value(self):
        self._reckon_at_end(
            "kpi_retention_expected_revenue_value", "_expected_revenue_on"
        )

    def _compute_kpi_retention_at_risk_value(self):
        self._count_transitions(
            "kpi_retention_at_risk_value", [("to_status", "=", "at_risk")]
        )

    def _compute_kpi_retention_lost_value(self):
        self._count_transitions(
            "kpi_retention_lost_value", [("to_status", "=", "lost")]
        )

    def _compute_kpi_retention_won_back_value(self):
        self._count_transitions(
            "kpi_retention_won_back_value", [("is_winback", "=", True)]
        )

    def _count_transitions(self, value_field, domain):
        """Count the changes of status the user may see, by their day.

        :raises AccessError: which makes the digest leave the figure out
        """
        self._check_salesperson()
        self._calculate_company_based_kpi(
            "customer.retention.transition",
            value_field,
            date_field="date",
            additional_domain=[*domain, ("profile_id.active", "=", True)],
        )

    def _reckon_at_end(self, value_field, method):
        """Reckon a sum over the customers the user may see, on the period's last day.

        :raises AccessError: which makes the digest leave the figure out
        """
        self._check_salesperson()
        end = self.env.context.get("end_datetime")
        for digest in self:
            company = digest.company_id or self.env.company
            profiles = self.env[PROFILE].with_company(company)
            digest[value_field] = getattr(profiles, method)(
                [("company_id", "=", company.id)],
                end.date() if end else company._retention_today(),
            )

    def _check_salesperson(self):
        if not self.env.user.has_group(SALES):
            raise AccessError(
                self.env._("Customer retention figures are for salespeople.")
            )

    def _compute_tips(self, company, user, tips_count=1, consumed=True):
        """Put what to know about the user's customers before the tips, where a figure
        of retention is chosen."""
        tips = super()._compute_tips(company, user, tips_count, consumed)
        return [*self._retention_brief(company, user), *tips]

    def _retention_brief(self, company, user):
        is_chosen = any(self[name] for name in self._retention_figures())
        if not is_chosen or not user.has_group(SALES):
            return []
        dashboard = self.env["customer.retention.dashboard"].with_user(user)
        dashboard = dashboard.with_context(
            allowed_company_ids=company.ids, lang=user.lang
        )
        data = dashboard.get_data([], PERIOD)
        if not data["customer_count"]:
            return []
        sentences = [
            Markup("<p>%s</p>") % with_marks("".join(part["text"] for part in sentence))
            for sentence in data["brief"]
        ]
        title = dashboard.env._("Customer retention, in short")
        return [Markup("<h3>%s</h3>%s") % (title, Markup().join(sentences))]

    def _retention_figures(self):
        """Return the names of the fields that choose a figure."""
        return [
            name
            for name in self._fields
            if name.startswith("kpi_retention_") and not name.endswith("_value")
        ]

    def _compute_kpis_actions(self, company, user):
        changes = "oe_customer_retention.customer_retention_transition_action"
        customers = "oe_customer_retention.customer_retention_profile_action"
        menu = self.env.ref("oe_customer_retention.menu_customer_retention")
        return super()._compute_kpis_actions(company, user) | {
            name: f"{customers if name in AMOUNTS else changes}?menu_id={menu.id}"
            for name in self._retention_figures()
        }
