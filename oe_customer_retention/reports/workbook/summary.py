"""The first sheet and the last: the figures, and the ground they stand on."""

from math import ceil

from ...models.labels import enumerated, field_label
from ...models.policy.policy import THRESHOLDS
from ...models.policy.season import SEASON
from ...models.status import BY_KEY
from .. import wording
from .sheet import BLANK, CHART_SIZE, Sheet

MEANING_LETTERS = 70
NUMBER_WRITERS = {"count": "integer", "percent": "percent"}


class SummarySheet(Sheet):
    """The dashboard's figures, and its charts as Excel draws them."""

    def fill(self, env, data, customers, movement):
        """Write figures and statuses, then the charts.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param CustomersSheet customers: the filled sheet that formulas count
        :param MovementSheet movement: the filled sheet one chart draws from
        """
        self.currency = env["res.currency"].browse(data["currency_id"])
        self.set_width(0, 0, 30)
        self.set_width(1, 7, 16)
        self.heading(env._("Customer retention"))
        self.line([(as_of_text(env, data), self.styles.muted)])
        if not data["customer_count"]:
            self.prose(wording.no_customers(env))
            self.line([])
        self.line([])
        self._figures(env, data)
        self.line([])
        self._statuses(env, data, customers)
        self.line([])
        if data["customer_count"]:
            self.sheet.insert_chart(self.row, 0, self._status_chart(env, data))
            self.sheet.insert_chart(self.row, 5, movement.chart(env))

    def _figures(self, env, data):
        since = wording.day(env, data["period_start"])
        titles = (env._("Figure"), env._("Now"), env._("Change since %s", since))
        self.header([*titles, env._("Meaning")], numbers=(1, 2), prose=(3,))
        for figure in data["figures"]:
            told = (figure["note"], figure["hint"] or figure["help"])
            self.prose("\n".join(filter(None, told)), first=3)
            cells = (self._value(figure), self._change(env, figure))
            self.line([(figure["label"], self.styles.wrapped), *cells])

    def _value(self, figure):
        """Return the cell of a figure, a dash for an unknown one."""
        if figure["value"] is False:
            return wording.UNKNOWN, self.styles.unknown
        return figure["value"], self._style(figure["unit"])

    def _change(self, env, figure):
        """Return the cell of a change: shares differ by points, not by percents."""
        change, unit = figure["change"], figure["unit"]
        if unit == "percent" and change is not False:
            return 100 * change, self.styles.points(env)
        return change, self.styles.signed(self._style(unit))

    def _style(self, unit):
        if unit == "money":
            return self.styles.money(self.currency)
        return self.styles.numbers[NUMBER_WRITERS[unit]]

    def _statuses(self, env, data, customers):
        """Write the statuses; Excel counts them among the customers, and adds up what
        is at stake where that is in one currency."""
        self.header(
            [
                env._("Status"),
                env._("Customers"),
                env._("Share"),
                env._("Revenue at risk"),
            ],
            numbers=(1, 2, 3),
        )
        self.first_status = self.row
        statuses, stakes = customers.range("status"), customers.range("revenue_at_risk")
        one_currency = customers.currencies <= {self.currency}
        for row in data["statuses"]:
            label = f"$A{self.row + 1}"
            count = f"=COUNTIF({statuses},{label})"
            self._reckoned(1, count, row["count"], self._style("count"))
            if row["revenue_at_risk"] is not False:
                stake = f"=SUMIF({statuses},{label},{stakes})" if one_currency else None
                self._reckoned(3, stake, row["revenue_at_risk"], self._style("money"))
            share = (row["share"], self._style("percent"))
            if row["share"] is False:
                share = (row["share_text"], self.styles.unknown)
            self.line([(row["label"], self.styles.tint(row["status"])), BLANK, share])
        self.notes(data["remarks"])

    def _reckoned(self, column, formula, value, style):
        """Write what Excel reckons by a formula, and its value until it does."""
        if formula:
            self.sheet.write_formula(self.row, column, formula, style, value)
        else:
            self.sheet.write_number(self.row, column, value, style)

    def _status_chart(self, env, data):
        first = self.first_status
        last = first + len(data["statuses"]) - 1
        chart = self.book.add_chart({"type": "bar"})
        points = [
            {"fill": {"color": BY_KEY[row["status"]].accent}}
            for row in data["statuses"]
        ]
        chart.add_series(
            {
                "name": env._("Customers by status"),
                "categories": [self.title, first, 0, last, 0],
                "values": [self.title, first, 1, last, 1],
                "points": points,
            }
        )
        chart.set_title({"name": env._("Customers by status"), "overlay": False})
        chart.set_x_axis({"name": env._("Customers"), "min": 0})
        chart.set_y_axis({"reverse": True, "crossing": "max"})
        chart.set_legend({"none": True})
        chart.set_size(CHART_SIZE)
        return chart


class AboutSheet(Sheet):
    """The ground the figures stand on, so that they can be checked."""

    def fill(self, env, data, columns, facts):
        """Write what was asked for, the policies, and what each column means.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param facts: ``(label, value)`` of what was asked for
        """
        self.set_width(0, 0, 30)
        self.set_width(1, 1, MEANING_LETTERS)
        self.set_width(2, 6, 14)
        self.heading(env._("About this workbook"))
        for label, value in [*facts, *self._times(env, data)]:
            self.line([(label, self.styles.header), (str(value), self.styles.wrapped)])
        self.line([])
        self._policies(env)
        self.line([])
        self._meanings(env, columns)

    def _times(self, env, data):
        refreshed_at = data["refreshed_at"]
        return [
            (
                env._("Changes measured since"),
                wording.day(env, data["period_start"]),
            ),
            (
                env._("Documents read at"),
                wording.moment(env, refreshed_at) if refreshed_at else env._("never"),
            ),
        ]

    def _policies(self, env):
        """The thresholds the statuses follow from."""
        policies = env["customer.retention.policy"].search([])
        names = ("name", "company_id", *THRESHOLDS, *SEASON)
        numbers = range(names.index(THRESHOLDS[0]), names.index(THRESHOLDS[-1]) + 1)
        season = range(names.index(SEASON[0]), len(names))
        self.header([field_label(policies, name) for name in names], numbers, season)
        for policy in policies:
            cells = [(policy.name, None), (policy.company_id.sudo().name, None)]
            integer = self.styles.numbers["integer"]
            days = [(policy[name], integer) for name in THRESHOLDS]
            months = [(policy[name], self.styles.words) for name in SEASON]
            self.line([*cells, *days, *months])

    def _meanings(self, env, columns):
        self.header([env._("Column"), env._("Meaning")])
        for column in columns:
            self.set_lines(ceil(len(column.help or " ") / MEANING_LETTERS))
            self.line(
                [(text, self.styles.wrapped) for text in (column.header, column.help)]
            )


def as_of_text(env, data):
    """Return the line that says for which day and companies the figures are."""
    return env._(
        "As of %(date)s, %(companies)s. Amounts in %(currency)s.",
        date=wording.day(env, data["as_of"]),
        companies=enumerated(env, env.companies.mapped("name")),
        currency=env["res.currency"].browse(data["currency_id"]).name,
    )
