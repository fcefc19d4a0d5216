"""The sheets of the workbook; each knows how to write itself."""

from odoo.tools import format_date, format_datetime, split_every
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from ...models.labels import field_label
from ...models.policy.policy import THRESHOLDS
from ...models.policy.season import SEASON
from ...models.status import BY_KEY, FLOWS
from ..wording import UNKNOWN
from .columns import serial

BATCH = 1000
CHART_SIZE = {"width": 620, "height": 300}
# A sheet of Excel holds no more links, a cell no more text.
MAX_LINKS = 65_000
MAX_TEXT = 32_767
NUMBER_WRITERS = {"count": "integer", "percent": "percent"}


BLANK = (None, None)


class Sheet:
    """A worksheet that is written from the top to the bottom."""

    def __init__(self, book, title, styles):
        self.book = book
        self.title = title
        self.styles = styles
        self.sheet = book.add_worksheet(title)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.row = 0

    def heading(self, text):
        """Write the title of the sheet, in a row of its own."""
        self.sheet.write_string(self.row, 0, text, self.styles.title)
        self.row += 1

    def header(self, titles):
        """Write the row of the columns' titles."""
        for index, title in enumerate(titles):
            self.sheet.write_string(self.row, index, title, self.styles.header)
        self.row += 1

    def line(self, cells):
        """Write a row of (value, format) cells; None and False leave a blank."""
        for index, (value, style) in enumerate(cells):
            if value is None or value is False:
                continue
            write = (
                self.sheet.write_string
                if isinstance(value, str)
                else self.sheet.write_number
            )
            write(self.row, index, value, style)
        self.row += 1


class CustomersSheet(Sheet):
    """Customers, one a row, under a frozen head with a filter."""

    def __init__(self, book, title, styles, columns, address):
        super().__init__(book, title, styles)
        self.columns = columns
        self.address = address
        self.currencies = set()
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)
        self.header([column.header for column in columns])
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)

    def add(self, profile_id, cells, currency):
        """Write a customer: its name as a link to its page, amounts in ``currency``."""
        numbers, money = self.styles.numbers, self.styles.money(currency)
        self.currencies.add(currency)
        name, *others = cells
        if name and self.row <= MAX_LINKS:
            url, text = f"{self.address}{profile_id}", name[:MAX_TEXT]
            self.sheet.write_url(self.row, 0, url, self.styles.link, text)
            cells = (None, *others)
        formats = (numbers.get(column.format, money) for column in self.columns)
        self.line(zip(cells, formats, strict=True))

    def range(self, name):
        """Return the address of a column's cells, for formulas of other sheets."""
        index = [column.name for column in self.columns].index(name)
        first = xl_rowcol_to_cell(1, index, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(self.row, index, row_abs=True, col_abs=True)
        return f"{quote_sheetname(self.title)}!{first}:{last}"

    def close(self):
        """Add what needs to know how many customers there are."""
        last_row = max(self.row - 1, 1)
        self.sheet.autofilter(0, 0, last_row, len(self.columns) - 1)
        for index, column in enumerate(self.columns):
            if column.name == "status":
                self._colour(index, last_row, column.labels)

    def _colour(self, index, last_row, labels):
        for status, label in labels.items():
            options = {
                "type": "cell",
                "criteria": "==",
                "value": '"{}"'.format(label.replace('"', '""')),
                "format": self.styles.tint(status),
            }
            self.sheet.conditional_format(1, index, last_row, index, options)


class CategoriesSheet(Sheet):
    """Categories that customers have stopped buying who still buy others."""

    COLUMNS = {
        "partner_id": 30,
        "user_id": 20,
        "category_id": 30,
        "expected_loss": 14,
        "yearly_revenue": 14,
        "reorder_probability": 12,
        "last_date": 12,
        "usual_gap_days": 10,
    }

    def fill(self, categories):
        """Write a row a customer and category.

        :param categories: ``customer.retention.category`` the user may read
        """
        self.header([field_label(categories, name) for name in self.COLUMNS])
        self.sheet.freeze_panes(1, 1)
        for index, width in enumerate(self.COLUMNS.values()):
            self.sheet.set_column(index, index, width)
        for batch in split_every(BATCH, categories.ids, categories.browse):
            for category in batch:
                self.line(self._cells(category))
            batch.invalidate_recordset()
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.COLUMNS) - 1)

    def _cells(self, category):
        numbers, money = self.styles.numbers, self.styles.money(category.currency_id)
        return [
            (category.partner_id.name, None),
            (category.user_id.name, None),
            (category.category_id.display_name, None),
            (category.expected_loss, money),
            (category.yearly_revenue, money),
            (category.reorder_probability, numbers["percent"]),
            (serial(category.last_date), numbers["date"]),
            (category.usual_gap_days, numbers["integer"]),
        ]


class BridgeSheet(Sheet):
    """How revenue came from one period to the next; Excel itself reckons the sums."""

    def fill(self, env, data, bridge):
        """Write the bridge, then net and gross revenue retention.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param dict bridge: of ``customer.retention.dashboard.get_bridge``
        """
        currency = env["res.currency"].browse(data["currency_id"])
        self.sheet.set_column(0, 0, 30)
        self.sheet.set_column(1, 3, 18)
        self.header([env._("Step"), env._("Revenue"), env._("Customers")])
        self.sheet.freeze_panes(1, 1)
        cells = self._steps(bridge["bars"], self.styles.money(currency))
        self.line([])
        self.header([env._("Rate"), env._("Now"), env._("A period before")])
        formulas = _rate_formulas(cells)
        for rate in bridge["rates"]:
            self._rate(rate, formulas[rate["key"]])
        self.line([])
        texts = [bridge["days"], bridge["note"]]
        if bridge["hint"]:
            texts.append(bridge["hint"]["text"])
        for text in texts:
            self.line([(text, self.styles.muted)])

    def _steps(self, bars, money):
        """Write a row a bar, the last one as the sum of the others.

        :return: the address of the amount of each, by its key
        """
        cells = {}
        for bar in bars:
            cells[bar["key"]] = f"B{self.row + 1}"
            if bar is bars[-1]:
                total = f"=SUM(B{self.row - len(bars) + 2}:B{self.row})"
                self.sheet.write_formula(self.row, 1, total, money, bar["amount"])
            amount = None if bar is bars[-1] else bar["amount"]
            count = (bar["customers"], self.styles.numbers["integer"])
            self.line([(bar["label"], None), (amount, money), count])
        return cells

    def _rate(self, rate, formula):
        """Write a rate, now and a period before; a dash for an unknown one."""
        percent = self.styles.numbers["percent"]
        now = past = UNKNOWN
        if rate["value"] is not False:
            self.sheet.write_formula(self.row, 1, formula, percent, rate["value"])
            now = None
        if rate["past"] is not False:
            past = rate["past"]
        meaning = (rate["help"], self.styles.muted)
        self.line([(rate["label"], None), (now, None), (past, percent), meaning])


def _rate_formulas(cells):
    """Return the formulas of the rates, from the addresses of the bridge's amounts."""
    return {
        "nrr": "=({after}-{returned}-{new})/{before}".format(**cells),
        "grr": "=MAX(0,({before}+{lost}+{stopped}+{less}+MIN(0,{price}))"
        "/{before})".format(**cells),
    }


class MovementSheet(Sheet):
    """Numbers of customers who came, came back and went, month by month."""

    def fill(self, env, data):
        """Write a row a month.

        :param dict data: of ``customer.retention.dashboard.get_data``
        """
        titles, keys = zip(*self._columns(env, data), strict=True)
        self.sheet.set_column(0, 0, 14)
        self.header(titles)
        self.sheet.freeze_panes(1, 1)
        numbers = self.styles.numbers
        for month in data["months"]:
            counts = month | month["statuses"]
            self.line(
                [
                    (serial(month["month"]), numbers["month"]),
                    *((counts[key], numbers["integer"]) for key in keys[1:]),
                ]
            )
        self.sheet.autofilter(0, 0, self.row - 1, len(keys) - 1)
        self.line([])
        self.line([(self._note(env), self.styles.muted)])

    def _columns(self, env, data):
        flows = [(flow["label"], flow["flow"]) for flow in data["flows"]]
        statuses = [
            (row["label"], row["status"])
            for row in data["statuses"]
            if row["is_customer"]
        ]
        return [
            (env._("Month"), "month"),
            (env._("Opening"), "opening"),
            *flows,
            (env._("Closing"), "closing"),
            *statuses,
        ]

    def _note(self, env):
        return env._(
            "Opening + new + returned - lapsed = closing: customers who are active or "
            "at risk. The last month is not over."
        )

    def chart(self, title):
        """Return the chart of the last twelve months' movement."""
        chart = self.book.add_chart({"type": "column"})
        for column, flow in enumerate(FLOWS, 2):
            chart.add_series(
                {
                    "name": [self.title, 0, column],
                    "categories": [self.title, 13, 0, 24, 0],
                    "values": [self.title, 13, column, 24, column],
                    "fill": {"color": BY_KEY[flow.status].accent},
                }
            )
        chart.set_title({"name": title, "overlay": False})
        chart.set_x_axis({"num_format": "mmm yy", "text_axis": True})
        chart.set_legend({"position": "bottom"})
        chart.set_size(CHART_SIZE)
        return chart


class SummarySheet(Sheet):
    """The dashboard's figures, and its charts as Excel draws them."""

    def fill(self, env, data, customers, movement):
        """Write figures and statuses, then the charts.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param CustomersSheet customers: the filled sheet that formulas count
        :param MovementSheet movement: the filled sheet one chart draws from
        """
        self.currency = env["res.currency"].browse(data["currency_id"])
        self.sheet.set_column(0, 0, 30)
        self.sheet.set_column(1, 3, 16)
        self.heading(env._("Customer retention"))
        self.line([(as_of_text(env, data), self.styles.muted)])
        self.line([])
        self._figures(env, data)
        self.line([])
        self._statuses(env, data, customers)
        chart = movement.chart(env._("Movement, last 12 months"))
        self.sheet.insert_chart("F19", chart)

    def _figures(self, env, data):
        since = format_date(env, data["period_start"])
        titles = (env._("Figure"), env._("Now"), env._("Change since %s", since))
        self.header([*titles, env._("Meaning")])
        for figure in data["figures"]:
            self.line(
                [
                    (figure["label"], None),
                    (figure["value"], self._style(figure["unit"])),
                    self._change(figure),
                    (figure["help"], self.styles.muted),
                ]
            )

    def _change(self, figure):
        """Return the cell of a change: shares differ by points, not by percents."""
        change, unit = figure["change"], figure["unit"]
        if unit == "percent" and change is not False:
            return 100 * change, self.styles.numbers["points"]
        return change, self._style(unit)

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
            ]
        )
        first = self.row
        statuses, stakes = customers.range("status"), customers.range("revenue_at_risk")
        one_currency = customers.currencies <= {self.currency}
        for row in data["statuses"]:
            label = f"$A{self.row + 1}"
            count = f"=COUNTIF({statuses},{label})"
            stake = f"=SUMIF({statuses},{label},{stakes})" if one_currency else None
            money = self._style("money")
            self._reckoned(1, count, row["count"], self._style("count"))
            self._reckoned(3, stake, row["revenue_at_risk"], money)
            share = (row["share"], self._style("percent"))
            self.line([(row["label"], self.styles.tint(row["status"])), BLANK, share])
        self.sheet.insert_chart("F3", self._status_chart(env, data, first))

    def _reckoned(self, column, formula, value, style):
        """Write what Excel reckons by a formula, and its value until it does."""
        if formula:
            self.sheet.write_formula(self.row, column, formula, style, value)
        else:
            self.sheet.write_number(self.row, column, value, style)

    def _status_chart(self, env, data, first):
        last = self.row - 1
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
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        chart.set_size(CHART_SIZE)
        return chart


class SalespeopleSheet(Sheet):
    """Customers of each status, revenue and stake of each salesperson."""

    def fill(self, env, data, salespeople):
        """Write a row a salesperson, most at stake first.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param salespeople: of its ``_salespeople_by_status``
        """
        statuses = {row["status"]: row["label"] for row in data["statuses"]}
        titles = [env._("Revenue, 12 months"), env._("Revenue at risk")]
        self.header([env._("Salesperson"), *statuses.values(), *titles])
        self.sheet.set_column(0, 0, 30)
        self.sheet.set_column(1, len(statuses), 11)
        self.sheet.set_column(len(statuses) + 1, len(statuses) + 2, 18)
        self.sheet.freeze_panes(1, 1)
        money = self.styles.money(env["res.currency"].browse(data["currency_id"]))
        integer = self.styles.numbers["integer"]
        for row in salespeople:
            counts = ((row["counts"].get(status, 0), integer) for status in statuses)
            amounts = (row["revenue_12m"], money), (row["stake"], money)
            self.line([(row["name"], None), *counts, *amounts])
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(statuses) + 2)


class CohortsSheet(Sheet):
    """Of those who first bought in a month, how many bought in each month after."""

    def fill(self, env, data):
        """Write a row a month of first purchases.

        :param dict data: of ``customer.retention.dashboard.get_data``
        """
        months = data["cohorts"]["months"][1:]
        titles = [env._("First purchase"), env._("Customers")]
        self.header([*titles, *(f"+{month}" for month in months)])
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_column(0, 0, 14)
        numbers = self.styles.numbers
        for row in data["cohorts"]["rows"]:
            month = (serial(row["cohort_month"]), numbers["month"])
            counts = (
                row["customers"],
                *(cell["ordering"] for cell in row["cells"][1:]),
            )
            self.line([month, *((count, numbers["integer"]) for count in counts)])
        self.line([])
        note = env._(
            "Customers who bought in the month so many months after their first."
        )
        self.line([(note, self.styles.muted)])


class AboutSheet(Sheet):
    """The ground the figures stand on, so that they can be checked."""

    def fill(self, env, data, columns, facts):
        """Write what was asked for, the policies, and what each column means.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param facts: ``(label, value)`` of what was asked for
        """
        self.sheet.set_column(0, 0, 30)
        self.sheet.set_column(1, 1, 70)
        self.sheet.set_column(2, 6, 14)
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
            (env._("Changes measured since"), data["period_start"]),
            (
                env._("Documents read at"),
                format_datetime(env, refreshed_at) if refreshed_at else env._("never"),
            ),
        ]

    def _policies(self, env):
        """The thresholds the statuses follow from."""
        policies = env["customer.retention.policy"].search([])
        names = ("name", "company_id", *THRESHOLDS, *SEASON)
        self.header([field_label(policies, name) for name in names])
        for policy in policies:
            cells = [(policy.name, None), (policy.company_id.name, None)]
            integer = self.styles.numbers["integer"]
            days = [(policy[name], integer) for name in THRESHOLDS]
            season = [(policy[name], None) for name in SEASON]
            self.line([*cells, *days, *season])

    def _meanings(self, env, columns):
        self.header([env._("Column"), env._("Meaning")])
        for column in columns:
            self.line([(column.header, None), (column.help, self.styles.wrapped)])


def as_of_text(env, data):
    """Return the line that says for which day and companies the figures are."""
    return env._(
        "As of %(date)s, %(companies)s. Amounts in %(currency)s.",
        date=data["as_of"],
        companies=", ".join(env.companies.mapped("name")),
        currency=env["res.currency"].browse(data["currency_id"]).name,
    )
