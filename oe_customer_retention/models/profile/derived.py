"""What changes merely because a day passed: derived on read, in SQL, in one place."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..optional_fields import (
    DerivedBoolean,
    DerivedDatetime,
    DerivedInteger,
    DerivedMixin,
)

SILENCES = ("quotation", "order", "crm", "invoice", "payment", "activity", "purchase")
FLAGS = {"no_quotation": "quotation", "no_order": "order", "no_crm": "crm"}


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    days_since_quotation = DerivedInteger(help="Days since the last quotation.")
    days_since_order = DerivedInteger(help="Days since the last confirmed order.")
    days_since_crm = DerivedInteger(
        string="Days since contact", help="Days since the last CRM contact."
    )
    days_since_invoice = DerivedInteger(help="Days since the last posted invoice.")
    days_since_payment = DerivedInteger(help="Days since the last payment.")
    days_since_activity = DerivedInteger(
        string="Days of silence",
        help="Days since the last activity the policy counts: the status follows it.",
    )
    days_since_purchase = DerivedInteger(help="Days since the last purchase.")
    no_quotation = DerivedBoolean(
        help="No quotation for the policy's number of days, or never one."
    )
    no_order = DerivedBoolean(
        help="No confirmed order for the policy's number of days, or never one."
    )
    no_crm = DerivedBoolean(
        string="No contact",
        help="No CRM contact for the policy's number of days, or never one.",
    )
    is_key_account = DerivedBoolean(
        string="Key account",
        help="Revenue of the last 12 months reaches the policy's key account amount.",
    )
    is_new = DerivedBoolean(
        string="New", help="First purchase within the policy's horizon."
    )
    refreshed_at = DerivedDatetime(
        string="As of", help="When the company's documents were last read."
    )
    status_reason = fields.Char(
        string="Why",
        compute="_compute_status_reason",
        help="Why the customer has this status.",
    )

    @api.model
    def _condition_fields(self):
        silences = (f"days_since_{kind}" for kind in SILENCES)
        own = (*silences, *FLAGS, "is_key_account", "is_new")
        return {*super()._condition_fields(), *own}

    def _field_to_sql(self, alias, field_expr, query=None):
        if expression := self._derived_sql(field_expr, alias, query):
            self._check_field_access(self._fields[field_expr], "read")
            return expression
        return super()._field_to_sql(alias, field_expr, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Order by derived values with the unknown ones last, in either direction."""
        if isinstance(self._fields.get(field_name), DerivedMixin) and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _derived_sql(self, name, alias, query):
        """Return the SQL of the derived field ``name``, None for any other field."""
        if name in ("is_key_account", "is_new", "refreshed_at"):
            return getattr(self, f"_derived_{name}")(alias, query)
        if name in FLAGS:
            return self._derived_flag(name, alias, query)
        if name.startswith("days_since_"):
            kind = name.removeprefix("days_since_")
            return self._days_since(f"last_{kind}_date", alias, query)
        return None

    def _days_since(self, date_field, alias, query):
        date = self._field_to_sql(alias, date_field, query)
        return SQL("(%s - %s)", self._as_of_sql(alias), date)

    def _derived_flag(self, name, alias, query):
        date = self._field_to_sql(alias, f"last_{FLAGS[name]}_date", query)
        return SQL(
            "COALESCE(%s - %s >= %s, TRUE)",
            self._as_of_sql(alias),
            date,
            self._policy_sql(f"{name}_days", alias, query),
        )

    def _derived_is_key_account(self, alias, query):
        return SQL(
            "COALESCE(%(revenue)s >= NULLIF(%(limit)s, 0), FALSE)",
            revenue=self._field_to_sql(alias, "revenue_12m", query),
            limit=self._policy_sql("key_account_revenue", alias, query),
        )

    def _derived_is_new(self, alias, query):
        return SQL(
            "COALESCE(%s < %s, FALSE)",
            self._days_since("first_purchase_date", alias, query),
            self._policy_sql("horizon_days", alias, query),
        )

    def _derived_refreshed_at(self, alias, query):
        return SQL(
            """(SELECT MAX(run.started_at) FROM customer_retention_run run
                WHERE run.company_id = %s AND run.state = 'done')""",
            SQL.identifier(alias, "company_id"),
        )

    def _policy_sql(self, name, alias, query):
        """Return the SQL of a value of the customer's policy."""
        policy, policy_alias = self._fields["policy_id"].join(self, alias, query)
        return policy._field_to_sql(policy_alias, name, query)

    def _as_of_sql(self, alias):
        """Return the SQL of today's date in the company of each row."""
        companies_by_date = defaultdict(list)
        for company in self.env["res.company"]._retention_companies():
            companies_by_date[company._retention_today()].append(company.id)
        (date, _ids), *others = sorted(
            companies_by_date.items(), key=lambda item: -len(item[1])
        )
        company_id = SQL.identifier(alias, "company_id")
        expression = SQL("%s::date", date)
        for other_date, ids in others:
            expression = SQL(
                "CASE WHEN %s IN %s THEN %s::date ELSE %s END",
                company_id,
                tuple(ids),
                other_date,
                expression,
            )
        return expression

    @api.depends(
        "policy_id.key_account_revenue",
        "policy_id.horizon_days",
        *(f"policy_id.{flag}_days" for flag in FLAGS),
        *(f"last_{kind}_date" for kind in SILENCES),
        "first_purchase_date",
        "revenue_12m",
    )
    @api.depends_context("retention_as_of")
    def _compute_derived(self):
        names = [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_derived"
        ]
        query = self.with_context(active_test=False)._search([("id", "in", self.ids)])
        columns = [self._field_to_sql(query.table, name, query) for name in names]
        rows = self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), *columns)
        )
        values = {row[0]: row[1:] for row in rows}
        unknown = (None,) * len(names)
        for profile in self:
            derived = values.get(profile._origin.id, unknown)
            for name, value in zip(names, derived, strict=True):
                profile[name] = value

    @api.depends(
        "status",
        "status_override",
        "override_reason",
        "override_until",
        "last_activity_date",
        "first_purchase_date",
        "policy_id",
    )
    @api.depends_context("lang", "retention_as_of")
    def _compute_status_reason(self):
        for profile in self:
            profile.status_reason = profile._explain_status()

    def _explain_status(self):
        """Return the sentence that says why the customer has its status."""
        self.ensure_one()
        if not self.status:
            return False
        if self._is_overridden():
            return self._explain_override()
        if self.status == "prospect":
            return self.env._("Has never bought anything.")
        values = {
            "days": self.days_since_activity,
            "date": format_date(self.env, self.last_activity_date),
        }
        policy = self.sudo().policy_id
        if self.status == "active" and not self.days_since_activity:
            return self.env._("Active today.")
        if self.status == "active":
            return self.env._(
                "Last activity %(days)s days ago, on %(date)s; at risk from "
                "%(threshold)s days.",
                **values,
                threshold=policy.at_risk_days,
            )
        return self.env._(
            "Silent for %(days)s days, since %(date)s; %(status)s from %(threshold)s "
            "days.",
            **values,
            status=dict(self._fields["status"]._description_selection(self.env))[
                self.status
            ],
            threshold=policy[f"{self.status}_days"],
        )
