"""Whose act a mail is: a person's ends a silence, a machine's does not."""

from odoo.tools import SQL

from ..workflow import WorkflowCase

MACHINE = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated",
    "Auto-Submitted: Auto-Replied; owner=boss",
    "Precedence: auto_reply",
    "Precedence: junk",
    "Precedence: bulk\nAuto-Submitted: auto-replied",
    "Precedence: bulk\nX-Autoreply: yes",
    "X-Autoreply: yes",
    "X-Autorespond: vacation",
    "X-Mail-Autoreply: yes",
)
PERSON = (
    "",
    "Auto-Submitted: no",
    "Precedence: first-class",
    "Precedence: bulk",
    "Precedence: list",
    "X-Auto-Response-Suppress: All",
)
REPORT = """Content-Type: multipart/report; report-type={kind}; boundary=BOUND

--BOUND
Content-Type: text/plain

About your message.

--BOUND
Content-Type: message/{kind}

Final-Recipient: rfc822;boss@silent.example

--BOUND--
"""


class TestMachineMail(WorkflowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Silent", email="boss@silent.example")
        cls.order = cls._order(cls.customer, 500)
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE sale_order SET create_date = date_order WHERE id = %s",
                cls.order.id,
            )
        )
        cls.env.invalidate_all()
        cls.env["customer.retention.refresh"]._refresh(cls.company, cls.today)

    def _receive(
        self,
        record,
        header="",
        body="Content-Type: text/plain\n\nHello.\n",
        is_answer=True,
    ):
        """Write to the customer from ``record``, and let this come back."""
        sent = record.message_post(
            body="Shall we talk?",
            partner_ids=self.customer.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        number = len(record.message_ids)
        lines = (
            "From: boss@silent.example",
            "To: catchall@example.com",
            "Subject: Re: Shall we talk?",
            f"Message-Id: <{number}.{abs(hash(header))}@silent.example>",
            *([f"In-Reply-To: {sent.message_id}"] if is_answer else ()),
            *([header] if header else ()),
            body,
        )
        self.env["mail.thread"].message_process(
            record._name, "\n".join(lines), thread_id=record.id
        )

    def _after(self):
        """Return the status after a refresh, and how often it was won back."""
        self._refresh()
        profile = self._profile(self.customer)
        won_back = self.env["customer.retention.transition"].search_count(
            [("profile_id", "=", profile.id), ("is_winback", "=", True)]
        )
        return profile.status, won_back

    def _records(self):
        profile = self._profile(self.customer)
        return profile, self.order, self.customer, self._lead()

    def _lead(self):
        lead = self._opportunity(self.customer)
        self.env.flush_all()
        long_ago = self.order.date_order
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", long_ago, lead.id)
        )
        self.env.invalidate_all()
        return lead

    def test_lost_before(self):
        self.assertEqual(self._after(), ("lost", 0))

    def test_out_of_office_wakes_nobody(self):
        for header in MACHINE:
            with self.subTest(header):
                self._receive(self._profile(self.customer), header)
                self.assertEqual(self._after(), ("lost", 0))

    def test_out_of_office_wakes_nobody_on_any_document(self):
        for record in self._records():
            with self.subTest(record._name):
                self._receive(record, MACHINE[0])
                self.assertEqual(self._after(), ("lost", 0))

    def test_notices_of_delivery_and_reading_wake_nobody(self):
        for kind in ("delivery-status", "disposition-notification"):
            with self.subTest(kind):
                self._receive(self.order, body=REPORT.format(kind=kind))
                self.assertEqual(self._after(), ("lost", 0))

    def test_answer_of_a_person_wakes(self):
        for header in PERSON:
            with self.subTest(header):
                savepoint = self.env.cr.savepoint()
                self._receive(self._profile(self.customer), header)
                self.assertEqual(self._after()[0], "active")
                savepoint.close(rollback=True)

    def test_answer_of_a_person_wakes_on_any_document(self):
        for record in self._records():
            with self.subTest(record._name):
                savepoint = self.env.cr.savepoint()
                self._receive(record)
                self.assertEqual(self._after()[0], "active")
                savepoint.close(rollback=True)

    def test_newsletter_wakes_nobody(self):
        self._receive(self._lead(), "Precedence: bulk", is_answer=False)
        self.assertEqual(self._after(), ("lost", 0))

    def test_person_who_writes_after_the_machine_wakes(self):
        self._receive(self.order, MACHINE[0])
        self._receive(self.order)
        self.assertEqual(self._after()[0], "active")
