"""The timeline's silences: whose they are, by whose policy, and what ended them."""

from ..common import RetentionCase, ago


class TestSilences(RetentionCase):
    def test_a_customer_s_days_are_not_those_of_its_neighbour(self):
        first, second, third = (self._customer() for _ in range(3))
        for customer, days in ((first, 100), (second, 10), (third, 500)):
            self._order(customer, ago(days))
        self._refresh()
        self.assertEqual(
            self._timeline(first),
            [
                (ago(100), False, "active"),
                (ago(40), "active", "at_risk"),
                (ago(10), "at_risk", "dormant"),
            ],
        )
        self.assertEqual(self._timeline(second), [(ago(10), False, "active")])
        self.assertEqual(self._timeline(third)[-1], (ago(135), "dormant", "lost"))

    def test_each_silence_is_told_by_the_policy_of_its_customer(self):
        thresholds = {
            "Quick": {"at_risk_days": 20, "dormant_days": 30, "lost_days": 40},
            "Slow": {"at_risk_days": 200, "dormant_days": 300, "lost_days": 400},
        }
        for name, days in thresholds.items():
            self.env["customer.retention.policy"].create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "partner_domain": f"[('name', '=', '{name}')]",
                    **days,
                }
            )
        quick, usual, slow = map(self._customer, ("Quick", "Usual", "Slow"))
        for customer in (quick, usual, slow):
            self._order(customer, ago(130))
            self._order(customer, ago(105))
            self._order(customer, ago(10))
        self._refresh()
        begun = (ago(130), False, "active")
        self.assertEqual(
            self._timeline(quick),
            [
                begun,
                (ago(110), "active", "at_risk"),
                (ago(105), "at_risk", "active"),
                (ago(85), "active", "at_risk"),
                (ago(75), "at_risk", "dormant"),
                (ago(65), "dormant", "lost"),
                (ago(10), "lost", "active"),
            ],
        )
        self.assertEqual(
            self._timeline(usual),
            [
                begun,
                (ago(45), "active", "at_risk"),
                (ago(15), "at_risk", "dormant"),
                (ago(10), "dormant", "active"),
            ],
        )
        self.assertEqual(self._timeline(slow), [begun])

    def test_who_buys_before_the_next_lapse_was_won_back(self):
        customer = self._customer()
        self._order(customer, ago(900))
        self._opportunity(customer, ago(700))
        self._order(customer, ago(400))
        self._opportunity(customer, ago(200))
        self._order(customer, ago(190))
        self._refresh()
        changes = self._profile(customer).transition_ids.sorted("date")
        returns = changes.filtered(lambda change: change.flow == "returned")
        self.assertEqual(
            [(change.date, change.winback_date) for change in returns],
            [(ago(700), False), (ago(400), ago(400)), (ago(200), ago(190))],
        )
