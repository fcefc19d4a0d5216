"""Sheets of what happened from period to period."""

from ...models.labels import field_label, titled, with_sign
from ...models.status import BY_KEY, FLOWS
from ..wording import UNKNOWN
from .columns import serial
from .sheet import BLANK, CHART_SIZE, Sheet


class BridgeSheet(Sheet):
    """Way of the revenue from one period to the next; Excel itself reckons the sums."""

    def fill(self, env, data, bridge):
        """Write the bridge, then net and gross revenue retention.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param dict bridge: of ``customer.retention.dashboard.get_bridge``
        """
        currency = env["res.currency"].browse(data["currency_id"])
        self.set_width(0, 0, 30)
        self.set_width(1, 7, 18)
        titles = [env._("Step"), env._("Revenue"), env._("Customers")]
        self.header(titles, numbers=(1, 2))
        self.sheet.freeze_panes(1, 1)
        cells = self._steps(bridge["bars"], self.styles.money(currency))
        self.line([])
        titles = [env._("Rate"), env._("Now"), env._("A period before")]
        self.header(titles, numbers=(1, 2))
        formulas = _rate_formulas(cells)
        for rate in bridge["rates"]:
            self._rate(rate, formulas[rate["key"]])
        self.line([])
        texts = [bridge["days"], bridge["note"]]
        if bridge["hint"]:
            texts.append(bridge["hint"]["text"])
        for text in texts:
            self.prose(text)
            self.row += 1

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
            style = money if bar is bars[0] else self.styles.signed(money)
            count = (bar["customers"], self.styles.numbers["integer"])
            self.line([(bar["label"], None), (amount, style), count])
        return cells

    def _rate(self, rate, formula):
        """Write a rate, now and a period before; a dash for an unknown one."""
        percent = self.styles.numbers["percent"]
        now = past = (UNKNOWN, self.styles.unknown)
        if rate["value"] is not False:
            self.sheet.write_formula(self.row, 1, formula, percent, rate["value"])
            now = BLANK
        if rate["past"] is not False:
            past = (rate["past"], percent)
        self.prose(rate["help"], first=3)
        self.line([(rate["label"], self.styles.wrapped), now, past])


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
        self.set_width(0, 0, 14)
        self.header(titles, numbers=range(len(titles)))
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
        self.notes(data["remarks"])
        self.prose(self._note(env))

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

    def chart(self, env):
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
        title = env._("Movement, last 12 months")
        chart.set_title({"name": title, "overlay": False})
        chart.set_x_axis({"num_format": "mmm yy", "text_axis": True})
        chart.set_y_axis({"name": env._("Customers"), "min": 0})
        chart.set_legend({"position": "bottom"})
        chart.set_size(CHART_SIZE)
        return chart


class CohortsSheet(Sheet):
    """Of those who first bought in a month, how many bought in each month after."""

    def fill(self, env, data):
        """Write a row a month of first purchases.

        :param dict data: of ``customer.retention.dashboard.get_data``
        """
        months = data["cohorts"]["months"][1:]
        titles = [env._("First purchase"), env._("Customers")]
        since = field_label(env["customer.retention.cohort"], "months_since")
        titles += [
            titled(env, since, with_sign(env, str(month), month, plus=True))
            for month in months
        ]
        self.set_width(0, 1, 14)
        self.header(titles, numbers=range(len(titles)))
        self.sheet.freeze_panes(1, 1)
        numbers = self.styles.numbers
        for row in data["cohorts"]["rows"]:
            month = (serial(row["cohort_month"]), numbers["month"])
            counts = (
                row["customers"],
                *(cell["final"] for cell in row["cells"][1:]),
            )
            self.line([month, *((count, numbers["integer"]) for count in counts)])
        self.line([])
        self.prose(self._note(env, data))

    def _note(self, env, data):
        if not data["cohorts"]["rows"]:
            return env._(
                "Nobody bought for the first time in the last 24 months. The report "
                "'Cohorts' has earlier ones."
            )
        return env._(
            "Customers who bought that many months after the month of their first "
            "purchase."
        )
