from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from ...models import rates
from ..common import ALL_LEADS, MANAGER, SALESMAN, RetentionCase


class OutcomeCase(RetentionCase):
    """A customer who has been silent for 70 days, and its salesperson.

    Activities are dated by the clock, which stands on the day of the test.
    """

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._user("outcome_salesman", SALESMAN, ALL_LEADS)
        cls.customer = cls._buyer(70, user_id=cls.salesman.id)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _log(self, profiles=None, user=None, **values):
        """Log by the wizard, as the dialog does; return the outcomes."""
        before = self.env["customer.retention.interaction"].search([])
        profiles = (profiles or self.profile).with_user(user or self.salesman)
        action = profiles.action_log()
        form = Form(
            self.env[action["res_model"]]
            .with_user(user or self.salesman)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            form[name] = value
        form.save().action_log()
        return self.env["customer.retention.interaction"].search([]) - before


class TestLog(OutcomeCase):
    def test_a_call_is_kept_with_who_when_and_how_it_went(self):
        outcome = self._log(outcome="positive", duration=12, note="Orders in June")
        self.assertEqual(outcome.profile_id, self.profile)
        self.assertEqual(outcome.partner_id, self.customer)
        self.assertEqual(outcome.company_id, self.company)
        self.assertEqual(outcome.user_id, self.salesman)
        self.assertEqual(
            (outcome.kind, outcome.outcome, outcome.duration, outcome.note),
            ("call", "positive", 12, "Orders in June"),
        )

    def test_a_call_is_a_contact_by_the_rules_of_the_signals(self):
        self._log(outcome="neutral")
        self.assertEqual(self.profile.last_crm_date, self.today)
        self.assertEqual(self.profile.contact_ids.date, self.today)

    def test_a_call_leaves_the_message_of_a_completed_activity(self):
        outcome = self._log(note="They moved")
        message = outcome.message_id
        call = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(message.mail_activity_type_id, call)
        self.assertIn("They moved", message.body)
        self.assertIn(message, self.profile.message_ids)

    def test_a_note_is_kept_in_the_chatter_and_is_no_contact(self):
        outcome = self._log(kind="note", note="Has a new owner")
        self.assertIn("Has a new owner", outcome.message_id.body)
        self.assertFalse(self.profile.contact_ids)

    def test_a_note_needs_text(self):
        log = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": self.profile.ids, "kind": "note"}
        )
        with self.assertRaisesRegex(UserError, "'Note' is empty"):
            log.action_log()

    def test_a_call_of_the_day_before_counts_on_its_day(self):
        at = datetime.combine(self.today - timedelta(days=1), datetime.min.time())
        outcome = self._log(date=at + timedelta(hours=10))
        self.assertEqual(outcome.day, self.today - timedelta(days=1))
        self.assertEqual(self.profile.contact_ids.date, outcome.day)

    def test_what_has_not_taken_place_is_not_logged(self):
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self._log(date=fields.Datetime.now() + timedelta(hours=2))

    def test_negative_minutes_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "'Minutes' is -1"):
            self._log(duration=-1)

    def test_logging_completes_the_planned_activity_of_that_kind(self):
        activity = self.profile.activity_schedule("mail.mail_activity_data_call")
        other = self.profile.activity_schedule("mail.mail_activity_data_todo")
        self._log(outcome="positive")
        self.assertFalse(activity.active)
        self.assertTrue(other.active)

    def test_logging_leaves_a_planned_activity_of_another_kind(self):
        activity = self.profile.activity_schedule("mail.mail_activity_data_call")
        self._log(kind="meeting")
        self.assertTrue(activity.active)

    def test_several_customers_are_logged_at_once(self):
        other = self._buyer(70)
        self._refresh()
        profiles = self.profile + self._profile(other)
        outcomes = self._log(profiles, kind="mail", note="Spring letter")
        self.assertEqual(outcomes.profile_id, profiles)
        self.assertEqual(set(outcomes.mapped("kind")), {"mail"})

    def test_the_day_is_cut_in_the_timezone_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        outcome = self.env["customer.retention.interaction"].create(
            {"profile_id": self.profile.id, "date": datetime(2026, 3, 1, 20)}
        )
        self.assertEqual(str(outcome.day), "2026-03-02")

    def test_the_partner_form_logs_on_the_profile(self):
        contact = self._customer("Ann", parent_id=self.customer.id, is_company=False)
        action = contact.with_user(self.salesman).action_retention_log()
        self.assertEqual(action["context"]["default_profile_ids"], self.profile.ids)

    def test_whom_one_called_is_not_to_be_called_again_that_day(self):
        self.policy.count_crm = False
        self._refresh()
        dashboard = self.env["customer.retention.dashboard"]
        listed = [("id", "=", self.profile.id)]
        self.assertTrue(dashboard._call_today(listed))
        self._log()
        self.assertEqual(self.profile.status, "at_risk")
        self.assertFalse(dashboard._call_today(listed))

    def test_the_customer_is_refreshed_once_when_all_is_written(self):
        refresh = type(self.env["customer.retention.refresh"])
        with patch.object(refresh, "_refresh_soon", autospec=True) as refreshed:
            self._log()
        refreshed.assert_called_once()


class TestCompletedActivity(OutcomeCase):
    def _outcome_of(self, record, said=None, **values):
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "user_id": self.salesman.id,
                "retention_outcome": said,
                **values,
            }
        )
        message_id = activity.with_user(self.salesman).action_feedback("Not yet")
        return self.env["customer.retention.interaction"].search(
            [("message_id", "=", message_id)]
        )

    def test_it_keeps_an_outcome_not_said_yet(self):
        outcome = self._outcome_of(self.profile)
        self.assertEqual(outcome.profile_id, self.profile)
        self.assertEqual(outcome.user_id, self.salesman)
        self.assertEqual((outcome.kind, outcome.note), ("call", "Not yet"))
        self.assertFalse(outcome.outcome)

    def test_it_is_about_what_the_activity_was(self):
        outcome = self._outcome_of(self.profile, summary="Sample box")
        self.assertEqual(outcome.summary, "Sample box")

    def test_it_keeps_what_was_said(self):
        self.assertEqual(self._outcome_of(self.profile, "negative").outcome, "negative")

    def test_the_customer_is_up_to_date_at_once(self):
        self.assertFalse(self.profile.last_crm_date)
        self._outcome_of(self.profile, "positive")
        self.assertEqual(self.profile.last_crm_date, self.today)

    def test_on_a_contact_person_it_is_kept_with_the_customer(self):
        contact = self._customer("Ann", parent_id=self.customer.id, is_company=False)
        self.assertEqual(self._outcome_of(contact).profile_id, self.profile)

    def test_on_an_opportunity_it_is_kept_with_the_customer(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.id, "type": "opportunity"}
        )
        self.assertEqual(self._outcome_of(lead).profile_id, self.profile)

    def test_on_somebody_who_is_no_customer_nothing_is_kept_or_asked(self):
        supplier = self._customer("Supplier")
        self.assertFalse(self._outcome_of(supplier))
        activity = supplier.activity_schedule("mail.mail_activity_data_call")
        self.assertFalse(activity.asks_retention_outcome)

    def test_the_web_client_is_told_to_ask(self):
        activity = self.profile.activity_schedule("mail.mail_activity_data_call")
        [values] = activity.activity_format()["mail.activity"]
        self.assertTrue(values["asks_retention_outcome"])

    def test_each_company_keeps_its_own(self):
        other = self._new_company("Other Ltd")
        self._order(self.customer, self.today, company_id=other.id)
        self._refresh(company=other)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.id, "company_id": other.id}
        )
        profiles = self.env["customer.retention.profile"]
        found = profiles._of_documents("crm.lead", lead.ids)
        self.assertEqual(found[lead.id].company_id, other)

    def test_a_user_outside_sales_completes_an_activity_on_a_customer(self):
        user = self._user("outcome_employee")
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=user.id
        )
        message_id = activity.with_user(user).action_feedback()
        outcome = self.env["customer.retention.interaction"].search(
            [("message_id", "=", message_id)]
        )
        self.assertEqual((outcome.profile_id, outcome.user_id), (self.profile, user))


class TestOutcomeKept(OutcomeCase):
    def test_salespeople_see_those_of_their_customers_only(self):
        self._log()
        own = self._user("outcome_own", SALESMAN)
        outcomes = self.env["customer.retention.interaction"]
        mine = [("profile_id", "=", self.profile.id)]
        self.assertFalse(outcomes.with_user(own).search(mine))
        self.customer.user_id = own
        self._refresh(self.customer)
        self.assertTrue(outcomes.with_user(own).search(mine))

    def test_only_managers_delete(self):
        outcome = self._log()
        with self.assertRaises(AccessError):
            outcome.with_user(self.salesman).unlink()
        outcome.with_user(self._user("outcome_manager", MANAGER)).unlink()

    def test_another_company_s_are_not_shown(self):
        outcome = self._log()
        other = self._new_company("Other Ltd")
        user = self._user("outcome_other", ALL_LEADS, companies=self.company + other)
        outcomes = outcome.with_user(user)
        self.assertTrue(outcomes.has_access("read"))
        elsewhere = outcomes.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.has_access("read"))

    def test_an_excluded_customer_keeps_them(self):
        outcome = self._log()
        self.customer.retention_excluded = True
        self._refresh()
        outcome.invalidate_recordset()
        self.assertEqual(outcome.profile_id, self.profile)

    def test_a_customer_who_lost_the_profile_finds_them_again(self):
        outcome = self._log()
        self.profile.sudo().unlink()
        outcome.invalidate_recordset()
        self.assertEqual(outcome.partner_id, self.customer)
        self._refresh()
        outcome.invalidate_recordset()
        self.assertEqual(outcome.profile_id, self._profile(self.customer))

    def test_a_customer_who_becomes_a_contact_brings_them_along(self):
        outcome = self._log()
        parent = self._customer("Parent")
        self._order(parent, self.today)
        self.customer.write({"is_company": False, "parent_id": parent.id})
        self._refresh()
        outcome.invalidate_recordset()
        self.assertEqual(outcome.profile_id, self._profile(parent))

    def test_merged_customers_keep_those_of_both(self):
        other = self._buyer(0)
        self._refresh()
        outcomes = self._log() + self._log(self._profile(other))
        self._merge(self.customer, into=other)
        outcomes.invalidate_recordset()
        self.assertEqual(outcomes.profile_id, self._profile(other))
        self.assertEqual(outcomes.partner_id, other)


class TestOutcomeCompared(RetentionCase):
    """Customers dormant on 1 January, contacted in January with an outcome."""

    def setUp(self):
        super().setUp()
        self.policy.count_crm = False
        self._dormant(["positive"], bought=date(2026, 2, 1))
        self._dormant(["positive", "negative"])
        self._dormant(["negative"])
        self._dormant([False])
        self._dormant([])
        self._refresh()
        for customer, outcomes in self.said:
            self._say(self._profile(customer), outcomes)

    said = ()

    def _dormant(self, outcomes, bought=None):
        customer = self._customer()
        self._order(customer, date(2025, 9, 10))  # dormant since 9 December
        if bought:
            self._order(customer, bought)
        if outcomes:
            self._done_activity(customer, date(2026, 1, 15))
        self.said = [*self.said, (customer, outcomes)]

    def _say(self, profile, outcomes, **values):
        for outcome in outcomes:
            values = {"date": datetime(2026, 1, 15, 12), **values}
            profile.outcome_ids.create(
                {"profile_id": profile.id, "outcome": outcome, **values}
            )

    def _rows(self):
        return self.env["customer.retention.winback.comparison"].search(
            [("company_id", "=", self.company.id), ("month", "=", date(2026, 1, 1))]
        )

    def test_each_outcome_has_its_count_and_its_return_rate(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 1)
        figures = {
            (row.contact, row.outcome): (row.customers, row.returned, row.rate)
            for row in self._rows()
        }
        expected = {
            ("contacted", "positive"): (2, 1, 0.5),
            ("contacted", "negative"): (1, 0, 0),
            ("contacted", "unsaid"): (1, 0, 0),
            ("alone", "alone"): (1, 0, 0),
        }
        self.assertEqual(figures, expected)

    def test_each_count_opens_its_customers(self):
        profiles = self.env["customer.retention.profile"]
        for row in self._rows():
            with self.subTest(contact=row.contact, outcome=row.outcome):
                action = row.action_open_customers()
                found = profiles.search_count(action["domain"])
                self.assertEqual(found, row.customers)

    def test_an_outcome_of_another_month_or_of_a_note_is_left_out(self):
        customer, _outcomes = self.said[3]
        profile = self._profile(customer)
        self._say(profile, ["positive"], date=datetime(2026, 2, 1))
        self._say(profile, ["positive"], kind="note")
        self.env.invalidate_all()
        unsaid = self._rows().filtered(lambda row: row.outcome == "unsaid")
        self.assertEqual(unsaid.customers, 1)
