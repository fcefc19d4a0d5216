from ..segment.segment_common import SegmentCase
from .other_modules_common import OtherModulesCase


class MailingCase(OtherModulesCase):
    module = "mass_mailing"

    def _send(self, model, domain):
        """Send a mailing; return its traces. No test lets a mail out: say it went."""
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "We miss you",
                "body_html": "<p>Come back</p>",
                "mailing_type": "mail",
                "mailing_model_id": self.env["ir.model"]._get_id(model),
                "mailing_domain": str(domain),
            }
        )
        mailing.action_send_mail()
        return mailing.mailing_trace_ids.set_sent()


class TestSegmentMailing(MailingCase, SegmentCase):
    """Segments as recipients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent.email = "silent@example.com"
        cls.recent.email = "recent@example.com"
        cls.segment = cls._segment([("status", "=", "dormant")])

    def test_contacts_of_a_segment_are_written_to(self):
        domain = [("retention_segment_ids", "in", self.segment.ids)]
        traces = self._send("res.partner", domain)
        self.assertEqual(traces.mapped("email"), ["silent@example.com"])

    def test_customers_of_a_segment_are_written_to(self):
        domain = [("segment_ids", "in", self.segment.ids)]
        traces = self._send("customer.retention.profile", domain)
        self.assertEqual(traces.mapped("email"), ["silent@example.com"])

    def test_the_customers_are_offered_as_recipients(self):
        models = self.env["ir.model"].search([("is_mailing_enabled", "=", True)])
        self.assertIn("customer.retention.profile", models.mapped("model"))


class TestMailingIsOutreach(MailingCase):
    """A mailing is a contact of ours, and no act of the customer."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(400, email="lost@example.com")
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _contact_days(self):
        self._refresh()
        self.env.invalidate_all()
        return [(row.date, row.contact_count) for row in self.profile.contact_ids]

    def test_whatever_document_of_the_customer_it_was_sent_to(self):
        person = self._customer(
            "Person",
            is_company=False,
            parent_id=self.customer.id,
            email="person@example.com",
        )
        self._opportunity(person, self.today, email_from="person@example.com")
        for number, (model, path) in enumerate(
            (
                ("res.partner", "id"),
                ("sale.order", "partner_id"),
                ("customer.retention.profile", "partner_id"),
            ),
            start=1,
        ):
            with self.subTest(model=model):
                traces = self._send(model, [(path, "=", self.customer.id)])
                self.assertEqual(traces.mapped("model"), [model])
                self.assertEqual(self._contact_days(), [(self.today, number)])
        self._send("crm.lead", [("partner_id", "=", person.id)])
        self.assertEqual(self._contact_days(), [(self.today, 4)])

    def test_it_ends_no_silence(self):
        self._send("res.partner", [("id", "=", self.customer.id)])
        self.assertTrue(self._contact_days())
        self.assertEqual(self.profile.status, "lost")
        self.assertFalse(self.profile.last_crm_date)

    def test_what_was_not_sent_is_none(self):
        traces = self._send("res.partner", [("id", "=", self.customer.id)])
        traces.sent_datetime = False
        self.assertEqual(self._contact_days(), [])

    def test_on_an_order_it_counts_in_the_order_s_company_only(self):
        other = self._new_company("Other Ltd")
        self._order(self.customer, self.today, company_id=other.id)
        self._refresh(company=other)
        self._send("sale.order", [("company_id", "=", self.company.id)])
        self.assertEqual(self._contact_days(), [(self.today, 1)])
        self._refresh(company=other)
        self.assertFalse(self._profile(self.customer, other).contact_ids)
