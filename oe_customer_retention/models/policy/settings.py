from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_policy_id = fields.Many2one(
        "customer.retention.policy",
        string="Default policy",
        compute="_compute_retention_policy",
        compute_sudo=True,
        help="The policy for every customer of the company that no other policy "
        "matches.",
    )
    retention_policy_inherited = fields.Boolean(
        string="Retention policy inherited",
        compute="_compute_retention_policy",
        compute_sudo=True,
        help="The thresholds are those of the parent company or the usual ones; "
        "changing them gives this company its own.",
    )
    retention_at_risk_days = fields.Integer(
        string="At risk after",
        help="Days of inactivity after which a customer is at risk.",
    )
    retention_dormant_days = fields.Integer(
        string="Dormant after",
        help="Days of inactivity after which a customer is dormant.",
    )
    retention_lost_days = fields.Integer(
        string="Lost after", help="Days of inactivity after which a customer is lost."
    )
    retention_no_quotation_days = fields.Integer(
        string="No quotation for",
        help="Warn when there has been no quotation for this many days, or none at "
        "all.",
    )
    retention_no_order_days = fields.Integer(
        string="No order for",
        help="Warn when there has been no order for this many days, or none at all.",
    )
    retention_no_crm_days = fields.Integer(
        string="No contact for",
        help="Warn when there has been no contact for this many days, or none at all.",
    )
    retention_purchase_basis = fields.Selection(
        related="company_id.retention_purchase_basis",
        readonly=False,
    )
    retention_queue_threshold = fields.Integer(
        related="company_id.retention_queue_threshold", readonly=False
    )
    retention_blocked_mode = fields.Selection(
        related="company_id.retention_blocked_mode", readonly=False
    )
    retention_rfm_method = fields.Selection(
        related="company_id.retention_rfm_method", readonly=False
    )
    retention_timezone = fields.Char(
        string="Timezone",
        compute="_compute_retention_timezone",
        help="The timezone that determines the day of a document.",
    )

    @api.depends("company_id")
    def _compute_retention_policy(self):
        policies = self.env["customer.retention.policy"]
        for settings in self:
            policy = policies._applicable(settings.company_id)[-1]
            settings.retention_policy_id = policy
            settings.retention_policy_inherited = (
                policy.company_id != settings.company_id
            )

    @api.depends("company_id")
    def _compute_retention_timezone(self):
        for settings in self:
            settings.retention_timezone = settings.company_id._retention_timezone()

    @api.model
    def get_values(self):
        self.check_access("create")
        policies = self.env["customer.retention.policy"]
        policy = policies._applicable(self.env.company)[-1]
        values = {f"retention_{name}": policy[name] for name in self._policy_fields()}
        return {**super().get_values(), **values}

    def set_values(self):
        super().set_values()
        self._write_policy(
            {name: self[f"retention_{name}"] for name in self._policy_fields()}
        )

    def _write_policy(self, days):
        """Write days that differ onto the company's own default policy."""
        policy = self.sudo().retention_policy_id
        changed = {name: value for name, value in days.items() if value != policy[name]}
        if changed and self.retention_policy_inherited:
            policy.copy({"company_id": self.company_id.id, **changed})
        elif changed:
            policy.write(changed)

    def _policy_fields(self):
        """Return the days of a policy that are set here, as ``retention_<name>``."""
        names = self.env["customer.retention.policy"]._days_fields()
        return [name for name in names if f"retention_{name}" in self._fields]
