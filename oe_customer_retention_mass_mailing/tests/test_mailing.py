from datetime import datetime
from types import SimpleNamespace

from odoo.addons.oe_customer_retention.models.signals.kind import Since
from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase

MARKETER = "mass_mailing.group_mass_mailing_user"


class MailingCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer(email="acme@example.com")
        cls._order(cls.customer, ago(100))
        cls.mailing = cls.env["mailing.mailing"].create({"subject": "News of May"})

    @classmethod
    def _trace(cls, record, **values):
        return cls.env["mailing.trace"].create(
            {
                "mass_mailing_id": cls.mailing.id,
                "model": record._name,
                "res_id": record.id,
                "email": "acme@example.com",
                **values,
            }
        )

    def _last_answer(self, customer=None):
        self._refresh()
        return self._profile(customer or self.customer).last_mailing_date


class TestMailing(MailingCase):
    def test_a_reply_or_click_ends_a_silence_where_the_policy_says_so(self):
        self._trace(self.customer, reply_datetime=moment(ago(5)))
        self.assertEqual(self._last_answer(), ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_mailing = True
        self.assertEqual(self._status(self.customer), "active")
        self._trace(self.customer, links_click_datetime=moment(ago(3)))
        self.assertEqual(self._last_answer(), ago(3))

    def test_what_was_opened_was_not_answered(self):
        self._trace(self.customer, open_datetime=moment(ago(5)), trace_status="open")
        self.assertFalse(self._last_answer())

    def test_a_mailing_contact_is_known_by_its_address(self):
        contact = self.env["mailing.contact"].create({"email": "acme@example.com"})
        self._trace(contact, links_click_datetime=moment(ago(5)))
        self.assertEqual(self._last_answer(), ago(5))

    def test_a_contact_that_got_a_text_is_known_by_its_address_too(self):
        contact = self.env["mailing.contact"].create({"email": "acme@example.com"})
        self._trace(contact, links_click_datetime=moment(ago(5)), email=False)
        self.assertEqual(self._last_answer(), ago(5))

    def test_an_address_of_two_customers_is_nobody_s(self):
        contact = self.env["mailing.contact"].create({"email": "acme@example.com"})
        self._order(self._customer(email="acme@example.com"), ago(100))
        self._trace(contact, links_click_datetime=moment(ago(5)))
        self.assertFalse(self._last_answer())

    def test_sent_on_an_order_it_is_its_customer_s(self):
        order = self.customer.sale_order_ids
        self._trace(order, links_click_datetime=moment(ago(5)))
        self.assertEqual(self._last_answer(), ago(5))

    def test_an_answer_makes_nobody_a_customer(self):
        somebody = self._customer("Somebody")
        self._trace(somebody, links_click_datetime=moment(ago(5)))
        self._refresh()
        self.assertFalse(self._profile(somebody))

    def test_the_job_finds_who_answered(self):
        trace = self._trace(self.customer, sent_datetime=moment(ago(5)))
        self._update(trace, write_date="2100-01-01")
        signals = self.env["customer.retention.signal"]
        since = Since(datetime(2090, 1, 1), 0)
        query = signals._changed_mailings(since)
        self.assertEqual(self.env.execute_query(query), [])
        self._update(trace, links_click_datetime=moment(ago(5)))
        found = self.env.execute_query(query)
        self.assertEqual(found, [(self.customer.id, None)])

    def test_the_first_answer_ever_is_found(self):
        signals = self.env["customer.retention.signal"]
        self.env["mailing.trace"].search([]).unlink()
        self.assertIn("mailing.trace", signals._empty(signals._read_models()))
        self._refresh()
        self._trace(self.customer, reply_datetime=moment(ago(5)))
        self._profile(self.customer).action_refresh()
        self.assertEqual(self._profile(self.customer).last_mailing_date, ago(5))


class TestMailingClicked(JobMixin, MailingCase, HttpCase):
    by_clock = True

    def test_profile_and_story_know_a_click_within_the_minute(self):
        self.mailing.write(
            {
                "body_html": '<a href="http://www.example.com/offer">Offer</a>',
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "=", self.customer.id)],
            }
        )
        self._refresh()
        self.mailing.action_send_mail()
        trace = self.mailing.mailing_trace_ids
        of_mailing = [("mass_mailing_id", "=", self.mailing.id)]
        link = self.env["link.tracker"].search(of_mailing)
        self._await_job()
        self.url_open(f"/r/{link.code}/m/{trace.id}", allow_redirects=False)
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_mailing_date, self.today)
        [row] = profile.get_story(kinds=["mailing"])["touchpoints"]
        self.assertEqual(row["event"], "Clicked in a mailing")


class TestMailingReaders(MailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.marketer = cls._user("marketer", MANAGER, MARKETER)
        cls.customer.user_id = cls.seller
        cls._trace(
            cls.customer,
            reply_datetime=moment(ago(5)),
            links_click_datetime=moment(ago(6)),
        )
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _rows(self, user, **choice):
        profile = self.profile.with_user(user)
        return profile.get_story(kinds=["mailing"], **choice)["touchpoints"]

    def test_the_story_tells_of_both_and_of_which_mailing_to_marketers(self):
        answered, clicked = self._rows(self.marketer, search="of May")
        self.assertEqual(answered["event"], "Answered a mailing")
        self.assertEqual(clicked["event"], "Clicked in a mailing")
        self.assertEqual(clicked["summary"], "News of May")
        summaries = {row["summary"] for row in self._rows(self.seller)}
        self.assertEqual(summaries, {False})

    def test_it_opens_the_mailing(self):
        touchpoints = self.env["customer.retention.touchpoint"].with_user(self.marketer)
        row = touchpoints.search(
            [("profile_id", "=", self.profile.id), ("kind", "=", "mailing")], limit=1
        )
        action = row.action_open()
        self.assertEqual(action["res_model"], "mailing.mailing")
        self.assertEqual(action["res_id"], self.mailing.id)

    def test_policy_and_customer_show_it(self):
        with Form(self.policy.with_user(self.marketer)) as form:
            form.count_mailing = True
        self.assertTrue(self.policy.count_mailing)
        form = Form(self.profile.with_user(self.seller))
        self.assertEqual(form.last_mailing_date, str(ago(5)))


class TestRefusedMail(MailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _found(self, name):
        self.env.flush_all()
        self.profile.invalidate_recordset()
        found = self.profile.search([(name, "=", True)])
        self.assertEqual(self.profile[name], self.profile in found)
        return self.profile[name]

    def test_who_is_on_the_blacklist_wants_no_mail(self):
        self.assertFalse(self._found("refuses_mail"))
        entry = self.env["mail.blacklist"]._add("acme@example.com")
        self.assertTrue(self._found("refuses_mail"))
        entry.active = False
        self.assertFalse(self._found("refuses_mail"))

    def test_who_left_a_mailing_list_wants_no_mail(self):
        news = self.env["mailing.list"].create({"name": "News"})
        self.env["mailing.contact"].create(
            {
                "email": "acme@example.com",
                "subscription_ids": [
                    (0, 0, {"list_id": news.id, "opt_out": True}),
                ],
            }
        )
        self.assertTrue(self._found("refuses_mail"))

    def test_mail_that_comes_back_is_told(self):
        self.assertFalse(self._found("mail_bounces"))
        self.customer.message_bounce = 1
        self.assertTrue(self._found("mail_bounces"))

    def test_no_reaction_writes_to_who_wants_no_mail(self):
        reactions = self.env["customer.retention.reaction"]
        reaction = reactions.new({"action": "mail", "mail_to": "customer"})
        line = SimpleNamespace(profile_id=self.profile)
        self.assertEqual(reaction._recipient(line), self.customer)
        self.env["mail.blacklist"]._add("acme@example.com")
        self.env.flush_all()
        self.profile.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "wants no email"):
            reaction._recipient(line)
