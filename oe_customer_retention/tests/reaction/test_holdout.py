"""Who is left alone, and that nothing reaches them by that reaction."""

import base64
import hashlib
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, mute_logger

from ..common import AS_OF, DAY, MANAGER
from ..partner_import.import_common import csv_file
from .reaction_common import ReactionCase

DO = "odoo.addons.oe_customer_retention.models.reaction.actions"
EACH = 10  # customers of each salesperson
SYSTEM = "base.group_system"


class HoldoutCase(ReactionCase):
    """Two salespeople with ten customers each, who are at risk from tomorrow on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"]
        for user in cls.salesman + cls.leader:
            for number in range(EACH):
                customer = cls._customer(f"{user.login} {number}", user_id=user.id)
                cls._order(customer, AS_OF - 9 * DAY)
                cls.customers += customer
        cls._refresh(as_of=AS_OF)

    def _drawn(self, reaction, **values):
        """Return what was decided for a reaction."""
        self.env.invalidate_all()
        domain = [("reaction_id", "=", reaction.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["customer.retention.holdout"].search(domain, order="id")

    def _fire(self, **values):
        reaction = self._reaction(**{"holdout_percent": 20, **values})
        self._refresh(as_of=AS_OF + DAY)
        return reaction


class TestHoldoutDrawn(HoldoutCase):
    def test_of_each_salesperson_exactly_the_share_is_left_alone(self):
        for percent, held_out in ((10, 1), (20, 2), (30, 3), (50, 5)):
            with self.subTest(percent), self.cr.savepoint() as savepoint:
                reaction = self._fire(holdout_percent=percent)
                for user in self.salesman + self.leader:
                    drawn = self._drawn(reaction, user_id=user.id)
                    self.assertEqual(len(drawn), EACH)
                    alone = drawn.filtered("is_held_out")
                    self.assertEqual(len(alone), held_out, user.login)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_block_goes_on_the_next_day(self):
        late = self.customers[7:EACH]
        for customer in late:  # they slip a day later
            self._order(customer, AS_OF - 8 * DAY)
        self._refresh(as_of=AS_OF)
        reaction = self._fire(holdout_percent=10)
        self.assertEqual(len(self._drawn(reaction, user_id=self.salesman.id)), 7)
        self._refresh(as_of=AS_OF + 2 * DAY)
        drawn = self._drawn(reaction, user_id=self.salesman.id)
        self.assertEqual(len(drawn), EACH)
        self.assertEqual(len(drawn.filtered("is_held_out")), 1)

    def test_it_is_drawn_by_the_hash_with_the_secret_key(self):
        reaction = self._fire()
        for user in self.salesman + self.leader:
            drawn = self._drawn(reaction, user_id=user.id)
            self.assertEqual(
                set(drawn.filtered("is_held_out").profile_id.ids),
                self._told(reaction, user, drawn.profile_id.ids),
            )

    def _told(self, reaction, user, ids):
        """Draw in plain Python; without a prediction thirds are by id alone."""

        def hashed(*parts):
            text = " ".join(map(str, (reaction.sudo().holdout_key, *parts)))
            return hashlib.sha256(text.encode()).digest()

        ids = sorted(ids)
        thirds = {ids[n]: (0 if n < 4 else 1 if n < 7 else 2) for n in range(EACH)}
        seated = sorted(ids, key=lambda id_: (thirds[id_], hashed(id_)))
        alone = set()
        for block in range(2):
            seats = sorted(
                range(5),
                key=lambda seat: hashed(self.company.id, user.id, block, seat),
            )
            alone.add(seated[block * 5 + seats[0]])
        return alone

    def test_another_reaction_draws_anew(self):
        first, second = (self._reaction(holdout_percent=50) for _each in range(2))
        self._refresh(as_of=AS_OF + DAY)
        alone = [self._drawn(each, is_held_out=True) for each in (first, second)]
        self.assertNotEqual(alone[0].profile_id, alone[1].profile_id)
        self.assertEqual(len(alone[0]), len(alone[1]))

    def test_without_a_share_nothing_is_drawn(self):
        self.assertFalse(self._drawn(self._fire(holdout_percent=0)))

    def test_the_share_is_a_multiple_of_five_up_to_half(self):
        for percent in (-5, 3, 55):
            with self.subTest(percent), self.assertRaises(ValidationError) as caught:
                self._reaction(holdout_percent=percent)
            self.assertIn(f"'Control group (%)' is {percent}", str(caught.exception))

    def test_a_restored_database_draws_the_same(self):
        reaction = self._reaction(holdout_percent=20)
        drawn = []
        for _restored in range(2):
            with self.cr.savepoint() as savepoint:
                self._refresh(as_of=AS_OF + DAY)
                drawn.append(self._drawn(reaction, is_held_out=True).profile_id)
                savepoint.rollback()
        self.assertEqual(len(drawn[0]), 2 * EACH // 5)
        self.assertEqual(*drawn)

    def test_nobody_reads_the_key_or_writes_it(self):
        reaction = self._fire()
        admin = self._user("holdout_admin", MANAGER, SYSTEM)
        for user in (self.leader, admin):
            with self.assertRaises(AccessError):
                reaction.with_user(user).read(["holdout_key"])
            with self.assertRaises(AccessError):
                reaction.with_user(user).write({"holdout_key": "mine"})
        self.assertEqual(len(reaction.sudo().holdout_key), 64)


class TestHoldoutLeftAlone(HoldoutCase):
    """By every way there is to somebody whom the reaction leaves alone."""

    has_lifecycle = True

    def _split(self, reaction):
        """Return the customers left alone, and those acted upon."""
        drawn = self._drawn(reaction)
        alone = drawn.filtered("is_held_out")
        return alone.profile_id.partner_id, (drawn - alone).profile_id.partner_id

    def test_it_is_logged_and_nothing_else_done(self):
        reaction = self._fire()
        alone, acted = self._split(reaction)
        self.assertFalse(self._activities(alone))
        self.assertEqual(len(self._activities(acted)), len(acted))
        states = reaction.log_ids.filtered(lambda line: line.partner_id in alone)
        self.assertEqual(states.mapped("state"), ["held_out"] * len(alone))

    def test_other_reactions_act_as_ever(self):
        other = self._reaction(name="Other", summary="Other")
        alone, _acted = self._split(self._fire())
        self.assertEqual(self._activities(alone).retention_log_id.reaction_id, other)

    def test_the_next_silence_is_left_alone_too(self):
        reaction = self._fire()
        alone, _acted = self._split(reaction)
        for customer in alone:
            self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        lines = reaction.log_ids.filtered(lambda line: line.partner_id in alone)
        self.assertEqual(len(lines), 2 * len(alone))
        self.assertEqual(set(lines.mapped("state")), {"held_out"})
        self.assertFalse(self._activities(alone))

    def test_a_name_a_salesperson_or_an_update_changes_nothing(self):
        reaction = self._fire()
        before = self._split(reaction)
        reaction.name = "Renamed"
        before[0].write({"name": "Renamed", "user_id": self.leader.id})
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._split(reaction), before)

    def test_who_has_no_documents_any_more_is_remembered(self):
        reaction = self._fire()
        alone, _acted = self._split(reaction)
        alone.sale_order_ids._action_cancel()
        self._refresh(as_of=AS_OF + 2 * DAY)
        self.assertEqual(self._split(reaction)[0], alone)
        for customer in alone:
            self._order(customer, AS_OF + 3 * DAY)
        for days in (3, 13):
            self._refresh(as_of=AS_OF + days * DAY)
        self.assertFalse(self._activities(alone))

    def test_what_failed_before_is_not_tried_again(self):
        with (
            mute_logger(DO),
            patch.object(
                type(self.env["customer.retention.reaction"]),
                "_do_activity",
                side_effect=ValidationError("broken"),
            ),
        ):
            reaction = self._fire(holdout_percent=0)
        self._draw_all(reaction)
        alone, acted = self._split(reaction)
        reaction.log_ids.action_retry()
        self.assertFalse(self._activities(alone))
        self.assertEqual(len(self._activities(acted)), len(acted))

    def _draw_all(self, reaction):
        reaction.holdout_percent = 50
        profiles = self._profile(self.customers)
        self.env["customer.retention.holdout"]._decide(
            reaction, self.company, AS_OF + DAY, self._select(profiles)
        )

    def _select(self, profiles):
        query = profiles._search([("id", "in", profiles.ids)])
        return query.select(SQL("id AS profile_id"))

    def test_the_end_of_a_snooze_reaches_nobody_left_alone(self):
        self._profile(self.customers).snoozed_until = AS_OF + 2 * DAY
        reaction = self._fire(holdout_percent=50)
        alone, acted = self._split(reaction)
        self._refresh(as_of=AS_OF + 3 * DAY)
        self.assertFalse(self._activities(alone))
        self.assertEqual(len(self._activities(acted)), len(acted))
        self.assertEqual(set(self._states(reaction)), {"held_out", "done"})

    def test_a_stage_set_by_hand_reaches_nobody_left_alone(self):
        stage = self.env.ref("oe_customer_retention.stage_b2b_other")
        reaction = self._reaction(
            trigger="stage", to_stage_id=stage.id, holdout_percent=50
        )
        self._profile(self.customers).write({"stage_id": stage.id})
        alone, acted = self._split(reaction)
        self.assertEqual((len(alone), len(acted)), (EACH, EACH))
        self.assertFalse(self._activities(alone))
        self.assertEqual(len(self._activities(acted)), len(acted))

    def test_an_import_reaches_nobody_left_alone(self):
        reaction = self._reaction(to_status="lost", holdout_percent=50)
        for number, customer in enumerate(self.customers):
            customer.email = f"customer{number}@example.com"
        self._import_as("lost")
        alone, acted = self._split(reaction)
        self.assertEqual((len(alone), len(acted)), (EACH, EACH))
        self._import_as("active")
        self._import_as("lost")
        self.assertEqual(set(self._profile(alone).mapped("status")), {"lost"})
        self.assertFalse(self._activities(alone))
        planned = self._activities(acted).mapped("res_id")
        self.assertEqual({*planned}, {*self._profile(acted).ids})

    def _import_as(self, status):
        """Import a file that says which status each customer has."""
        rows = [["Name", "Email", "Status"]]
        rows += [[each.name, each.email, status] for each in self.customers]
        wizards = self.env["customer.retention.import"].with_user(self.leader)
        wizard = wizards.create(
            {
                "file": base64.b64encode(csv_file(*rows)),
                "file_name": "customers",
                "on_duplicate": "fill",
            }
        )
        wizard.action_import()
        while wizard.state == "running":
            wizard.import_batch()
        self.assertFalse(wizard.problem_ids.mapped("message"))

    def test_a_merge_keeps_what_was_decided_first(self):
        reaction = self._fire()
        alone, acted = self._split(reaction)
        self._drawn(reaction, is_held_out=True).date = AS_OF  # earlier than the others
        self._merge(alone[0], into=acted[0])
        self.assertIn(acted[0], self._split(reaction)[0])
        self._merge(acted[1], into=alone[1])
        self.assertIn(alone[1], self._split(reaction)[0])
        planned = self._activities(alone[1] | acted[0])  # of before
        for customer in alone[1] | acted[0]:
            self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertFalse(self._activities(alone[1]) - planned)
        self.assertFalse(self._activities(acted[0]) - planned)

    def test_the_same_customer_is_left_alone_in_every_company(self):
        other = self._new_company("Other Ltd")
        reaction = self._reaction(company_id=False, holdout_percent=50)
        policy = self.env["customer.retention.policy"]._applicable(other)
        policy.write({"at_risk_days": 10, "dormant_days": 20, "lost_days": 40})
        for customer in self.customers:
            self._order(customer, AS_OF - 9 * DAY, company_id=other.id)
        companies = self.company + other
        self._refresh(as_of=AS_OF, company=companies)
        self._refresh(as_of=AS_OF + DAY, company=companies)
        alone = self._drawn(reaction, company_id=self.company.id, is_held_out=True)
        there = self._drawn(reaction, company_id=other.id, is_held_out=True)
        self.assertEqual(there.profile_id.partner_id, alone.profile_id.partner_id)
        self.assertFalse(
            any(self._drawn(reaction, company_id=other.id).mapped("share"))
        )

    def test_a_copy_for_the_company_leaves_the_same_alone(self):
        shared = self._fire(company_id=False, holdout_percent=50)
        alone, _acted = self._split(shared)
        shared.action_copy_for_company()
        copy = shared._copies_in(self.company)
        for customer in self.customers:
            self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(self._split(copy)[0], alone)

    def test_without_a_share_from_now_on_nobody_is_left_alone(self):
        reaction = self._fire()
        alone, _acted = self._split(reaction)
        reaction.holdout_percent = 0
        for customer in alone:
            self._order(customer, AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 2 * DAY)
        self._refresh(as_of=AS_OF + 12 * DAY)
        self.assertEqual(len(self._activities(alone)), len(alone))


class TestHoldoutForecast(HoldoutCase):
    def test_it_says_how_many_and_when(self):
        reaction = self._reaction(holdout_percent=20)
        self._refresh(as_of=AS_OF + DAY)
        reaction = reaction.with_context(retention_as_of=AS_OF + DAY)
        self.env.invalidate_all()
        self.assertEqual(
            reaction._past_counts(self.company.with_env(reaction.env)), (20, 0, 0)
        )
        self.assertIn("about 2 a month", reaction.holdout_forecast)
        self.assertIn("not be known within ten years", reaction.holdout_forecast)

    def test_with_many_customers_it_names_the_month(self):
        reaction = self._reaction(holdout_percent=20)
        counts = (12 * 300, 2_000, 200)
        with patch.object(type(reaction), "_past_counts", return_value=counts):
            self.assertEqual(
                reaction.holdout_forecast,
                "Customers it concerns: about 300 a month, of whom 10% bought again "
                "within 90 days. If the reaction lifts that share from 10% to 15%, you "
                "will most likely know after 17 months with a control group of 20%, "
                "or after 13 with half of the customers in it. After one year only a "
                "lift to 16% or more would show.",
            )
            self._reaction(name="Other", holdout_percent=10)
            self.env.invalidate_all()
            self.assertIn("Pooled with Other: after about", reaction.holdout_forecast)

    def test_without_such_customers_it_says_so(self):
        reaction = self._reaction(to_status="lost", holdout_percent=20)
        self.assertIn("no one in the last 12 months", reaction.holdout_forecast)

    def test_a_condition_that_cannot_be_used_foretells_nothing(self):
        reaction = self._reaction(holdout_percent=20)
        self.env.cr.execute(
            'UPDATE customer_retention_reaction SET condition = \'[("x", "=", 1)]\''
        )
        self.env.invalidate_all()
        self.assertFalse(reaction.holdout_forecast)
