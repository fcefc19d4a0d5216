from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

from ..models.condition import refused
from ..models.labels import field_label
from ..models.status import FLOWS, GOOD_STANDING, STATUSES
from . import periods

# The changes of status that each count is of.
FLOW_COUNTS = {
    **{flow.key: Domain("flow", "=", flow.key) for flow in FLOWS},
    "won_back": Domain("is_winback", "=", True),
    "reengaged": Domain("flow", "=", "returned") & Domain("is_winback", "=", False),
}
STATUS_COUNTS = {f"{status}_count": status for status, _label in STATUSES}
GROUPS = ("company_id", "user_id", "team_id")
MONTHS = ("month", "is_running")
LEVELS = {
    "opening": GOOD_STANDING,
    "closing": GOOD_STANDING,
    **{name: (status,) for name, status in STATUS_COUNTS.items()},
}
FIGURES = [*FLOW_COUNTS, *LEVELS]


class CustomerRetentionMovement(models.Model):
    """Numbers of customers who came, came back and went, month by month.

    A customer in good standing is active or at risk. By construction, opening + new +
    returned - lapsed = closing in every row, and in every group of months.
    """

    _name = "customer.retention.movement"
    _description = "Customer Movement"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "month"
    _depends = {
        "customer.retention.transition": [
            "profile_id",
            "date",
            "from_status",
            "to_status",
            "flow",
            "winback_date",
        ],
        "customer.retention.profile": ["company_id", "user_id", "team_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="The current salesperson of the customers, for all their history.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    month = fields.Date(readonly=True, help="First day of the month.")
    is_running = fields.Boolean(
        string="Running month",
        readonly=True,
        help="The month is not over: its figures still change.",
    )
    opening = fields.Integer(
        readonly=True,
        help="Current customers (active or at risk) when the month began. Over "
        "several months: when the first one began.",
    )
    new = fields.Integer(
        readonly=True, help="Became a current customer for the first time."
    )
    returned = fields.Integer(
        readonly=True,
        help="Were dormant or lost and became active again: won back and re-engaged.",
    )
    won_back = fields.Integer(
        string="Won back",
        readonly=True,
        help="Returned, and bought before they lapsed again.",
    )
    reengaged = fields.Integer(
        string="Re-engaged",
        readonly=True,
        help="Returned by an action other than a purchase, and have not bought since.",
    )
    lapsed = fields.Integer(
        readonly=True,
        help="Were current customers and became dormant. A customer who lapses twice "
        "counts twice.",
    )
    closing = fields.Integer(
        readonly=True,
        help="Current customers (active or at risk) when the month ended: opening + "
        "new + returned - lapsed. Over several months: when the last one ended.",
    )
    active_count = fields.Integer(
        string="Active", readonly=True, help="Active when the month ended."
    )
    at_risk_count = fields.Integer(
        string="At risk", readonly=True, help="At risk when the month ended."
    )
    dormant_count = fields.Integer(
        string="Dormant", readonly=True, help="Dormant when the month ended."
    )
    lost_count = fields.Integer(
        string="Lost", readonly=True, help="Lost when the month ended."
    )
    prospect_count = fields.Integer(
        string="Prospects",
        readonly=True,
        help="Known, but without a purchase, when the month ended.",
    )

    @property
    def _table_query(self):
        """Return the SELECT of one row per company, salesperson, team and month.

        Running sums of what enters and leaves; a group of customers has a row for
        each month from its first change to the running one.
        """
        return SQL(
            """WITH flow AS (%(flows)s), balance AS (%(balances)s)
               SELECT %(id)s AS id,
                      company_id, user_id, team_id, month::date AS month,
                      month = %(running)s AS is_running,
                      (closing - changed * (new + returned - lapsed))::integer
                          AS opening,
                      (changed * new)::integer AS new,
                      (changed * returned)::integer AS returned,
                      (changed * won_back)::integer AS won_back,
                      (changed * (returned - won_back))::integer AS reengaged,
                      (changed * lapsed)::integer AS lapsed,
                      closing, %(counts)s
               FROM balance
               CROSS JOIN LATERAL GENERATE_SERIES(
                   first_month,
                   COALESCE(next_month - INTERVAL '1 month', %(running)s),
                   INTERVAL '1 month') month
               CROSS JOIN LATERAL (
                   SELECT (month = first_month)::integer AS changed) span""",
            flows=self._flows(),
            balances=self._balances(),
            id=periods.row_id(SQL("group_id"), periods.month_number(SQL("month"))),
            running=periods.running_month(self.env),
            counts=SQL(", ").join(map(SQL.identifier, STATUS_COUNTS)),
        )

    def _flows(self):
        """Return the SELECT of what changed in each group and month with changes."""
        return SQL(
            """SELECT profile.company_id, profile.user_id, profile.team_id,
                      DATE_TRUNC('month', change.date::timestamp) AS first_month,
                      MIN(profile.id)::bigint AS group_id,
                      COUNT(*) FILTER (WHERE flow = 'new') AS new,
                      COUNT(*) FILTER (WHERE flow = 'returned') AS returned,
                      COUNT(winback_date) AS won_back,
                      COUNT(*) FILTER (WHERE flow = 'lapsed') AS lapsed,
                      %(counts)s
               FROM customer_retention_transition change
               JOIN customer_retention_profile profile ON profile.id = profile_id
               WHERE change.date <= %(as_of)s
               GROUP BY profile.company_id, profile.user_id, profile.team_id,
                        first_month""",
            as_of=periods.as_of(self.env),
            counts=SQL(", ").join(
                SQL(
                    """COUNT(*) FILTER (WHERE to_status = %(status)s)
                       - COUNT(*) FILTER (WHERE from_status = %(status)s) AS %(name)s
                    """,
                    status=status,
                    name=SQL.identifier(name),
                )
                for name, status in STATUS_COUNTS.items()
            ),
        )

    def _balances(self):
        """Return the SELECT of the levels after each month with changes."""
        return SQL(
            """SELECT company_id, user_id, team_id, first_month, new, returned,
                      won_back, lapsed,
                      (SUM(new + returned - lapsed) OVER history)::integer AS closing,
                      LEAD(first_month) OVER history AS next_month,
                      MIN(group_id) OVER customers AS group_id, %s
               FROM flow
               WINDOW customers AS (PARTITION BY company_id, user_id, team_id),
                      history AS (customers ORDER BY first_month)""",
            SQL(", ").join(
                SQL(
                    "(SUM(%(name)s) OVER history)::integer AS %(name)s",
                    name=SQL.identifier(name),
                )
                for name in STATUS_COUNTS
            ),
        )

    def _read_group_select(self, aggregate_spec, query):
        name, _separator, function = aggregate_spec.partition(":")
        if function != "sum" or name not in LEVELS:
            return super()._read_group_select(aggregate_spec, query)
        edge = periods.first if name == "opening" else periods.last
        value = self._field_to_sql(self._table, name, query)
        return edge(value, self._field_to_sql(self._table, "month", query))

    def action_open(self):
        """Open the customers behind one figure of this row.

        The figure is the name of its field, given as ``retention_figure`` in the
        context.

        :raises UserError: for any other name
        """
        self.ensure_one()
        return self._open(
            self.env.context.get("retention_figure"),
            self.month,
            periods.group_domain(self),
        )

    @api.model
    @api.readonly
    def open_figure(self, figure, domain):
        """Open the customers behind one figure of a group of rows.

        :param str figure: a field of this model
        :param list domain: of the rows, as a cell of a pivot names them
        :return: see :meth:`_open`; False where the rows are all that can be opened:
            for what is no figure, or chosen by more than months and groups
        :raises UserError: for a domain that cannot be used
        """
        self = self.sudo(False)
        with refused(self.env, self.env._("This filter")):
            domain = [*Domain(domain)]
            [(first, last)] = self._read_group(domain, [], ["month:min", "month:max"])
        names = {leaf if leaf in ("|", "!") else leaf[0] for leaf in domain}
        is_plain = names <= {"&", 1, *GROUPS, *MONTHS}
        if not first or not is_plain or figure not in FIGURES:
            return False
        groups = [leaf for leaf in domain if leaf[0] in GROUPS]
        return self._open(figure, first, groups, last)

    @api.model
    def _open(self, figure, month, domain=None, until=None):
        """Return the action that lists exactly what ``figure`` counts.

        Status changes for the flows, customers for the levels.

        :param str figure: a field of this model
        :param date month: the month, or the first of several
        :param domain: on ``company_id``, ``user_id`` and ``team_id``
        :param date until: the last month (default: ``month``)
        :raises UserError: when nothing can be listed for ``figure``
        """
        first = date_utils.start_of(month, "month")
        last = date_utils.end_of(until or month, "month")
        if figure not in FIGURES:
            raise UserError(self._no_figure(figure))
        if figure in FLOW_COUNTS:
            model = "customer.retention.transition"
            listed = FLOW_COUNTS[figure]
            listed &= Domain("date", ">=", first) & Domain("date", "<=", last)
        else:
            model = "customer.retention.profile"
            day = fields.Date.subtract(first, days=1) if figure == "opening" else last
            listed = self.env[model]._status_domain(LEVELS[figure], day)
        title = self._figure_title(figure, first, last)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(listed & Domain(domain or [])),
            "context": {
                "active_test": False,
                "create": False,
                "retention_facet": {"description": title},
            },
        }

    def _figure_title(self, figure, first, last):
        months = [
            format_date(self.env, day, date_format="MMMM y") for day in (first, last)
        ]
        return f"{field_label(self, figure)}: {' – '.join(dict.fromkeys(months))}"

    def _no_figure(self, figure):
        return self.env._(
            "There is no figure '%(figure)s' to open; choose one of %(names)s.",
            figure=figure,
            names=", ".join(FIGURES),
        )
