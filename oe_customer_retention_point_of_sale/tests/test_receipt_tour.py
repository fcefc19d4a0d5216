from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.fields import Command
from odoo.tests import HttpCase


class TestReceiptTour(JobMixin, RetentionCase, HttpCase):
    """A cashier sells at the counter, as Point of Sale's own tours do."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.us")
        charts = cls.env["account.chart.template"]
        charts.try_loading("generic_coa", cls.company, install_demo=False)
        journals = cls.env["account.journal"]
        of_company = journals._check_company_domain(cls.company)
        bank = journals.search([*of_company, ("type", "=", "bank")], limit=1)
        card = {"name": "Card", "journal_id": bank.id, "company_id": cls.company.id}
        cls.counter = cls.env["pos.config"].create(
            {
                "name": "Counter",
                "company_id": cls.company.id,
                "payment_method_ids": [Command.create(card)],
            }
        )
        cls.env["product.product"].create(
            {
                "name": "Retained mug",
                "list_price": 9,
                "taxes_id": [],
                "available_in_pos": True,
            }
        )
        cls.customer = cls._customer("Acme of the counter", is_company=False)
        cls._user("cashier", "base.group_user", "point_of_sale.group_pos_user")

    def test_profile_and_story_know_a_receipt_within_the_minute(self):
        self._await_job()
        self.start_tour(
            f"/pos/ui/{self.counter.id}", "retention_receipt", login="cashier"
        )
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(
            (profile.last_receipt_date, profile.revenue_total), (self.today, 9)
        )
        [row] = profile.get_story(kinds=["receipt"])["touchpoints"]
        self.assertEqual((row["event"], row["detail"]), ("Receipt", "Counter"))
