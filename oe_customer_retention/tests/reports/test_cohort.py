from ast import literal_eval
from collections import defaultdict
from datetime import date

from dateutil.relativedelta import relativedelta
from lxml import etree
from odoo.fields import Domain

from ...models import rates
from ..common import AS_OF, RetentionCase
from ..history_case import HistoryCase, month_of, months_until


class TestCohortOfRandomHistories(HistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._live(seed=11)

    def test_every_cell_equals_a_slow_count_of_purchases(self):
        expected = self._counted_cells()
        rows = self._as(self.manager, "customer.retention.cohort").search([])
        self.assertGreater(len(rows), 30)
        found = {
            (*self._group(row), row.cohort_month, row.months_since): (
                row.customers,
                row.ordering,
                round(row.retained_revenue, 2),
            )
            for row in rows
        }
        self.assertEqual(set(found), set(expected))
        for key, cell in found.items():
            self.assertEqual(cell, expected[key], key)

    def _counted_cells(self):
        cohorts = defaultdict(list)
        for profile, _changes in self._lives():
            purchases = self.oracles[profile.company_id].purchases
            sales = purchases[profile.partner_id.id].items()
            if bought := [day for day, (_revenue, count) in sales if count]:
                sales = [sale for sale in sales if sale[0] >= min(bought)]
                key = (*self._group(profile), month_of(min(bought)))
                cohorts[key].append(sales)
        return {
            (*key, number): (len(customers), *self._counted_cell(customers, month))
            for key, customers in cohorts.items()
            for number, month in enumerate(months_until(key[-1], AS_OF))
        }

    def _counted_cell(self, customers, month):
        within = [
            [sale for day, sale in sales if month_of(day) == month]
            for sales in customers
        ]
        ordering = sum(any(count for _revenue, count in sales) for sales in within)
        revenue = sum(revenue for sales in within for revenue, _count in sales)
        return ordering, round(revenue, 2)

    def test_every_cell_opens_its_customers_for_each_role(self):
        for user in (self.manager, self.salesman):
            rows = self._as(user, "customer.retention.cohort").search(
                [("cohort_month", ">=", date(2025, 1, 1))]
            )
            self.assertTrue(rows)
            for row in rows:
                opened = self._opened(row.action_open_customers(), user)
                self.assertEqual(opened, row.customers)
                opened = self._opened(row.action_open_ordering(), user)
                self.assertEqual(opened, row.ordering)

    def test_a_salesperson_sees_own_and_unassigned_customers_only(self):
        rows = self._as(self.salesman, "customer.retention.cohort").search([])
        self.assertEqual(rows.user_id, self.salesman)


class TestCohort(RetentionCase):
    """January: Ann (again in February) and Bob (again in March). February: Cleo."""

    def setUp(self):
        super().setUp()
        self.ann, self.bob = self._customer("Ann"), self._customer("Bob")
        self.cleo = self._customer("Cleo")
        self._order(self.ann, date(2026, 1, 1), 10)
        self._order(self.ann, date(2026, 2, 28), 20)
        self._order(self.bob, date(2026, 1, 31), 40)
        self._order(self.bob, date(2026, 3, 31), 80)
        self._order(self.cleo, date(2026, 2, 1), 160)
        self._refresh()
        self.cohorts = self.env["customer.retention.cohort"]

    def _cells(self, name, month=date(2026, 1, 1)):
        cells = self.cohorts.search(
            [("company_id", "=", self.company.id), ("cohort_month", "=", month)],
            order="months_since",
        )
        return cells.mapped(name)

    def _total(self, aggregate, *domain):
        own = ("company_id", "=", self.company.id)
        [(value,)] = self.cohorts._read_group([own, *domain], [], [aggregate])
        return value

    def test_customers_by_month_since_their_first_purchase(self):
        self.assertEqual(self._cells("months_since"), [0, 1, 2, 3, 4, 5])
        self.assertEqual(self._cells("customers"), [2] * 6)
        self.assertEqual(self._cells("ordering"), [2, 1, 1, 0, 0, 0])
        self.assertEqual(self._cells("retained_revenue"), [50, 20, 80, 0, 0, 0])

    def test_customers_too_few_for_a_rate_have_none_as_on_the_dashboard(self):
        self.assertEqual({type(cell) for cell in self._cells("rate")}, {bool})
        total = ("months_since", "=", 1)
        for enough, rate in ((4, False), (3, 1 / 3)):
            self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", enough)
            self.assertEqual(self._total("rate:avg", total), rate)

    def test_the_rate_of_the_running_month_is_unknown(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 2)
        told = [cell if type(cell) is float else None for cell in self._cells("rate")]
        self.assertEqual(told, [1.0, 0.5, 0.5, 0.0, 0.0, None])
        self.assertEqual(self._cells("is_running"), [False] * 5 + [True])

    def test_a_month_over_yesterday_has_its_rate(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 2)
        cells = self.cohorts.with_context(retention_as_of=date(2026, 7, 1))
        june = cells.search(
            [
                ("company_id", "=", self.company.id),
                ("cohort_month", "=", date(2026, 1, 1)),
                ("months_since", "=", 5),
            ]
        )
        self.assertIs(type(june.rate), float)

    def test_rates_are_averaged_by_customers_not_by_cells(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 3)
        after_one_month = ("months_since", "=", 1)
        self.assertEqual(self._total("rate:avg", after_one_month), 1 / 3)

    def test_the_report_starts_after_the_month_that_everybody_bought_in(self):
        action = self.env.ref("oe_customer_retention.customer_retention_cohort_action")
        search = etree.fromstring(self.cohorts.get_view(view_type="search")["arch"])
        chosen = [
            literal_eval(search.find(f".//filter[@name='{name}']").get("domain"))
            for key in literal_eval(action.context.strip())
            for name in [key.removeprefix("search_default_")]
        ]
        shown = self.cohorts.search(Domain.AND(chosen))
        self.assertEqual(min(shown.mapped("months_since")), 1)
        self.assertEqual({*shown.mapped("is_running")}, {False})
        # Filters without a separator between them would add up what each finds.
        after_first = search.find(".//filter[@name='after_first']")
        self.assertEqual(after_first.getnext().tag, "separator")

    def test_a_customer_counts_once_over_several_months(self):
        self.assertEqual(self._total("customers:sum"), 3)

    def test_a_credit_note_lowers_revenue_and_orders_nothing(self):
        self._move(self.bob, date(2026, 4, 2), 5, "out_refund")
        self._refresh()
        self.env.invalidate_all()
        self.assertEqual(self._cells("ordering"), [2, 1, 1, 0, 0, 0])
        self.assertEqual(self._cells("retained_revenue"), [50, 20, 80, -5, 0, 0])

    def test_the_leap_day_belongs_to_february(self):
        self._order(self._customer("Leap"), date(2024, 2, 29))
        self._refresh()
        leap = self.cohorts.search([("cohort_month", "=", date(2024, 2, 1))])
        months = relativedelta(AS_OF, date(2024, 2, 1))
        self.assertEqual(len(leap), months.years * 12 + months.months + 1)

    def test_the_heat_map_has_a_row_a_cohort_and_a_cell_a_month(self):
        own = [("company_id", "=", self.company.id)]
        heatmap = self.cohorts._heatmap(own, months=6)
        rows = heatmap["rows"]
        self.assertEqual(heatmap["months"], [0, 1, 2, 3, 4, 5])
        self.assertEqual([row["customers"] for row in rows], [2, 1])
        self.assertEqual([len(row["cells"]) for row in rows], [6, 5])
        cell = rows[0]["cells"][1]
        del cell["domain"]
        self.assertEqual(
            cell,
            {
                "months_since": 1,
                "customers": 2,
                "ordering": 1,
                "final": 1,
                "rate": None,
                "text": "1",
                "is_running": False,
            },
        )

    def test_the_heat_map_has_shares_where_customers_are_enough(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 2)
        own = [("company_id", "=", self.company.id)]
        cells = self.cohorts._heatmap(own, months=6)["rows"][0]["cells"]
        self.assertEqual((cells[1]["rate"], cells[1]["text"]), (0.5, "50%"))
        running = cells[5]
        self.assertEqual((running["rate"], running["final"]), (None, None))
        self.assertEqual(running["text"], "")

    def test_every_number_of_the_heat_map_equals_the_list_it_opens(self):
        self.bob.active = False
        self._refresh()
        heatmap = self.cohorts._heatmap([("company_id", "=", self.company.id)])
        profiles = self.env["customer.retention.profile"]
        numbers = [
            *((row["customers"], row) for row in heatmap["rows"]),
            *(
                (cell["ordering"], cell)
                for row in heatmap["rows"]
                for cell in row["cells"]
            ),
        ]
        for number, shown in numbers:
            with self.subTest(shown=shown):
                self.assertEqual(profiles.search_count(shown["domain"]), number)

    def test_the_heat_map_leaves_out_older_cohorts(self):
        own = [("company_id", "=", self.company.id)]
        heatmap = self.cohorts._heatmap(own, cohorts=5)
        months = [row["cohort_month"] for row in heatmap["rows"]]
        self.assertEqual(months, [date(2026, 2, 1)])
