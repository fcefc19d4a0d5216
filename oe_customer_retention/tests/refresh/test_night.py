"""A night computes what the documents and the calendar changed, and misses nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tools import SQL

from ...models.refresh import night
from ...models.refresh.incremental import BEHIND
from ..common import AS_OF, SALESMAN, RetentionCase, ago, seeds
from ..random_world import RandomWorld

TABLES = (
    *("profile", "transition", "purchase_day", "outreach_day"),
    *("purchase_line", "category", "rfm_scale", "rfm_change"),
)
COUNTS = ("created", "changed", "removed", "transition", "status", "stage")


class NightCase(RetentionCase):
    def setUp(self):
        super().setUp()
        self.patch(night, "SHARE_OF_ALL", 1)
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        marks.create({"seen_until": self.env.cr.now() - BEHIND * 2, "message_id": 0})

    def _night(self, as_of, *customers, company=None):
        """Refresh the night before ``as_of``, documents of these having changed."""
        changed = self.env["res.partner"].sudo().union(*customers)
        refresh = self.env["customer.retention.refresh"]
        with patch.object(
            type(self.env["customer.retention.incremental"]),
            "_changed_of",
            lambda _self, _company: changed,
        ):
            values = refresh._refresh_night(company or self.company, as_of)
        return self.env["customer.retention.run"].create(
            values | {"trigger": "nightly"}
        )

    def _rows(self, company):
        """Return all that a refresh writes, as text."""
        self.env.flush_all()
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT t::text FROM %s t WHERE company_id = %s ORDER BY id",
                    SQL.identifier(f"customer_retention_{table}"),
                    company.id,
                )
            )
            for table in TABLES
        }


class TestRandomNights(RandomWorld, NightCase):
    CUSTOMERS = 25
    CONTACTS = 10
    has_lifecycle = True

    def test_after_each_night_a_full_refresh_finds_nothing_to_mend(self):
        changed = 0
        for seed in (numbers := seeds(1)):
            savepoint = self.env.cr.savepoint()
            changed += self._live(seed)
            # With it go the locks of all tables that were made and dropped.
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertGreater(changed, 10 * len(numbers))

    def _live(self, seed):
        """Live through nights of two months; return how many customers they changed."""
        self._scramble(seed)
        self.companies.retention_follow_categories = True
        day = AS_OF - timedelta(50)
        self._write_nothing_ahead(day)
        self._refresh(company=self.companies, as_of=day)
        changed = 0
        while day < AS_OF + timedelta(15):
            day += timedelta(self._pick(1, 1, 2, 6))
            for company in self.companies:
                with self.subTest(seed=seed, day=day, company=company.name):
                    changed += self._live_through(company, day)
        return changed

    def _write_nothing_ahead(self, day):
        """Have all documents written before ``day``, whatever day they are of."""
        for table in ("crm_lead", "res_partner", "sale_order", "account_move"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = LEAST(create_date, %s)",
                    SQL.identifier(table),
                    day,
                )
            )
        self.env.invalidate_all()

    def _live_through(self, company, day):
        """Refresh a night; compare with all computed anew; return how many changed."""
        refresh = self.env["customer.retention.refresh"]
        come = self.env["customer.retention.stale"].search([("due_on", "<=", day)])
        values = refresh._refresh_day(company, come.partner_id, day)
        self.assertEqual(values["mode"], "day")
        after = self._rows(company)
        full = refresh._refresh_company(company, day)
        self.assertEqual([full[f"{name}_count"] for name in COUNTS], [0] * len(COUNTS))
        for table, rows in self._rows(company).items():
            self.assertEqual(set(rows) ^ set(after[table]), set(), table)
        return values["changed_count"] + values["created_count"]


class TestSuspectsOfANight(NightCase):
    """Of who never bought, a night reads those only whom a day may change."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("night_seller", SALESMAN)
        cls.customer = cls._customer(user_id=cls.seller.id)
        cls.lifecycle = cls.env.ref("oe_customer_retention.lifecycle_b2b")
        cls.company.retention_lifecycle_id = cls.lifecycle
        cls.profiles = cls.env["customer.retention.profile"]
        cls.profile = cls.profiles.add_partners(cls.customer.ids)
        cls._refresh()

    def _rule(self, condition):
        suspect, prospect = self.lifecycle.stage_ids[:2]
        return self.env["customer.lifecycle.rule"].create(
            {
                "name": condition,
                "lifecycle_id": self.lifecycle.id,
                "from_stage_ids": [(6, 0, suspect.ids)],
                "to_stage_id": prospect.id,
                "condition": condition,
            }
        )

    def test_a_suspect_in_its_stage_is_not_read(self):
        before = self._rows(self.company)
        self._update(self.profile, user_id=None)
        self.assertEqual(self._night(ago(-1)).changed_count, 0)
        self._update(self.profile, user_id=self.seller.id)
        self.assertEqual(self._rows(self.company), before)

    def test_a_rule_that_asks_for_a_day_moves_suspects_on_it(self):
        rule = self._rule("[('is_snoozed', '=', False)]")
        self._update(self.profile, snoozed_until=ago(-1))
        self._refresh()
        moved = []
        for days in (1, 2):
            self.assertEqual(self._night(ago(-days)).mode, "day")
            moved.append(self.profile.stage_id == rule.to_stage_id)
        self.assertEqual(moved, [False, True])

    def test_only_what_days_do_not_change_is_settled(self):
        settled = (
            "[('open_opportunity_count', '>=', 1)]",
            "[('partner_id.supplier_rank', '>', 0), ('last_order_date', '=', False)]",
            "['|', ('status', '=', 'prospect'), ('is_churn_due', '=', False)]",
        )
        unsettled = (
            "[('stage_date', '<', 'today -30d')]",
            "[('is_snoozed', '=', False)]",
            "[('last_quotation_date', '<', 'today -30d')]",
            "[('purchase_count', '=', 0), ('partner_id.category_id', '=', False)]",
        )
        for condition in (*settled, *unsettled):
            with self.subTest(condition):
                rule = self._rule(condition)
                self.assertEqual(rule._is_settled(), condition in settled)

    def test_the_rules_that_come_along_are_settled(self):
        for name in ("b2b", "shop"):
            rules = self.env.ref(f"oe_customer_retention.lifecycle_{name}").rule_ids
            self.assertEqual(
                rules.filtered(lambda rule: not rule._is_settled()), rules[:0]
            )

    def test_a_suspect_goes_with_its_salesperson_to_another_team_or_none(self):
        team = self.env["crm.team"].create({"name": "Hunters"})
        member = self.env["crm.team.member"].create(
            {"user_id": self.seller.id, "crm_team_id": team.id}
        )
        self._night(ago(-1))
        self.assertEqual(self.profile.team_id, team)
        member.action_archive()
        self._night(ago(-2))
        self.assertFalse(self.profile.team_id)

    def test_a_suspect_left_to_the_rules_again_is_looked_at_soon(self):
        self.profile.write({"stage_pinned": True, "stage_reason": "Wait"})
        stale = self.env["customer.retention.stale"]
        stale.search([]).unlink()
        self.profile._release_stage()
        self.assertEqual(stale.search([]).partner_id, self.customer)


class TestNight(NightCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._buyer(200, 89, 10)
        cls.other = cls._buyer(20)
        cls._refresh()

    def test_an_unchanged_night_writes_no_row(self):
        before = self._rows(self.company)
        run = self._night(self.today)
        self.assertEqual(run.mode, "day")
        self.assertEqual(self._rows(self.company), before)
        self.assertEqual([run[f"{name}_count"] for name in COUNTS], [0] * len(COUNTS))

    def test_a_purchase_leaves_its_window_on_the_day(self):
        self.assertEqual(self._profile(self.buyer).purchases_90d, 2)
        run = self._night(ago(-1))
        self.assertEqual(self._profile(self.buyer).purchases_90d, 1)
        self.assertEqual(run.changed_count, 1)

    def test_a_newcomer_with_an_order_of_tomorrow_gets_a_profile_tomorrow(self):
        customer = self._buyer(-1)
        self._refresh()
        self.assertFalse(self._profile(customer))
        notes = self.env["customer.retention.stale"]
        self.assertEqual(
            notes.search([("partner_id", "=", customer.id)]).due_on, ago(-1)
        )
        self.assertNotIn(customer, notes._due().partner_id)
        self.env = self.env(context={**self.env.context, "retention_as_of": ago(-1)})
        self.assertIn(customer, self.env[notes._name]._due().partner_id)

    def test_a_status_set_by_hand_ends_on_its_day(self):
        profile = self._profile(self.other)
        profile.write({"status_override": "lost", "override_until": self.today})
        self.assertEqual(profile.status, "lost")
        self._night(ago(-1))
        self.assertEqual(profile.status, "active")

    def test_who_changed_without_a_document_is_computed_anew(self):
        self._update(self.other, active=False)
        self._night(self.today)
        self.assertFalse(self._profile(self.other).active)

    def test_who_took_the_last_order_is_followed_to_another_team(self):
        seller = self._user("night_moving", SALESMAN)
        order = self.env["sale.order"].search([("partner_id", "=", self.other.id)])
        self._update(order, user_id=seller.id)
        self._refresh()
        team = self.env["crm.team"].create({"name": "Hunters"})
        self.env["crm.team.member"].create(
            {"user_id": seller.id, "crm_team_id": team.id}
        )
        self._night(self.today)
        self.assertEqual(self._profile(self.other).team_id, team)

    def test_what_changed_past_odoo_is_mended_and_counted_after_a_week(self):
        order = self.env["sale.order"].search([("partner_id", "=", self.other.id)])
        self._update(order, amount_untaxed=101)
        for days in range(1, 7):
            run = self._night(ago(-days))
            self.assertEqual((run.mode, run.mended_count), ("day", 0))
        self.assertNotEqual(self._profile(self.other).revenue_total, 101)
        run = self._night(ago(-7))
        self.assertEqual((run.mode, run.mended_count), ("full", 1))
        self.assertEqual(self._profile(self.other).revenue_total, 101)

    def test_a_company_may_have_everything_computed_every_night(self):
        self.company.retention_full_every_night = True
        self.assertEqual(self._night(ago(-1)).mode, "full")

    def test_changed_settings_are_a_reason_to_compute_everything(self):
        self.policy.at_risk_days = 15
        run = self._night(self.today)
        self.assertEqual((run.mode, run.status_count), ("full", 1))
        self.assertFalse(run.mended_count)

    def test_a_waiting_night_becomes_what_is_asked_for(self):
        runs = self.env["customer.retention.run"]
        waiting = runs._enqueue(self.company, "nightly")
        for mode in ("day", "full"):
            self.assertEqual(runs._enqueue(self.company, "button", mode), waiting)
            self.assertEqual((waiting.trigger, waiting.mode), ("button", mode))
        runs._enqueue(self.company, "button", mode="day")
        self.assertEqual(waiting.mode, "full")
