"""The columns of exported customers, as data, and how a value becomes a cell.

Header and meaning come from the field. A column its reader may not read is left out.
"""

from datetime import date
from typing import NamedTuple

EXCEL_EPOCH = date(1899, 12, 30).toordinal()
FORMATS = {
    "monetary": "money",
    "date": "date",
    "integer": "integer",
    "float": "decimal",
}


class Column(NamedTuple):
    """A field of the profile, how wide it is, and which number format it takes."""

    field: str
    width: int
    format: str = ""


COLUMNS = (
    Column("partner_name", 36),
    Column("partner_email", 28),
    Column("partner_phone", 18),
    Column("user_id", 22),
    Column("status", 12),
    Column("status_date", 12),
    Column("last_activity_date", 12),
    Column("days_since_activity", 10),
    Column("no_quotation", 10),
    Column("no_order", 10),
    Column("no_crm", 10),
    Column("status_reason", 60),
    Column("revenue_at_risk", 16),
    Column("expected_revenue", 16),
    Column("reorder_probability", 12, "percent"),
    Column("rhythm", 12),
    Column("usual_gap_days", 10),
    Column("expected_next_order_date", 12),
    Column("revenue_12m", 16),
    Column("revenue_total", 16),
    Column("average_purchase", 14),
    Column("purchase_count", 10),
    Column("overdue_amount", 14),
    Column("first_purchase_date", 12),
    Column("last_purchase_date", 12),
    Column("last_quotation_date", 12),
    Column("last_order_date", 12),
    Column("last_crm_date", 12),
    Column("last_invoice_date", 12),
    Column("last_payment_date", 12),
    Column("open_quotation_count", 10),
    Column("open_opportunity_count", 10),
    Column("rfm_segment", 20),
    Column("stage_id", 16),
    Column("is_key_account", 10),
    Column("is_spending_less", 10),
    Column("spend_trend", 10, "percent"),
    Column("health_score", 10),
    Column("health_color", 10),
    Column("team_id", 18),
    Column("country_id", 18),
    Column("industry_id", 18),
    Column("policy_id", 20),
    Column("currency_id", 10),
)
COMPANY = Column("company_id", 22, "text")
# Of those companies that have a health score.
HEALTH = {"health_score", "health_color"}


def with_company(env, columns):
    """Return ``columns`` with the customer's company second, for who looks at several.

    :rtype: tuple[Column]
    """
    name, *others = columns
    companies = [COMPANY] * (len(env.companies) > 1)
    return (name, *companies, *others)


class BoundColumn:
    """A column as one reader sees it: translated, with what becomes of its values."""

    def __init__(self, column, profiles):
        self.name = column.field
        self.width = column.width
        field = profiles._fields[column.field]
        self.is_told = _is_told(field)
        self.is_summed = field.aggregator == "sum"
        description = field.get_description(profiles.env)
        self.header = description["string"]
        self.help = description.get("help") or ""
        self.format = column.format or FORMATS.get(field.type, "text")
        self.comodel = field.comodel_name if field.type == "many2one" else None
        self.labels = self._labels(field, description, profiles.env)

    def _labels(self, field, description, env):
        if field.type == "boolean":
            return {True: env._("Yes"), False: None}
        return dict(description.get("selection", ()))

    def cells(self, env, values):
        """Return the cells of the values that the database holds, None for a blank."""
        if self.comodel:
            records = env[self.comodel].sudo().browse(set(filter(None, values)))
            labels = {record.id: record.display_name for record in records}
            return _each(values, labels)
        if self.labels:
            return _each(values, self.labels)
        if self.format == "date":
            return [value and serial(value) for value in values]
        return values


def _is_told(field):
    """Return whether a field is words, which the database does not hold."""
    is_derived = field.compute and not field.store and not field.related
    return is_derived and field.type == "char"


def readable_columns(profiles, columns):
    """Return the ``columns`` whose fields the user of ``profiles`` may read."""
    return [
        BoundColumn(column, profiles)
        for column in columns
        if profiles._has_field_access(profiles._fields[column.field], "read")
    ]


def serial(day):
    """Return what Excel keeps for a date: days since 30 December 1899.

    Excel takes 1900 for a leap year, so one less before its March; earlier days it
    does not know: they are text.
    """
    if day < date(1900, 1, 1):
        return day.isoformat()
    return day.toordinal() - EXCEL_EPOCH - (day < date(1900, 3, 1))


def _each(values, labels):
    return [labels.get(value) for value in values]
