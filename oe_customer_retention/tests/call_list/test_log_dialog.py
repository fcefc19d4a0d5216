from datetime import timedelta

from odoo.exceptions import UserError, ValidationError

from ..common import DAY
from ..interaction.test_outcome import OutcomeCase


class TestLogDialog(OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._customer("Ann", parent_id=cls.customer.id, is_company=False)

    def test_it_says_why_and_offers_the_person_to_ask_for(self):
        log = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": self.profile.ids}
        )
        self.assertEqual(log.why, self.profile.rhythm_reason)
        self.assertEqual(log.contact_id, self.ann)

    def test_minutes_are_empty_until_they_are_known(self):
        log = self.env["customer.retention.log.wizard"].new({})
        self.assertIs(log.duration, False)

    def test_of_several_customers_it_offers_nobody(self):
        other = self._buyer(70)
        self._refresh()
        log = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": (self.profile + self._profile(other)).ids}
        )
        self.assertFalse(log.contact_id or log.why)

    def test_with_whom_and_about_what_is_kept(self):
        outcome = self._log(contact_id=self.ann, summary="New price list")
        self.assertEqual(outcome.contact_id, self.ann)
        self.assertEqual(outcome.summary, "New price list")

    def test_the_story_tells_and_finds_what_it_was_about_and_with_whom(self):
        self._log(contact_id=self.ann, summary="New price list", note="Wants it")
        for text in ("price list", "Ann"):
            [row] = self.profile.get_story(search=text)["touchpoints"]
            self.assertEqual(row["summary"], "New price list – Wants it")
            self.assertEqual(row["contact"], "Ann")

    def test_people_have_the_day_they_were_last_spoken_to(self):
        self._log(contact_id=self.ann)
        [contact] = self.profile.get_contacts()
        self.assertEqual(contact["last_date"], self.today)

    def test_a_contact_of_somebody_else_is_refused(self):
        stranger = self._customer("Stranger")
        with self.assertRaisesRegex(ValidationError, "not a contact of"):
            self.env["customer.retention.interaction"].create(
                {"profile_id": self.profile.id, "contact_id": stranger.id}
            )

    def test_the_next_step_is_planned_as_a_call_of_mine(self):
        tomorrow = self.today + DAY
        self._log(next_date=tomorrow, next_summary="Ask again")
        plan = self.profile.activity_ids
        self.assertEqual(plan.date_deadline, tomorrow)
        self.assertEqual(plan.activity_type_id.category, "phonecall")
        self.assertEqual((plan.user_id, plan.summary), (self.salesman, "Ask again"))

    def test_without_a_day_nothing_is_planned(self):
        self._log()
        self.assertFalse(self.profile.activity_ids)

    def test_a_next_step_on_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(UserError, "which is in the past"):
            self._log(next_date=self.today - DAY)

    def test_who_was_not_reached_is_back_on_the_day_of_the_next_step(self):
        chosen = self.today + 3 * DAY
        self.env["customer.retention.log.wizard"].create(
            {
                "profile_ids": self.profile.ids,
                "reached": False,
                "next_date": chosen,
            }
        ).action_log()
        for day, listed in ((chosen - DAY, False), (chosen, True)):
            profile = self.profile.with_context(retention_as_of=day)
            profile.invalidate_recordset()
            self.assertEqual(profile.is_to_call, listed, day)

    def test_what_is_logged_is_on_the_contact_for_colleagues_only(self):
        before = self.customer.message_ids
        self._log(contact_id=self.ann, outcome="positive", note="<b>Yes</b>")
        [message] = self.customer.message_ids - before
        self.assertIn("Ann", message.body)
        self.assertIn("&lt;b&gt;Yes", message.body)
        self.assertTrue(message.is_internal and message.subtype_id.internal)
        self.assertFalse(message.notification_ids)
        self.assertEqual(message.author_id, self.salesman.partner_id)

    def test_the_outcome_is_for_those_who_read_logged_contacts(self):
        """On the contact, which everybody reads, stands what took place."""
        before = self.customer.message_ids
        self._log(kind="meeting", outcome="negative", summary="New price list")
        [met] = self.customer.message_ids - before
        self.assertEqual(met.preview, "Meeting · Ann · New price list")
        self.assertIn("negative", self.profile.outcome_ids.mapped("outcome"))

    def test_a_note_is_among_the_notes(self):
        self._log(kind="note", note="Owner is on holidays")
        [note] = self.profile.with_user(self.salesman).get_notes()["notes"]
        self.assertIn("Owner is on holidays", note["body"])
        self.assertIn("holidays", self.customer.message_ids[0].body)

    def test_the_client_is_told_that_something_was_logged(self):
        log = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": self.profile.ids}
        )
        infos = log.action_log()["params"]["next"]["infos"]
        self.assertEqual(infos, {"logged": self.profile.ids})

    def test_somebody_reached_rests(self):
        self._log()
        self.assertEqual(self.profile.call_obstacle, "contacted")
        later = self.profile.with_context(
            retention_as_of=self.today + timedelta(days=60)
        )
        self.assertFalse(later.call_obstacle)
