from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from ..common import SALESMAN
from .lifecycle_common import LifecycleCase


class TestLifecycleRules(LifecycleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env["customer.lifecycle"].create(
            {
                "name": "Own",
                "company_id": cls.company.id,
                "stage_ids": [
                    Command.create({"name": name, "sequence": sequence})
                    for sequence, name in enumerate("ABCD")
                ],
            }
        )
        cls.company.retention_lifecycle_id = cls.lifecycle
        cls._refresh()
        cls._quotation(cls.customer)

    def _rule(self, from_names, to_name, condition="[]", **values):
        stages = {stage.name: stage.id for stage in self.lifecycle.stage_ids}
        return self.env["customer.lifecycle.rule"].create(
            {
                "name": f"{from_names} to {to_name}",
                "lifecycle_id": self.lifecycle.id,
                "from_stage_ids": [Command.set([stages[name] for name in from_names])],
                "to_stage_id": stages[to_name],
                "condition": condition,
                **values,
            }
        )

    def test_first_rule_by_sequence_decides(self):
        self._rule("A", "C", sequence=20)
        self._rule("A", "B", sequence=10)
        self.assertEqual(self._stage(), "B")

    def test_rule_without_from_moves_from_any_other_stage(self):
        self._rule("", "D")
        self.assertEqual(self._stage(), "D")
        self.assertEqual(self._stage(), "D")

    def test_archived_rule_does_nothing(self):
        self._rule("A", "B", active=False)
        self.assertEqual(self._stage(), "A")

    def test_rules_that_fight_are_reported_and_nobody_moves_in_circles(self):
        there, back = self._rule("A", "B"), self._rule("B", "A")
        for _night in range(3):
            self.assertEqual(self._stage(), "A")
        self.assertEqual(self._journey(), [(False, "A", "rule")])
        for rule, other in ((there, back), (back, there)):
            self.assertIn("where they are: 1", rule.problem)
            self.assertIn(other.name, rule.problem)
        self.assertTrue(self.lifecycle.has_problem)

    def test_customer_on_the_way_to_a_circle_stops_at_its_first_stage(self):
        self._rule("A", "B")
        self._rule("B", "C")
        self._rule("C", "D")
        self._rule("D", "C")
        self.assertEqual(self._stage(), "C")
        self.assertEqual(self._stage(), "C")
        self.assertEqual(
            self._journey(),
            [(False, "A", "rule"), ("A", "B", "rule"), ("B", "C", "rule")],
        )

    def test_opposite_rules_whose_conditions_exclude_each_other_are_fine(self):
        there = self._rule("A", "B", "[('open_quotation_count', '>', 0)]")
        back = self._rule("B", "A", "[('open_quotation_count', '=', 0)]")
        self.assertEqual(self._stage(), "B")
        self.assertFalse(there.problem or back.problem)

    def test_report_of_a_fight_goes_with_the_fight(self):
        there, back = self._rule("A", "B"), self._rule("B", "A")
        self._refresh()
        back.active = False
        self.assertEqual(self._stage(), "B")
        self.assertFalse(there.problem)

    def test_more_rules_take_no_more_statements(self):
        self._rule("A", "B", "[('open_quotation_count', '>', 98)]")
        few = self._statements()
        for number in range(5):
            self._rule("A", "B", f"[('open_quotation_count', '>', {number + 99})]")
        self.assertEqual(self._statements(), few)

    def _statements(self):
        """Return how many a refresh of the customer takes that changes nothing."""
        self._refresh()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._refresh(self.customer)
        return self.env.cr.sql_log_count - before

    def test_condition_that_fits_no_more_is_skipped_and_said(self):
        broken, other = self._rule("A", "B"), self._rule("A", "C")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_lifecycle_rule SET condition = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.oe_customer_retention", "WARNING"):
            self.assertEqual(self._stage(), "C")
        self.assertIn("gone_field", broken.problem)
        self.assertFalse(other.problem)

    def test_stage_of_another_lifecycle_is_refused(self):
        foreign = self.env.ref("oe_customer_retention.stage_b2b_lead")
        rule = self._rule("A", "B")
        with self.assertRaisesRegex(ValidationError, "another lifecycle"):
            rule.to_stage_id = foreign

    def test_rule_from_a_stage_to_itself_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "both under From and To"):
            self._rule("AB", "B")

    def test_salesperson_does_not_configure(self):
        rule = self._rule("A", "B")
        salesman = self._user("lifecycle_salesman", SALESMAN)
        for record in (rule, self.lifecycle, self.lifecycle.stage_ids[0]):
            with self.subTest(record), self.assertRaises(AccessError):
                record.with_user(salesman).name = "Mine"

    def test_copy_has_its_own_stages_and_rules(self):
        source = self.env.ref("oe_customer_retention.lifecycle_b2b")
        copy = source.copy()
        self.assertEqual(copy.stage_ids.mapped("name"), source.stage_ids.mapped("name"))
        self.assertEqual(len(copy.rule_ids), len(source.rule_ids))
        for rule in copy.rule_ids:
            self.assertEqual(
                (rule.from_stage_ids | rule.to_stage_id).lifecycle_id, copy
            )

    def test_dry_run_lists_who_would_move_and_moves_nobody(self):
        self._refresh()
        rule = self._rule("A", "B")
        action = self.lifecycle.action_dry_run()
        line = self.env[action["res_model"]].search([])
        self.assertEqual(line.profile_id, self._profile(self.customer))
        self.assertEqual((line.from_stage_id.name, line.to_stage_id.name), ("A", "B"))
        self.assertEqual(line.rule_name, rule.name)
        self.assertEqual(self._profile(self.customer).stage_id.name, "A")

    def test_dry_run_of_a_lifecycle_not_in_use(self):
        lifecycle = self.env.ref("oe_customer_retention.lifecycle_b2b")
        self._refresh()
        lifecycle.action_dry_run()
        line = self.env["customer.lifecycle.preview"].search([])
        self.assertEqual(line.to_stage_id.name, "Suspect")

    def test_choosing_a_lifecycle_queues_a_refresh_that_places_everybody(self):
        self._refresh()
        runs = self.env["customer.retention.run"].search(
            [("company_id", "=", self.company.id), ("state", "=", "queued")]
        )
        runs.unlink()
        self.env.ref("oe_customer_retention.lifecycle_shop").action_use()
        queued = self.env["customer.retention.run"].search_count(
            [("company_id", "=", self.company.id), ("state", "=", "queued")]
        )
        self.assertEqual(queued, 1)
        self.assertEqual(self._stage(), "Raw")
