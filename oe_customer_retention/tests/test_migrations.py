from pathlib import Path

from odoo.modules import Manifest
from odoo.modules.migration import load_script
from odoo.tools.parse_version import parse_version
from odoo.tools.sql import table_columns

from .condition.condition_common import STORED, ConditionCase

ADDON = "oe_customer_retention"
FOLDER = Path(__file__).parents[1] / "migrations"


class MigrationCase(ConditionCase):
    def _migrate(self, version, script, from_version):
        path = FOLDER / version / f"{script}.py"
        self.env.flush_all()
        load_script(str(path), script).migrate(self.env.cr, from_version)
        self.env.invalidate_all()


class TestMigrations(MigrationCase):
    def test_no_migration_is_newer_than_the_manifest(self):
        manifest = parse_version(Manifest.for_addon(ADDON)["version"])
        versions = [parse_version(folder.name) for folder in FOLDER.iterdir()]
        self.assertTrue(versions)
        self.assertLessEqual(max(versions), manifest)

    def test_the_update_to_2_0_drops_the_column_of_win_backs(self):
        table = "customer_retention_transition"
        self.env.cr.execute(f"ALTER TABLE {table} ADD is_winback boolean")
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-drop-columns", "19.0.1.1.0")
        self.assertNotIn("is_winback", table_columns(self.env.cr, table))

    def test_the_update_to_2_0_translates_the_labels_that_changed(self):
        self.env["res.lang"]._activate_lang("de_DE")
        field = self.env["ir.model.fields"]._get(
            "customer.retention.profile", "revenue_total"
        )
        field.with_context(lang="de_DE").field_description = "Umsatz"
        self._migrate("19.0.2.0.0", "post-translations", "19.0.1.1.0")
        label = field.with_context(lang="de_DE").field_description
        self.assertEqual(label, "Umsatz insgesamt")

    def test_the_update_to_2_0_drops_the_companies_references(self):
        table = "customer_retention_transition"
        self.env.cr.execute(
            f"""ALTER TABLE {table} ADD CONSTRAINT of_former_name
                FOREIGN KEY (company_id) REFERENCES res_company (id)"""
        )
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-company-references", "19.0.1.1.0")
        self.env.cr.execute(
            """SELECT confrelid::regclass::text FROM pg_constraint
               WHERE contype = 'f' AND conrelid = %s::regclass""",
            [table],
        )
        self.assertEqual(self.env.cr.fetchall(), [("customer_retention_profile",)])

    def test_the_update_to_2_0_makes_notes_of_what_was_logged_as_one(self):
        customer = self._buyer(3)
        self._refresh()
        profile = self._profile(customer)
        messages = self.env["mail.message"]
        for kind in ("note", "call"):
            message = profile.message_post(body=kind, subtype_xmlid="mail.mt_note")
            self.env["customer.retention.interaction"].create(
                {"profile_id": profile.id, "kind": kind}
            ).sudo().message_id = message
            messages += message
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-logged-notes", "19.0.1.1.0")
        types = messages.mapped("message_type")
        self.assertEqual(types, ["comment", "notification"])

    def test_the_update_to_2_0_renames_the_rfm_segments_nobody_named(self):
        at_risk = self.env.ref(f"{ADDON}.rfm_segment_at_risk")
        lost = self.env.ref(f"{ADDON}.rfm_segment_lost")
        new = self.env.ref(f"{ADDON}.rfm_segment_new")
        at_risk.name, lost.name, new.name = "Slipping", "Lost", "New"
        for _again in range(2):
            self._migrate("19.0.2.0.0", "pre-rename-rfm-segments", "19.0.1.1.0")
        self.assertEqual(
            (at_risk + lost + new).mapped("name"), ["Slipping", "Cold", "New customers"]
        )

    def test_an_update_queues_one_refresh_of_every_company(self):
        runs = self.env["customer.retention.run"]
        runs.search([]).unlink()
        for version in ("19.0.1.1.0", "19.0.2.0.0"):
            self._migrate(version, "post-queue-refresh", "19.0.1.0.0")
        waiting = runs.search([])
        self.assertEqual(waiting.company_id, self.env["res.company"].search([]))
        self.assertEqual(len(waiting), len(waiting.company_id))
        self.assertEqual(set(waiting.mapped("trigger")), {"update"})
        self.assertEqual(set(waiting.mapped("state")), {"queued"})

    def test_the_update_to_2_0_drops_patches_and_keeps_what_inherits_from_them(self):
        form = self.env.ref(f"{ADDON}.customer_retention_profile_view_form")
        patch = self._inherit(form)
        self.env["ir.model.data"].create(
            {"module": ADDON, "name": "patch", "model": patch._name, "res_id": patch.id}
        )
        others = self._inherit(patch)
        self.env.flush_all()
        self._migrate("19.0.2.0.0", "pre-drop-view-patches", "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertFalse(patch.exists())
        self.assertTrue(form.exists())
        self.assertEqual(others.inherit_id, form)

    def test_the_update_to_2_0_leaves_reading_alone_to_the_old_rules(self):
        rule = self.env.ref(f"{ADDON}.customer_segment_rule_company")
        others = self.env.ref(f"{ADDON}.customer_segment_rule_company_write")
        rule.write({"perm_write": True, "perm_create": True, "perm_unlink": True})
        self.env.flush_all()
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-shared-records", "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertTrue(rule.perm_read)
        self.assertFalse(rule.perm_write or rule.perm_create or rule.perm_unlink)
        self.assertTrue(others.perm_write)

    def _inherit(self, view):
        """A view that extends another one and changes nothing."""
        values = {"inherit_id": view.id, "model": view.model, "arch": "<data/>"}
        return view.create({"name": "an extension", **values})


class TestConditionsFromBefore(MigrationCase):
    """19.0.1 let conditions ask for anything their author might read."""

    def setUp(self):
        super().setUp()
        self.cr.execute("ALTER TABLE customer_retention_reaction ADD problem varchar")

    def test_records_say_that_their_condition_is_switched_off(self):
        for model in STORED:
            with self.subTest(model=model):
                kept, off = self._stored(model), self._stored(model, active=False)
                self._force(off, "[('message_ids.body', 'ilike', 'salary')]")
                self._migrate("19.0.2.0.0", "post-conditions", "19.0.1.1.0")
                self.assertFalse(kept.problem)
                self.assertIn("message_ids.body", off.problem)

    def test_it_is_said_in_the_companies_that_use_the_condition(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        other = self._new_company("Other Ltd")
        own = self._stored("customer.segment")
        shared = self._stored("customer.segment", company_id=False)
        for segment in own + shared:
            self._force(segment, "[('message_ids.body', 'ilike', 'salary')]")
        self._migrate("19.0.2.0.0", "post-conditions", "19.0.1.1.0")
        for company, records in (
            (self.company, own + shared),
            (branch, own + shared),
            (other, shared),
        ):
            found = (own + shared).with_company(company).filtered("problem")
            self.assertEqual(found, records, company.name)

    def test_what_a_static_segment_once_asked_for_is_no_problem(self):
        segment = self._stored("customer.segment", kind="static")
        self._force(segment, "[('message_ids.body', 'ilike', 'salary')]")
        self._migrate("19.0.2.0.0", "post-conditions", "19.0.1.1.0")
        self.assertFalse(segment.problem)

    def test_the_update_to_2_0_notes_which_stages_people_set(self):
        self.company.retention_lifecycle_id = self.env.ref(f"{ADDON}.lifecycle_b2b")
        by_hand, by_rule = self._customer("Manual"), self._customer("By rule")
        for customer in by_hand + by_rule:
            self._order(customer, self.today)
        self._refresh()
        stage = self.env.ref(f"{ADDON}.stage_b2b_customer")
        self._profile(by_hand).write({"stage_id": stage.id, "stage_reason": "Signed"})
        self._update(self._profile(by_hand), stage_by_hand=False, stage_basis=None)
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-stages-by-hand", "19.0.1.1.0")
        self.assertTrue(self._profile(by_hand).stage_by_hand)
        self.assertTrue(self._profile(by_hand).sudo().stage_basis)
        self.assertFalse(self._profile(by_rule).stage_by_hand)
        self._refresh()
        self.assertEqual(self._profile(by_hand).stage_id, stage)

    def test_the_update_to_2_0_says_numbers_of_lifecycles_once(self):
        lifecycles = self.env["customer.lifecycle"]
        old = {
            "churned": "[('days_since_purchase', '>=', 365)]",
            "customer": "[('purchase_count', '>=', 4), "
            "('days_since_purchase', '<', 365)]",
        }
        rules = {name: self.env.ref(f"{ADDON}.rule_b2b_{name}") for name in old}
        new = {name: rule.condition for name, rule in rules.items()}
        for name, rule in rules.items():
            rule.condition = old[name]
        rules["churned"].name = "No order for 365 days"
        sixty = "[('days_since_purchase', '>=', 60)]"
        mine = rules["churned"].copy({"condition": sixty})
        shop = self.env.ref(f"{ADDON}.lifecycle_shop")
        shop.churn_days = 365
        self.env.ref(
            f"{ADDON}.rule_shop_dead"
        ).condition = "[('days_since_purchase', '>=', 90)]"
        stage = self.env.ref(f"{ADDON}.stage_b2b_churned")
        stage.milestone_days = 365
        customer = self._customer()
        self._order(customer, self.today)
        self._refresh()
        line = self.env["customer.lifecycle.journal"].create(
            {
                "profile_id": self._profile(customer).id,
                "company_id": self.company.id,
                "date": self.today,
                "to_stage_id": stage.id,
                "origin": "rule",
                "rule_id": rules["churned"].id,
            }
        )
        self._update(line, churn_days=None, order_count=None)
        for _again in range(2):
            self._migrate("19.0.2.0.0", "post-lifecycle-numbers", "19.0.1.1.0")
        self.assertEqual({n: rule.condition for n, rule in rules.items()}, new)
        self.assertEqual(rules["churned"].name, "No order for {churn_days} days")
        self.assertEqual(mine.condition, sixty)
        self.assertEqual(shop.churn_days, 90)
        self.assertEqual(stage.milestone_days, 0)
        self.assertEqual((line.churn_days, line.order_count), (365, 4))
        self.assertFalse(lifecycles.search([("churn_days", "not in", (90, 365))]))
