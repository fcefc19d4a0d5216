from odoo.exceptions import AccessError

from ..common import DAY, SALESMAN
from .lifecycle_common import LifecycleCase


class TestLifecycleHumanWins(LifecycleCase):
    """A stage set by hand stays; what is newer is asked about."""

    def _put(self, name, **values):
        self._refresh()
        profile = self._profile(self.customer)
        profile.write({"stage_id": self._stage_of(name).id, **values})
        return profile

    def _asked(self, days_later=0):
        """Refresh; return the stage, and the one the rules would have."""
        self._refresh(as_of=self.today + days_later * DAY)
        profile = self._profile(self.customer)
        return profile.stage_id.name, profile.stage_suggested_id.name

    def test_through_a_night_a_lost_deal_and_an_order(self):
        self._quotation(self.customer)
        lead = self._opportunity(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        self.assertEqual(self._asked(), ("Customer", False))
        self.assertEqual(self._asked(days_later=1), ("Customer", False))
        lead.action_set_lost()
        self.assertEqual(self._asked(days_later=2), ("Customer", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=2), ("Customer", "Onboarding"))
        self.assertEqual(profile.stage_reason, "Contract signed")
        self.assertIn("Contract signed", profile.stage_explanation)
        self.assertEqual(
            [line[1:] for line in self._journey()],
            [("Suspect", "rule"), ("Opportunity", "rule"), ("Customer", "hand")],
        )

    def test_a_logged_call_is_nothing_newer(self):
        self._quotation(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        profile.env["customer.retention.interaction"].create(
            {"profile_id": profile.id, "kind": "call", "note": "Hello"}
        )
        self.assertEqual(self._asked(), ("Customer", False))

    def test_an_order_of_the_same_day_before_any_refresh_is_newer(self):
        self._quotation(self.customer)
        self._put("Customer")
        self._order(self.customer)
        self.assertEqual(self._asked(), ("Customer", "Onboarding"))

    def test_closed_for_good_and_an_order_all_the_same(self):
        for days in (40, 30, 20, 10):
            self._order(self.customer, days_ago=days)
        self._put("Churned", stage_reason="Closed for good")
        self.assertEqual(self._asked(days_later=1), ("Churned", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=1), ("Churned", "Customer"))

    def test_what_is_no_act_of_the_customer_does_not_bring_back_who_churned(self):
        for orders in (0, 4):
            customer = self.customer = self._customer(f"With {orders} orders")
            for _order in range(orders):
                self._order(customer, days_ago=40)
            lost, archived, kept = (self._opportunity(customer) for _ in range(3))
            self._put("Churned")
            self.assertEqual(self._asked(), ("Churned", False))
            for said, tidy_up in (
                ("one lost", lost.action_set_lost),
                ("one archived", archived.action_archive),
                ("none open", kept.action_set_lost),
                ("one open again", kept.action_unarchive),
            ):
                with self.subTest(said, orders=orders):
                    tidy_up()
                    self.assertEqual(self._asked(), ("Churned", False))

    def test_what_the_customer_asks_or_agrees_to_brings_back_who_churned(self):
        self._order(self.customer, days_ago=40)
        won = self._opportunity(self.customer)
        profile = self._put("Churned")
        for act in (lambda: self._opportunity(self.customer), won.action_set_won):
            self.assertEqual(self._asked(), ("Churned", False))
            act()
            self.assertEqual(self._asked(), ("Churned", "Onboarding"))
            profile.action_keep_stage()

    def test_an_order_that_takes_the_place_of_a_cancelled_one_is_newer(self):
        self._quotation(self.customer)
        order = self._order(self.customer, days_ago=40)
        self._put("Churned")
        self.assertEqual(self._asked(), ("Churned", False))
        order._action_cancel()
        self.assertEqual(self._asked(), ("Churned", False))
        self._order(self.customer)
        self.assertEqual(self._asked(), ("Churned", "Onboarding"))

    def test_a_lost_deal_is_newer_where_the_rules_agreed_until_then(self):
        lead = self._opportunity(self.customer)
        self._put("SQL")
        self._put("Opportunity")
        self.assertEqual(self._asked(), ("Opportunity", False))
        lead.action_set_lost()
        self.assertEqual(self._asked(), ("Opportunity", "Prospect"))

    def test_a_lost_deal_takes_back_no_question_of_the_silence(self):
        self._order(self.customer, days_ago=300)
        lead = self._opportunity(self.customer)
        self._put("Customer")
        self._asked()
        self.assertEqual(self._asked(days_later=65), ("Customer", "Churned"))
        lead.action_set_lost()
        self.assertEqual(self._asked(days_later=66), ("Customer", "Churned"))

    def test_silence_that_reaches_the_limit_since_is_newer(self):
        self._order(self.customer, days_ago=300)
        self._put("Customer")
        self.assertEqual(self._asked(), ("Customer", False))
        self.assertEqual(self._asked(days_later=64), ("Customer", False))
        self.assertEqual(self._asked(days_later=65), ("Customer", "Churned"))

    def test_a_question_goes_when_its_cause_does(self):
        self._quotation(self.customer)
        self._put("Customer")
        order = self._order(self.customer)
        self.assertEqual(self._asked(), ("Customer", "Onboarding"))
        order._action_cancel()
        self.assertEqual(self._asked(), ("Customer", False))

    def test_following_the_rules_leaves_the_customer_to_them(self):
        self._quotation(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        self._order(self.customer)
        self._asked()
        rule = profile.stage_suggested_rule_id
        profile.action_follow_rules()
        line = profile.journal_ids.sorted("id")[-1]
        self.assertEqual(
            (line.origin, line.rule_id, line.user_id), ("rule", rule, self.env.user)
        )
        self.assertEqual(
            (profile.stage_id.name, profile.stage_by_hand), ("Onboarding", False)
        )
        orders = self.customer.sale_order_ids
        orders.filtered(lambda order: order.state == "sale")._action_cancel()
        self.assertEqual(self._asked(), ("Prospect", False))

    def test_where_only_people_put_customers_something_newer_moves_them(self):
        self._opportunity(self.customer)
        self._put("SQL")
        self.assertEqual(self._asked(days_later=1), ("SQL", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=1), ("Onboarding", False))
        self.assertFalse(self._profile(self.customer).stage_by_hand)

    def test_pinned_is_not_asked(self):
        self._quotation(self.customer)
        profile = self._put("Customer")
        self._order(self.customer)
        self._asked()
        profile.write({"stage_pinned": True, "stage_reason": "Contract"})
        self.assertEqual(self._asked(), ("Customer", False))

    def test_released_follows_the_rules(self):
        self._quotation(self.customer)
        profile = self._put("Customer")
        wizard = self.env["customer.lifecycle.move"].create(
            {"profile_ids": profile.ids, "pin": "release", "reason": "Agreed"}
        )
        wizard.action_apply()
        self.assertEqual(self._asked(), ("Prospect", False))

    def test_salesperson_keeps_or_moves_own_customers_only(self):
        owner = self._user("human_own", SALESMAN)
        colleague = self._user("human_colleague", SALESMAN)
        self.customer.user_id = owner
        self._quotation(self.customer)
        profile = self._put("Customer")
        self._order(self.customer)
        self._asked()
        for method in ("action_keep_stage", "action_follow_rules"):
            with self.assertRaises(AccessError):
                getattr(profile.with_user(colleague), method)()
        profile.with_user(owner).action_follow_rules()
        self.assertEqual(profile.stage_id.name, "Onboarding")
