from odoo import fields, models
from odoo.tools import SQL

from . import periods


class CustomerSegmentTrend(models.Model):
    """The size of each segment on each day since it first had members."""

    _name = "customer.segment.trend"
    _description = "Segment Size over Time"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "segment_id"

    segment_id = fields.Many2one(
        "customer.segment", readonly=True, help="The segment whose members are counted."
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="The company whose customers are counted."
    )
    date = fields.Date(
        string="Day",
        readonly=True,
        help="The size at the end of this day.",
    )
    size = fields.Integer(
        string="Customers",
        readonly=True,
        help="Members, without archived customers. Over several days: on the last one.",
    )

    @property
    def _table_query(self):
        """Return the SELECT that carries each size on until it changes."""
        return SQL(
            """SELECT %(id)s AS id, segment_id, company_id, day::date AS date, size
               FROM (SELECT *, LEAD(date) OVER (
                                   PARTITION BY segment_id, company_id ORDER BY date
                               ) AS next_date
                     FROM customer_segment_size) change
               CROSS JOIN LATERAL GENERATE_SERIES(
                   change.date::timestamp,
                   COALESCE(next_date - 1, %(as_of)s)::timestamp,
                   INTERVAL '1 day') day""",
            id=periods.row_id(SQL("change.id"), SQL("(day::date - change.date)")),
            as_of=periods.as_of(self.env),
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "size:sum":
            return super()._read_group_select(aggregate_spec, query)
        value = self._field_to_sql(self._table, "size", query)
        return periods.last(value, self._field_to_sql(self._table, "date", query))
