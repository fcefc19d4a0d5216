from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("-at_install", "post_install")
class TestOutcomeTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Tour Company"})
        cls.seller = new_test_user(
            cls.env,
            "outcome_seller",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.profile = cls._slipping()

    @classmethod
    def _slipping(cls):
        """The profile of a customer who ordered 160 and 70 days ago."""
        partner = cls.env["res.partner"].create(
            {"name": "Slipping", "user_id": cls.seller.id}
        )
        product = cls.env["product.product"].create({"name": "Tea"})
        now = fields.Datetime.now()
        for days in (160, 70):
            line = {"product_id": product.id, "price_unit": 100}
            order = cls.env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "user_id": cls.seller.id,
                    "state": "sale",
                    "date_order": now - timedelta(days=days),
                    "order_line": [Command.create(line)],
                }
            )
            order.flush_recordset()
            cls.env.cr.execute(
                "UPDATE sale_order SET create_date = date_order WHERE id = %s",
                [order.id],
            )
        cls.env["customer.retention.refresh"]._refresh(cls.company)
        return cls.env["customer.retention.profile"]._of_customers(partner, cls.company)

    def _logged(self):
        self.profile.invalidate_recordset()
        [outcome] = self.profile.outcome_ids
        self.assertEqual(outcome.user_id, self.seller)
        return outcome

    def test_from_call_today_to_a_logged_outcome(self):
        self.start_tour(
            "/odoo/customer-retention", "retention_log_outcome", login="outcome_seller"
        )
        outcome = self._logged()
        self.assertEqual(
            (outcome.kind, outcome.outcome, outcome.note),
            ("call", "positive", "Orders after the fair"),
        )
        self.assertTrue(outcome.message_id.mail_activity_type_id)

    def test_a_completed_activity_asks_how_it_went(self):
        self.profile.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask them", user_id=self.seller.id
        )
        self.start_tour(
            f"/odoo/retention-customers/{self.profile.id}",
            "retention_mark_done",
            login="outcome_seller",
        )
        outcome = self._logged()
        self.assertEqual(
            (outcome.kind, outcome.outcome, outcome.note),
            ("call", "negative", "Not this year"),
        )
