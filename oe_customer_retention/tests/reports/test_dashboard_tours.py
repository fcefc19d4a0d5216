from datetime import datetime, time, timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

PATIENCE = 240  # seconds for some sixty steps, on a busy machine too


@tagged("-at_install", "post_install")
class TestDashboardTours(HttpCase):
    """Two customers of a salesperson and one of the manager, who has also sold to a
    fourth since the last refresh."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Tour Company"})
        cls.today = cls.company._retention_today()
        cls.product = cls.env["product.product"].create({"name": "Tea"})
        cls.manager = cls._user("dashboard_manager", "sales_team.group_sale_manager")
        cls.seller = cls._user("dashboard_seller", "sales_team.group_sale_salesman")
        cls._buyer("Returned", cls.seller, (420, 390, 150, 120, 90, 60, 45, 30))
        cls._buyer("Dormant", cls.seller, (460, 430, 400, 160, 130))
        cls._buyer("Theirs", cls.manager, (450, 400, 100, 70))
        cls.env["customer.retention.refresh"]._refresh(cls.company)
        cls._buyer("New", cls.manager, (1,))

    @classmethod
    def _user(cls, login, group):
        company = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        return new_test_user(cls.env, login, group, **company)

    @classmethod
    def _buyer(cls, name, seller, days_ago):
        partner = cls.env["res.partner"].create({"name": name, "user_id": seller.id})
        line = {"product_id": cls.product.id, "price_unit": 100, "tax_ids": False}
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "user_id": seller.id,
                    "state": "sale",
                    "date_order": datetime.combine(
                        cls.today - timedelta(days=days), time(12)
                    ),
                    "order_line": [Command.create(line)],
                }
                for days in days_ago
            ]
        )
        orders.flush_recordset()
        cls.env.cr.execute(
            "UPDATE sale_order SET create_date = date_order WHERE id IN %s",
            [tuple(orders.ids)],
        )

    def test_a_manager_opens_every_number_filters_refreshes_and_downloads(self):
        self.start_tour(
            "/odoo/customer-retention",
            "retention_dashboard_manager",
            login="dashboard_manager",
            timeout=PATIENCE,
        )

    def test_a_salesperson_opens_every_number_of_own_customers(self):
        self.start_tour(
            "/odoo/customer-retention",
            "retention_dashboard_salesperson",
            login="dashboard_seller",
            timeout=PATIENCE,
        )
