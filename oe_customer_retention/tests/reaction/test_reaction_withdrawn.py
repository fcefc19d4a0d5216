from lxml import etree

from ..common import AS_OF, DAY
from .reaction_common import ReactionCase


class TestReactionWithdrawn(ReactionCase):
    """What was planned for a silence goes when the silence is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reaction = cls._reaction()
        cls.customer = cls._seen()
        cls._refresh(as_of=AS_OF + DAY)
        cls.line = cls.reaction.log_ids

    def _come_back(self):
        self._order(self.customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.env.invalidate_all()

    def test_an_activity_nobody_has_touched_goes_and_the_log_says_so(self):
        self.assertEqual(self.line.follow_up, "open")
        self._come_back()
        self.assertFalse(self._activities(self.customer))
        self.assertEqual(self.line.follow_up, "withdrawn")
        self.assertEqual(self.line.state, "done")
        self.assertEqual(self.line.withdrawn_on, AS_OF + 2 * DAY)
        messages = self._profile(self.customer).message_ids.mapped("body")
        self.assertTrue(any("no longer needed: Call" in body for body in messages))
        found = self.line.search([("follow_up", "=", "withdrawn")])
        self.assertIn(self.line, found)

    def test_it_stays_while_the_silence_lasts(self):
        self._refresh(as_of=AS_OF + 15 * DAY)
        self.assertEqual(self.line.follow_up, "open")

    def test_one_that_a_person_has_changed_stays(self):
        activity = self._activities(self.customer)
        activity.with_user(self.salesman).date_deadline = AS_OF + 5 * DAY
        self._come_back()
        self.assertEqual(self._activities(self.customer), activity)
        self.assertEqual(self.line.follow_up, "open")

    def test_one_that_is_done_stays_done(self):
        self._activities(self.customer).with_user(self.salesman).action_done()
        self._come_back()
        self.assertEqual(self.line.follow_up, "done")

    def test_one_that_a_person_planned_stays(self):
        profile = self._profile(self.customer)
        own = profile.with_user(self.salesman).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesman.id
        )
        self._come_back()
        self.assertEqual(self._activities(self.customer).ids, own.ids)

    def test_another_customers_stays(self):
        other = self._seen(email="other@example.com")
        self._refresh(as_of=AS_OF + DAY)
        self._come_back()
        self.assertTrue(self._activities(other))

    def test_the_list_says_in_words_who_gets_it(self):
        view = self.env["customer.retention.reaction"].get_view(view_type="list")
        [column] = etree.fromstring(view["arch"]).findall("field[@name='recipient']")
        self.assertEqual(column.get("optional"), "show")
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        mail = {"action": "mail", "template_id": template.id}
        for values, expected in (
            ({}, "Salesperson"),
            ({"responsible": "leader"}, "Team leader"),
            ({"responsible": "user", "user_id": self.leader.id}, self.leader.name),
            ({"action": "post", "message": "Hello"}, "Everyone who sees the customer"),
            ({**mail, "mail_to": "customer"}, "The customer"),
            (mail, "Salesperson"),
        ):
            with self.subTest(values):
                self.assertEqual(self._reaction(**values).recipient, expected)
