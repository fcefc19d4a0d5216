from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError, errors

from ..common import AS_OF, DAY
from .reaction_common import LOG, REACTION, ReactionCase

DO = "odoo.addons.oe_customer_retention.models.reaction.actions"


class TestReactionDoes(ReactionCase):
    def _fire(self, count=1, **values):
        reaction = self._reaction(**values)
        for number in range(count):
            self._seen(name=f"Customer {number}", email=f"c{number}@example.com")
        self._refresh(as_of=AS_OF + DAY)
        self.env.invalidate_all()
        return reaction.log_ids.sorted("id")

    def test_an_activity_plan_with_all_its_steps(self):
        plan = self.env.ref("oe_customer_retention.activity_plan_winback")
        line = self._fire(action="plan", plan_id=plan.id)
        self.assertEqual(
            [(a.date_deadline, a.user_id) for a in line.activity_ids.sorted("id")],
            [(AS_OF + (1 + d) * DAY, self.salesman) for d in (0, 7, 21)],
        )

    def _mails(self, lines):
        return self.env["mail.mail"].search(
            [("mail_message_id", "in", lines.message_id.ids)], order="id"
        )

    def test_a_mail_to_each_customer_and_to_nobody_else(self):
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        template.write({"email_to": "x@example.com", "email_cc": "y@example.com"})
        values = {"action": "mail", "mail_to": "customer"}
        lines = self._fire(count=2, template_id=template.id, **values)
        mails = self._mails(lines)
        self.assertEqual(mails.recipient_ids, lines.partner_id)
        for mail, line in zip(mails, lines, strict=True):
            self.assertEqual(mail.recipient_ids, line.partner_id)
            self.assertEqual((mail.email_to, mail.email_cc), (False, False))
            self.assertEqual(mail.res_id, line.profile_id.id)

    def test_a_mail_to_the_responsible(self):
        template = self.env.ref("oe_customer_retention.mail_template_reaction_internal")
        values = {"action": "mail", "responsible": "leader"}
        line = self._fire(template_id=template.id, **values)
        mail = self._mails(line)
        self.assertEqual(mail.recipient_ids, self.leader.partner_id)
        self.assertIn("Customer 0", mail.subject)
        self.assertIn("Inactive for", mail.body_html)

    def test_a_note_in_the_chatter(self):
        line = self._fire(action="post", message="<p>Slipping</p>")
        self.assertIn("Slipping", line.message_id.body)
        self.assertIn(line.message_id, line.profile_id.message_ids)

    def _server_action(self, code):
        return self.env["ir.actions.server"].create(
            {
                "name": "Server action",
                "model_id": self.env["ir.model"]._get_id("customer.retention.profile"),
                "state": "code",
                "code": code,
            }
        )

    def test_a_server_action_once_with_all_records(self):
        code = "records.write({'snooze_reason': str(len(records))})"
        values = {"server_action_id": self._server_action(code).id}
        lines = self._fire(count=3, action="server", **values)
        self.assertEqual(lines.profile_id.mapped("snooze_reason"), ["3"] * 3)

    @mute_logger(DO)
    def test_one_customer_s_failure_is_kept_and_the_others_are_done(self):
        code = """
for record in records:
    if record.partner_id.name == 'Customer 1':
        raise UserError('No way')
    record.write({'snooze_reason': 'Done'})"""
        values = {"server_action_id": self._server_action(code).id}
        runs, actions = [], self.registry["ir.actions.server"]
        original = actions.run

        def run(action):
            runs.append(len(action.env.context["active_ids"]))
            return original(action)

        with patch.object(actions, "run", run):
            lines = self._fire(count=3, action="server", **values)
        self.assertEqual(runs, [3, 1, 1, 1], "together, then each once more")
        self.assertEqual(lines.mapped("state"), ["done", "failed", "done"])
        self.assertEqual(lines[1].error, "No way")
        self.assertEqual(
            lines.profile_id.mapped("snooze_reason"), ["Done", False, "Done"]
        )

    @mute_logger(DO)
    def test_one_reaction_s_failure_stops_neither_the_others_nor_the_refresh(self):
        broken = self._reaction(
            action="server", server_action_id=self._server_action("1 / 0").id
        )
        lines = self._fire(sequence=20)
        self.assertEqual(self._states(broken), ["failed"])
        self.assertIn("Something unexpected", broken.log_ids.error)
        self.assertEqual(lines.mapped("state"), ["done"])
        self.assertEqual(lines.profile_id.status, "at_risk")

    def test_a_conflict_with_others_is_no_failure_of_the_reaction(self):
        reactions = type(self.env[REACTION])
        conflict = errors.SerializationFailure
        for name, error, told_as in (
            ("_do_activity", conflict, conflict),
            ("_customers", errors.QueryCanceled, UserError),
        ):
            with (
                self.subTest(error=error),
                patch.object(reactions, name, side_effect=error),
                mute_logger("odoo.addons.oe_customer_retention.models.refresh.refresh"),
                self.assertRaises(told_as) as caught,
                self.env.cr.savepoint(),
            ):
                self._fire()
            told = caught.exception
            self.assertIsInstance(told.__cause__ or told, error)

    @mute_logger(DO, "odoo.addons.mail.models.mail_render_mixin")
    def test_a_broken_template_is_kept_in_the_log(self):
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        template.subject = "{{ 1 / 0 }}"
        values = {"action": "mail", "mail_to": "customer"}
        line = self._fire(template_id=template.id, **values)
        self.assertEqual(line.state, "failed")
        self.assertTrue(line.error)

    @mute_logger(DO)
    def test_a_customer_without_address_fails_alone_and_is_tried_again(self):
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        values = {"action": "mail", "mail_to": "customer", "template_id": template.id}
        reaction = self._reaction(**values)
        silent, other = self._seen(name="Mute", email=False), self._seen()
        self._refresh(as_of=AS_OF + DAY)
        failed = reaction.log_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.partner_id, silent)
        self.assertIn("Mute has no email address", failed.error)
        silent.email = "mute@example.com"
        failed.with_user(self.leader).action_retry()
        self.assertEqual(failed.state, "done")
        self.assertEqual(self._mails(reaction.log_ids).recipient_ids, silent + other)

    @mute_logger("odoo.addons.oe_customer_retention.models.reaction.engine")
    def test_a_condition_outlived_by_its_field_is_shown_and_the_others_fire(self):
        broken = self._reaction()
        self.env.cr.execute(
            "UPDATE customer_retention_reaction SET condition = %s WHERE id = %s",
            ["[('gone', '=', 1)]", broken.id],
        )
        broken.invalidate_recordset()
        lines = self._fire()
        self.assertEqual(lines.mapped("state"), ["done"])
        self.assertIn("gone", broken.problem)
        broken.condition = "[]"
        self._seen()
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertFalse(broken.problem)

    def test_activities_are_created_in_one_batch_without_mails(self):
        created = []
        model = type(self.env["mail.activity"])
        real = model.create

        def spy(records, vals_list):
            created.append(len(vals_list))
            return real(records, vals_list)

        with patch.object(model, "create", spy):
            self._fire(count=5)
        self.assertEqual(created, [5])
        mails = [("model", "=", "customer.retention.profile")]
        self.assertFalse(self.env["mail.mail"].search_count(mails))


class TestReactionSnooze(ReactionCase):
    def setUp(self):
        super().setUp()
        self.reaction = self._reaction(to_status="slipping")
        self.customer = self._seen()
        self._profile(self.customer).snoozed_until = AS_OF + 3 * DAY

    def _states_on(self, *days):
        found = []
        for day in days:
            self._refresh(as_of=AS_OF + day * DAY)
            found += self._states(self.reaction)
        return found

    def test_it_waits_until_the_last_day_and_is_done_the_day_after(self):
        states = self._states_on(1, 3, 4, 5)
        self.assertEqual(states, ["snoozed", "snoozed", "done", "done"])
        [activity] = self._activities(self.customer)
        self.assertEqual(activity.date_deadline, AS_OF + 6 * DAY)

    def test_it_is_dropped_when_the_customer_came_back_meanwhile(self):
        self._states_on(1)
        self._order(self.customer, AS_OF + 2 * DAY)
        self.assertEqual(self._states_on(2, 4), ["snoozed", "over"])
        self.assertFalse(self._activities(self.customer))

    def test_it_is_dropped_when_the_reaction_was_switched_off(self):
        self._states_on(1)
        self.reaction.active = False
        self.assertEqual(self._states_on(4), ["over"])


class TestReactionLog(ReactionCase):
    def setUp(self):
        super().setUp()
        self.reaction = self._reaction()
        self.customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self.line = self.reaction.log_ids

    def _found(self, state):
        self.env.flush_all()
        domain = [("id", "=", self.line.id), ("follow_up", "=", state)]
        return bool(self.env[LOG].search(domain))

    def _follow_up(self):
        """Return the state, which the filter of that name finds and no other."""
        self.line.invalidate_recordset()
        states = ("open", "done", "withdrawn", "cancelled", False)
        self.assertEqual([s for s in states if self._found(s)], [self.line.follow_up])
        return self.line.follow_up

    def test_an_activity_is_open_then_done_with_its_outcome(self):
        self.assertEqual(self._follow_up(), "open")
        self.line.activity_ids.retention_outcome = "positive"
        self.line.activity_ids.action_feedback("Orders again")
        self.assertEqual(self._follow_up(), "done")
        self.assertEqual(self.line.outcome, "positive")

    def test_a_deleted_activity_is_cancelled(self):
        self.line.activity_ids.unlink()
        self.assertEqual(self._follow_up(), "cancelled")

    def test_logging_a_call_closes_the_follow_up(self):
        log = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": self._profile(self.customer).ids, "outcome": "negative"}
        )
        log.action_log()
        self.assertEqual(self._follow_up(), "done")
        self.assertEqual(self.line.outcome, "negative")

    def test_a_purchase_within_90_days_is_shown(self):
        for days, returned in ((91, True), (92, False)):
            with self.subTest(days=days), self.cr.savepoint() as savepoint:
                bought = AS_OF + days * DAY
                self._order(self.customer, bought)
                self._refresh(as_of=bought)
                self.line.invalidate_recordset()
                self.assertEqual(self.line.returned_on, returned and bought)
                savepoint.rollback()

    def test_salespeople_read_those_of_their_customers_only(self):
        lines = self.env[LOG].with_user(self.salesman)
        self.assertEqual(lines.search([]), self.line)
        other = self._seen(user_id=self.leader.id)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertNotIn(other, lines.search([]).partner_id)
        with self.assertRaises(AccessError):
            self.line.with_user(self.salesman).action_retry()

    def test_only_managers_set_up_reactions_and_administrators_server_actions(self):
        with self.assertRaises(AccessError):
            self.reaction.with_user(self.salesman).name = "Mine"
        self.reaction.with_user(self.leader).name = "Ours"
        with self.assertRaises(AccessError):
            self.reaction.with_user(self.leader).server_action_id = False

    def test_a_deleted_reaction_leaves_its_log(self):
        self.reaction.unlink()
        self.line.invalidate_recordset()
        self.assertEqual(self.line.name, "Reaction")
        self.assertEqual(self._follow_up(), "open")


class TestReactionsReady(ReactionCase):
    def test_they_are_there_and_off(self):
        reactions = self.env[REACTION].with_context(active_test=False)
        shipped = reactions.search([]).filtered(
            lambda reaction: reaction.get_external_id()[reaction.id]
        )
        self.assertGreaterEqual(len(shipped), 6)
        self.assertFalse(any(shipped.mapped("active")))

    def test_each_works_when_switched_on(self):
        """Those of the main addon: other ones wait for documents."""
        reactions = self.env[REACTION].with_context(active_test=False)
        reactions = reactions.search([("trigger", "in", ("status", "stage"))])
        self.policy.key_account_revenue = 1
        reactions.active = True
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        customer = self._seen()
        for days in (1, 11, 31):
            self._refresh(as_of=AS_OF + days * DAY)
        self._order(customer, AS_OF + 32 * DAY)
        self._refresh(as_of=AS_OF + 32 * DAY)
        onboarding = self.env.ref("oe_customer_retention.stage_b2b_onboarding")
        profile = self._profile(customer)
        profile.stage_id = self.env.ref("oe_customer_retention.stage_b2b_lead")
        profile.stage_id = onboarding
        self.env.invalidate_all()
        for reaction in reactions:
            with self.subTest(reaction=reaction.name):
                self.assertIn("done", reaction.log_ids.mapped("state"))


class TestReactionSurvives(ReactionCase):
    """Merge, archiving, exclusion, deletion and a change of company."""

    def setUp(self):
        super().setUp()
        self.reaction = self._reaction(to_status="slipping")
        self.customer, self.other = self._seen(name="One"), self._seen(name="Other")
        self._refresh(as_of=AS_OF + DAY)
        self.lines = self.reaction.log_ids

    def _merge_both(self):
        self._merge(self.customer, into=self.other)
        self.lines.invalidate_recordset()

    def test_merged_customers_keep_what_was_done_for_both(self):
        activities = self._activities(self.customer) + self._activities(self.other)
        self._merge_both()
        self.assertEqual(self.lines.exists(), self.lines)
        self.assertEqual(self.lines.profile_id, self._profile(self.other))
        self.assertEqual(self.lines.activity_ids, activities)

    def test_merged_customers_are_not_followed_up_again_in_the_same_silence(self):
        self._activities(self.customer + self.other).action_feedback()
        self._merge_both()
        self._refresh(as_of=AS_OF + 11 * DAY)
        self.assertEqual(self._profile(self.other).status, "dormant")
        self.assertEqual(self.reaction.log_ids, self.lines)

    def test_merging_more_than_once_does_not_abort(self):
        third = self._seen(at=AS_OF + DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._merge_both()
        self._merge(self.other, into=third)
        self.assertEqual(len(self._profile(third).reaction_log_ids), 3)

    def test_an_archived_customer_keeps_its_log(self):
        self.customer.active = False
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self.lines.exists(), self.lines)

    def test_an_excluded_customer_keeps_its_log_and_is_left_alone(self):
        self._activities(self.customer).action_feedback()
        self.customer.retention_excluded = True
        self._refresh(as_of=AS_OF + 11 * DAY)
        self.customer.retention_excluded = False
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(self.reaction.log_ids, self.lines)

    def test_a_deleted_user_aborts_nothing(self):
        self.reaction.write({"responsible": "user", "user_id": self.leader.id})
        self.env.cr.execute(
            "UPDATE customer_retention_reaction SET user_id = NULL WHERE id = %s",
            [self.reaction.id],
        )
        self.reaction.invalidate_recordset()
        customer = self._seen(at=AS_OF + DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertTrue(self._activities(customer).user_id)

    def test_a_template_or_plan_in_use_is_not_deleted(self):
        addon = "oe_customer_retention"
        template = self.env.ref(f"{addon}.mail_template_reaction_customer").copy()
        plan = self.env.ref(f"{addon}.activity_plan_winback").copy()
        self._reaction(action="mail", mail_to="customer", template_id=template.id)
        self._reaction(action="plan", plan_id=plan.id)
        for record in (template, plan):
            with (
                self.subTest(record=record),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                record.unlink()

    def test_a_deleted_customer_takes_its_own_along_and_nobody_else_s(self):
        prospect = self._customer("Prospect")
        self._opportunity(prospect, AS_OF)
        self._refresh(as_of=AS_OF + DAY)
        profile = self._profile(prospect)
        profile.write({"snoozed_until": AS_OF + 9 * DAY, "status_override": "lost"})
        self.env["customer.retention.interaction"].create({"profile_id": profile.id})
        self._reaction(to_status="dormant")
        profile.status_override = "dormant"
        self.assertTrue(profile.reaction_log_ids)
        outcome = self.env["customer.retention.interaction"].create(
            {"profile_id": self._profile(self.other).id}
        )
        self.env["crm.lead"].search([("partner_id", "=", prospect.id)]).unlink()
        prospect.unlink()
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertFalse(profile.exists())
        self.assertEqual(self.lines.exists(), self.lines)
        self.assertTrue(outcome.exists())

    def test_a_customer_handed_to_a_colleague_keeps_its_follow_up(self):
        activities = self._activities(self.customer)
        self.customer.user_id = self.leader
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._activities(self.customer), activities)
        self.assertEqual(self._profile(self.customer).user_id, self.leader)

    def test_a_contact_moved_to_another_company_aborts_nothing(self):
        self.customer.write({"is_company": False, "parent_id": self.other.id})
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self.lines.exists().partner_id, self.other)
