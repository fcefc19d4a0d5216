from ..common import DAY
from .lifecycle_common import LifecycleCase


class TestShopLifecycle(LifecycleCase):
    lifecycle = "shop"

    def _orders(self, count, days_ago=0):
        day = self.today - days_ago * DAY
        orders = [self._ordered(self.customer, day)] * count
        self._insert_all("sale.order", orders)

    def test_never_bought_is_raw(self):
        self._quotation(self.customer)
        self.assertEqual(self._stage(), "Raw")

    def test_one_order_within_a_month(self):
        for days_ago, expected in ((30, "Raw"), (29, "Good prospect")):
            self._orders(1, days_ago)
            self.assertEqual(self._stage(), expected)
        self.assertEqual(self._journey()[-1], ("Raw", "Good prospect", "rule"))

    def test_three_and_four_orders_in_a_month(self):
        self._orders(3)
        self.assertEqual(self._stage(), "Good prospect")
        self._orders(1)
        self.assertEqual(self._stage(), "Solid")
        self.assertEqual(self._journey()[-1], ("Good prospect", "Solid", "rule"))

    def test_ten_and_eleven_orders_in_a_month(self):
        self._orders(10)
        self.assertEqual(self._stage(), "Solid")
        self._orders(1)
        self.assertEqual(self._stage(), "Great")

    def test_great_falls_to_solid_then_slips(self):
        self._orders(7, days_ago=10)
        self._orders(4)
        self.assertEqual(self._stage(), "Great")
        self.assertEqual(self._stage(days_later=20), "Solid")
        self.assertEqual(self._stage(days_later=30), "Slipping")
        self.assertEqual(
            self._journey()[-2:],
            [("Great", "Solid", "rule"), ("Solid", "Slipping", "rule")],
        )

    def test_solid_slips_when_the_fourth_order_leaves_the_month(self):
        self._orders(4)
        self.assertEqual(self._stage(days_later=29), "Solid")
        self.assertEqual(self._stage(days_later=30), "Slipping")

    def test_slipping_recovers(self):
        self._orders(4)
        self.assertEqual(self._stage(), "Solid")
        self.assertEqual(self._stage(days_later=40), "Slipping")
        self._orders(4, days_ago=-40)
        self.assertEqual(self._stage(days_later=40), "Solid")
        self.assertEqual(self._journey()[-1], ("Slipping", "Solid", "rule"))

    def test_slipping_set_by_hand_is_asked_about_after_new_orders(self):
        self._orders(4, days_ago=40)
        self._refresh()
        profile = self._profile(self.customer)
        profile.stage_id = self._stage_of("Slipping")
        self.assertEqual(self._stage(), "Slipping")
        self.assertFalse(profile.stage_suggested_rule_id)
        self._orders(4)
        self.assertEqual(self._stage(), "Slipping")
        suggested = profile.stage_suggested_rule_id.to_stage_id
        self.assertEqual(suggested, self._stage_of("Solid"))

    def test_silence_of_89_90_and_91_days(self):
        self._orders(1)
        self._refresh()
        for days, expected in ((89, "Good prospect"), (90, "Dead"), (91, "Dead")):
            self.assertEqual(self._stage(days_later=days), expected, days)

    def test_dead_comes_back(self):
        self._orders(1, days_ago=100)
        self.assertEqual(self._stage(), "Dead")
        self._orders(1)
        self.assertEqual(self._stage(), "Good prospect")

    def test_cancelled_order_leads_back_to_raw(self):
        order = self._order(self.customer)
        self.assertEqual(self._stage(), "Good prospect")
        order._action_cancel()
        self._opportunity(self.customer)
        self.assertEqual(self._stage(), "Raw")

    def test_every_rule_moves_somebody(self):
        for count in (1, 3, 7):
            self._orders(count)
            self._refresh()
        for days in (30, 90):
            self._stage(days_later=days)
        for order in self.customer.sale_order_ids:
            order._action_cancel()
        self._quotation(self.customer)
        self._stage(days_later=90)
        self._orders(1)
        self._refresh()
        moved_by = self._profile(self.customer).journal_ids.rule_id
        self.assertFalse((self.lifecycle.rule_ids - moved_by).mapped("name"))
