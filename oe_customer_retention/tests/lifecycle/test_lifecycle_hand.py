from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form

from ..common import MANAGER, SALESMAN
from .lifecycle_common import LifecycleCase


class TestLifecycleByHand(LifecycleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._user("lifecycle_own", SALESMAN)
        cls.colleague = cls._user("lifecycle_colleague", SALESMAN)
        cls.customer.user_id = cls.salesman
        cls._quotation(cls.customer)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _last_line(self):
        return self.profile.journal_ids.sorted("id")[-1]

    def test_salesperson_moves_own_customer_and_journal_says_who_and_why(self):
        lead = self._stage_of("Lead")
        self.profile.with_user(self.salesman).write(
            {"stage_id": lead.id, "stage_reason": "Called"}
        )
        line = self._last_line()
        self.assertEqual(
            (line.from_stage_id.name, line.to_stage_id, line.origin),
            ("Suspect", lead, "hand"),
        )
        self.assertEqual((line.user_id, line.reason), (self.salesman, "Called"))
        self.assertEqual(line.date, self.today)
        self.assertEqual(self.profile.stage_date, self.today)
        self.assertIn("Called", self.profile.stage_explanation)

    def test_drag_without_a_reason_forgets_the_old_one(self):
        self.profile.write(
            {"stage_id": self._stage_of("Lead").id, "stage_reason": "Called"}
        )
        self.profile.stage_id = self._stage_of("MQL")
        self.assertFalse(self.profile.stage_reason)
        self.assertFalse(self._last_line().reason)

    def test_writing_the_same_stage_is_no_move(self):
        count = len(self.profile.journal_ids)
        self.profile.stage_id = self.profile.stage_id
        self.assertEqual(len(self.profile.journal_ids), count)

    def test_salesperson_does_not_move_a_colleagues_customer(self):
        with self.assertRaises(AccessError):
            self.profile.with_user(self.colleague).stage_id = self._stage_of("Lead")

    def test_salesperson_does_not_see_a_colleagues_journal_or_report(self):
        for model in ("customer.lifecycle.journal", "customer.lifecycle.report"):
            records = self.env[model]
            domain = [("partner_id", "=", self.customer.id)]
            self.assertTrue(records.with_user(self.salesman).search(domain), model)
            self.assertFalse(records.with_user(self.colleague).search(domain), model)

    def test_journal_is_written_by_nobody(self):
        for user in (self.salesman, self._user("lifecycle_manager", MANAGER)):
            with self.assertRaises(AccessError):
                self._last_line().with_user(user).reason = "Never mind"

    def test_pinned_customer_is_left_by_the_rules(self):
        self.profile.write({"stage_pinned": True, "stage_reason": "Decides in spring"})
        self._order(self.customer)
        self.assertEqual(self._stage(), "Suspect")
        self.profile.stage_pinned = False
        self.assertEqual(self._stage(), "Onboarding")

    def test_pin_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "enter the reason"):
            self.profile.stage_pinned = True

    def test_pinned_customer_dragged_keeps_pin_and_reason(self):
        self.profile.write({"stage_pinned": True, "stage_reason": "Decides in spring"})
        self.profile.stage_id = self._stage_of("Lead")
        self.assertEqual(self.profile.stage_reason, "Decides in spring")

    def test_stage_of_another_lifecycle_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "choose one of: Suspect"):
            self.profile.stage_id = self.env.ref("oe_customer_retention.stage_shop_raw")

    def test_bulk_move_pins_with_one_reason(self):
        other = self._customer("Other", user_id=self.salesman.id)
        self._quotation(other)
        self._refresh()
        profiles = self.profile + self._profile(other)
        action = profiles.with_user(self.salesman).action_move_stage()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.salesman)
            .with_context(**action["context"])
        )
        with Form(wizard) as form:
            form.stage_id = self._stage_of("SQL")
            form.pin = "pin"
            form.reason = "Fair"
        form.record.action_apply()
        for profile in profiles:
            self.assertEqual(profile.stage_id.name, "SQL")
            self.assertTrue(profile.stage_pinned)
            line = profile.journal_ids.sorted("id")[-1]
            self.assertEqual((line.user_id, line.reason), (self.salesman, "Fair"))

    def test_stages_are_imported_by_file(self):
        importer = self.env["base_import.import"].with_user(self.salesman)
        content = "Database ID,Stage,Why moved or pinned\n"
        content += f"{self.profile.id},Lead,From the fair\n"
        self.lifecycle.copy()
        record = importer.create(
            {
                "res_model": "customer.retention.profile",
                "file": content.encode(),
                "file_type": "text/csv",
                "file_name": "stages.csv",
            }
        )
        result = record.execute_import(
            [".id", "stage_id", "stage_reason"],
            ["Database ID", "Stage", "Reason for the move or pin"],
            {"quoting": '"', "separator": ",", "has_headers": True},
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.profile.stage_id, self._stage_of("Lead"))
        self.assertEqual(self._last_line().reason, "From the fair")
        self.assertEqual(self._last_line().user_id, self.salesman)

    def test_rules_write_stages_through_the_orm_in_sets(self):
        other = self._customer("Other")
        self._quotation(other)
        self._refresh()
        self._order(self.customer)
        self._order(other)
        written = []
        model = type(self.profile)
        real = model.write

        def spy(records, vals):
            if "stage_id" in vals:
                written.append(records.ids)
            return real(records, vals)

        with patch.object(model, "write", spy):
            self._refresh()
        expected = (self.profile + self._profile(other)).ids
        self.assertEqual(list(map(sorted, written)), [sorted(expected)])

    def test_stage_change_is_tracked_in_the_chatter(self):
        self._order(self.customer)
        refresh = self.env["customer.retention.refresh"]
        refresh.with_context(tracking_disable=False)._refresh(self.company, self.today)
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self.profile.message_ids.sudo().tracking_value_ids
        stages = values.filtered(lambda value: value.field_id.name == "stage_id")
        self.assertEqual(stages.sorted("id")[-1].new_value_char, "Onboarding")

    def test_contacts_are_searchable_by_stage(self):
        contact = self._customer("Ann", is_company=False, parent_id=self.customer.id)
        found = self.env["res.partner"].search(
            [("retention_stage_id", "=", self._stage_of("Suspect").id)]
        )
        self.assertIn(contact, found)
        self.assertEqual(contact.retention_stage_id.name, "Suspect")

    def test_board_shows_all_stages_in_order(self):
        self.profile.stage_id = self._stage_of("SQL")
        profiles = self.profile.with_context(read_group_expand=True)
        result = profiles.web_read_group(
            [("id", "=", self.profile.id)], ["stage_id"], ["__count"]
        )
        self.assertEqual(
            [group["stage_id"][0] for group in result["groups"]],
            self.lifecycle.stage_ids.ids,
        )

    def test_merge_keeps_pinned_stage_and_both_journals(self):
        other = self._customer("Other")
        self._order(other)
        self._refresh()
        values = {"stage_id": self._stage_of("SQL").id, "stage_pinned": True}
        self.profile.write({**values, "stage_reason": "Decides in spring"})
        self._merge(self.customer, into=other)
        profile = self._profile(other)
        self.assertEqual(profile.stage_id.name, "SQL")
        self.assertTrue(profile.stage_pinned)
        self.assertEqual(profile.stage_reason, "Decides in spring")
        stages = profile.journal_ids.to_stage_id.mapped("name")
        self.assertLessEqual({"Suspect", "SQL", "Onboarding"}, set(stages))

    def test_merge_keeps_a_manual_stage_and_asks_about_orders_of_the_other(self):
        other = self._customer("Other")
        self._order(other)
        self._refresh()
        signed = self._stage_of("Customer")
        self.profile.write({"stage_id": signed.id, "stage_reason": "Signed"})
        self._merge(self.customer, into=other)
        profile = self._profile(other)
        self.assertEqual((profile.stage_id, profile.stage_by_hand), (signed, True))
        self.assertEqual(profile.stage_reason, "Signed")
        self.assertEqual(profile.stage_suggested_id.name, "Onboarding")

    def test_merge_keeps_the_stage_pinned_on_who_remains(self):
        other = self._customer("Other")
        self._order(other)
        self._refresh()
        kept = self._profile(other)
        kept.write({"stage_pinned": True, "stage_reason": "Agreed"})
        stage = kept.stage_id
        self.profile.stage_id = self._stage_of("SQL")
        self._merge(self.customer, into=other)
        self.assertEqual(kept.stage_id, stage)

    def test_board_folds_empty_columns(self):
        profiles = self.profile.with_context(read_group_expand=True)
        groups = profiles.formatted_read_group(
            [("id", "=", self.profile.id)], ["stage_id"], ["__count"]
        )
        shown = [group["stage_id"][0] for group in groups if not group["__fold"]]
        self.assertEqual(shown, self.profile.stage_id.ids)
