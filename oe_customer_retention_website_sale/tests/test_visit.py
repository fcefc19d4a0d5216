from datetime import timedelta

from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.fields import Command
from odoo.tests import Form

ADDON = "oe_customer_retention_website_sale"
DESIGNER = "website.group_website_designer"


class VisitCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shop = {"name": "Shop", "company_id": cls.company.id}
        cls.website = cls.env["website"].create(shop)
        cls.customer = cls._customer()
        cls._order(cls.customer, ago(100))
        cls._refresh()

    @classmethod
    def _visit(cls, day, partner=None, website=None):
        """The last visit of a login, on ``day``."""
        return cls.env["website.visitor"].create(
            {
                "access_token": str((partner or cls.customer).id),
                "website_id": (website or cls.website).id,
                "last_connection_datetime": f"{day} 12:00:00",
            }
        )

    def _profile_now(self, customer=None):
        self._refresh()
        self.env.invalidate_all()
        return self._profile(customer or self.customer)

    def _tier(self):
        profile = self._profile_now()
        return profile.is_back_on_site, profile.call_tier


class TestVisit(VisitCase):
    def test_each_of_its_people_visits_for_the_customer(self):
        buyer = self._customer("Buyer", is_company=False, parent_id=self.customer.id)
        self._visit(ago(5), partner=buyer)
        self._visit(ago(9))
        self.assertEqual(self._profile_now().last_visit_date, ago(5))

    def test_a_visit_makes_nobody_a_customer(self):
        somebody = self._customer("Somebody")
        self._visit(ago(5), partner=somebody)
        self.assertFalse(self._profile_now(somebody))

    def test_who_was_not_logged_in_is_nobody(self):
        visitor = self._visit(ago(5))
        visitor.access_token = "0123456789abcdef0123456789abcdef"
        self.assertFalse(visitor.partner_id)
        self.assertFalse(self._profile_now().last_visit_date)

    def test_it_counts_in_the_company_of_the_website(self):
        other = self._new_company("Other Ltd")
        shop = {"name": "Other shop", "company_id": other.id}
        self._visit(ago(5), website=self.env["website"].create(shop))
        self.assertFalse(self._profile_now().last_visit_date)

    def test_it_ends_a_silence_where_the_policy_says_so(self):
        self._visit(ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_visit = True
        self.assertEqual(self._status(self.customer), "active")

    def test_after_the_days_of_the_policy_it_is_called_first(self):
        visitor = self._visit(ago(2))
        self.assertEqual(self._tier(), (False, 1))
        visitor.last_connection_datetime = f"{ago(1)} 12:00:00"
        self.assertEqual(self._tier(), (True, 0))
        self.assertEqual(
            self._profile(self.customer).call_reason, "Back on the site 1 day ago"
        )
        for days, is_back in ((99, True), (100, False)):
            self.policy.back_on_site_days = days
            self.assertEqual(self._tier()[0], is_back)

    def test_a_lost_customer_who_is_back_is_called(self):
        self.policy.write({"at_risk_days": 50, "dormant_days": 80, "lost_days": 100})
        self.assertFalse(self._profile_now().needs_call)
        self._visit(ago(0))
        profile = self._profile_now()
        self.assertEqual((profile.status, profile.needs_call), ("lost", True))

    def test_a_reaction_fires_once_a_silence(self):
        ready = self.env.ref(f"{ADDON}.reaction_back_on_site")
        reaction = ready.copy({"company_id": self.company.id, "active": True})
        reaction.switched_on = f"{ago(6)} 00:00:00"
        visitor = self._visit(ago(4))
        for days in (4, 2):
            visitor.last_connection_datetime = f"{ago(days)} 12:00:00"
            self._profile_now()
        self.assertEqual(reaction.log_ids.mapped("transition_date"), [ago(4)])

    def test_what_is_on_the_wish_list_is_counted(self):
        wish = self.env["product.wishlist"].create(
            {
                "partner_id": self.customer.id,
                "website_id": self.website.id,
                "product_id": self.env["product.product"].create({"name": "Mug"}).id,
            }
        )
        self._update(wish, create_date=f"{ago(5)} 12:00:00")
        profile = self._profile_now()
        self.assertEqual((profile.wish_count, profile.last_visit_date), (1, ago(5)))
        [row] = profile.get_story(kinds=["visit"])["touchpoints"]
        self.assertEqual(
            (row["event"], row["summary"]), ("Added to the wishlist", "Mug")
        )
        self.assertTrue(profile.get_story(kinds=["visit"], search="Mug")["touchpoints"])

    def test_what_was_wished_for_is_not_told_where_it_is_not_read(self):
        product = self.env["product.product"].create({"name": "Mug"})
        designer = self._user("designer", MANAGER, DESIGNER)
        wish = self.env["product.wishlist"].create(
            {
                "partner_id": self.customer.id,
                "website_id": self.website.id,
                "product_id": product.id,
            }
        )
        self._update(wish, create_date=f"{ago(5)} 12:00:00")
        product.company_id = self._new_company("Other Ltd")
        profile = self._profile_now().with_user(designer)
        [row] = profile.get_story(kinds=["visit"])["touchpoints"]
        self.assertEqual(
            (row["event"], row["summary"]), ("Added to the wishlist", False)
        )
        found = profile.get_story(kinds=["visit"], search="Mug")["touchpoints"]
        self.assertFalse(found)


class TestCart(VisitCase):
    """Carts are left behind by the clock."""

    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Mug"})
        cls.website.cart_abandoned_delay = 4

    def _cart(self, hours):
        """A cart that was begun so many hours before this transaction."""
        line = {"product_id": self.product.id, "price_unit": 100, "tax_ids": False}
        cart = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "website_id": self.website.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )
        self._update(cart, date_order=self.env.cr.now() - timedelta(hours=hours))
        return cart

    def test_it_is_abandoned_after_the_hours_of_the_website(self):
        for hours, amount in ((3.99, False), (4, 100)):
            cart = self._cart(hours)
            with self.subTest(hours=hours):
                profile = self._profile_now()
                self.assertEqual(profile.abandoned_cart_amount, amount)
                found = profile.search([("abandoned_cart_amount", ">", 0)])
                self.assertEqual(profile in found, bool(amount))
            cart.unlink()

    def test_it_is_told_and_calls_once(self):
        ready = self.env.ref(f"{ADDON}.reaction_cart")
        reaction = ready.copy({"company_id": self.company.id, "active": True})
        reaction.switched_on = self.env.cr.now() - timedelta(hours=12)
        self._cart(3)
        left = self._cart(5)
        self._cart(17)
        for _twice in range(2):
            profile = self._profile_now()
        self.assertEqual(reaction.log_ids.mapped("occasion"), [f"cart {left.id}"])
        events = [
            row["event"] for row in profile.get_story(kinds=["visit"])["touchpoints"]
        ]
        self.assertEqual(events, ["Cart", "Abandoned cart", "Abandoned cart"])
        self.assertEqual(profile.open_quotation_count, 0)


class TestVisitReaders(VisitCase):
    def test_what_was_looked_at_is_for_who_may_read_visitors(self):
        seller = self._user("seller", SALESMAN)
        # The contact form of a website, if there is one, shows salespeople visitors.
        shown = self.env["ir.model.access"].search(
            [("model_id.model", "=", "website.visitor"), ("group_id", "!=", False)]
        )
        designers = self.env.ref(DESIGNER)
        shown.filtered(lambda access: access.group_id != designers).active = False
        designer = self._user("designer", MANAGER, DESIGNER)
        self.customer.user_id = seller
        product = self.env["product.product"].create({"name": "Mug"})
        track = {"product_id": product.id}
        self._visit(ago(1)).website_track_ids = [Command.create(track)]
        profile = self._profile_now()
        for user, summary in ((designer, "Mug"), (seller, False)):
            story = profile.with_user(user).get_story(kinds=["visit"])
            [row] = story["touchpoints"]
            self.assertEqual(row["event"], "Visit to the website")
            self.assertEqual((row["icon"], row["summary"]), ("fa-globe", summary))
        with Form(self.policy.with_user(designer)) as form:
            form.count_visit = True
        form = Form(profile.with_user(seller))
        self.assertTrue(form.is_back_on_site)
