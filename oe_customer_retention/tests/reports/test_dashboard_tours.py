from odoo.tests import HttpCase

from ..category.test_category import CategoryCase
from ..common import AS_OF, EXPORT, MANAGER, SALESMAN, RetentionCase

PATIENCE = 240  # seconds for some sixty steps, on a busy machine too


class TestDashboardTours(RetentionCase, HttpCase):
    """Two customers of a salesperson and one of the manager, who has also sold to a
    fourth since the last refresh."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls._user("dashboard_manager", MANAGER, EXPORT)
        seller = cls._user("dashboard_seller", SALESMAN)
        for name, user, days_ago in (
            ("Returned", seller, (420, 390, 150, 120, 90, 60, 45, 30)),
            ("Dormant", seller, (460, 430, 400, 160, 130)),
            ("Theirs", manager, (450, 400, 100, 70)),
        ):
            cls._buyer(*days_ago, name=name, user_id=user.id)
        cls._refresh()
        cls._buyer(1, name="New", user_id=manager.id)

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


class TestBridgeTour(CategoryCase, HttpCase):
    """Two customers who go on, and one who had bought labels ten times and left."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls._user("bridge_reader", MANAGER)
        shift = (AS_OF - cls.today).days
        lost, stays = cls._customer("Lost one"), cls._customer("Stays")
        labels = range(400 + shift, 500 + shift, 10)
        cls._buy(cls.label, *labels, customer=lost)
        for customer in (cls.customer, stays):
            cls._buy(cls.box, 400 + shift, 20 + shift, customer=customer)
        (lost + stays + cls.customer).user_id = manager
        cls._refresh()

    def test_a_manager_reads_the_bridge_down_to_the_ten_lines_behind_a_bar(self):
        self.start_tour(
            "/odoo/customer-retention",
            "retention_dashboard_bridge",
            login="bridge_reader",
            timeout=PATIENCE,
        )
