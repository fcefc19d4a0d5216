from odoo.tests import new_test_user

from ..lifecycle_common import DocumentsCase

PROFILE = "customer.retention.profile"


class ReportsCase(DocumentsCase):
    """A salesperson with own customers, a manager and an accountant among them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("own_seller", "sales_team.group_sale_salesman")
        cls.manager = cls._user("sales_boss", "sales_team.group_sale_manager")
        cls.accountant = cls._user(
            "book_boss",
            "sales_team.group_sale_manager,account.group_account_invoice",
        )
        cls.active = cls._buyer("Acme", (60, 30), user_id=cls.seller.id)
        cls.at_risk = cls._buyer("Globex", (140, 80), user_id=cls.manager.id)
        cls.lost = cls._buyer("Initech", (500,), user_id=cls.manager.id)
        cls._refresh_all()

    @classmethod
    def _refresh_all(cls):
        cls.env["customer.retention.refresh"]._refresh(cls.company, cls.today)

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            context={**cls.env.context, "no_reset_password": True},
            email=f"{login}@example.com",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _buyer(cls, name, days_ago, **values):
        """A customer with orders, silent between them."""
        customer = cls._customer(name, **values)
        for days in days_ago:
            cls._order(customer, days)
        orders = customer.sale_order_ids
        orders.flush_recordset()
        cls.env.cr.execute(
            "UPDATE sale_order SET create_date = date_order WHERE id IN %s",
            [tuple(orders.ids)],
        )
        return customer
