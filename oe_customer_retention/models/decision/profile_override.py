"""A status set by hand: shown instead of what the documents say, until a date or the
next purchase."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..optional_fields import DerivedBoolean
from ..status import STATUSES

OVERRIDE = {"status_override", "override_until"}


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    status_override = fields.Selection(
        STATUSES,
        string="Manual status",
        tracking=True,
        help="Shown instead of the status the documents give, until the end date or "
        "the next purchase.",
    )
    override_until = fields.Date(
        string="Manual until",
        tracking=True,
        help="Last day of the status set manually; empty: until it is taken back.",
    )
    override_reason = fields.Char(
        string="Reason",
        tracking=True,
        help="Why the status is set manually; shown as the reason of the status.",
    )
    override_since = fields.Date(
        string="Manual since",
        compute="_compute_override_since",
        store=True,
        help="The day the status was set manually. A purchase after that ends it.",
    )
    override_purchase_count = fields.Integer(
        string="Purchases known at a manual change",
        compute="_compute_override_purchase_count",
        store=True,
        help="Purchases known when the status was set manually: one more on that "
        "very day ends it.",
    )
    is_overridden = DerivedBoolean(
        sql="_sql_is_overridden",
        depends=(
            "status_override",
            "override_until",
            "override_since",
            "override_purchase_count",
            "last_purchase_date",
            "purchase_count",
        ),
        string="Set manually",
        help="The status is set manually today: neither its end date nor a purchase "
        "has ended it.",
    )

    @api.depends("status_override", "override_until", "override_reason")
    def _compute_override_since(self):
        for profile in self:
            today = profile.company_id._retention_today()
            profile.override_since = profile.status_override and today

    @api.depends("status_override", "override_until", "override_reason")
    def _compute_override_purchase_count(self):
        for profile in self:
            known = profile.status_override and profile.purchase_count
            profile.override_purchase_count = known

    def _sql_is_overridden(self, alias, query):
        return SQL(
            """(%s IS NOT NULL AND COALESCE(%s >= %s, TRUE)
                AND COALESCE((%s, %s) <= (%s, %s), TRUE))""",
            self._field_to_sql(alias, "status_override", query),
            self._field_to_sql(alias, "override_until", query),
            self._as_of_sql(alias),
            self._field_to_sql(alias, "last_purchase_date", query),
            self._field_to_sql(alias, "purchase_count", query),
            self._field_to_sql(alias, "override_since", query),
            self._field_to_sql(alias, "override_purchase_count", query),
        )

    def _sql_has_moved_on(self, alias, query):
        """Return the SQL of the same; a status set by hand stays until it ends."""
        return SQL(
            "(%s AND NOT %s)",
            super()._sql_has_moved_on(alias, query),
            self._field_to_sql(alias, "is_overridden", query),
        )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "status_override", "is_overridden"}

    @api.constrains(*OVERRIDE)
    def _check_override_until(self):
        for profile in self:
            if profile.override_until and not profile.status_override:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: 'Manual until' is %(date)s, but no status is "
                        "set manually. Choose one, or empty the date.",
                        customer=profile.partner_id.name,
                        date=profile.override_until,
                    )
                )

    def _holding(self):
        return {**super()._holding(), "status_override": "is_overridden"}

    def _explain_override(self):
        reason = self.override_reason or self.env._("no reason given")
        if not self.override_until:
            return self.env._("Set manually: %(reason)s.", reason=reason)
        return self.env._(
            "Set manually until %(date)s: %(reason)s.",
            date=format_date(self.env, self.override_until),
            reason=reason,
        )
