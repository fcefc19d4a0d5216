from datetime import date
from random import Random

from ..category.test_category import CategoryCase
from ..common import MANAGER, SALESMAN, RetentionCase, ago

PEER = "customer.retention.peer"


class TestPeers(CategoryCase):
    """Eleven customers of one industry and size buy boxes, four of them labels too;
    one of another industry and a larger one buy boxes only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("peer_manager", MANAGER)
        cls.seller = cls._user("peer_seller", SALESMAN)
        food, metal = cls.env["res.partner.industry"].create(
            [{"name": "Food"}, {"name": "Metal"}]
        )
        cls.peers = cls.env["res.partner"]
        for number in range(11):
            user = cls.seller if number == 10 else cls.manager
            cls.peers += cls._customer(
                f"Peer {number}", industry_id=food.id, user_id=user.id
            )
        for customer in cls.peers:
            cls._buy(cls.box, 100, customer=customer, price=500)
        for customer in cls.peers[:4]:
            cls._buy(cls.label, 50, customer=customer, price=100)
        cls.metal = cls._customer("Metal", industry_id=metal.id)
        cls._buy(cls.box, 100, customer=cls.metal, price=500)
        cls.large = cls._customer("Large", industry_id=food.id)
        cls._buy(cls.box, 100, customer=cls.large, price=1000)
        cls._refresh()

    def _rows(self, user=None):
        self.env.invalidate_all()
        return self.env[PEER].with_user(user or self.manager).search([])

    def test_what_four_of_ten_peers_buy_is_told_to_those_who_do_not(self):
        rows = self._rows()
        self.assertEqual(rows.partner_id, self.peers[4:])
        self.assertEqual(rows.category_id.product_category_id, self.labels)
        row = rows[0]
        self.assertEqual((row.peer_count, row.buyer_count, row.share), (10, 4, 0.4))
        self.assertEqual((row.size_from, row.size_to), (300, 1000))
        self.assertEqual(row.yearly_revenue, 100)

    def test_what_fewer_buy_is_not_told(self):
        self.env["sale.order"].search(
            [("partner_id", "=", self.peers[0].id)], order="id desc", limit=1
        )._action_cancel()
        self._refresh()
        self.assertFalse(self._rows())

    def test_nine_peers_are_too_few(self):
        self.peers[10].active = False
        self._refresh()
        self.assertFalse(self._rows())

    def test_what_a_customer_has_once_bought_is_not_told(self):
        self._buy(self.label, 900, customer=self.peers[5], price=20)
        self._refresh()
        self.assertNotIn(self.peers[5], self._rows().partner_id)
        self.assertIn(self.peers[6], self._rows().partner_id)

    def test_peers_a_salesperson_may_not_see_tell_nothing(self):
        self.assertFalse(self._rows(self.seller))
        own = self._profile(self.peers[10]).with_user(self.seller)
        self.assertFalse(own.peer_reason)

    def test_the_customers_page_says_it_in_one_sentence(self):
        profiles = self._profile(self.peers[4]) + self._profile(self.metal)
        lacking, other = profiles.with_user(self.manager)
        self.assertEqual(
            lacking.peer_reason.replace("\N{NO-BREAK SPACE}", " "),
            "Peers buy, and this one never has: Labels (40%). Peers: 10 other "
            "customers in Food with $ 300 to $ 1,000 in 12 months.",
        )
        self.assertFalse(other.peer_reason)

    def test_a_row_opens_the_customer(self):
        row = self._rows()[0]
        self.assertEqual(row.action_open_profile()["res_id"], row.profile_id.id)


class TestPeerWorlds(RetentionCase):
    """What peers buy in a random business, against its customers looked at in turn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = Random(18)
        cls.industries = cls.env["res.partner.industry"].create(
            [{"name": "Food"}, {"name": "Metal"}]
        )
        categories = cls.env["product.category"].create(
            [{"name": f"Category {number}"} for number in range(6)]
        )
        cls.groups = cls.env["customer.retention.product.group"].create(
            [{"product_category_id": category.id} for category in categories]
        )
        cls.other = cls._new_company("Other")
        for company in (cls.company, cls.other):
            for _number in range(60):
                cls._plant(company)

    @classmethod
    def _plant(cls, company):
        """Make a customer with its categories past the refresh."""
        pick = cls.world.choice
        industry = pick([*cls.industries, cls.industries[0], None])
        customer = cls._customer("Planted", industry_id=industry and industry.id)
        profile = cls._insert(
            "customer.retention.profile",
            partner_id=customer.id,
            company_id=company.id,
            active=pick([True] * 9 + [False]),
            status="active",
            revenue_12m=pick([0, 0.5, 299.99, 300, 500, 700, 999.99, 1000]),
        )
        for group in cls.groups:
            days = pick([0, 10, 200, 364, 365, None])
            if cls.world.random() < 0.6:
                cls._insert(
                    "customer.retention.category",
                    profile_id=profile.id,
                    company_id=company.id,
                    category_id=group.id,
                    last_date=None if days is None else ago(days),
                    purchase_day_count=1,
                    yearly_revenue=10,
                )

    def test_every_row_is_what_a_look_at_each_customer_says(self):
        self.env.invalidate_all()
        rows = self.env[PEER].search([("company_id", "in", self._companies().ids)])
        found = {
            (row.profile_id, row.category_id): (row.peer_count, row.buyer_count)
            for row in rows
        }
        self.assertEqual(found, self._expected())
        self.assertTrue(found)
        self.assertEqual(len({*rows.ids}), len(rows))

    def _companies(self):
        return self.company + self.other

    def _expected(self):
        profiles = self.env["customer.retention.profile"].search(
            [("company_id", "in", self._companies().ids)]
        )
        expected = {}
        for profile in profiles.filtered("industry_id"):
            peers = (profiles - profile).filtered(
                lambda peer, like=profile: self._likeness(peer) == self._likeness(like)
            )
            for group in self.groups if self._band(profile.revenue_12m) else ():
                buyers = peers.filtered(
                    lambda peer, its=group: self._last_bought(peer, its) > ago(365)
                )
                is_told = len(peers) >= 10 and len(buyers) >= 0.4 * len(peers)
                if is_told and self._last_bought(profile, group) == date.min:
                    expected[profile, group] = (len(peers), len(buyers))
        return expected

    def _likeness(self, profile):
        band = self._band(profile.revenue_12m)
        return profile.company_id, profile.industry_id, band

    def _band(self, revenue):
        bands = ((1, 3), (3, 10), (10, 30), (30, 100), (100, 300), (300, 1000))
        bands += ((1000, 3000),)
        return next((band for band in bands if band[0] <= revenue < band[1]), None)

    def _last_bought(self, profile, group):
        rows = profile.category_ids.filtered(lambda row: row.category_id == group)
        return rows.last_date or date.min
