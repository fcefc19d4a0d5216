from odoo.exceptions import ValidationError

from ..common import AS_OF, RetentionCase, ago


class TestOverride(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(10)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def test_a_status_set_by_hand_shows_at_once(self):
        self.profile.status_override = "lost"
        self.assertEqual(self.profile.status, "lost")

    def test_taking_it_back_shows_what_the_documents_say(self):
        self.profile.status_override = "lost"
        self.profile.status_override = False
        self.assertEqual(self.profile.status, "active")

    def test_it_holds_on_its_last_day_and_ends_the_day_after(self):
        for until, status in ((ago(0), "lost"), (ago(1), "active")):
            with self.subTest(until=until):
                self.profile.write({"status_override": "lost", "override_until": until})
                self.assertEqual(self.profile.status, status)

    def test_a_purchase_made_later_on_the_same_day_ends_it(self):
        self._order(self.customer, ago(0))
        self._refresh()
        self.profile.status_override = "lost"
        self.profile.override_since = ago(0)
        self._refresh()
        self.assertEqual(self.profile.status, "lost")
        self._order(self.customer, ago(0))
        self._refresh()
        self.assertEqual(self.profile.status, "active")

    def test_the_timeline_still_says_what_the_documents_say(self):
        self.profile.status_override = "lost"
        self.assertEqual(self._timeline(self.customer), [(ago(10), False, "active")])

    def test_the_reason_is_told_while_it_holds(self):
        self.profile.write({"status_override": "lost", "override_reason": "Bankrupt"})
        self.assertIn("Bankrupt", self.profile.status_reason)

    def test_the_documents_are_the_reason_once_it_has_ended(self):
        self.profile.write(
            {
                "status_override": "active",
                "override_until": ago(1),
                "override_reason": "Promised to order",
            }
        )
        self.assertNotIn("Promised", self.profile.status_reason)

    def test_an_end_without_a_status_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Manual until"):
            self.profile.override_until = AS_OF
