from odoo.tests import HttpCase

from ..common import SALESMAN, RetentionCase


class TestOutcomeTours(RetentionCase, HttpCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("outcome_seller", SALESMAN)
        slipping = cls._buyer(160, 70, name="Slipping", user_id=cls.seller.id)
        cls._refresh()
        cls.profile = cls._profile(slipping)

    def _logged(self):
        self.profile.invalidate_recordset()
        [outcome] = self.profile.outcome_ids
        self.assertEqual(outcome.user_id, self.seller)
        return outcome

    def test_from_call_today_to_a_logged_outcome(self):
        self.start_tour(
            "/odoo/customer-retention", "retention_log_outcome", login="outcome_seller"
        )
        outcome = self._logged()
        self.assertEqual(
            (outcome.kind, outcome.outcome, outcome.note),
            ("call", "positive", "Orders after the fair"),
        )
        self.assertTrue(outcome.message_id.mail_activity_type_id)
        self.assertEqual(outcome.contact_id, self.profile.partner_id.child_ids)
        self.assertEqual(outcome.contact_id.name, "Nora Newcomer")

    def test_a_completed_activity_asks_how_it_went(self):
        self.profile.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask them", user_id=self.seller.id
        )
        self.start_tour(
            f"/odoo/retention-customers/{self.profile.id}",
            "retention_mark_done",
            login="outcome_seller",
        )
        outcome = self._logged()
        self.assertEqual(
            (outcome.kind, outcome.outcome, outcome.note),
            ("call", "negative", "Not this year"),
        )
