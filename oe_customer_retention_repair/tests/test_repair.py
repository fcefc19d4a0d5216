from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.tests import Form

STOREKEEPER = "stock.group_stock_user"


class TestRepair(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.storekeeper = cls._user("storekeeper", MANAGER, STOREKEEPER)
        cls.product = cls.env["product.product"].create({"name": "Grinder"})
        cls.customer = cls._customer()
        cls._order(cls.customer, ago(100))
        cls.repair = cls._repair(ago(5), under_warranty=True)

    @classmethod
    def _repair(cls, day, **values):
        """A repair the customer asked for on ``day``."""
        values = {"product_id": cls.product.id, "partner_id": cls.customer.id, **values}
        repair = cls.env["repair.order"].create(values)
        cls._update(repair, create_date=moment(day))
        return repair

    def _refreshed(self):
        self._refresh()
        return self._profile(self.customer)

    def _rows(self, user):
        profile = self._refreshed().with_user(user)
        return profile.get_story(kinds=["repair"])["touchpoints"]

    def test_a_repair_ends_a_silence_where_the_policy_says_so(self):
        self.assertEqual(self._refreshed().last_repair_date, ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_repair = True
        self.assertEqual(self._status(self.customer), "active")

    def test_open_ones_are_counted_and_the_last_under_warranty_is_kept(self):
        self._repair(ago(3))
        self._repair(ago(2), under_warranty=True).state = "cancel"
        self._repair(ago(4)).state = "done"
        profile = self._refreshed()
        self.assertEqual(profile.open_repair_count, 2)
        self.assertEqual(profile.last_repair_date, ago(3))
        self.assertEqual(profile.last_warranty_repair_date, ago(5))
        self.assertEqual(profile.days_since_warranty_repair, 5)

    def test_who_lost_a_repair_is_found(self):
        self.env["customer.retention.stale"].search([]).unlink()
        self.repair.partner_id = self._customer("Other")
        stale = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, stale.partner_id)

    def test_a_repair_may_precede_a_loss(self):
        self.env.flush_all()
        company = self.company.with_env(self.company._retention_env())
        events = company.env["customer.retention.precursor.event"]._events(company)
        rolled = Scope.of(company).roll_up(events["repair"])
        rows = self.env.execute_query_dict(rolled)
        found = [(row["customer_id"], row["day"]) for row in rows]
        self.assertEqual(found, [(self.customer.id, ago(5))])

    def test_the_story_tells_of_which_repair_to_storekeepers(self):
        [row] = self._rows(self.storekeeper)
        self.assertEqual(
            (row["event"], row["icon"]), ("Repair under warranty", "fa-wrench")
        )
        self.assertEqual(row["summary"], self.repair.display_name)
        self.assertEqual(row["detail"], "Grinder · New")
        [row] = self._rows(self.seller)
        self.assertEqual((row["event"], row["summary"]), ("Repair", False))

    def test_the_button_counts_what_it_opens(self):
        profile = self._refreshed().with_user(self.storekeeper)
        action = profile.action_open_repairs()
        found = self.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual((profile.repair_count, found), (1, 1))

    def test_policy_preview_and_customer_show_it(self):
        self._refresh()
        policies = self.env["customer.retention.policy"].with_user(self.storekeeper)
        values = {"company_id": self.company.id, "count_repair": True}
        [move] = policies.get_preview(self.policy.id, values)["moves"]
        self.assertEqual(
            (move["from_status"], move["to_status"]), ("dormant", "active")
        )
        with Form(self.policy.with_user(self.storekeeper)) as form:
            form.count_repair = True
        form = Form(self._profile(self.customer).with_user(self.storekeeper))
        self.assertEqual(form.last_repair_date, str(ago(5)))
