from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase

from ...reports.bridge.bridge import KINDS, span
from ..category.test_category import CategoryCase
from ..category.test_sale_lines import LinesCase
from ..common import MANAGER, SALESMAN, ago
from .bridge_oracle import BRIDGE, BridgeOracle


class TestSpan(BaseCase):
    """The days of the two periods that are compared."""

    def _days(self, *args):
        return [str(day) for days in span(*args) for day in days]

    def test_a_month_is_the_last_complete_one(self):
        self.assertEqual(
            self._days(date(2026, 3, 31), "month"),
            ["2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28"],
        )

    def test_a_quarter_is_the_last_complete_one(self):
        self.assertEqual(
            self._days(date(2026, 4, 1), "quarter"),
            ["2025-10-01", "2025-12-31", "2026-01-01", "2026-03-31"],
        )

    def test_a_year_is_the_twelve_months_to_this_day(self):
        self.assertEqual(
            self._days(date(2026, 6, 15), "year"),
            ["2024-06-16", "2025-06-15", "2025-06-16", "2026-06-15"],
        )

    def test_this_year_is_compared_with_the_same_days_of_last_year(self):
        self.assertEqual(
            self._days(date(2026, 6, 15), "this_year"),
            ["2025-01-01", "2025-06-15", "2026-01-01", "2026-06-15"],
        )

    def test_periods_further_back_follow_without_a_gap(self):
        for period in ("month", "quarter", "year"):
            earlier, later = (span(date(2024, 2, 29), period, back) for back in (1, 0))
            self.assertEqual(earlier.after, later.before, period)


class TestBridgeWorlds(BridgeOracle, LinesCase):
    """The bridge of random businesses, against their lines looked at one by one."""

    def test_every_row_and_sum_is_what_the_lines_say(self):
        def check(company):
            self._refresh(company=company)
            self._check_bridges(company)

        self._in_every_world(check, bases=1)


class TestBridge(CategoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("bridge manager", MANAGER)

    def _bridge(self, user=None, **options):
        self._refresh(company=self.company)
        bridge = self.env[BRIDGE].with_user(user or self.manager)
        return bridge.get_bridge([("company_id", "=", self.company.id)], **options)

    def _steps(self, **options):
        steps = self._bridge(**options)["steps"]
        return {step["kind"]: step["change"] for step in steps if step["change"]}

    def test_a_customer_who_buys_no_more_is_lost_with_all_it_bought(self):
        self._buy(self.box, 500, price=70)
        self._buy(self.label, 400, price=30)
        self.assertEqual(self._steps(), {"lost": -100})

    def test_a_customer_without_an_earlier_purchase_is_new(self):
        self._buy(self.box, 20, price=70)
        self.assertEqual(self._steps(), {"new": 70})

    def test_a_customer_who_paused_a_period_has_returned(self):
        self._buy(self.box, 900, 20, price=70)
        self.assertEqual(self._steps(), {"returned": 70})

    def test_a_dropped_and_a_taken_up_category_of_one_who_stays(self):
        self._buy(self.box, 400, price=70)
        self._buy(self.label, 20, price=50)
        self.assertEqual(self._steps(), {"stopped": -70, "started": 50})

    def test_a_price_rise_is_told_apart_from_a_smaller_quantity(self):
        self._buy(self.box, 402, 401, 400, price=10)
        self._buy(self.box, 21, 20, price=12)
        self.assertEqual(self._steps(), {"less": -10, "price": 4})

    def test_net_revenue_retention_counts_growth_of_those_who_stayed(self):
        self._buy(self.box, 400, price=100)
        self._buy(self.label, 20, price=40)
        self._buy(self.box, 10, price=100)
        self._buy(self.box, 10, customer=self._customer("New one"), price=500)
        result = self._bridge()
        self.assertEqual((result["nrr"], result["grr"]), (1.4, 1))

    def test_gross_revenue_retention_counts_losses_only(self):
        self._buy(self.box, 400, price=60)
        self._buy(self.label, 400, price=40)
        self._buy(self.box, 10, 20, price=60)
        result = self._bridge()
        self.assertEqual((result["nrr"], result["grr"]), (1.2, 0.6))

    def test_without_revenue_before_nothing_is_retained(self):
        self._buy(self.box, 10)
        result = self._bridge()
        self.assertEqual((result["nrr"], result["grr"]), (None, None))

    def test_where_more_was_credited_than_bought_nothing_is_retained(self):
        self._buy(self.box, 400, price=100)
        self._buy(self.box, 20, price=-30)
        result = self._bridge()
        self.assertEqual(result["kept"], -30)
        self.assertEqual((result["nrr"], result["grr"]), (None, None))

    def test_steps_come_in_the_order_of_the_bridge_and_count_customers(self):
        self._buy(self.box, 400)
        self._buy(self.label, 401)
        steps = self._bridge()["steps"]
        self.assertEqual([step["kind"] for step in steps], [kind for kind, _ in KINDS])
        self.assertEqual(steps[0]["customers"], 1)

    def test_a_salesperson_reads_the_bridge_of_own_customers(self):
        seller = self._user("bridge seller", SALESMAN)
        self._buy(self.box, 400, price=70)
        self.customer.user_id = self.manager
        other = self._customer("Own", user_id=seller.id)
        self._buy(self.box, 400, customer=other, price=30)
        self.assertEqual(self._bridge(seller)["before"], 30)
        self.assertEqual(self._bridge()["before"], 100)

    def test_an_employee_without_sales_rights_reads_none(self):
        with self.assertRaises(AccessError):
            self._bridge(self._user("bridge employee"))

    def test_a_period_there_is_none_of_is_refused_with_those_there_are(self):
        with self.assertRaisesRegex(UserError, "month, quarter, year, this_year"):
            self._bridge(period="week")

    def test_periods_without_end_are_refused(self):
        for back in (-1, 13, "1", True):
            with self.assertRaisesRegex(UserError, "choose 0 to 12"):
                self._bridge(back=back)

    def test_what_was_bought_between_the_periods_is_not_among_the_lines(self):
        self._buy(self.box, 400, 300, 20)
        self._refresh(company=self.company)
        bridge = self.env[BRIDGE].with_context(retention_bridge_period="this_year")
        row = bridge.search([("kind", "=", "more")]) | bridge.search(
            [("kind", "=", "less")]
        )
        action = row.action_open_lines()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.mapped("date"), [ago(20), ago(400)])

    def test_a_row_opens_the_lines_behind_it(self):
        self._buy(self.box, 400, 20, 900)
        self._buy(self.label, 400)
        self._refresh(company=self.company)
        row = self.env[BRIDGE].search(
            [
                ("profile_id", "=", self._profile(self.customer).id),
                ("kind", "=", "more"),
            ]
        )
        action = row.action_open_lines()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.mapped("date"), [ago(20), ago(400)])
        self.assertEqual(lines.product_id, self.box)
