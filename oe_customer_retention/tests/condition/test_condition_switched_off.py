"""Conditions that cannot be used any more: said on their records, and nothing else."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import AS_OF, SALESMAN, ago
from ..security.planted import PlantedMixin
from .condition_common import POLICY, PROFILE, STORED, ConditionCase, RpcCase

SEGMENT = "customer.segment"
RULE = "customer.lifecycle.rule"
REACTION = "customer.retention.reaction"
SUBSCRIPTION = "customer.retention.subscription"
LOGGERS = (
    "odoo.addons.oe_customer_retention.models.policy.policy",
    "odoo.addons.oe_customer_retention.models.segment.membership",
    "odoo.addons.oe_customer_retention.models.lifecycle.engine",
    "odoo.addons.oe_customer_retention.models.reaction.engine",
)


class TestOldPaths(RpcCase):
    """A private chat that a manager asks for through a condition kept from before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        one, other = cls._user("chat_one"), cls._user("chat_other")
        chat = (
            cls.env["discuss.channel"]
            .with_user(one)
            ._get_or_create_chat(other.partner_id.ids)
        )
        chat.message_post(body="My salary is 4711 euros", message_type="comment")
        path = "company_id.user_ids.partner_id.channel_ids.message_ids.body"
        cls.oracle = str([(path, "ilike", "salary is 4711")])

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*LOGGERS))

    def test_a_segment_keeps_its_members_and_says_why(self):
        segment = self._stored(SEGMENT, "[('status', '=', 'lost')]")
        self._force(segment, self.oracle)
        self._call(SEGMENT, "action_refresh", segment.ids)
        self.assertFalse(segment.profile_ids)
        [found] = self._call(SEGMENT, "read", segment.ids, ["problem"])
        self.assertIn("company_id.user_ids", found["problem"])
        self.assertIn("The members stay as they are", found["problem"])

    def test_a_dry_run_does_not_tell(self):
        rule = self._stored(RULE)
        self._force(rule, self.oracle)
        self._call("customer.lifecycle", "action_dry_run", self.lifecycle.ids)
        moves = self._call(
            "customer.lifecycle.preview", "search_read", [], ["to_stage_id"]
        )
        stages = {move["to_stage_id"][0] for move in moves}
        self.assertEqual(stages, {self.lifecycle.stage_ids[0].id})
        self.assertFalse(rule.problem, "a dry run is taken back")
        self.company.retention_lifecycle_id = self.lifecycle
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.stage_id, self.lifecycle.stage_ids[0])
        self.assertIn("The rule is skipped", rule.problem)


class TestBrokenPolicy(PlantedMixin, RpcCase):
    """A policy whose field is gone stops nobody's work."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*LOGGERS))
        self.broken = self._stored(POLICY, "[('ref', '=', 'A')]", sequence=1)
        self.next = self._stored(POLICY, "[('city', '=', 'Graz')]", sequence=2)
        self._force(self.broken, "[('x_gone', '=', 'A')]")
        self.customer.city = "Graz"
        self.profile = self._profile(self.customer)
        self._user("condition_seller", SALESMAN, "base.group_partner_manager")
        self.authenticate("condition_seller", "condition_seller")

    def test_the_next_policy_applies_and_the_broken_one_says_why(self):
        self._call(PROFILE, "action_refresh", self.profile.ids)
        self.assertEqual(self.profile.policy_id, self.next)
        self.assertIn("x_gone", self.broken.problem)
        self.assertIn("The policy is skipped", self.broken.problem)

    def test_a_call_is_logged(self):
        values = {"profile_ids": [Command.set(self.profile.ids)], "kind": "call"}
        log = self._call("customer.retention.log.wizard", "create", values)
        self._call("customer.retention.log.wizard", "action_log", [log])
        self.assertEqual(self.profile.outcome_count, 1)

    def test_a_status_is_set_by_hand(self):
        values = {"status_override": "lost", "override_reason": "Bankrupt"}
        self._call(PROFILE, "write", self.profile.ids, values)
        self.assertEqual(self.profile.status, "lost")

    def test_contacts_are_merged(self):
        twin = self._customer("Twin")
        values = {
            "state": "selection",
            "dst_partner_id": self.customer.id,
            "partner_ids": [Command.set((self.customer + twin).ids)],
        }
        merge = "base.partner.merge.automatic.wizard"
        wizard = self._call(merge, "create", values)
        self._call(merge, "action_merge", [wizard])
        self.assertFalse(twin.exists())

    def test_a_customer_is_excluded(self):
        self.authenticate("condition_manager", "condition_manager")
        values = {"retention_excluded": True}
        self._call("res.partner", "write", self.customer.ids, values)
        self.assertTrue(self.profile.excluded)

    def test_a_policy_is_previewed(self):
        self._refresh()
        preview = self._call(POLICY, "get_preview", self.next.id, {})
        self.assertFalse(preview["error"])
        self.assertEqual(preview["total"], 1)
        preview = self._call(POLICY, "get_preview", self.broken.id, {})
        self.assertIn("x_gone", preview["error"])

    def test_it_is_noticed_where_it_stops_the_refresh(self):
        def _matching_partners(policy, company):
            return policy._condition_query(company, archived=True)

        def _try_refresh(refresh, company, customers, written_ids):
            return refresh._refresh_company(
                company, partners=customers, written_ids=written_ids
            )

        for name in ("a_call_is_logged", "a_status_is_set_by_hand"):
            holes = [
                self._hole(POLICY, "_matching_partners", _matching_partners),
                self._hole("customer.retention.refresh", "_try_refresh", _try_refresh),
            ]
            self._assert_noticed({f"test_{name}": holes})


class TestSwitchedOff(ConditionCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*LOGGERS))

    def test_a_pattern_that_fails_on_a_name_only_is_refused(self):
        for operator in ("=like", "=ilike", "not =like"):
            condition = str([("partner_name", operator, "Zz\\")])
            with self.assertRaisesRegex(ValidationError, "ends in a backslash"):
                self._stored(RULE, condition)
        self.assertTrue(self._stored(RULE, str([("partner_name", "=like", "Zz\\\\")])))

    def test_such_a_pattern_kept_from_before_stops_no_refresh(self):
        rule = self._stored(RULE)
        policy = self._stored(POLICY, "[('ref', '=', 'A')]")
        self._force(rule, str([("partner_name", "=like", "Zz\\")]))
        self._force(policy, str([("name", "=like", "Zz\\")]))
        self.company.retention_lifecycle_id = self.lifecycle
        customer = self._buyer(1, name="Zzyzx")
        self._refresh()
        first = self.lifecycle.stage_ids[0]
        self.assertEqual(self._profile(customer).stage_id, first)
        self.assertIn("ends in a backslash", rule.problem)
        self.assertIn("ends in a backslash", policy.problem)

    def test_a_value_that_does_not_fit_its_column_any_more_is_a_problem(self):
        policy = self._stored(POLICY, "[('ref', '=', 'A')]")
        self._force(policy, "[('supplier_rank', '=', 'many')]")
        self._refresh()
        self.assertIn("The policy is skipped", policy.problem)

    def test_a_report_is_not_sent_and_a_note_says_why(self):
        subscription = self._stored(SUBSCRIPTION, next_date=ago(0))
        self._force(subscription, "[('overdue_amount', '>', 0)]")
        subscription._send_due()
        self.assertFalse(self.env["mail.mail"].search([("subject", "=", "Condition")]))
        self.assertIn("overdue_amount", subscription.message_ids[0].body)
        self.assertIn("The report is not sent", subscription.problem)
        self.assertGreater(subscription.next_date, ago(0))
        with self.assertRaisesRegex(ValidationError, "overdue_amount"):
            subscription.action_send()

    def test_a_condition_chosen_again_is_no_problem_any_more(self):
        for model, field in STORED.items():
            with self.subTest(model=model):
                record = self._stored(model)
                record._set_problem(self.company, {"error": "Gone"})
                self.assertIn("Gone", record.problem)
                record[field] = "[]" if model != POLICY else "[('ref', '=', 'B')]"
                self.assertFalse(record.problem)

    def test_records_with_a_problem_are_found(self):
        one, other = self._stored(REACTION), self._stored(REACTION)
        one._set_problem(self.company, {"error": "Gone"})
        found = self.env[REACTION].search(
            [("id", "in", (one + other).ids), ("problem", "!=", False)]
        )
        self.assertEqual(found, one)

    def test_a_problem_is_that_of_one_company(self):
        other = self._new_company("Other Ltd")
        for model in STORED:
            if "company_id" not in self._values(model):
                continue
            with self.subTest(model=model):
                record = self._stored(model)
                record._set_problem(other, {"error": "Theirs"})
                record._set_problem(self.company, {"error": "Ours"})
                self.assertIn("Ours", record.problem)
                self.assertNotIn("Theirs", record.problem)
                record._set_problem(self.company, None)
                self.assertFalse(record.problem)
                self.assertIn("Theirs", record.with_company(other).problem)

    def test_a_reaction_without_a_problem_here_keeps_that_of_another_company(self):
        other = self._new_company("Other Ltd")
        reaction = self._stored(REACTION, company_id=False, to_status="at_risk")
        reaction._set_problem(other, {"error": "Theirs"})
        reaction._set_problem(self.company, {"error": "Ours"})
        self._refresh(as_of=AS_OF.replace(month=9))
        self.assertFalse(reaction.problem)
        self.assertIn("Theirs", reaction.with_company(other).problem)

    def test_a_problem_of_another_company_is_not_read(self):
        segment = self._stored(SEGMENT, company_id=False)
        segment._set_problem(self._new_company("Other Ltd"), {"error": "Theirs"})
        mine = segment.with_user(self.manager)
        self.assertFalse(mine.problem)
        with self.assertRaises(AccessError):
            mine.read(["problems"])
        self.assertNotIn("problems", mine.fields_get())
