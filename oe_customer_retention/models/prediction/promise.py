"""Promises for a quarter, and what came: kept, not derived.

Who was whose customer on a past day is nowhere to be read later, and a promise that is
reckoned anew with every changed owner is none.
"""

from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from ...analytics.forecast import range_of
from ..optional_fields import OptionalMonetary
from ..server_fields import refuse_server_fields
from .reorder_sql import expected_purchases

SHORTEST = 30  # days; with fewer to go the next quarter is promised too


class CustomerRetentionPromise(models.Model):
    """One salesperson's customers of a day, and what they were expected to bring."""

    _name = "customer.retention.promise"
    _description = "Promised Revenue"
    _inherit = ["customer.retention.links.mixin"]
    _order = "date_until desc, expected desc, id"
    _rec_name = "date_until"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        index=True,
        help="The salesperson of these customers on the day of the promise; who has "
        "them now does not matter.",
    )
    date_from = fields.Date(
        string="Promised on",
        required=True,
        readonly=True,
        help="The first full refresh of the quarter. What was bought after this day "
        "counts.",
    )
    date_until = fields.Date(
        string="Until", required=True, readonly=True, help="The end of the quarter."
    )
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        help="Customers of the salesperson on the day of the promise.",
    )
    expected = fields.Monetary(
        string="Promised",
        readonly=True,
        help="Revenue to be expected from these customers until the end of the "
        "quarter, as computed on the day of the promise.",
    )
    low = OptionalMonetary(
        string="Promised from",
        readonly=True,
        aggregator=None,
        help="The actual revenue is between this and 'Promised to' four times out of "
        "five.",
    )
    high = OptionalMonetary(
        string="Promised to",
        readonly=True,
        aggregator=None,
        help="The actual revenue is between 'Promised from' and this four times out "
        "of five.",
    )
    outcome = OptionalMonetary(
        readonly=True,
        help="What these customers brought. Kept when the quarter is over, and no "
        "longer changed.",
    )
    came = fields.Monetary(
        string="Actual",
        compute="_compute_came",
        help="What these customers brought: so far, or until the end of the quarter.",
    )
    target = OptionalMonetary(
        help="What the salesperson is to bring in this quarter, if you set one.",
    )
    profile_ids = fields.Many2many(
        "customer.retention.profile",
        relation="customer_retention_promise_profile",
        column1="promise_id",
        column2="profile_id",
        readonly=True,
        help="The customers of a promise, until the quarter is over.",
    )

    _period_unique = models.UniqueIndex(
        "(company_id, date_until, COALESCE(user_id, 0))",
        "There can only be one promise per salesperson and quarter.",
    )

    @api.depends("outcome")
    def _compute_came(self):
        so_far = self._brought(self.filtered(lambda row: row.outcome is False))
        for promise in self:
            promise.came = so_far.get(promise.id, promise.outcome or 0)

    def write(self, vals):
        refuse_server_fields(
            self, vals, self.env._("A promise is kept as it was made; set a target.")
        )
        return super().write(vals)

    @api.model
    def _brought(self, promises):
        """Return ``{id: revenue}`` of what the customers of open promises brought."""
        self.env["customer.retention.purchase.day"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT promise.id, COALESCE(SUM(bought.revenue), 0)
                   FROM customer_retention_promise promise
                   LEFT JOIN customer_retention_promise_profile customer
                          ON customer.promise_id = promise.id
                   LEFT JOIN customer_retention_purchase_day bought
                          ON bought.profile_id = customer.profile_id
                         AND bought.date > promise.date_from
                         AND bought.date <= promise.date_until
                   WHERE promise.id IN %s
                   GROUP BY promise.id""",
                tuple(promises.ids) or (0,),
            )
        )
        return dict(rows)

    @api.model
    def _renew(self, scope):
        """Keep the outcome of quarters that are over, and promise the present one.

        Only full refreshes of the company's own today do: a promise is made in its
        time, and not made up for a past day.
        """
        if not scope.is_full or scope.as_of != scope.company._retention_today():
            return
        promises = self.sudo()
        own = [("company_id", "=", scope.company.id)]
        over = [("date_until", "<", scope.as_of), ("outcome", "=", False)]
        promises.search([*own, *over])._close()
        until = promises._end_of_period(scope.as_of)
        if not promises.search_count([*own, ("date_until", "=", until)], limit=1):
            promises._make(scope, until)

    def _close(self):
        for promise_id, revenue in self._brought(self).items():
            promise = self.browse(promise_id)
            promise.write({"outcome": revenue, "profile_ids": [fields.Command.clear()]})

    def _end_of_period(self, day):
        """Return the end of the quarter, of the next one where that is too near."""
        _start, end = date_utils.get_quarter(day)
        if (end - day).days < SHORTEST:
            _start, end = date_utils.get_quarter(fields.Date.add(end, days=1))
        return end

    def _make(self, scope, until):
        """Promise what each salesperson's customers are expected to bring."""
        model = (
            self.env["customer.retention.reorder.model"].sudo()._current(scope.company)
        )
        if model.mean_order_value is False:
            return
        errors = model._errors()
        rows = self.env.execute_query_dict(self._expected_by_user(scope, until))
        members = [row.pop("members") for row in rows]
        promises = self.create(
            [
                {
                    **self._range(errors, row["expected"], row.pop("weight")),
                    **row,
                    "company_id": scope.company.id,
                    "date_from": scope.as_of,
                    "date_until": until,
                }
                for row in rows
            ]
        )
        promises._keep_customers(members)

    def _range(self, errors, expected, weight):
        """Return ``low`` and ``high`` of what was expected, empty without errors."""
        edges = range_of(errors, expected, weight) if errors else (None, None)
        return dict(zip(("low", "high"), edges, strict=True))

    def _keep_customers(self, members):
        """Keep who the customers of these promises are, one list of ids for each."""
        self.env.execute_query(
            SQL(
                """INSERT INTO customer_retention_promise_profile
                          (promise_id, profile_id)
                   SELECT * FROM UNNEST(%s::integer[], %s::integer[])
                   RETURNING promise_id""",
                [row.id for row, ids in zip(self, members, strict=True) for _id in ids],
                [profile_id for ids in members for profile_id in ids],
            )
        )
        self.invalidate_recordset(["profile_ids"])

    def _expected_by_user(self, scope, until):
        """Return the SELECT of a row for each salesperson who has customers."""
        profiles = self.env["customer.retention.profile"].sudo()
        query = profiles._search(
            [
                ("company_id", "=", scope.company.id),
                ("first_purchase_date", "!=", False),
            ]
        )
        alias = query.table
        purchases = expected_purchases(
            **profiles._history(alias, query),
            **profiles._parameters(alias, query),
            horizon=(until - scope.as_of).days,
        )
        value = profiles._field_to_sql(alias, "purchase_value", query)
        customers = query.select(
            SQL("%s AS id", profiles._field_to_sql(alias, "id", query)),
            SQL("%s AS user_id", profiles._field_to_sql(alias, "user_id", query)),
            SQL("%s * %s AS expected", purchases, value),
            SQL("%s AS value", value),
        )
        return SQL(
            """SELECT user_id, COUNT(*) AS customer_count, SUM(expected) AS expected,
                      SUM(expected * value) AS weight, ARRAY_AGG(id) AS members
               FROM (%s OFFSET 0) customer GROUP BY user_id""",
            customers,
        )
