from ..common import ACCOUNTANT, EXPORT, MANAGER, SALESMAN, RetentionCase

PROFILE = "customer.retention.profile"


class ReportsCase(RetentionCase):
    """A salesperson with own customers, a manager and an accountant among them."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("own_seller", SALESMAN, EXPORT)
        cls.manager = cls._user("sales_boss", MANAGER, EXPORT)
        cls.accountant = cls._user("book_boss", MANAGER, ACCOUNTANT, EXPORT)
        cls.active = cls._buyer(60, 30, name="Acme", user_id=cls.seller.id)
        cls.at_risk = cls._buyer(140, 80, name="Globex", user_id=cls.manager.id)
        cls.lost = cls._buyer(500, name="Initech", user_id=cls.manager.id)
        cls._refresh()
