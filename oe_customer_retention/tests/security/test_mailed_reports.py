import json
from contextlib import contextmanager
from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import HttpCase
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ..common import ACCOUNTANT, MANAGER, RetentionCase, ago
from .planted import PlantedMixin


class TestMailedReports(PlantedMixin, RetentionCase, HttpCase):
    """A report is made with the rights of its recipient, and is the recipient's."""

    def setUp(self):
        super().setUp()
        self._order(self._customer("Acme"), ago(10))
        self._refresh()
        self.manager = self._user("mailed_manager", MANAGER)
        self.reader = self._user("mailed_reader", MANAGER, ACCOUNTANT)
        self.report = self.env["customer.retention.subscription"].create(
            {"company_id": self.company.id, "user_ids": self.reader.ids}
        )
        self.report.file_format = "xlsx"
        self._send()

    def _send(self):
        self.report.with_user(self.manager).action_send()
        self.mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.file = self.mail.attachment_ids
        self.env.flush_all()

    @mute_logger("odoo.http")
    def _call(self, url, **params):
        return self.url_open(url, json={"params": params}).text

    def test_who_had_it_sent_does_not_get_it_from_the_store_of_messages(self):
        self.assertTrue(self.file)
        self.authenticate(self.manager.login, self.manager.login)
        message = self.mail.mail_message_id
        starred = self._call(
            "/web/dataset/call_kw",
            model="mail.message",
            method="toggle_message_starred",
            args=[message.ids],
            kwargs={},
        )
        self.assertIn("error", json.loads(starred))
        for box in ("starred", "inbox", "history"):
            answer = self._call(f"/mail/{box}/messages")
            with self.subTest(box=box):
                self.assertNotIn(self.file.name, answer)
                self.assertNotIn("raw_access_token", answer)

    def test_it_is_noticed_where_the_sender_writes_the_mail(self):
        self._assert_noticed(
            {
                name: self._sent_by_its_sender()
                for name in (
                    "test_who_had_it_sent_does_not_get_it_from_the_store_of_messages",
                    "test_nor_by_reading_messages_mails_or_attachments",
                )
            }
        )

    @contextmanager
    def _sent_by_its_sender(self):
        with self._hole("res.company", "_retention_env", lambda own: own.sudo().env):
            self._send()
        yield

    @mute_logger("odoo.http")
    def test_nor_by_its_address(self):
        self.authenticate(self.manager.login, self.manager.login)
        answer = self.url_open(f"/web/content/{self.file.id}?download=1")
        self.assertEqual(answer.status_code, 404)

    def test_nor_by_reading_messages_mails_or_attachments(self):
        for record in (self.mail.mail_message_id, self.mail, self.file):
            mine = record.with_user(self.manager)
            with self.subTest(model=record._name):
                self.assertFalse(mine.has_access("read"))
                with self.assertRaises(AccessError):
                    mine.read()

    def test_it_is_odoobot_s_whoever_had_it_sent(self):
        self.assertEqual(self.mail.author_id, self.env.ref("base.partner_root"))
        self.assertEqual(self.mail.create_uid, self.env.ref("base.user_root"))

    def test_it_goes_to_nobody_else_whatever_its_template_says(self):
        spy = "spy@example.com"
        template = self.env.ref("oe_customer_retention.mail_template_subscription")
        template.write({"email_to": spy, "email_cc": spy, "use_default_to": False})
        self._send()
        self.assertTrue(self.mail.attachment_ids)
        self.assertEqual(self.mail.recipient_ids, self.reader.partner_id)
        self.assertNotIn(spy, f"{self.mail.email_to} {self.mail.email_cc}")

    def test_its_template_which_the_superuser_renders_is_for_administrators(self):
        template = self.env.ref("oe_customer_retention.mail_template_subscription")
        for user in (self.manager, self._user("mailed_employee")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                template.with_user(user).subject = "{{ object.sudo().env }}"
        admin = self._user("mailed_admin", MANAGER, "base.group_system")
        template.with_user(admin).subject = "Your customers"

    def test_it_has_what_its_recipient_may_read(self):
        self.assertIn("Overdue", self._headers(self.file.raw))
        own = self.env["customer.retention.workbook"].with_user(self.manager)
        with own._open([]) as file:
            self.assertNotIn("Overdue", self._headers(file.read()))

    def _headers(self, content):
        sheet = load_workbook(BytesIO(content))["All customers"]
        return next(sheet.iter_rows(values_only=True))
