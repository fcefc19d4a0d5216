"""The PDF people take to the meeting."""

from functools import partial

from markupsafe import Markup
from odoo import api, models
from odoo.tools.misc import get_lang

from ...models.labels import counted, enumerated
from ...models.prediction.profile import MOST_AT_STAKE_FIRST
from ...models.status import BY_KEY, ENTRIES
from .. import wording
from .bidi import apart
from .charts import movement_chart, status_bar
from .pages import BELOW_HEADER, Sheets

PROFILE = "customer.retention.profile"
LISTED_PER_STATUS = 100
# Whom the two pages have room for.
MOST_CUSTOMERS = 8
MOST_SALESPEOPLE = 5
SUM = "#868e96"  # of the bars that are sums, in the revenue bridge
# In the context of reports that a manager has mailed: no request can carry it.
MAILED = object()
MOVEMENT_MONTHS = 12
LATEST_FIRST = "last_activity_date desc nulls last, id"


class CustomersReport(models.AbstractModel):
    """A paper of two pages about the customers of any domain, as the asking user sees
    them, and lists of all of them where these are asked for.

    Pass ``data={"domain": [...], "period": "year", "filters": "in words", "lists":
    True}``, or the ids of profiles: those who choose customers ask for their lists.
    """

    _name = "report.oe_customer_retention.report_customers"
    _description = "Customer Retention Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        self = self.sudo(False)
        if self.env.context.get("retention_mailed") is not MAILED:
            self.env[PROFILE]._check_may_export()
        options = data or {}
        domain = options.get("domain")
        if domain is None:
            domain = [("id", "in", docids)] if docids else []
        dashboard = self.env["customer.retention.dashboard"]
        period = options.get("period", "year")
        data = dashboard.get_data(domain, period)
        months = data["months"][-MOVEMENT_MONTHS:]
        shown = data["drill"]["profiles"]
        at_stake = self._at_stake(shown)
        salespeople = dashboard._salespeople_by_status(shown)
        people = [row["user_id"] for row in salespeople if row["user_id"]]
        listed = {False, *people[:MOST_SALESPEOPLE]}
        is_rtl = get_lang(self.env).direction == "rtl"
        return {
            "has_companies": self._has_companies(),
            "heading": self._heading(
                data, options.get("filters") or self._filters(domain, docids)
            ),
            "data": data,
            "bridge": dashboard.get_bridge(domain, period),
            "start": "right" if is_rtl else "left",
            "apart": apart if is_rtl else lambda html: html,
            "salespeople": [row for row in salespeople if row["user_id"] in listed],
            "salespeople_left_out": self._salespeople_left_out(len(people)),
            "left_out": self._left_out,
            "pair": self._pair,
            "enumerated": partial(enumerated, self.env),
            "at_stake": at_stake,
            "at_stake_listed": self._at_stake_listed(data, at_stake),
            "months": months,
            "status_chart": status_bar(data["statuses"], is_rtl),
            "movement_chart": movement_chart(self.env, months),
            "sheets": self._sheets(data) if docids or options.get("lists") else [],
            "accent": lambda status: BY_KEY[status].accent if status else SUM,
            "has_overdue": self._has_overdue(),
            "has_health": self.env[PROFILE]._has_health(),
            "money": partial(wording.money, self.env),
            "count": partial(wording.count, self.env),
            "amount": self._amount,
            "no_customers": wording.no_customers(self.env),
        }

    def _filters(self, domain, docids):
        if docids:
            return counted(
                self.env,
                self.env._("%(count)s selected {count:customer|customers}"),
                count=len(docids),
            )
        return (
            self.env._("selected customers") if domain else self.env._("all customers")
        )

    def _has_companies(self):
        return len(self.env.companies) > 1

    def _has_overdue(self):
        profiles = self.env[PROFILE]
        return profiles._has_field_access(profiles._fields["overdue_amount"], "read")

    def _heading(self, data, filters):
        """Return whose figures these are, of when, and when the documents were read."""
        heading = self.env._(
            "%(companies)s, as of %(date)s. Shown: %(filters)s. Changes since "
            "%(start)s.",
            companies=enumerated(self.env, self.env.companies.mapped("name")),
            date=wording.day(self.env, data["as_of"]),
            filters=filters,
            start=wording.day(self.env, data["period_start"]),
        )
        if not data["refreshed_at"]:
            return heading
        read = self.env._(
            "Documents read on %(moment)s.",
            moment=wording.moment(self.env, data["refreshed_at"]),
        )
        return f"{heading} {read}"

    def _left_out(self, section):
        """Return that not all customers of a status are listed."""
        return self.env._(
            "These are the first %s of all salespeople together. The Excel workbook "
            "lists all of them.",
            wording.count(self.env, section["listed"]),
        )

    def _at_stake_listed(self, data, profiles):
        """Return how many of those with something at stake are listed, if not all."""
        figures = {figure["key"]: figure for figure in data["figures"]}
        count = figures["revenue_at_risk"]["customers"]
        if len(profiles) == count:
            return ""
        return wording.part_of(self.env, len(profiles), count)

    def _salespeople_left_out(self, count):
        """Return that not all salespeople are listed, nothing where they are."""
        return count > MOST_SALESPEOPLE and self.env._(
            "Shown are the salespeople with the most revenue at risk: %(listed)s of "
            "%(count)s. The Excel workbook has all of them.",
            listed=wording.count(self.env, MOST_SALESPEOPLE),
            count=wording.count(self.env, count),
        )

    def _pair(self, label, text):
        """Return a label with what it is about, as the reader's language writes it."""
        return self.env._(
            "%(label)s: %(text)s",
            label=Markup("<strong>%s</strong>") % label,
            text=text,
        )

    def _amount(self, profile, name):
        """Return an amount of a profile in words, nothing where it is unknown."""
        value = profile[name]
        if value is False:
            return ""
        return wording.money(self.env, value, profile.currency_id)

    def _at_stake(self, domain):
        """Return the customers with the most at stake."""
        return self.env[PROFILE].search(
            [*domain, ("revenue_at_risk", ">", 0)],
            order=MOST_AT_STAKE_FIRST,
            limit=MOST_CUSTOMERS,
        )

    def _sheets(self, data):
        """Return the customers to list: of each status, the lapsed ones first, those
        with the most at stake, by salesperson."""
        rows = {row["status"]: row for row in data["statuses"]}
        sheets = Sheets(self._printed_height(), self._has_companies())
        for status in sorted(ENTRIES, key=lambda status: not status.is_lapsed):
            row = rows[status.key]
            if row["count"]:
                profiles = self._listed(data["drill"]["profiles"], status)
                sheets.add(self._section(row, status, len(profiles)), profiles)
        return sheets.filled

    def _section(self, row, status, listed):
        """Return what is told of the list of a status."""
        listed_text = row["count_text"]
        if listed < row["count"]:
            listed_text = wording.part_of(self.env, listed, row["count"])
        order_text = (
            self.env._("by salesperson, most revenue at risk first, then most revenue")
            if status.has_bought
            else self.env._("by salesperson, latest activity first")
        )
        return row | {
            "listed": listed,
            "listed_text": listed_text,
            "order_text": order_text,
        }

    def _printed_height(self):
        """Return the height of the company's paper between its margins, in mm, less
        what is left free below the header."""
        report = self.env.ref("oe_customer_retention.action_report_customers")
        paper = report.sudo().get_paperformat()
        margins = paper.margin_top + paper.margin_bottom
        return paper.print_page_height - margins - BELOW_HEADER

    def _listed(self, domain, status):
        profiles = self.env[PROFILE].search(
            [*domain, ("status", "=", status.key)],
            order=MOST_AT_STAKE_FIRST if status.has_bought else LATEST_FIRST,
            limit=LISTED_PER_STATUS,
        )
        return profiles.sorted(
            lambda profile: (not profile.user_id, profile.user_id.sudo().name or "")
        )
