from datetime import timedelta

from odoo.exceptions import ValidationError

from ..common import AS_OF, DAY, MANAGER
from .reaction_common import ReactionCase


class TestReactionFires(ReactionCase):
    def test_when_the_status_changes_and_not_the_day_before(self):
        reaction = self._reaction(due_days=3)
        customer = self._seen(days=8)
        self._refresh(as_of=AS_OF + DAY)
        self.assertFalse(self._activities(customer))
        self._refresh(as_of=AS_OF + 2 * DAY)
        activity = self._activities(customer)
        self.assertEqual(activity.summary, "Call")
        self.assertEqual(activity.user_id, self.salesman)
        self.assertEqual(activity.date_deadline, AS_OF + 5 * DAY)
        self.assertTrue(activity.automated)
        line = reaction.log_ids
        self.assertEqual(line.state, "done")
        self.assertEqual((line.date, line.transition_date), (AS_OF + 2 * DAY,) * 2)
        self.assertEqual((line.from_status, line.to_status), ("active", "at_risk"))

    def test_not_again_on_the_following_days(self):
        self._reaction()
        customer = self._seen()
        for days in (1, 2, 3):
            self._refresh(as_of=AS_OF + days * DAY)
        self._refresh(customer, as_of=AS_OF + 3 * DAY)
        self.assertEqual(len(self._activities(customer)), 1)

    def test_neither_on_the_first_fill_nor_for_a_new_profile(self):
        self._reaction(to_status="slipping")
        self._reaction(to_status="active")
        customers = self._seen(days=15)
        late = self._customer()
        self._order(late, AS_OF - timedelta(days=30))
        self._refresh(as_of=AS_OF + DAY)
        self.assertFalse(self._activities(customers + late))

    def test_for_the_last_of_several_steps_down_one_silence(self):
        at_risk, dormant = (self._reaction(to_status=s) for s in ("at_risk", "dormant"))
        self._seen()
        self._refresh(as_of=AS_OF + 20 * DAY)
        self.assertFalse(at_risk.log_ids)
        self.assertEqual(dormant.log_ids.transition_date, AS_OF + 11 * DAY)

    def test_for_a_return_and_a_silence_between_two_refreshes(self):
        slipping = self._reaction(to_status="slipping")
        back = self._reaction(from_status="gone", to_status="active")
        customer = self._seen(days=19)
        self._refresh(as_of=AS_OF + DAY)
        self._order(customer, AS_OF + 3 * DAY)
        self._refresh(as_of=AS_OF + 15 * DAY)
        self.assertEqual(slipping.log_ids.mapped("to_status"), ["at_risk", "dormant"])
        self.assertEqual(back.log_ids.transition_date, AS_OF + 3 * DAY)

    def test_for_a_return_entered_late_with_the_day_of_the_lapse(self):
        self.policy.at_risk_days = 4
        slipping = self._reaction(to_status="at_risk")
        back = self._reaction(from_status="gone", to_status="active")
        customer = self._seen(days=20)  # dormant today
        for lapse in (0, 20):  # the first ever, and one after a return
            self._refresh(as_of=AS_OF + lapse * DAY)
            self._order(customer, AS_OF + lapse * DAY)
            self._refresh(as_of=AS_OF + (lapse + 6) * DAY)
            with self.subTest(lapse=lapse):
                self.assertEqual(
                    (slipping.log_ids | back.log_ids).sorted("id").mapped("to_status"),
                    ["at_risk", "active"],
                )
                self.assertEqual(back.log_ids[:1].transition_date, AS_OF + lapse * DAY)
            (slipping.log_ids | back.log_ids).unlink()

    def test_one_silence_is_one_occasion(self):
        reaction = self._reaction(to_status="slipping")
        customer = self._seen()
        for days in (1, 11, 31):
            self._refresh(as_of=AS_OF + days * DAY)
            self._activities(customer).action_feedback()
        self.assertEqual(self._states(reaction), ["done"])

    def test_the_next_silence_is_another_occasion(self):
        reaction = self._reaction(to_status="slipping")
        customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self._activities(customer).action_feedback()
        self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(self._states(reaction), ["done", "done"])

    def test_only_so_many_a_day_and_the_others_on_the_next_days(self):
        reaction = self._reaction(to_status="slipping", daily_limit=2)
        first = self._seen()
        others = [self._seen() for _each in range(2)]
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._states(reaction), ["done", "done", "postponed"])
        self._refresh(first, as_of=AS_OF + DAY)
        self._refresh(others[-1], as_of=AS_OF + DAY)
        self.assertEqual(self._states(reaction), ["done", "done", "postponed"])
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._states(reaction), ["done"] * 3)

    def test_who_waits_for_another_day_and_buys_is_left_alone(self):
        reaction = self._reaction(to_status="slipping", daily_limit=1)
        self._seen()
        waits = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self._order(waits, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._states(reaction), ["done", "over"])

    def test_an_open_follow_up_is_not_repeated(self):
        reaction = self._reaction(to_status="slipping")
        customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        activity = self._activities(customer)
        activity.with_user(self.salesman).note = "Calls back next week"
        self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(self._states(reaction), ["done", "repeated"])
        self.assertEqual(self._activities(customer), activity)

    def test_a_withdrawn_follow_up_comes_again_with_the_next_silence(self):
        reaction = self._reaction(to_status="slipping")
        customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        withdrawn = self._activities(customer)
        self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertFalse(withdrawn.exists())
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(self._states(reaction), ["done", "done"])
        self.assertEqual(
            reaction.log_ids.sorted("id").mapped("follow_up"), ["withdrawn", "open"]
        )
        self.assertEqual(len(self._activities(customer)), 1)

    def test_a_timeline_rebuilt_under_another_policy_does_not_refire(self):
        reaction = self._reaction()
        customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self._activities(customer).action_feedback()
        self.policy.at_risk_days = 15
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._profile(customer).status, "active")
        self._refresh(as_of=AS_OF + 6 * DAY)
        self.assertEqual(self._profile(customer).status, "at_risk")
        self.assertEqual(self._states(reaction), ["done"])

    def test_a_policy_that_lets_customers_be_active_again_is_one_step(self):
        """From what was shown, whatever they came back from long ago."""
        reaction = self._reaction(from_status="gone", to_status="active")
        customer = self._seen(days=40)
        self._order(customer, AS_OF - timedelta(days=19))  # came back from lost
        self._refresh(as_of=AS_OF)
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._profile(customer).status, "dormant")
        known = reaction.log_ids
        self.policy.write(
            {"dormant_days": 30, "at_risk_days": 25, "react_to_past": True}
        )
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._profile(customer).status, "active")
        line = reaction.log_ids - known
        self.assertEqual((line.from_status, line.to_status), ("dormant", "active"))

    def test_a_document_entered_late_is_a_new_silence_when_it_ended_the_old_one(self):
        reaction = self._reaction()
        customer = self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self._activities(customer).action_feedback()
        self._order(customer, AS_OF - 3 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._profile(customer).status, "active")
        self._refresh(as_of=AS_OF + 7 * DAY)
        self.assertEqual(self._states(reaction), ["done", "done"])

    def test_for_a_status_set_by_hand(self):
        reaction = self._reaction(to_status="lost")
        customer = self._seen()
        self._profile(customer).status_override = "lost"
        self.assertEqual(self._states(reaction), ["done"])

    def test_not_while_it_is_off(self):
        reaction = self._reaction(active=False)
        self._seen()
        self._refresh(as_of=AS_OF + DAY)
        self.assertFalse(reaction.log_ids)

    def test_not_for_an_archived_customer(self):
        reaction = self._reaction()
        customer = self._seen()
        customer.active = False
        self._refresh(as_of=AS_OF + DAY)
        self.assertFalse(reaction.log_ids)

    def test_in_its_own_company_only_or_in_all(self):
        other = self._new_company("Other Ltd")
        own = self._reaction()
        elsewhere = self._reaction(company_id=other.id)
        shared = self._reaction(company_id=False)
        self._seen()
        self._refresh(as_of=AS_OF + DAY)
        states = [self._states(reaction) for reaction in (own, elsewhere, shared)]
        self.assertEqual(states, [["done"], [], ["done"]])


class TestReactionForWhom(ReactionCase):
    def _fires(self, **values):
        reaction = self._reaction(**values)
        self._seen()
        self._refresh(as_of=AS_OF + DAY)
        return bool(reaction.log_ids)

    def test_a_condition_narrows_it(self):
        self.assertTrue(self._fires(condition="[('purchase_count', '=', 1)]"))
        self.assertFalse(self._fires(condition="[('purchase_count', '>', 1)]"))

    def test_the_minimum_revenue_is_included(self):
        self.assertTrue(self._fires(minimum_revenue=100))
        self.assertFalse(self._fires(minimum_revenue=100.01))

    def test_key_accounts_only(self):
        self.policy.key_account_revenue = 100
        self.assertTrue(self._fires(is_key_account_only=True))
        self.policy.key_account_revenue = 101
        self.assertFalse(self._fires(is_key_account_only=True))

    def test_the_status_before(self):
        self.assertTrue(self._fires(from_status="active"))
        self.assertFalse(self._fires(from_status="gone"))

    def test_members_of_a_segment(self):
        segment = self.env["customer.segment"].create({"name": "Chosen"})
        reaction = self._reaction(segment_ids=segment.ids)
        chosen, other = self._seen(), self._seen()
        self._profile(chosen).segment_ids = segment
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(reaction.log_ids.partner_id, chosen)
        self.assertNotIn(other, reaction.log_ids.partner_id)

    def test_it_goes_with_its_company_instead_of_coming_over_all_others(self):
        company = self._insert(  # with nothing of other addons that would keep it
            "res.company",
            name="Closed Ltd",
            partner_id=self._customer("Closed Ltd").id,
            currency_id=self.company.currency_id.id,
        )
        reaction = self._reaction(company_id=company.id)
        company.unlink()
        self.assertFalse(reaction.exists())

    def test_what_is_missing_is_named(self):
        for values, field in (
            ({"to_status": False}, "To"),
            ({"activity_type_id": False}, "Activity type"),
            ({"action": "mail"}, "Template"),
            ({"action": "plan"}, "Activity plan"),
            ({"action": "server"}, "Server action"),
            ({"responsible": "user"}, "User"),
            ({"trigger": "stage"}, "To stage"),
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(ValidationError, f"'{field}' is empty"):
                    self._reaction(**values)

    def test_negative_days_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "'Due in days' is -1"):
            self._reaction(due_days=-1)

    def test_a_reaction_without_rest_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "'Repeat after days' is 0"):
            self._reaction(rest_days=0)


class TestReactionStage(ReactionCase):
    def setUp(self):
        super().setUp()
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self.customer = self._seen()
        self.stage = self.env.ref("oe_customer_retention.stage_b2b_other")
        self.reaction = self._reaction(trigger="stage", to_stage_id=self.stage.id)

    def _rule(self, condition="[('status', '=', 'at_risk')]"):
        """The only rule moves the customer, whichever stage it is in."""
        self.company.retention_lifecycle_id.rule_ids.active = False
        self.env["customer.lifecycle.rule"].create(
            {
                "name": "At once",
                "lifecycle_id": self.company.retention_lifecycle_id.id,
                "to_stage_id": self.stage.id,
                "sequence": 0,
                "condition": condition,
            }
        )

    def test_when_a_rule_moves_a_customer(self):
        self._rule()
        for days in (0, 1, 2):
            self._refresh(as_of=AS_OF + days * DAY)
        self.assertEqual(self._states(self.reaction), ["done"])
        self.assertEqual(self.reaction.log_ids.to_stage_id, self.stage)

    def test_when_a_person_moves_a_customer(self):
        profile = self._profile(self.customer).with_user(self.salesman)
        profile.stage_id = self.stage
        self.assertEqual(self._states(self.reaction), ["done"])
        self.assertEqual(self.reaction.log_ids.partner_id, self.customer)

    def test_moved_back_and_forth_by_hand_it_rests(self):
        self.reaction.write({"action": "post", "message": "Moved", "rest_days": 2})
        profile = self._profile(self.customer).with_user(self.salesman)
        lead = self.env.ref("oe_customer_retention.stage_b2b_lead")
        for days in (0, 0, 1, 2):
            on_day = profile.sudo().with_context(retention_as_of=AS_OF + days * DAY)
            on_day.stage_id = lead
            on_day.stage_id = self.stage
        self.assertEqual(self._states(self.reaction), ["done", "resting", "done"])

    def test_not_for_a_new_customer(self):
        self.customer = self._customer()
        self._rule(f"[('partner_id', '=', {self.customer.id})]")
        self._refresh(as_of=AS_OF)
        self._order(self.customer, AS_OF)
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._profile(self.customer).stage_id, self.stage)
        self.assertFalse(self.reaction.log_ids)

    def test_not_for_another_stage(self):
        lead = self.env.ref("oe_customer_retention.stage_b2b_lead")
        self._profile(self.customer).stage_id = lead
        self.assertFalse(self.reaction.log_ids)


class TestReactionResponsible(ReactionCase):
    def _user_for(self, customer_values=None, **values):
        """Return who is responsible for a follow-up."""
        reaction = self._reaction(**values)
        self._seen(**(customer_values or {}))
        self._refresh(as_of=AS_OF + DAY)
        return reaction.log_ids.activity_ids.user_id

    def test_the_salesperson(self):
        self.assertEqual(self._user_for(), self.salesman)

    def test_the_team_leader(self):
        self.assertEqual(self._user_for(responsible="leader"), self.leader)

    def test_a_fixed_user(self):
        user = self._user("reaction_fixed")
        self.assertEqual(self._user_for(responsible="user", user_id=user.id), user)

    def test_the_team_leader_where_the_salesperson_has_left(self):
        customer = self._seen()
        reaction = self._reaction()
        self.salesman.active = False
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._activities(customer).user_id, self.leader)
        self.assertEqual(reaction.log_ids.user_id, self.leader)

    def test_the_fallback_of_the_reaction_then_of_the_company(self):
        nobody = {"user_id": False}
        here, company = self._user("fallback_here"), self._user("fallback_company")
        self.company.retention_fallback_user_id = company
        self.assertEqual(self._user_for(nobody, fallback_user_id=here.id), here)
        here.active = False
        self.assertEqual(self._user_for(nobody, fallback_user_id=here.id), company)

    def test_a_sales_manager_where_nothing_else_is_known(self):
        user = self._user_for({"user_id": False})
        self.assertTrue(user.has_group(MANAGER))
        self.assertIn(self.company, user.company_ids)

    def test_nobody_of_another_company(self):
        other = self._new_company("Other Ltd")
        user = self._user("reaction_elsewhere", companies=self.company + other)
        self._seen(user_id=user.id)
        user.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        reaction = self._reaction(fallback_user_id=self.salesman.id)
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(reaction.log_ids.user_id, self.salesman)
