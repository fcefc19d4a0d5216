import base64
import io
from datetime import date, timedelta
from itertools import takewhile

from freezegun import freeze_time
from markupsafe import escape
from odoo import fields
from odoo.exceptions import AccessError
from openpyxl import load_workbook

from .reports_common import ReportsCase


class TestDigest(ReportsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Retention",
                "company_id": cls.company.id,
                "kpi_retention_at_risk": True,
                "kpi_retention_lost": True,
                "kpi_retention_won_back": True,
            }
        )

    def _value(self, figure, user, first_day, last_day):
        """Return a figure of the days from ``first_day`` to ``last_day`` ago."""
        digest = self.digest.with_user(user).with_context(
            start_datetime=fields.Datetime.to_datetime(self.today)
            - timedelta(days=first_day),
            end_datetime=fields.Datetime.to_datetime(self.today)
            - timedelta(days=last_day - 1),
        )
        digest.invalidate_recordset()
        return digest[f"kpi_retention_{figure}_value"]

    def test_a_customer_at_risk_counts_on_the_day_of_the_change(self):
        """Silent for 80 days, at risk after 60: the change was 20 days ago."""
        for days, expected in ((19, 0), (20, 1), (21, 0)):
            with self.subTest(days_ago=days):
                value = self._value("at_risk", self.manager, days, days)
                self.assertEqual(value, expected)

    def test_a_lost_customer_counts(self):
        """Silent for 500 days, lost after 365."""
        self.assertEqual(self._value("lost", self.manager, 135, 135), 1)

    def test_a_customer_who_came_back_counts(self):
        self._buyer(300, 10, name="Returned", user_id=self.manager.id)
        self._refresh()
        self.assertEqual(self._value("won_back", self.manager, 10, 10), 1)

    def test_amounts_are_those_of_the_last_day_of_the_period(self):
        profiles = self.env["customer.retention.profile"].with_user(self.manager)
        domain = [("company_id", "=", self.company.id)]
        for figure in ("revenue_at_risk", "expected_revenue"):
            past = getattr(profiles, f"_{figure}_on")
            for days in (1, 60):
                with self.subTest(figure, days=days):
                    day = self.today - timedelta(days=days - 1)
                    value = self._value(figure, self.manager, days + 6, days)
                    self.assertGreater(value, 0)
                    self.assertAlmostEqual(value, past(domain, day), 1)
            self.assertLess(
                self._value(figure, self.seller, 7, 1),
                self._value(figure, self.manager, 7, 1),
            )

    def test_a_salesperson_counts_own_customers(self):
        self.assertEqual(self._value("lost", self.seller, 135, 135), 0)

    def test_another_company_counts_its_own(self):
        self.digest.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self._value("lost", self.manager, 135, 135), 0)

    def test_an_employee_without_sales_rights_gets_the_digest_without_them(self):
        employee = self._user("employee")
        self.assertEqual(self.digest._compute_kpis(self.company, employee), [])

    def test_the_sentences_of_the_dashboard_come_first(self):
        for user in (self.manager, self.seller):
            dashboard = self.env["customer.retention.dashboard"].with_user(user)
            brief = dashboard.get_data([], "month")["brief"]
            [told, *_tips] = self.digest._compute_tips(self.company, user)
            for sentence in brief:
                self.assertIn(escape("".join(part["text"] for part in sentence)), told)
        employee = self._user("employee")
        self.assertFalse(self.digest._retention_brief(self.company, employee))
        for name in ("at_risk", "lost", "won_back"):
            self.digest[f"kpi_retention_{name}"] = False
        self.assertFalse(self.digest._retention_brief(self.company, self.manager))

    def test_each_figure_links_to_the_changes_of_status(self):
        kpis = self.digest._compute_kpis(self.company, self.manager)
        self.assertEqual(len(kpis), 3)
        for kpi in kpis:
            self.assertIn("customer_retention_transition_action", kpi["kpi_action"])


class TestSubscription(ReportsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.env["customer.retention.subscription"].create(
            {
                "name": "Monthly retention",
                "company_id": cls.company.id,
                "user_ids": (cls.seller + cls.manager).ids,
                "file_format": "xlsx",
                "interval": "month",
            }
        )

    def _mails(self):
        return self.env["mail.mail"].search(
            [("subject", "=", f"{self.company.name}: Monthly retention")]
        )

    def _customers(self, mail):
        content = base64.b64decode(mail.attachment_ids.datas)
        sheet = load_workbook(io.BytesIO(content))["All customers"]
        rows = sheet.iter_rows(min_row=2, values_only=True)
        return {row[0] for row in takewhile(any, rows)}

    def test_each_recipient_gets_the_customers_he_or_she_may_see(self):
        told = self.subscription.action_send()["params"]["message"]
        for recipient in self.subscription.user_ids:
            self.assertIn(recipient.name, told)
        self.assertEqual(
            {mail.recipient_ids: self._customers(mail) for mail in self._mails()},
            {
                self.seller.partner_id: {"Acme"},
                self.manager.partner_id: {"Acme", "Globex", "Initech"},
            },
        )

    def test_what_is_sent_now_does_not_wait_for_the_next_round_of_mails(self):
        mails = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", mails.id)])
        self.subscription.action_send()
        self.assertGreater(triggers.search([("cron_id", "=", mails.id)]), triggers)

    def test_the_filter_narrows_the_file(self):
        self.subscription.domain = "[('status', '=', 'lost')]"
        self.subscription.user_ids = self.manager
        self.subscription.action_send()
        self.assertEqual(self._customers(self._mails()), {"Initech"})

    def test_a_subscription_is_due_from_its_day_on(self):
        today = fields.Date.today()
        for days, is_due in ((1, False), (0, True), (-1, True)):
            self.subscription.next_date = today + timedelta(days=days)
            with self.subTest(days=days):
                due = self.env["customer.retention.subscription"]._due()
                self.assertIs(self.subscription in due, is_due)

    def test_the_next_day_is_an_interval_later(self):
        self.subscription.next_date = fields.Date.today()
        following = self.subscription._following_date()
        self.subscription._send_due()
        self.assertEqual(self.subscription.next_date, following)

    def test_the_last_day_of_a_month_stays_the_last(self):
        for day, following in (
            (date(2027, 1, 31), date(2027, 2, 28)),
            (date(2027, 2, 28), date(2027, 3, 31)),
            (date(2027, 3, 28), date(2027, 4, 28)),
        ):
            with self.subTest(day=day):
                self.subscription.next_date = day
                self.assertEqual(self.subscription._following_date(), following)

    def test_its_day_begins_with_that_of_the_company(self):
        subscriptions = self.env["customer.retention.subscription"]
        self.subscription.next_date = date(2026, 12, 1)
        for zone, is_due in (("America/Los_Angeles", False), ("Asia/Tokyo", True)):
            self.company.partner_id.tz = zone
            with self.subTest(zone), freeze_time("2026-12-01 05:00:00"):
                self.assertIs(self.subscription in subscriptions._due(), is_due)

    def test_an_archived_subscription_is_never_due(self):
        self.subscription.active = False
        due = self.env["customer.retention.subscription"]._due()
        self.assertNotIn(self.subscription, due)

    def test_a_recipient_without_rights_keeps_nobody_from_theirs(self):
        employee = self._user("employee")
        self.subscription.user_ids = employee + self.manager
        with self.assertLogs("odoo.addons.oe_customer_retention", "WARNING"):
            self.subscription._send_due()
        self.assertEqual(self._mails().recipient_ids, self.manager.partner_id)
        self.assertIn(employee.name, self.subscription.message_ids[0].body)

    def test_a_file_stays_out_of_the_chatter(self):
        """Who may read the subscription may not read everybody's figures."""
        self.subscription.action_send()
        self.assertFalse(self.subscription.message_ids.attachment_ids)
        files = self._mails().attachment_ids
        self.assertEqual(set(files.mapped("res_model")), {"mail.mail"})

    def test_who_has_a_report_sent_does_not_read_the_one_of_somebody_else(self):
        """An accountant's workbook says what customers owe; a manager's does not."""
        self.subscription.user_ids = self.accountant
        self.subscription.with_user(self.manager).action_send()
        report = self._mails().attachment_ids
        self.assertTrue(report)
        self.assertFalse(report.with_user(self.manager).has_access("read"))

    def test_a_file_is_deleted_with_its_mail(self):
        self.subscription.action_send()
        files = self._mails().attachment_ids
        self._mails().unlink()
        self.assertFalse(files.exists())

    def test_a_salesperson_may_not_subscribe_others(self):
        with self.assertRaises(AccessError):
            self.subscription.with_user(self.seller).interval = "week"

    def test_nothing_is_mailed_unless_somebody_asks_for_it(self):
        subscriptions = self.env["customer.retention.subscription"]
        shipped = subscriptions.with_context(active_test=False).search([])
        self.assertEqual(shipped, self.subscription)
