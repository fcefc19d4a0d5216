"""A change of settings moves customers, and does nothing to any of them."""

from ..common import AS_OF, DAY
from ..policy.test_policy_preview import values_of
from .reaction_common import LOG
from .reaction_settings_case import POLICY_CHANGES, PROFILE, ReactionSettingsCase

# What ends a silence as well, and what decides of nobody here.
IDLE = {
    "{'count_order': False}",
    "{'count_quotation': False}",
    "{'count_outgoing': True}",
    "retention_audience",
}


class TestReactionSettings(ReactionSettingsCase):
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
