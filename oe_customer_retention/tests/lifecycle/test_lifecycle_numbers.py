from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from ..common import MANAGER, SALESMAN
from .lifecycle_common import LifecycleCase


class TestLifecycleNumbers(LifecycleCase):
    """Days to churn and orders of a regular customer: said once, read everywhere."""

    def _orders(self, *days):
        for days_ago in days:
            self._order(self.customer, days_ago=days_ago)
        self._refresh()

    def test_days_to_churn_change_rules_names_and_the_past_at_once(self):
        self._orders(200, 100)
        self.assertEqual(self._stage(), "Onboarding")
        self.lifecycle.churn_days = 90
        self.assertEqual(self._stage(), "Churned")
        line = self._profile(self.customer).journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_id.display_name, "No order for 90 days")
        self.assertIn("90 days", self._profile(self.customer).stage_explanation)
        self.company.retention_lifecycle_filled_id = False
        self.env["customer.lifecycle.journal"].search([]).unlink()
        self.lifecycle.action_rebuild_past()
        past = [
            (line.to_stage_id.name, (self.today - line.date).days)
            for line in self._profile(self.customer).journal_ids.sorted("date")
        ]
        self.assertEqual(
            past[-4:],
            [
                ("Onboarding", 200),
                ("Churned", 110),
                ("Onboarding", 100),
                ("Churned", 10),
            ],
        )

    def test_a_move_is_told_with_the_numbers_of_its_day(self):
        self._orders(100)
        self.lifecycle.churn_days = 60
        self.assertEqual(self._stage(), "Churned")
        self.lifecycle.churn_days = 365
        profile = self._profile(self.customer)
        line = profile.journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_name, "No order for 60 days")
        self.assertIn("60 days", profile.stage_explanation)
        changes = profile.get_story()["changes"]
        self.assertEqual(
            [c["detail"] for c in changes if c["label"] == "Churned"],
            ["No order for 60 days"],
        )
        moves = self.env["customer.retention.journal"].search(
            [("profile_id", "=", profile.id), ("to_stage_id.name", "=", "Churned")]
        )
        self.assertEqual(moves.mapped("rule_name"), ["No order for 60 days"])

    def test_who_is_moved_as_the_rules_say_is_told_with_the_numbers_of_the_day(self):
        self._orders(100)
        profile = self._profile(self.customer)
        profile.stage_id = self._stage_of("Customer")
        self._refresh()
        self.lifecycle.churn_days = 60
        self._refresh()
        profile.action_follow_rules()
        self.lifecycle.churn_days = 365
        line = profile.journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_name, "No order for 60 days")

    def test_who_is_placed_at_first_is_told_with_the_numbers_of_the_day(self):
        self.lifecycle.churn_days = 60
        self.company.retention_lifecycle_filled_id = False
        self.env.ref("oe_customer_retention.stage_b2b_churned").milestone = False
        self._orders(100)
        self.lifecycle.churn_days = 365
        line = self._profile(self.customer).journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_name, "No order for 60 days")

    def test_the_last_day_before_churn_and_the_first(self):
        self.lifecycle.churn_days = 90
        self._orders(0)
        for days, stage in ((89, "Onboarding"), (90, "Churned")):
            self.assertEqual(self._stage(days_later=days), stage, days)

    def test_order_count_changes_who_is_a_regular_customer(self):
        self._orders(30, 20, 10)
        self.assertEqual(self._stage(), "Onboarding")
        self.lifecycle.order_count = 3
        self.assertEqual(self._stage(), "Customer")
        line = self._profile(self.customer).journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_id.display_name, "3 orders or more")
        self.lifecycle.order_count = 4
        self.assertEqual(self._stage(), "Onboarding")

    def test_changed_numbers_make_no_circles(self):
        self._orders(100)
        for days in (60, 90, 101, 400):
            self.lifecycle.churn_days = days
            self._refresh()
            self.assertFalse(self.lifecycle.has_problem, days)

    def test_changed_numbers_are_applied_by_a_run_of_who_uses_them(self):
        runs = self.env["customer.retention.run"]
        waiting = [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        runs.search(waiting).unlink()
        self.env.ref("oe_customer_retention.lifecycle_shop").churn_days = 80
        self.assertFalse(runs.search(waiting))
        self.lifecycle.churn_days = 80
        self.assertTrue(runs.search(waiting))

    def test_numbers_out_of_range_are_refused(self):
        for name, value in (
            ("churn_days", 0),
            ("order_count", 0),
            ("churn_days", 36_501),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "enter"):
                self.lifecycle[name] = value

    def test_another_company_reads_the_numbers_of_its_own_lifecycle(self):
        other = self._new_company("Other Ltd")
        own = self.lifecycle.copy({"company_id": other.id, "churn_days": 50})
        other.retention_lifecycle_id = own
        self._order(self.customer, days_ago=100)
        self._order(self.customer, days_ago=100, company_id=other.id)
        self._refresh()
        self._refresh(company=other)
        self.assertFalse(self._profile(self.customer).is_churn_due)
        self.assertTrue(self._profile(self.customer, other).is_churn_due)

    def test_unsaved_numbers_say_who_would_move_and_move_nobody(self):
        self._orders(100)
        with Form(self.lifecycle) as form:
            self.assertFalse(form.numbers_preview)
            form.churn_days = 90
            self.assertIn("Moves: Onboarding → Churned: 1", form.numbers_preview)
            form.churn_days = 365
            self.assertFalse(form.numbers_preview)
        self.assertEqual(self._profile(self.customer).stage_id.name, "Onboarding")
        self.assertEqual(self.lifecycle.churn_days, 365)


class TestLifecycleDryRun(LifecycleCase):
    def _lines(self, lifecycle=None, numbers=None):
        action = (lifecycle or self.lifecycle).action_dry_run(numbers)
        lines = self.env[action["res_model"]].search([])
        return {
            line.profile_id.partner_id: (
                line.outcome,
                line.from_stage_id.name,
                line.to_stage_id.name,
            )
            for line in lines
        }

    def test_says_who_goes_in_circles_and_by_which_rules(self):
        for days_ago in (100, 90, 80, 70):
            self._order(self.customer, days_ago=days_ago)
        self._refresh()
        rule = self.env.ref("oe_customer_retention.rule_b2b_churned")
        rule.condition = "[('days_since_purchase', '>=', 60)]"
        self.assertEqual(
            self._lines(), {self.customer: ("circle", "Customer", "Customer")}
        )
        line = self.env["customer.lifecycle.preview"].search([])
        self.assertEqual(line.circle_rules, "No order for 365 days, 4 orders or more")
        self.assertFalse(rule.problem)

    def test_names_the_rules_of_a_circle_by_numbers_that_are_not_saved(self):
        for days_ago in (100, 90, 80, 70):
            self._order(self.customer, days_ago=days_ago)
        own = self.lifecycle.copy({"company_id": self.company.id, "churn_days": 60})
        churned = own.rule_ids.filtered(lambda rule: "{churn_days}" in rule.name)
        churned.condition = "[('days_since_purchase', '>=', 60)]"
        self.company.retention_lifecycle_id = own
        self._refresh()
        boss = self._user("dry_run_circle", MANAGER)
        self.assertEqual(self._lines(own.with_user(boss)), {})
        self.assertEqual(
            self._lines(own.with_user(boss), {"churn_days": 90}),
            {self.customer: ("circle", "Churned", "Churned")},
        )
        line = self.env["customer.lifecycle.preview"].search([])
        self.assertEqual(line.circle_rules, "No order for 90 days, 4 orders or more")

    def test_says_who_would_move_by_numbers_that_are_not_saved(self):
        self._order(self.customer, days_ago=100)
        self._refresh()
        moved = {self.customer: ("moved", "Onboarding", "Churned")}
        self.assertEqual(self._lines(numbers={"churn_days": 90}), moved)
        line = self.env["customer.lifecycle.preview"].search([])
        self.assertEqual(line.rule_name, "No order for 90 days")
        self.assertEqual(self.lifecycle.churn_days, 365)
        self.assertEqual(self._profile(self.customer).stage_id.name, "Onboarding")
        self.assertEqual(self._lines(numbers={"churn_days": 365, "name": "x"}), {})
        own = self.lifecycle.copy({"company_id": self.company.id})
        self.company.retention_lifecycle_id = own
        self._refresh()
        moved = {self.customer: ("moved", "Onboarding", "Churned")}
        self.assertEqual(self._lines(own, {"churn_days": 90}), moved)

    def test_refuses_what_are_no_numbers(self):
        for numbers in ("churn_days", ["churn_days"], {"churn_days": "90"}, 7):
            with self.subTest(numbers), self.assertRaises(UserError):
                self.lifecycle.action_dry_run(numbers)

    def test_tries_numbers_for_those_who_may_save_them(self):
        boss = self._user("dry_run_numbers", MANAGER)
        lifecycle = self.lifecycle.copy({"company_id": self._new_company("B Ltd").id})
        with self.assertRaises(AccessError):
            lifecycle.with_user(boss).action_dry_run({"churn_days": 90})

    def test_says_who_is_asked_instead_of_moved(self):
        self._quotation(self.customer)
        self._refresh()
        self._profile(self.customer).stage_id = self._stage_of("Customer")
        self._refresh()
        self.assertEqual(self._lines(), {})
        self._order(self.customer)
        self._refresh()
        self.assertEqual(
            self._lines(), {self.customer: ("asked", "Customer", "Onboarding")}
        )

    def test_of_another_lifecycle_is_what_using_it_does(self):
        kept, lost, moved = customers = [
            self._customer(name) for name in ("Kept", "Lost", "Moved")
        ]
        for customer in customers:
            self._order(customer, days_ago=66)
        self._refresh()
        shop = self.env.ref("oe_customer_retention.lifecycle_shop").copy()
        shop.stage_ids[-1].name = "Customer"
        self._profile(kept).stage_id = self._stage_of("Customer")
        self._profile(lost).stage_id = self._stage_of("SQL")
        before = {customer: self._profile(customer).stage_id for customer in customers}
        lines = self._lines(shop)
        self.assertEqual(
            [lines[customer] for customer in customers],
            [
                ("kept", "Customer", "Customer"),
                ("unkept", "SQL", "Good prospect"),
                ("moved", "Onboarding", "Good prospect"),
            ],
        )
        for customer in customers:
            self.assertEqual(self._profile(customer).stage_id, before[customer])
        self.assertEqual(self.company.retention_lifecycle_id, self.lifecycle)
        wizard = self.env["customer.lifecycle.change"].create({"lifecycle_id": shop.id})
        self.assertIn(
            "Keeps its stage set manually: Customer → Customer: 1", wizard.summary
        )
        wizard.action_use()
        self._refresh()
        for customer in customers:
            self.assertEqual(
                self._profile(customer).stage_id.name, lines[customer][2], customer.name
            )

    def test_as_many_customers_are_told_of_in_the_order_of_the_words(self):
        preview = self.env["customer.lifecycle.preview"]
        onboarding, customer = map(self._stage_of, ("Onboarding", "Customer"))
        rows = [
            (1, "moved", onboarding.id, customer.id, None, 1, None),
            (2, "asked", customer.id, onboarding.id, None, 0, None),
            (3, "asked", None, onboarding.id, None, 0, None),
        ]
        for found in (rows, rows[::-1]):
            self.patch(type(preview), "_rows", lambda *_args, found=found: found)
            self.assertEqual(
                preview._summary(self.lifecycle, self.company),
                [
                    "Moves: Onboarding → Customer: 1",
                    "Stays, and you are asked: Customer → Onboarding: 1",
                    "Stays, and you are asked: no stage → Onboarding: 1",
                ],
            )

    def test_of_another_lifecycle_tells_no_move_to_a_stage_of_the_same_name(self):
        self._order(self.customer, days_ago=66)
        self._refresh()
        own = self.lifecycle.copy({"company_id": self.company.id})
        wizard = self.env["customer.lifecycle.change"].create({"lifecycle_id": own.id})
        self.assertIn("No one would move", wizard.summary)
        wizard.action_use()
        self.assertEqual(self._lines(own), {})
        moved = {self.customer: ("moved", "Onboarding", "Churned")}
        self.assertEqual(self._lines(own, {"churn_days": 60}), moved)

    def test_of_another_lifecycle_says_what_in_the_past_leads_there(self):
        self._order(self.customer, days_ago=66)
        self._refresh()
        own = self.lifecycle.copy({"company_id": self.company.id, "churn_days": 60})
        moved = {self.customer: ("moved", "Onboarding", "Churned")}
        self.assertEqual(self._lines(own), moved)
        line = self.env["customer.lifecycle.preview"].search([])
        self.assertEqual(
            line.rule_name, "Documents of the past: No order for a number of days"
        )

    def test_for_managers_only_and_each_sees_their_own(self):
        self._order(self.customer)
        shop = self.env.ref("oe_customer_retention.lifecycle_shop")
        salesman = self._user("dry_run_sales", SALESMAN)
        boss = self._user("dry_run_boss", MANAGER)
        for method in ("action_dry_run", "action_confirm_use"):
            with self.assertRaises(AccessError):
                getattr(shop.with_user(salesman), method)()
        self._refresh()
        shop.with_user(boss).action_dry_run()
        lines = self.env["customer.lifecycle.preview"]
        self.assertTrue(lines.with_user(boss).search([]))
        other = self._user("dry_run_other", MANAGER)
        self.assertFalse(lines.with_user(other).search([]))
