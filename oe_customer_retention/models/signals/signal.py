"""The seam between business documents and everything the addon computes.

A kind of signal is one file: it inherits ``customer.retention.signal`` and adds
one entry to ``_queries``. If its documents are purchases too, it adds them to
``customer.retention.sale``. Where the policy has a boolean field
``count_<kind>`` it decides whether the kind counts as activity; without such a
field it always counts. Where the profile has a date field ``last_<kind>_date``
it is filled.
"""

from odoo import models
from odoo.tools import SQL

COLUMNS = (
    "partner_id",
    "company_id",
    "at",
    "day",
    "amount",
    "is_activity",
    "kind",
    "res_model",
    "res_id",
    "user_id",
)


class SignalSelect(SQL):
    """The SELECT of one kind of document, which says what model that is."""

    __slots__ = ("model",)

    def __init__(self, select, model):
        super().__init__(select)
        self.model = model


class RetentionSignal(models.AbstractModel):
    _name = "customer.retention.signal"
    _description = "Retention Signal"

    def _queries(self, company):
        """Return ``{kind: [SELECT, ...]}`` for the documents of ``company``.

        Each SELECT is made with :meth:`_select`, hence has the same columns:

        - ``partner_id``: the partner of the document, not yet rolled up;
        - ``company_id``: NULL stands for every company that knows the customer;
        - ``at``, ``day``: UTC timestamp, and the date in the company's timezone;
        - ``amount``: untaxed, signed, in the company's currency, or NULL;
        - ``is_activity``: whether the customer was active by it;
        - ``kind``, ``res_model``, ``res_id``, ``user_id``.

        Every filter on company, partner and date is applied from outside, and
        PostgreSQL pushes it down into each SELECT. A column nobody reads costs
        nothing.

        :param company: a single ``res.company``
        :rtype: dict[str, list[SignalSelect]]
        """
        return {}

    def _select(self, kind, model, table, *, partner, company, at, **optional):
        """Compose one signal SELECT; see :meth:`_queries` for the columns.

        :param str kind: the kind of signal
        :param str model: the model of the document
        :param SQL table: FROM and WHERE
        :param optional: SQL of the columns ``day`` (default: ``at`` cut in the
            company's timezone), ``amount``, ``is_activity``,
            ``res_id`` (default: ``d.id``) and ``user_id``
        """
        values = {
            "partner_id": partner,
            "company_id": company,
            "at": at,
            "amount": SQL("NULL::numeric"),
            "is_activity": SQL("TRUE"),
            "kind": SQL("%s::varchar", kind),
            "res_model": SQL("%s::varchar", model),
            "res_id": SQL("d.id"),
            "user_id": SQL("NULL::integer"),
            **optional,
        }
        select_list = SQL(", ").join(
            SQL("%s AS %s", values[name], SQL.identifier(name)) for name in COLUMNS
        )
        return SignalSelect(SQL("SELECT %s %s", select_list, table), model)

    def _moment(self, company, at):
        """Return ``at`` and ``day`` of a UTC timestamp column."""
        return {"at": at, "day": company._retention_day(at)}

    def _date(self, company, day):
        """Return ``at`` and ``day`` of a date column: noon of that day."""
        timezone = company._retention_timezone()
        noon = SQL("(%s + TIME '12:00')", day)
        at = SQL("(%s AT TIME ZONE %s AT TIME ZONE 'UTC')", noon, timezone)
        return {"at": at, "day": day}

    def _union(self, company, kinds=None):
        """Return all signals of ``company`` as one SELECT.

        :param kinds: only these kinds (default: all)
        """
        queries = self._queries(company)
        selects = [select for kind in kinds or queries for select in queries[kind]]
        return SQL(" UNION ALL ").join(selects)

    def _of_customers(self, scope):
        """Return the SELECT of all signals of ``scope``, rolled up to customers.

        Columns: ``customer_id``, ``is_known`` (whether the document says that it is
        the company's), and the columns of :meth:`_queries` that facts are made of.

        :param Scope scope: company, date and customers
        """
        return SQL(
            """SELECT customer_id, company_id IS NOT NULL AS is_known, kind, at, day,
                      is_activity, res_id
               FROM (%s) signal""",
            scope.roll_up(self._union(scope.company)),
        )
