from ..common import AS_OF, SALESMAN, ago
from .prediction_common import PredictionCase

PROFILE = "customer.retention.profile"


class PastMixin:
    """What is said of a figure on a past day, and what it was."""

    figure = None

    def _on(self, day, domain=(), user=None):
        profiles = self.env[PROFILE].with_user(user or self.env.user)
        company = [("company_id", "=", self.company.id)]
        past = getattr(profiles, f"_{self.figure}_on")
        return past([*company, *domain], day)

    def _now(self, buyers, day):
        """What the profiles themselves say, refreshed as of a day, by today's model."""
        self._refresh(buyers, as_of=day)
        profiles = self.env[PROFILE].with_context(retention_as_of=day)
        domain = [("company_id", "=", self.company.id)]
        [(stake,)] = profiles._read_group(domain, [], [f"{self.figure}:sum"])
        return stake

    def test_today_it_is_what_the_profiles_say(self):
        buyers = self._refreshed(*self._random_histories(30)).partner_id
        now = self._now(buyers, AS_OF)
        self.assertGreater(now, 0)
        self.assertAlmostEqual(self._on(AS_OF), now, 6)

    def test_on_a_past_day_it_is_what_the_profiles_said_then(self):
        buyers = self._refreshed(*self._random_histories(30)).partner_id
        said = {day: self._now(buyers, day) for day in (ago(400), ago(90), ago(1))}
        self._refresh()
        for day, stake in said.items():
            with self.subTest(day=day):
                self.assertAlmostEqual(self._on(day), stake, 6)

    def test_before_the_first_purchase_there_is_nothing(self):
        self._refreshed([30])
        self.assertEqual(self._on(ago(31)), 0)
        self.assertGreater(self._on(ago(30)), 0)

    def test_a_salesperson_adds_up_own_customers_only(self):
        seller = self._user("stake_seller", SALESMAN)
        own, other = self._refreshed([60, 30], [60, 30])
        own.partner_id.user_id = seller
        other.partner_id.user_id = self.env.user
        self._refresh()
        [stake] = {self._on(ago(20), [("id", "=", profile.id)]) for profile in own}
        self.assertAlmostEqual(self._on(ago(20), user=seller), stake, 6)
        self.assertAlmostEqual(self._on(ago(20)), 2 * stake, 6)

    def test_another_currency_is_converted(self):
        dear = self.env["res.currency"].create({"name": "DEA", "symbol": "D"})
        self.env["res.currency.rate"].create(
            {"currency_id": dear.id, "rate": 0.5, "name": "2020-01-01"}
        )
        abroad = self._new_company("Abroad", currency_id=dear.id)
        self._buyers([60, 30])
        self._buyers([60, 30], company=abroad)
        self._refresh(company=self.company | abroad)
        both = self.env[PROFILE].with_context(
            allowed_company_ids=(self.company | abroad).ids
        )
        domain = [("company_id", "in", (self.company | abroad).ids)]
        self.assertAlmostEqual(
            getattr(both, f"_{self.figure}_on")(domain, AS_OF), 3 * self._on(AS_OF), 6
        )


class TestRevenueAtRiskInThePast(PastMixin, PredictionCase):
    figure = "revenue_at_risk"

    def test_revenue_counts_for_twelve_months_to_the_day(self):
        self._refreshed([400])
        past = ago(400)
        self.assertGreater(self._on(past.replace(year=past.year + 1, day=10)), 0)
        self.assertEqual(self._on(past.replace(year=past.year + 1)), 0)


class TestExpectedRevenueInThePast(PastMixin, PredictionCase):
    figure = "expected_revenue"

    def test_who_was_silent_for_years_counts(self):
        self._refreshed([1900, 1800, 1700, 5], [60, 40])
        self.assertEqual(self._on(ago(2000)), 0)
        self.assertGreater(self._on(ago(600)), 0)

    def test_credit_notes_since_then_change_nothing(self):
        [partner] = self._buyers([300, 200, 100])
        self._refresh()
        before = self._on(ago(50))
        self._move(partner, ago(10), 250, move_type="out_refund")
        model = self._model()
        kept = model.mean_order_value
        self._refresh()
        self._model().mean_order_value = kept
        self.assertAlmostEqual(self._on(ago(50)), before, 6)
