"""Values that change merely because a day passed: derived on read, in SQL."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..labels import counted, days_ago, enumerated, field_label, label
from ..optional_fields import (
    DerivedBoolean,
    DerivedDatetime,
    DerivedInteger,
)
from ..policy.season import day_and_month
from ..status import BY_KEY

# Where in the cache of a cursor who tells many customers at once keeps sentences, for
# those of whom the same is to be said.
SENTENCES = "retention_sentences"
# What stands for the status once the next one is reached.
UPCOMING = {
    "status": "next_status",
    "status_date": "next_status_date",
    "previous_status": "status",
}


def days_since(date_field, **attributes):
    """Return a field of the days since a stored date."""
    return DerivedInteger(
        sql="_sql_days_since",
        sql_args=(date_field,),
        depends=(date_field,),
        **attributes,
    )


def silent(date_field, limit, switch=None, **attributes):
    """Return a field of whether a date is ``limit`` days of the policy ago, days of
    its season where it has one; or there is no date.

    :param str switch: of the policy, whether it is asked at all (default: always)
    """
    names = [name for name in (limit, switch) if name]
    return DerivedBoolean(
        sql="_sql_silent",
        sql_args=(date_field, *names),
        depends=(date_field, *(f"policy_id.{name}" for name in names)),
        **attributes,
    )


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    days_since_quotation = days_since(
        "last_quotation_date",
        string="Days since quotation",
        help="Days since the last quotation.",
    )
    days_since_order = days_since(
        "last_order_date",
        string="Days since order",
        help="Days since the last confirmed order.",
    )
    days_since_crm = days_since(
        "last_crm_date",
        string="Days since contact",
        help="Days since the last CRM contact.",
    )
    days_since_invoice = days_since(
        "last_invoice_date",
        string="Days since invoice",
        help="Days since the last posted invoice.",
    )
    days_since_payment = days_since(
        "last_payment_date",
        string="Days since payment",
        help="Days since the last payment.",
    )
    days_since_activity = DerivedInteger(
        sql="_sql_silence",
        sql_args=("last_activity_date",),
        depends=("last_activity_date", "policy_id"),
        string="Days inactive",
        help="Days since the last activity the policy counts, in the season of the "
        "policy only: the status follows it.",
    )
    days_since_purchase = days_since(
        "last_purchase_date",
        string="Days since purchase",
        help="Days since the last purchase.",
    )
    no_quotation = silent(
        "last_quotation_date",
        "no_quotation_days",
        string="No quotation",
        help="No quotation for the policy's number of days, or none at all.",
    )
    no_order = silent(
        "last_order_date",
        "no_order_days",
        string="No order",
        help="No confirmed order for the policy's number of days, or none at all.",
    )
    no_crm = silent(
        "last_crm_date",
        "no_crm_days",
        string="No contact",
        help="No CRM contact for the policy's number of days, or none at all.",
    )
    missing = fields.Char(
        compute="_compute_missing",
        help="What has been missing for the policy's number of days, or has never "
        "existed.",
    )
    is_key_account = DerivedBoolean(
        sql="_sql_is_key_account",
        depends=("revenue_12m", "policy_id.key_account_revenue"),
        string="Key account",
        help="Revenue of the last 12 months reaches the policy's key account amount.",
    )
    is_new = DerivedBoolean(
        sql="_sql_is_new",
        depends=("first_purchase_date", "policy_id.horizon_days"),
        string="New",
        help="First purchase within the policy's horizon.",
    )
    refreshed_at = DerivedDatetime(
        sql="_sql_refreshed_at",
        string="As of",
        help="When the company's documents were last read.",
    )
    status_reason = fields.Char(
        string="Status reason",
        compute="_compute_status_reason",
        help="Why the customer has this status.",
    )

    @api.depends(lambda self: [*self._warnings()])
    @api.depends_context("lang")
    def _compute_missing(self):
        warnings = self._warnings()
        for profile in self:
            missing = [event for flag, event in warnings.items() if profile[flag]]
            profile.missing = enumerated(self.env, missing) or False

    def _explain_missing(self):
        """Return what is missing, and that it is."""
        return self.missing and self.env._(
            "%(label)s: %(text)s",
            label=field_label(self, "missing"),
            text=self.missing,
        )

    def _warnings(self):
        """Return ``{field: document}`` of what is warned of when there was none."""
        kinds = self.env["customer.retention.signal"]._kinds()
        warnings = {f"no_{key}": kind.event for key, kind in kinds.items()}
        return {flag: warnings[flag] for flag in warnings if flag in self._fields}

    @api.model
    def _condition_fields(self):
        date_fields = self.env["customer.retention.signal"]._date_fields()
        kinds = date_fields.keys()
        silences = (f"days_since_{name}" for name in (*kinds, "activity", "purchase"))
        warnings = (f"no_{kind}" for kind in kinds)
        dates = date_fields.values()
        own = {*dates, *silences, *warnings, "is_key_account", "is_new"}
        return super()._condition_fields() | (own & self._fields.keys())

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in UPCOMING and not self.env.context.get("retention_stored"):
            return self._sql_as_of_today(alias, field_expr, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _sql_as_of_today(self, alias, name, query):
        """Return the SQL of ``name`` of the status on this day.

        A status reached since the last refresh holds at once, in whatever timezone
        and however late the job is; what is done about it waits for the refresh.
        """
        stored = self.with_context(retention_stored=True)
        return SQL(
            "CASE WHEN %s THEN %s ELSE %s END",
            self._sql_has_moved_on(alias, query),
            stored._field_to_sql(alias, UPCOMING[name], query),
            stored._field_to_sql(alias, name, query),
        )

    def _sql_has_moved_on(self, alias, _query):
        """Return the SQL of whether the next status has been reached by this day."""
        return SQL(
            "COALESCE(%s <= %s, FALSE)",
            SQL.identifier(alias, "next_status_date"),
            self._as_of_sql(alias),
        )

    def _sql_days_since(self, alias, query, date_field):
        date = self._field_to_sql(alias, date_field, query)
        return SQL("(%s - %s)", self._as_of_sql(alias), date)

    def _sql_silence(self, alias, query, date_field):
        """Return the SQL of the days since a stored date that count as silence."""
        return (
            self.env["customer.retention.policy"]
            ._clock()
            .days_between(
                self._field_to_sql(alias, "policy_id", query),
                self._field_to_sql(alias, date_field, query),
                self._as_of_sql(alias),
            )
        )

    def _sql_silent(self, alias, query, date_field, limit, switch=None):
        return SQL(
            "(%s AND COALESCE(%s >= %s, TRUE))",
            SQL("%s IS TRUE", self._policy_sql(switch, alias, query))
            if switch
            else SQL("TRUE"),
            self._sql_silence(alias, query, date_field),
            self._policy_sql(limit, alias, query),
        )

    def _sql_is_key_account(self, alias, query):
        return SQL(
            "COALESCE(%(revenue)s >= NULLIF(%(limit)s, 0), FALSE)",
            revenue=self._field_to_sql(alias, "revenue_12m", query),
            limit=self._policy_sql("key_account_revenue", alias, query),
        )

    def _sql_is_new(self, alias, query):
        return SQL(
            "COALESCE(%s < %s, FALSE)",
            self._sql_days_since(alias, query, "first_purchase_date"),
            self._horizon_sql(alias, query),
        )

    def _sql_refreshed_at(self, alias, query):
        return SQL(
            """(SELECT MAX(run.started_at) FROM customer_retention_run run
                WHERE run.company_id = %s AND run.state = 'done')""",
            SQL.identifier(alias, "company_id"),
        )

    def _horizon_sql(self, alias, query):
        """Return the SQL of the horizon of the customer's policy, in days."""
        policy = self._field_to_sql(alias, "policy_id", query)
        return self.env["customer.retention.policy"]._horizon_sql(policy)

    def _policy_sql(self, name, alias, query):
        """Return the SQL of a value of the customer's policy."""
        policy, policy_alias = self._fields["policy_id"].join(self, alias, query)
        return policy._field_to_sql(policy_alias, name, query)

    @api.depends(
        "status",
        "is_overridden",
        "override_reason",
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
        if self.is_overridden:
            return self._explain_override()
        if self.status == "active" and self.last_activity_date == self._today():
            return self.env._("Active today.")
        season = self.sudo().policy_id._season()
        if not season:
            return self._tell_silence(BY_KEY[self.status].sentence)
        sentence = self._tell_silence(BY_KEY[self.status].in_season)
        today = self._today()
        if today in season or not BY_KEY[self.status].threshold:
            return sentence
        start = day_and_month(self.env, season.next_start(today))
        return self._explain_off_season(start, sentence)

    def _today(self):
        return self.company_id._retention_today()

    def _tell_silence(self, sentence):
        """Return a sentence of ``..status`` with the figures of this customer."""
        threshold = BY_KEY[self.status].threshold
        facts = (
            self.env._(sentence),
            label(self, "status"),
            self.status_date,
            self.last_activity_date,
            self.days_since_activity,
            threshold and self.sudo().policy_id[threshold],
        )
        told = self.env.cr.cache.get(SENTENCES, {})
        if facts not in told:
            told[facts] = _silence_in_words(self.env, *facts)
        return told[facts]

    def _explain_off_season(self, start, sentence):
        """Return the sentence that says why a status stands still.

        :param str start: first day of the next season
        :param str sentence: why the customer has its status
        """
        return self.env._(
            "Off season until %(start)s. %(sentence)s", start=start, sentence=sentence
        )


def _silence_in_words(env, sentence, status, since, date, days, threshold):
    begins = sentence.startswith("%(status)s")
    return counted(
        env,
        sentence,
        status=status if begins else status.lower(),
        since=format_date(env, since),
        days=days,
        ago=days_ago(env, days),
        date=format_date(env, date),
        threshold=threshold,
    )
