"""A figure is the same, to the letter, wherever it is read.

Random customers, people, companies, periods and filters, in five languages: what the
dashboard prints is what its list makes, and what paper, workbook and API say.
"""

import json
import re
from datetime import date
from functools import cached_property, partial

from lxml import html
from odoo.service.model import call_kw
from odoo.tools.json import json_default
from openpyxl import load_workbook

from ...models.status import CUSTOMER
from ...reports import wording
from ..common import ALL_LEADS, AS_OF, EXPORT, MANAGER, SALESMAN, seeds
from ..random_world import RandomWorld
from .reports_common import PROFILE

DASHBOARD = "customer.retention.dashboard"
REPORT = "oe_customer_retention.report_customers"
LANGUAGES = ("en_US", "de_DE", "fr_FR", "es_ES", "ar_001")
PERIODS = ("month", "quarter", "year", "this_year")
FILTERS = (
    *[[]] * 3,
    [("user_id", "!=", False)],
    [("is_key_account", "=", True)],
    [("status", "!=", "lost")],
    [("id", "=", 0)],
)

STATUS_TEXTS = ("label", "count_text", "share_text", "stake_text")


class TestOneTruth(RandomWorld):
    CUSTOMERS = 20
    CONTACTS = 5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.companies[1].currency_id = euro
        rate = {"currency_id": euro.id, "company_id": cls.company.id, "rate": 0.8}
        cls.env["res.currency.rate"].create(rate)
        cls.people = cls.env["res.users"]
        for role in (SALESMAN, ALL_LEADS, MANAGER):
            login = f"one_{role.rpartition('_')[2]}"
            cls.people += cls._user(login, role, EXPORT, companies=cls.companies)
        cls.users = cls.people

    def test_every_reader_prints_what_the_lists_make(self):
        for seed in seeds(1):
            self._scramble(seed)
            self._refresh(as_of=AS_OF, company=self.companies)
            for lang in LANGUAGES:
                reader = self._reader(lang)
                for check in (
                    self._assert_figures,
                    self._assert_statuses,
                    self._assert_months,
                    self._assert_sentences,
                    self._assert_paper,
                    self._assert_workbook,
                    self._assert_api,
                ):
                    with self.subTest(reader.told, seed=seed, check=check.__name__):
                        check(reader)

    def _reader(self, lang):
        """Return somebody with a role and companies, who asks something."""
        companies = self._some(self.companies, self._pick(1, 2, 3))
        user = self._pick(*self.people)
        context = {
            **self.env.context,
            "lang": lang,
            "allowed_company_ids": companies.ids,
        }
        env = self.env(user=user, context=context)
        return Reader(env, self._pick(*FILTERS), self._pick(*PERIODS))

    # -- figures and lists -------------------------------------------------------

    def _assert_figures(self, reader):
        count = partial(wording.count, reader.env)
        figures = reader.figures
        opened = {key: reader.count(row["action"]) for key, row in figures.items()}
        for key in ("customers", "winbacks"):
            self.assertEqual(figures[key]["value_text"], count(opened[key]))
        prospects = reader.count_profiles(("status", "=", "prospect"))
        self.assertIn(count(prospects), figures["customers"]["note"])
        self.assertEqual(
            figures["customers"]["change_text"],
            wording.change(
                reader.env,
                opened["customers"] - reader.customers_then,
                "count",
            ),
        )
        for key in ("active", "kept"):
            figure, part = figures[key], opened[key]
            rest = reader.count(figure["rest"])
            self.assertEqual(figure["value_text"], reader.share(part, part + rest))
            self.assertIn(count(part), figure["note"])
            self.assertIn(count(part + rest), figure["note"])
            self.assertIn(count(rest), figure["rest"]["name"])
            self.assertIs(bool(figure["hint"]), part + rest < 10)
        active_then = reader.share(reader.count_then(["active"]), reader.customers_then)
        printed = [_number(figures["active"]["value_text"]), _number(active_then)]
        if None not in printed:
            self.assertEqual(
                _number(figures["active"]["change_text"]), printed[0] - printed[1]
            )
        self.assertIn(
            count(reader.count(figures["winbacks"]["contacted"]["action"])),
            figures["winbacks"]["note"],
        )
        for key in ("revenue_at_risk", "expected_revenue"):
            texts = reader.sums(figures[key]["action"], key)
            self.assertIn(figures[key]["value_text"], texts)
        at_risk = opened["revenue_at_risk"]
        self.assertIn(count(at_risk), figures["revenue_at_risk"]["note"])

    def _assert_statuses(self, reader):
        customers = reader.count_profiles(("status", "in", CUSTOMER))
        for row in reader.data["statuses"]:
            found = reader.count(row["action"])
            self.assertEqual(row["count_text"], wording.count(reader.env, found))
            if row["is_customer"]:
                share = wording.share(reader.env, found, customers)
                self.assertEqual(row["share_text"], share)
            if row["stake_text"]:
                stakes = reader.sums(row["action"], "revenue_at_risk")
                self.assertIn(row["stake_text"], stakes)
        for row in reader.data["salespeople"]:
            self.assertEqual(row["count"], reader.count(row["action"]))
            stakes = reader.sums(row["action"], "revenue_at_risk")
            self.assertIn(row["stake_text"], stakes)
        for cell in reader.data["rfm"]:
            found = reader.env[PROFILE].search_count(cell["domain"])
            self.assertEqual(cell["customers"], found)

    def _assert_months(self, reader):
        drill = reader.data["drill"]
        for month in reader.data["months"][::-8]:
            for flow in ("new", "returned", "lapsed"):
                found = reader.env["customer.retention.transition"].search_count(
                    [*month["drill"][flow], *drill["transitions"]]
                )
                self.assertEqual(month[flow], found, flow)
            for status, counted in month["statuses"].items():
                domain = [*month["drill"][status], *drill["profiles"]]
                found = reader.env[PROFILE].search_count(domain)
                self.assertEqual(counted, found, status)

    def _assert_sentences(self, reader):
        """Each numeral is a link to what makes it, or part of a day."""
        days = [reader.data["period_start"]]
        for sentence in reader.data["brief"]:
            for part in sentence:
                text = part["text"]
                if part["action"]:
                    self.assertIn(text, reader.made_by(part["action"]), sentence)
                    continue
                for day in days:
                    text = text.replace(wording.day(reader.env, day), "")
                self.assertNotRegex(text, r"\d", sentence)
        again = reader.env[DASHBOARD].get_data(reader.domain, reader.period)
        self.assertEqual(again["brief"], reader.data["brief"])

    # -- other readers -----------------------------------------------------------

    def _assert_paper(self, reader):
        reports = reader.env["ir.actions.report"]
        options = {"domain": reader.domain, "period": reader.period}
        content, _type = reports._render_qweb_html(REPORT, [], data=options)
        page, data = html.fromstring(content), reader.data
        if not data["customer_count"]:
            self.assertFalse(page.xpath("//table"))
            return
        self.assertEqual(
            [
                [_line(part) for part in cell if _line(part)]
                for cell in page.xpath(
                    "//table[contains(@class, 'o_retention_figures')]//td"
                )
            ],
            [
                [_spaced(text) for text in texts if text]
                for texts in (
                    (
                        figure["label"],
                        figure["value_text"],
                        figure["change_text"],
                        figure["note"],
                        figure["hint"],
                    )
                    for figure in data["figures"]
                )
            ],
        )
        told = " ".join(
            "".join(part["text"] for part in sentence) for sentence in data["brief"]
        )
        [brief] = page.xpath("//p[contains(@class, 'o_retention_brief')]")
        self.assertEqual(_line(brief), _spaced(told))
        statuses, salespeople = (
            [[_line(cell) for cell in row] for row in table.xpath(".//tbody/tr")]
            for table in page.xpath("//table[contains(@class, 'o_main_table')]")[:2]
        )
        self.assertEqual(
            statuses,
            [[_spaced(row[key]) for key in STATUS_TEXTS] for row in data["statuses"]],
        )
        stakes = {
            row["name"]: _spaced(row["stake_text"]) for row in data["salespeople"]
        }
        nothing = _spaced(wording.money(reader.env, 0))
        for name, *_counts, _expected, stake in salespeople:
            self.assertEqual(stake, stakes.get(name, nothing))

    def _assert_workbook(self, reader):
        workbooks = reader.env["customer.retention.workbook"]
        with workbooks._open(reader.domain, reader.period) as file:
            values = load_workbook(file, data_only=True)
            file.seek(0)
            formulas = load_workbook(file)
        summary, _salespeople, customers, *_others = values.worksheets
        is_mirrored = bool(summary.sheet_view.rightToLeft)
        self.assertIs(is_mirrored, reader.env.lang.startswith("ar"))
        # Before the statuses, one of which is called as a figure is; the sheet of
        # nobody begins with two rows that say why.
        first_rows = summary.iter_rows(max_row=6 + len(reader.data["figures"]))
        rows = {row[0].value: row for row in first_rows}
        for figure in reader.data["figures"]:
            cell = rows[figure["label"]][1]
            value = False if cell.value == wording.UNKNOWN else cell.value
            text = wording.value(reader.env, value, figure["unit"])
            self.assertEqual(text, figure["value_text"])
        nothing = wording.money(reader.env, 0)
        header, *listed = customers.iter_rows(values_only=True)
        field = reader.env[PROFILE]._fields["status"]
        column = header.index(field.get_description(reader.env)["string"])
        of_status = [row[column] for row in listed]
        by_formula = {row[0].value: row for row in formulas.worksheets[0].iter_rows()}
        for row in reader.data["statuses"]:
            cells = [
                each for each in summary.iter_rows() if each[0].value == row["label"]
            ]
            counted = cells[-1][1].value
            text = wording.count(reader.env, counted)
            self.assertEqual(text, row["count_text"])
            self.assertEqual(counted, of_status.count(row["label"]))
            self.assertIn("COUNTIF", by_formula[row["label"]][1].value)
            stake = wording.money(reader.env, cells[-1][3].value)
            self.assertEqual(stake, row["stake_text"] or nothing)
            share = cells[-1][2].value
            if row["share"] is not False:
                self.assertEqual(wording.percent(reader.env, share), row["share_text"])
        movement = values.worksheets[5]
        printed = [row[2:5] for row in movement.iter_rows(min_row=2, values_only=True)]
        self.assertEqual(
            printed[: len(reader.data["months"])],
            [
                (month["new"], month["returned"], month["lapsed"])
                for month in reader.data["months"]
            ],
        )

    def _assert_api(self, reader):
        options = {"period": reader.period, "context": dict(reader.env.context)}
        asked = call_kw(reader.env[DASHBOARD], "get_data", [reader.domain], options)
        self.assertEqual(_sent(asked), _sent(reader.data))
        groups = call_kw(
            reader.env[PROFILE],
            "formatted_read_group",
            [
                reader.data["drill"]["profiles"],
                ["status"],
                ["__count", "revenue_at_risk:sum_currency"],
            ],
            {"context": dict(reader.env.context)},
        )
        answered = {
            group["status"]: (
                wording.count(reader.env, group["__count"]),
                wording.money(reader.env, group["revenue_at_risk:sum_currency"]),
            )
            for group in groups
        }
        nothing = wording.money(reader.env, 0)
        for row in reader.data["statuses"]:
            if row["count"]:
                printed = (row["count_text"], row["stake_text"] or nothing)
                self.assertEqual(answered[row["status"]], printed)


class Reader:
    """Somebody who asked for figures, and opens what they count."""

    def __init__(self, env, domain, period):
        self.env, self.domain, self.period = env, domain, period
        self.data = env[DASHBOARD].get_data(domain, period)
        self.told = (
            f"{env.user.login}, {env.companies.mapped('name')}, {env.lang}, {period}, "
            f"{domain}"
        )

    def count(self, action):
        return self.env[action["res_model"]].search_count(action["domain"])

    def count_profiles(self, *conditions):
        domain = [*self.data["drill"]["profiles"], *conditions]
        return self.env[PROFILE].search_count(domain)

    def count_then(self, statuses):
        """Return how many had one of ``statuses`` at the start of the period."""
        in_force = [
            ("in_force_on", "=", self.data["period_start"]),
            ("to_status", "in", statuses),
        ]
        return self.count_profiles(("transition_ids", "any", in_force))

    def share(self, part, whole):
        return wording.percent(self.env, wording.rate(part, whole))

    def total(self, action, name):
        """Return the sum of a field of what is opened, row by row."""
        home = self.env.company.currency_id
        return sum(
            (profile[name] or 0)
            * self.env["res.currency"]._get_conversion_rate(
                profile.currency_id, home, self.env.company, date.today()
            )
            for profile in self.env[action["res_model"]].search(action["domain"])
        )

    def sums(self, action, name):
        """Return how the sum may read: each row is rounded to a cent."""
        total, off = self.total(action, name), 0.01 * self.count(action)
        return {wording.money(self.env, total + by) for by in (-off, 0, off)}

    def made_by(self, action):
        """Return what text the rows behind a link make: a name, or a number."""
        found = self.count(action)
        texts = {wording.count(self.env, found)}
        if action["res_model"] != PROFILE:
            return texts
        if found == 1:
            profile = self.env[PROFILE].search(action["domain"])
            texts.add(profile.partner_name)
        stake, off = self.total(action, "revenue_at_risk"), 0.01 * found
        near = [stake + by for by in (-off, 0, off)]
        if self.everything:
            texts |= {
                wording.percent(self.env, amount / self.everything) for amount in near
            }
        return {
            *texts,
            *(wording.money(self.env, amount) for amount in near),
            *(row["name"] for row in self.data["salespeople"] if row["count"] == found),
            self.share(found, self.figures["customers"]["value"]),
            self.share(found, self.customers_then),
            self.figures["active"]["note"],
        }

    @cached_property
    def figures(self):
        return {figure["key"]: figure for figure in self.data["figures"]}

    @cached_property
    def everything(self):
        """All that is at risk, row by row."""
        return self.total(self.figures["revenue_at_risk"]["action"], "revenue_at_risk")

    @cached_property
    def customers_then(self):
        return self.count_then(CUSTOMER)


def _number(text):
    """Return the whole number printed in a text, None where there is none."""
    found = re.search(r"-?\d+", text)
    return int(found[0]) if found else None


def _line(node):
    return _spaced(node.text_content())


def _spaced(text):
    """Return a text with single spaces, without marks of direction: paper has more."""
    return " ".join(re.sub("[\u200e\u200f\u2066\u2069]", "", text).split())


def _sent(data):
    return json.loads(json.dumps(data, default=json_default))
