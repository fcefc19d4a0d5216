"""What is asked before a reaction is switched on."""

from odoo.exceptions import UserError

from ..common import AS_OF, DAY
from .reaction_common import ReactionCase


class TestReactionSwitch(ReactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._seen(days=12, name="Two days late")
        cls.others = cls._seen(days=9 + 32, name="Long ago")
        cls.template = cls.env.ref(
            "oe_customer_retention.mail_template_reaction_customer"
        )

    def _switch(self, **values):
        reaction = self._reaction(active=False, to_status="at_risk", **values)
        action = reaction.with_user(self.leader).action_confirm_on()
        wizard = self.env[action["res_model"]].with_user(self.leader)
        return wizard.with_context(**action["context"]).create({})

    def test_it_names_whom_it_would_have_concerned_in_the_last_30_days(self):
        self.assertEqual(
            self._switch().summary,
            "Customers it would have concerned in the last 30 days: 1 (Two days late).",
        )

    def test_it_does_nothing_for_them_when_switched_on(self):
        switch = self._switch()
        switch.action_switch_on()
        self.assertTrue(switch.reaction_id.active)
        for days in (0, 1):
            self._refresh(as_of=AS_OF + days * DAY)
        self.assertFalse(self._activities(self.customer))

    def test_a_mail_to_customers_is_told_and_sent_to_oneself_alone(self):
        switch = self._switch(
            action="mail", mail_to="customer", template_id=self.template.id
        )
        self.assertTrue(switch.mails_customers)
        self.assertIn("in the last 30 days: 1 (Two days late)", switch.summary)
        before = self.env["mail.mail"].search([])
        switch.action_test()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.email_to, self.leader.email_formatted)
        self.assertFalse(mail.recipient_ids)
        self.assertIn("Two days late", mail.body_html)
        profile = self._profile(self.customer)
        self.assertNotIn(mail.mail_message_id, profile.message_ids)

    def test_a_test_mail_that_cannot_be_sent_says_so(self):
        switch = self._switch(
            action="mail", mail_to="customer", template_id=self.template.id
        )

        def send(mails, **kwargs):
            mails.write({"state": "exception", "failure_reason": "[Errno 111]"})

        self.patch(self.registry["mail.mail"], "send", send)
        with self.assertRaisesRegex(UserError, "Connection failed"):
            switch.action_test()

    def test_without_a_mail_there_is_nothing_to_test(self):
        with self.assertRaisesRegex(UserError, "sends no email"):
            self._switch().action_test()

    def test_what_the_company_has_a_copy_of_is_not_offered_again(self):
        shared = self._reaction(active=False, company_id=False)
        shared = shared.with_user(self.leader)
        self.assertFalse(shared.has_copy)
        wizard = self.env["customer.retention.reaction.switch"].with_user(self.leader)
        wizard.create({"reaction_id": shared.id}).action_switch_on()
        shared.invalidate_recordset()
        self.assertFalse(shared.active)
        self.assertTrue(shared.has_copy)
        self.assertFalse(shared._copy_for_company().has_copy)

    def test_switched_off_it_fires_no_more(self):
        reaction = self._reaction()
        customer = self._seen()
        reaction.with_user(self.leader).action_switch_off()
        self._refresh(as_of=AS_OF + DAY)
        self.assertFalse(self._activities(customer))
