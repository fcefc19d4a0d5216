"""Reasons why customers left: asked for, kept, and added up by money."""

from odoo.exceptions import UserError

from ..common import SALESMAN, RetentionCase, ago

REASON = "customer.retention.loss.reason"


class TestLossReason(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("loss_seller", SALESMAN)
        cls.customer = cls._customer(user_id=cls.seller.id)
        for days, amount in ((900, 500), (500, 300), (400, 100)):
            cls._order(cls.customer, ago(days), amount)
        cls._refresh()
        cls.profile = cls._profile(cls.customer).with_user(cls.seller)
        cls.reason = cls.env.ref("oe_customer_retention.loss_reason_competitor")

    def _log(self, outcome):
        self.env["customer.retention.log.wizard"].with_user(self.seller).create(
            {
                "profile_ids": self.profile.ids,
                "outcome": outcome,
                "loss_reason_id": self.reason.id,
            }
        ).action_log()

    def test_a_negative_outcome_keeps_it_on_the_contact_and_the_customer(self):
        self._log("negative")
        self.assertEqual(self.profile.outcome_ids.loss_reason_id, self.reason)
        self.assertEqual(self.profile.loss_reason_id, self.reason)

    def test_another_outcome_keeps_none(self):
        self._log("neutral")
        self.assertFalse(self.profile.outcome_ids.loss_reason_id)
        self.assertFalse(self.profile.loss_reason_id)

    def test_a_key_account_that_slips_is_asked_whatever_the_outcome(self):
        self._order(self.customer, ago(70), 100)
        self.policy.key_account_revenue = 100
        self._refresh()
        self._log("neutral")
        self.assertEqual(self.profile.loss_reason_id, self.reason)

    def test_calling_a_customer_lost_keeps_it(self):
        self.env["customer.retention.decision"].with_user(self.seller).create(
            {
                "profile_ids": self.profile.ids,
                "status": "lost",
                "reason": "They told me",
                "loss_reason_id": self.reason.id,
            }
        ).action_apply()
        self.assertEqual(self.profile.loss_reason_id, self.reason)

    def test_what_is_lost_is_the_last_year_of_purchases(self):
        self.profile.loss_reason_id = self.reason
        self.assertEqual(self.profile.loss_revenue, 400)
        self.assertTrue(self.profile.loss_is_avoidable)

    def test_the_suggested_play_is_offered_and_planned_by_hand(self):
        self.profile.loss_reason_id = self.reason
        action = self.profile.action_start_play()
        wizard = self.env[action["res_model"]].with_user(self.seller)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertEqual(wizard.plan_id, self.reason.plan_id)
        self.assertFalse(self.profile.activity_ids)

    def test_without_a_play_it_says_where_to_choose_one(self):
        self.profile.loss_reason_id = self.env.ref(
            "oe_customer_retention.loss_reason_closed"
        )
        with self.assertRaisesRegex(UserError, "'Suggested play'"):
            self.profile.action_start_play()

    def test_reasons_of_lost_opportunities_are_taken_over_once(self):
        lost = self.env["crm.lost.reason"].create({"name": "Too far away"})
        self.env[REASON]._take_over()
        taken = self.env[REASON].search([("lost_reason_id", "=", lost.id)])
        self.assertEqual(taken.name, "Too far away")
        taken.active = False
        self.assertFalse(self.env[REASON]._take_over())

    def test_a_merge_keeps_it(self):
        self.profile.loss_reason_id = self.reason
        other = self._customer()
        self._order(other, ago(3))
        self._refresh()
        self._merge(self.customer, into=other)
        self.assertEqual(self._profile(other).loss_reason_id, self.reason)
