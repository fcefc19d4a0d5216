"""A form says beforehand whom its settings would move, and moves nobody."""

from unittest.mock import patch

from odoo.tools import SQL, mute_logger

from ..common import MANAGER
from .reaction_settings_case import ReactionSettingsCase

TRIAL = "odoo.addons.oe_customer_retention.models.refresh.trial"


class TestSettingsTrial(ReactionSettingsCase):
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
