from odoo.tests import tagged

from .test_segment import SegmentCase


@tagged("other_modules")
class TestSegmentMailing(SegmentCase):
    """Segments as recipients, where mass mailing is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mailing.mailing" not in cls.env:
            cls.skipTest(cls, "mass_mailing is not installed")
        cls.silent.email = "silent@example.com"
        cls.recent.email = "recent@example.com"
        cls.segment = cls._segment([("status", "=", "dormant")])

    def _recipients(self, model, domain):
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
        return mailing.mailing_trace_ids.mapped("email")

    def test_contacts_of_a_segment_are_written_to(self):
        domain = [("retention_segment_ids", "in", self.segment.ids)]
        self.assertEqual(
            self._recipients("res.partner", domain), ["silent@example.com"]
        )

    def test_customers_of_a_segment_are_written_to(self):
        domain = [("segment_ids", "in", self.segment.ids)]
        self.assertEqual(
            self._recipients("customer.retention.profile", domain),
            ["silent@example.com"],
        )

    def test_the_customers_are_offered_as_recipients(self):
        models = self.env["ir.model"].search([("is_mailing_enabled", "=", True)])
        self.assertIn("customer.retention.profile", models.mapped("model"))
