"""A change of settings moves customers, and does nothing to any of them."""

from unittest.mock import patch

from odoo.tools import SQL, mute_logger

from ...models.status import STATUSES
from ..common import AS_OF, DAY, MANAGER
from ..policy.test_policy_preview import values_of
from .reaction_common import LOG, ReactionCase

PROFILE = "customer.retention.profile"
TRIAL = "odoo.addons.oe_customer_retention.models.refresh.trial"
POLICY_CHANGES = (
    {"at_risk_days": 4},
    {"dormant_days": 11},
    {"lost_days": 24},
    {"count_order": False},
    {"count_quotation": False},
    {"count_invoice": False},
    {"count_payment": False},
    {"count_crm": False},
    {"count_outgoing": True},
    {"count_order": False, "count_quotation": False},
    {"prospect_handling": "by_activity"},
    {"season_from": "01-01", "season_until": "01-31"},
    {"key_account_revenue": 1},
)
# What ends a silence as well, and what decides of nobody here.
IDLE = {
    "{'count_order': False}",
    "{'count_quotation': False}",
    "{'count_outgoing': True}",
    "retention_audience",
}


class TestReactionSettings(ReactionCase):
    """Every way to move customers by a setting, and a reaction for all that happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref("oe_customer_retention.lifecycle_b2b").copy()
        cls.lifecycle.company_id = cls.company
        cls.special = cls.env["customer.lifecycle.stage"].create(
            {"name": "Special", "lifecycle_id": cls.lifecycle.id, "sequence": 1000}
        )  # no rule leads away from it
        cls.company.write(
            {
                "retention_lifecycle_id": cls.lifecycle.id,
                "retention_rfm_method": "own",
                "retention_health_score": True,
            }
        )
        cls.policy.write({"count_crm": True, "key_account_revenue": 0})
        cls.further_policy = cls.env["customer.retention.policy"].create(
            {
                "name": "Slow",
                "company_id": cls.company.id,
                "at_risk_days": 400,
                "dormant_days": 500,
                "lost_days": 600,
                "partner_domain": "[('email', '=', 'slow@example.com')]",
            }
        )
        cls._live()
        cls.slow = cls._buyer(15, email="slow@example.com", user_id=cls.salesman.id)
        cls._buyer(10, email="b@example.com", user_id=cls.salesman.id)
        cls._refresh(as_of=AS_OF)
        cls._add_rules_on_settings()
        cls._react_to_everything()
        cls._refresh(as_of=AS_OF)
        cls._refresh(as_of=AS_OF)

    @classmethod
    def _add_rules_on_settings(cls):
        """Have rules ask for what only settings decide, and nobody meets as yet."""
        cls.segment = cls.env["customer.segment"].create(
            {
                "name": "Some",
                "kind": "dynamic",
                "owner_id": False,
                "company_id": cls.company.id,
                "domain": "[('revenue_total', '>', 1000000000)]",
            }
        )
        cls.rfm_segment = cls.env["customer.retention.rfm.segment"].create(
            {
                "name": "Some",
                "company_id": cls.company.id,
                "sequence": 0,
                "min_purchase_days": 1000,
            }
        )
        cls.scale = cls.env["customer.retention.rfm.scale"].search(
            [("company_id", "=", cls.company.id), ("measure", "=", "frequency")]
        )
        cls.scale.write({f"score_{score}": 1000 for score in (2, 3, 4, 5)})
        cls.measures = cls.env["customer.retention.health"]._of(cls.company).measure_ids
        for measure in cls.measures:  # who was never contacted has 50
            measure.weight = 100 if measure.kind == "contact" else 0
        for condition in (
            f"[('segment_ids', 'in', {cls.segment.ids})]",
            f"[('rfm_segment', 'in', {cls.rfm_segment.ids})]",
            "[('rfm_frequency', '>', 1)]",
            "[('health_score', '>', 50)]",
            "[('is_key_account', '=', True)]",
        ):
            cls._add_rule(condition)

    @classmethod
    def _add_rule(cls, condition="[]"):
        cls.env["customer.lifecycle.rule"].create(
            {
                "name": "Rule",
                "lifecycle_id": cls.lifecycle.id,
                "to_stage_id": cls.special.id,
                "sequence": 0,
                "condition": condition,
            }
        )

    @classmethod
    def _live(cls):
        """Customers whose last act is of each kind and age."""
        for days in (5, 12, 25, 60, 200):
            customer = cls._customer(email="c@example.com", user_id=cls.salesman.id)
            cls._order(customer, AS_OF - 300 * DAY)
            cls._order(customer, AS_OF - days * DAY)
            asked = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            quotation = cls._quotation(asked, AS_OF - days * DAY)
            cls._insert(
                "sale.order.line",
                order_id=quotation.id,
                company_id=cls.company.id,
                name="Line",
                product_uom_qty=1,
                price_unit=1,
                customer_lead=0,
            )
            invoiced = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(invoiced, AS_OF - 300 * DAY)
            cls._move(invoiced, AS_OF - days * DAY)
            paid = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(paid, AS_OF - 300 * DAY)
            cls._payment(paid, AS_OF - days * DAY)
            met = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(met, AS_OF - 300 * DAY)
            cls._opportunity(met, AS_OF - days * DAY)

    @classmethod
    def _react_to_everything(cls):
        action = cls.env["ir.actions.server"].create(
            {
                "name": "Count",
                "model_id": cls.env["ir.model"]._get_id(PROFILE),
                "state": "code",
                "code": "records.write({'block_reason': 'ran'})",
            }
        )
        template = cls.env.ref("oe_customer_retention.mail_template_reaction_customer")
        done = (
            {"action": "activity"},
            {"action": "mail", "mail_to": "customer", "template_id": template.id},
            {"action": "post", "message": "Moved"},
            {"action": "server", "server_action_id": action.id},
        )
        for values in done:
            for status, _label in STATUSES:
                cls._reaction(to_status=status, **values)
            for stage in cls.lifecycle.stage_ids:
                cls._reaction(trigger="stage", to_stage_id=stage.id, **values)

    # Settings

    def _changes(self):
        """Yield the name of each setting, and how to change it."""
        for values in POLICY_CHANGES:
            yield str(values), lambda values=values: self.policy.write(values)
        yield from self._further_policies()
        yield from self._company_changes()
        yield from self._lifecycle_changes()
        yield "segment", lambda: self.segment.write({"domain": "[]"})
        yield "RFM segment", lambda: self.rfm_segment.write({"min_purchase_days": 1})
        yield (
            "cut points",
            lambda: self.scale.write({f"score_{score}": 1 for score in (2, 3, 4, 5)}),
        )
        yield "weights of the health score", self._weigh_silence

    def _weigh_silence(self):
        for measure in self.measures:
            measure.weight = 100 if measure.kind == "silence" else 0

    def _further_policies(self):
        values = {
            "name": "Some",
            "company_id": self.company.id,
            "at_risk_days": 2,
            "dormant_days": 3,
            "lost_days": 4,
            "partner_domain": "[('email', '=', 'c@example.com')]",
        }
        policies = self.env["customer.retention.policy"]
        other = self.further_policy
        yield "further policy", lambda: policies.create(values)
        yield (
            "filter",
            lambda: other.write(
                {"partner_domain": "[('email', '=', 'b@example.com')]"}
            ),
        )
        yield "archived policy", lambda: other.write({"active": False})
        yield "deleted policy", lambda: other.unlink()

    def _company_changes(self):
        for name, value in (
            ("retention_purchase_basis", "invoice"),
            ("retention_audience", "everybody"),
            ("retention_rfm_method", "percentile"),
        ):
            yield name, lambda name=name, value=value: self.company.write({name: value})
        yield (
            "timezone",
            lambda: self.company.partner_id.write({"tz": "Pacific/Kiritimati"}),
        )
        yield (
            "lifecycle",
            lambda: self.company.write(
                {
                    "retention_lifecycle_id": self.env.ref(
                        "oe_customer_retention.lifecycle_shop"
                    ).id
                }
            ),
        )

    def _lifecycle_changes(self):
        rules = self.lifecycle.rule_ids.filtered(lambda rule: rule.sequence)
        yield "lifecycle number", lambda: self.lifecycle.write({"churn_days": 20})
        values = {"condition": "[]", "to_stage_id": self.special.id}
        yield "rule", lambda: rules[:1].write(values)
        yield "further rule", self._add_rule

    # What happened

    def _done(self):
        """Return how often anything was done to a customer."""
        self.env.invalidate_all()
        on_profiles = [("model", "=", PROFILE)]
        return (
            self.env[LOG].search_count([]),
            self.env["mail.activity"].search_count([("res_model", "=", PROFILE)]),
            self.env["mail.mail"].search_count(on_profiles),
            self.env[PROFILE].search_count([("block_reason", "=", "ran")]),
        )

    def _try(self, change):
        """Return the run of a change, and what it did."""
        with self.cr.savepoint() as savepoint:
            before = self._done()
            change()
            run = self._refresh(as_of=AS_OF)
            counts = [run.status_count, run.stage_count]
            done = [now - was for was, now in zip(before, self._done(), strict=True)]
            savepoint.rollback()
        self._forget()
        return counts, done

    def _foretold(self, change):
        counts = self.env["customer.retention.trial"]._foretell(self.company, change)
        self._forget()
        return counts

    def _forget(self):
        """Forget what is cached of a change that was taken back: of the season."""
        self.env.registry.clear_cache()
        self.env.invalidate_all()

    def test_nothing_is_done_for_what_is_past_and_as_many_move_as_foretold(self):
        idle = set()
        for name, change in self._changes():
            with self.subTest(name):
                before = self._done()
                told = self._foretold(change)
                self.assertEqual(self._done(), before)
                counts, done = self._try(change)
                self.assertEqual(done, [0, 0, 0, 0])
                self.assertEqual([told["status_count"], told["stage_count"]], counts)
                if not any(counts):
                    idle.add(name)
        self.assertLessEqual(idle, IDLE, "moves nobody")

    def test_who_was_left_out_for_a_while_is_no_news(self):
        def leave_out():
            self.slow.retention_excluded = True
            self._refresh(as_of=AS_OF)
            self.policy.at_risk_days = 4
            self.slow.retention_excluded = False

        _counts, done = self._try(leave_out)
        self.assertEqual(done, [0, 0, 0, 0])

    def test_how_categories_are_told_apart_is_a_setting(self):
        for values in (
            {"retention_follow_categories": True},
            {"retention_category_kind": "template"},
            {"retention_category_level": 3},
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.company.write(values)
                self.assertTrue(self.company._retention_settings_changed())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_as_much_is_done_as_foretold_where_it_was_ticked(self):
        for name, change in (
            (
                "policy",
                lambda: self.policy.write({"at_risk_days": 4, "react_to_past": True}),
            ),
            (
                "segment",
                lambda: self.segment.write({"domain": "[]", "react_to_past": True}),
            ),
        ):
            with self.subTest(name):
                told = self._foretold(change)
                _counts, done = self._try(change)
                self.assertTrue(all(done), done)
                self.assertEqual(told["firing_count"], done[0])

    def test_a_tick_on_a_lifecycle_is_for_the_rules_saved_with_it(self):
        rule = [1, self.lifecycle.rule_ids[:1].id, {"sequence": 77}]
        for ticked in (False, True):
            with self.subTest(ticked), self.cr.savepoint() as savepoint:
                self.lifecycle.write({"rule_ids": [rule], "react_to_past": ticked})
                changed = self.company._retention_settings_changed()
                self.assertEqual(changed, not ticked)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_change_is_applied_by_the_job_at_once(self):
        runs = self.env["customer.retention.run"]
        waiting = [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        for name, change in self._changes():
            if name == "timezone":  # of the contact: the next night sees it
                continue
            with self.subTest(name), self.cr.savepoint() as savepoint:
                runs.search(waiting).unlink()
                change()
                self.assertTrue(runs.search(waiting))
                savepoint.rollback()
            self._forget()

    def test_a_label_is_no_setting(self):
        self.policy.name = "Renamed"
        self.lifecycle.name = "Renamed"
        self.assertFalse(self.company._retention_settings_changed())

    def test_what_is_reached_afterwards_fires(self):
        self.policy.at_risk_days = 6
        self._refresh(as_of=AS_OF)
        before = self._done()
        self._refresh(as_of=AS_OF + DAY)  # who ordered 5 days before is at risk now
        self.assertGreater(self._done()[0], before[0])

    def test_a_threshold_crossed_on_the_day_of_the_next_refresh_fires(self):
        before = self._done()
        self.policy.at_risk_days = 6
        self._refresh(as_of=AS_OF + DAY)
        self.assertGreater(self._done()[0], before[0])

    def test_a_status_set_by_hand_meanwhile_fires(self):
        self.policy.at_risk_days = 4
        profile = self.env[PROFILE].search(
            [("company_id", "=", self.company.id), ("status", "=", "active")], limit=1
        )
        profile.status_override = "lost"
        lines = self.env[LOG].search([("profile_id", "=", profile.id)])
        self.assertEqual(set(lines.mapped("to_status")), {"lost"})

    def test_as_many_reactions_fire_as_the_policy_foretold(self):
        values = values_of(self.policy, at_risk_days=4)
        told = self.env["customer.retention.policy"].get_preview(self.policy.id, values)
        on_status = [("reaction_id.trigger", "=", "status")]
        before = self.env[LOG].search_count(on_status)
        self.policy.write({"at_risk_days": 4, "react_to_past": True})
        self._refresh(as_of=AS_OF)
        fired = self.env[LOG].search_count(on_status) - before
        self.assertGreater(fired, 0)
        self.assertEqual(told["firing"], fired)

    def test_as_many_move_as_the_policy_foretold(self):
        policies = self.env["customer.retention.policy"]
        for changes in POLICY_CHANGES:
            with self.subTest(changes):
                told = policies.get_preview(
                    self.policy.id, values_of(self.policy, **changes)
                )
                moved = self._foretold(
                    lambda changes=changes: self.policy.write(changes)
                )
                self.assertEqual(moved["status_count"], told["moving"])

    def _forms(self):
        """Yield what is asked of a form, as ``(record, values)``; who may save it."""
        rule = self.lifecycle.rule_ids.filtered(lambda rule: rule.sequence)[:1]
        settings = self.env["res.config.settings"]
        admin = self._user("settings_admin", MANAGER, "base.group_system")
        for record, values, user in (
            (self.segment, {"domain": "[]"}, self.leader),
            (
                rule,
                {"condition": "[]", "to_stage_id": self.special.id},
                self.leader,
            ),
            (
                settings,
                {"retention_at_risk_days": 4, "retention_purchase_basis": "invoice"},
                admin,
            ),
        ):
            yield record.with_user(user), values

    def _new_forms(self):
        """Yield the same of records that are not there yet."""
        segment = {"name": "New", "kind": "dynamic", "domain": "[]"}
        yield self.segment.browse().with_user(self.leader), segment
        origin = (self.lifecycle.stage_ids - self.special)[:1]
        rule = {"name": "New", "condition": "[]", "to_stage_id": self.special.id}
        rule |= {"lifecycle_id": self.lifecycle.id, "from_stage_ids": [[4, origin.id]]}
        yield self.lifecycle.rule_ids.browse().with_user(self.leader), rule

    def test_a_form_says_who_would_move_and_keeps_nothing(self):
        before = self._done(), self.company._retention_digest()
        for record, values in self._forms():
            with self.subTest(record._name):
                told = record.get_trial(record.id, values)["text"]
                self.assertRegex(told, r"status: [1-9]|stage: [1-9]")
                has_tick = "react_to_past" in record._fields
                self.assertIn(
                    '" ticked: ' if has_tick else "This triggers no reaction.", told
                )
        self.assertEqual((self._done(), self.company._retention_digest()), before)

    def test_nobody_waits_for_a_trial(self):
        """It takes no company's lock, and writes to copies of tables only."""
        written = SQL(
            """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
               FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"""
        )
        trials = self.registry["customer.retention.trial"]
        told = []

        def noting(trial, *args, try_=trials._try):
            counts = try_(trial, *args)
            trial.env.flush_all()
            told.append(dict(trial.env.execute_query(written)))
            return counts

        for record, values in [*self._forms(), *self._new_forms()]:
            self.env.flush_all()
            before = dict(self.env.execute_query(written))
            with (
                patch.object(trials, "_try", noting),
                patch.object(
                    self.registry["customer.retention.refresh"], "_lock"
                ) as lock,
            ):
                record.get_trial(record.id, values)
            lock.assert_not_called()
            with self.subTest(record._name):
                self.assertEqual(told.pop().items() - before.items(), set())

    def test_nothing_of_a_trial_is_told_to_the_world(self):
        told = []
        self._foretold(lambda: self.cr.postcommit.add(lambda: told.append("webhook")))
        self.cr.postcommit.run()
        self.assertEqual(told, [])

    def test_a_trial_looks_at_one_company_and_not_for_long(self):
        members = self.registry["customer.segment.membership"]
        shared = self.segment
        shared.company_id = False
        with patch.object(members, "_refresh_segment", return_value=0) as find:
            shared.get_trial(shared.id, {"domain": "[]"})
        companies = {call.args[0].company for call in find.call_args_list}
        self.assertEqual(companies, {self.company})
        with patch(f"{TRIAL}.LONGEST", "1ms"), mute_logger("odoo.sql_db"):
            told = self.segment.get_trial(self.segment.id, {"domain": "[]"})
        self.assertIn("too many to say beforehand", told["text"])

    def test_a_form_of_very_many_customers_says_where_it_will_stand(self):
        self.company.retention_queue_threshold = 1
        told = self.segment.with_user(self.leader).get_trial(
            self.segment.id, {"domain": "[]"}
        )
        self.assertIn("too many to say beforehand", told["text"])
