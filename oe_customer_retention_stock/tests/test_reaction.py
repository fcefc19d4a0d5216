from odoo.addons.oe_customer_retention.tests.common import ago

from .common import DeliveryCase


class TestReactionToADelivery(DeliveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ready = cls.env.ref("oe_customer_retention_stock.reaction_late_delivery")
        cls.reaction = ready.copy({"company_id": cls.company.id, "active": True})
        cls.reaction.switched_on = f"{ago(6)} 00:00:00"
        cls._refresh()

    def _deliver_late(self, days):
        picking = self._deliver(self.customer, ago(days))
        picking.move_ids.date_deadline = f"{ago(days + 1)} 12:00:00"
        return picking

    def _fired(self):
        """Refresh; return the days of the deliveries somebody was to call after."""
        self._refresh(self.customer)
        self.env.invalidate_all()
        return self.reaction.log_ids.sorted("transition_date").mapped("transition_date")

    def test_it_calls_after_a_late_delivery_once(self):
        self._deliver(self.customer, ago(1))
        self.assertEqual(self._fired(), [])
        self._deliver_late(2)
        self.assertEqual(self._fired(), [ago(2)])
        self.assertEqual(self._fired(), [ago(2)])
        profile = self._profile(self.customer)
        self.assertEqual(
            profile.activity_ids.mapped("summary"), [self.reaction.summary]
        )

    def test_what_was_late_before_it_was_on_is_past(self):
        self._deliver_late(7)
        self._deliver_late(6)
        self.assertEqual(self._fired(), [ago(6)])

    def test_what_was_late_a_week_ago_is_no_news(self):
        self.reaction.switched_on = f"{ago(30)} 00:00:00"
        self._deliver_late(7)
        self._deliver_late(6)
        self.assertEqual(self._fired(), [ago(6)])

    def test_what_waits_for_a_snooze_holds_for_a_week(self):
        profile = self._profile(self.customer)
        profile.snoozed_until = ago(-1)
        self._deliver_late(6)
        self._fired()
        self.assertEqual(self.reaction.log_ids.state, "snoozed")
        profile.snoozed_until = False
        tomorrow = self.company.with_context(retention_as_of=ago(-1))
        self._refresh(self.customer, as_of=ago(-1), company=tomorrow)
        self.env.invalidate_all()
        self.assertEqual(self.reaction.log_ids.state, "over")

    def test_before_it_is_switched_on_it_says_whom_it_would_have_concerned(self):
        self._deliver_late(20)
        self._refresh()
        self.assertEqual(
            self.reaction._concerned_of_late(), self._profile(self.customer)
        )
