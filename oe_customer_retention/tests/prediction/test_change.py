from odoo.exceptions import AccessError, UserError

from ..common import SALESMAN, ago
from .prediction_common import LEARNED, PredictionCase


class TestChange(PredictionCase):
    """Why chance and stake are other than on a past day."""

    def _past(self, profile, day):
        self._refresh(profile.partner_id, as_of=day)
        past = profile.with_context(retention_as_of=day)
        past.invalidate_recordset()
        names = ("reorder_probability", "revenue_at_risk", "expected_revenue")
        values = {name: past[name] for name in names}
        self._refresh(profile.partner_id)
        return values

    def test_figures_are_those_of_the_profile_on_that_day(self):
        profiles = self._refreshed([200, 150, 20], [300, 250], [400, 5, 2])
        for learned in (None, LEARNED):
            self._use(learned)
            for profile in profiles:
                told = self._past(profile, ago(90))
                found = profile._figures_on(ago(90))
                self.assertAlmostEqual(found["chance"], told["reorder_probability"], 9)
                self.assertAlmostEqual(found["stake"], told["revenue_at_risk"], 2)
                self.assertAlmostEqual(found["expected"], told["expected_revenue"], 2)

    def test_the_fact_that_moved_them_is_told(self):
        bought, silent = self._refreshed([200, 150, 20, 10], [300, 250])
        told = bought.get_change(str(ago(90)))
        self.assertIn(
            "last purchase was 60 days ago, it bought on 2 days", told["sentence"]
        )
        told = silent.get_change(str(ago(90)))
        self.assertIn("nothing since", told["sentence"])
        self.assertIn("160 days ago then, and is 250 days ago now", told["sentence"])
        now = {row["label"]: row["now"] for row in told["rows"]}
        self.assertEqual(
            now["Revenue at risk"], silent._format_amount(silent.revenue_at_risk)
        )

    def test_before_the_first_purchase_there_is_nothing_to_compare(self):
        profile = self._refreshed([30, 10])[0]
        told = profile.get_change(str(ago(31)))
        self.assertEqual(told["rows"], [])
        self.assertIn("nothing by", told["sentence"])

    def test_only_past_days_are_asked_for(self):
        profile = self._refreshed([30, 10])[0]
        for day in (
            str(ago(0)),
            str(ago(-1)),
            "soon",
            None,
            False,
            7,
            [1],
            "9999-99-99",
        ):
            with self.subTest(day=day), self.assertRaises(UserError):
                profile.get_change(day)

    def test_a_salesperson_asks_of_own_customers_only(self):
        profile = self._refreshed([30, 10])[0]
        profile.partner_id.user_id = self.env.user
        self._refresh()
        seller = self._user("change_seller", SALESMAN)
        with self.assertRaises(AccessError):
            profile.with_user(seller).get_change(str(ago(20)))
