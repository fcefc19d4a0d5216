from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form

from ..common import DAY, MANAGER, SALESMAN
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


class TestLifecycleHumanWins(LifecycleCase):
    """A stage set by hand stays; what is newer is asked about."""

    def _put(self, name, **values):
        self._refresh()
        profile = self._profile(self.customer)
        profile.write({"stage_id": self._stage_of(name).id, **values})
        return profile

    def _asked(self, days_later=0):
        """Refresh; return the stage, and the one the rules would have."""
        self._refresh(as_of=self.today + days_later * DAY)
        profile = self._profile(self.customer)
        return profile.stage_id.name, profile.stage_suggested_id.name

    def test_through_a_night_a_lost_deal_and_an_order(self):
        self._quotation(self.customer)
        lead = self._opportunity(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        self.assertEqual(self._asked(), ("Customer", False))
        self.assertEqual(self._asked(days_later=1), ("Customer", False))
        lead.action_set_lost()
        self.assertEqual(self._asked(days_later=2), ("Customer", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=2), ("Customer", "Onboarding"))
        self.assertEqual(profile.stage_reason, "Contract signed")
        self.assertIn("Contract signed", profile.stage_explanation)
        self.assertEqual(
            [line[1:] for line in self._journey()],
            [("Suspect", "rule"), ("Opportunity", "rule"), ("Customer", "hand")],
        )

    def test_a_logged_call_is_nothing_newer(self):
        self._quotation(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        profile.env["customer.retention.interaction"].create(
            {"profile_id": profile.id, "kind": "call", "note": "Hello"}
        )
        self.assertEqual(self._asked(), ("Customer", False))

    def test_an_order_of_the_same_day_before_any_refresh_is_newer(self):
        self._quotation(self.customer)
        self._put("Customer")
        self._order(self.customer)
        self.assertEqual(self._asked(), ("Customer", "Onboarding"))

    def test_closed_for_good_and_an_order_all_the_same(self):
        for days in (40, 30, 20, 10):
            self._order(self.customer, days_ago=days)
        self._put("Churned", stage_reason="Closed for good")
        self.assertEqual(self._asked(days_later=1), ("Churned", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=1), ("Churned", "Customer"))

    def test_what_is_no_act_of_the_customer_does_not_bring_back_who_churned(self):
        for orders in (0, 4):
            customer = self.customer = self._customer(f"With {orders} orders")
            for _order in range(orders):
                self._order(customer, days_ago=40)
            lost, archived, kept = (self._opportunity(customer) for _ in range(3))
            self._put("Churned")
            self.assertEqual(self._asked(), ("Churned", False))
            for said, tidy_up in (
                ("one lost", lost.action_set_lost),
                ("one archived", archived.action_archive),
                ("none open", kept.action_set_lost),
                ("one open again", kept.action_unarchive),
            ):
                with self.subTest(said, orders=orders):
                    tidy_up()
                    self.assertEqual(self._asked(), ("Churned", False))

    def test_what_the_customer_asks_or_agrees_to_brings_back_who_churned(self):
        self._order(self.customer, days_ago=40)
        won = self._opportunity(self.customer)
        profile = self._put("Churned")
        for act in (lambda: self._opportunity(self.customer), won.action_set_won):
            self.assertEqual(self._asked(), ("Churned", False))
            act()
            self.assertEqual(self._asked(), ("Churned", "Onboarding"))
            profile.action_keep_stage()

    def test_an_order_that_takes_the_place_of_a_cancelled_one_is_newer(self):
        self._quotation(self.customer)
        order = self._order(self.customer, days_ago=40)
        self._put("Churned")
        self.assertEqual(self._asked(), ("Churned", False))
        order._action_cancel()
        self.assertEqual(self._asked(), ("Churned", False))
        self._order(self.customer)
        self.assertEqual(self._asked(), ("Churned", "Onboarding"))

    def test_a_lost_deal_is_newer_where_the_rules_agreed_until_then(self):
        lead = self._opportunity(self.customer)
        self._put("SQL")
        self._put("Opportunity")
        self.assertEqual(self._asked(), ("Opportunity", False))
        lead.action_set_lost()
        self.assertEqual(self._asked(), ("Opportunity", "Prospect"))

    def test_a_lost_deal_takes_back_no_question_of_the_silence(self):
        self._order(self.customer, days_ago=300)
        lead = self._opportunity(self.customer)
        self._put("Customer")
        self._asked()
        self.assertEqual(self._asked(days_later=65), ("Customer", "Churned"))
        lead.action_set_lost()
        self.assertEqual(self._asked(days_later=66), ("Customer", "Churned"))

    def test_silence_that_reaches_the_limit_since_is_newer(self):
        self._order(self.customer, days_ago=300)
        self._put("Customer")
        self.assertEqual(self._asked(), ("Customer", False))
        self.assertEqual(self._asked(days_later=64), ("Customer", False))
        self.assertEqual(self._asked(days_later=65), ("Customer", "Churned"))

    def test_a_question_goes_when_its_cause_does(self):
        self._quotation(self.customer)
        self._put("Customer")
        order = self._order(self.customer)
        self.assertEqual(self._asked(), ("Customer", "Onboarding"))
        order._action_cancel()
        self.assertEqual(self._asked(), ("Customer", False))

    def test_following_the_rules_leaves_the_customer_to_them(self):
        self._quotation(self.customer)
        profile = self._put("Customer", stage_reason="Contract signed")
        self._order(self.customer)
        self._asked()
        rule = profile.stage_suggested_rule_id
        profile.action_follow_rules()
        line = profile.journal_ids.sorted("id")[-1]
        self.assertEqual(
            (line.origin, line.rule_id, line.user_id), ("rule", rule, self.env.user)
        )
        self.assertEqual(
            (profile.stage_id.name, profile.stage_by_hand), ("Onboarding", False)
        )
        orders = self.customer.sale_order_ids
        orders.filtered(lambda order: order.state == "sale")._action_cancel()
        self.assertEqual(self._asked(), ("Prospect", False))

    def test_where_only_people_put_customers_something_newer_moves_them(self):
        self._opportunity(self.customer)
        self._put("SQL")
        self.assertEqual(self._asked(days_later=1), ("SQL", False))
        self._order(self.customer)
        self.assertEqual(self._asked(days_later=1), ("Onboarding", False))
        self.assertFalse(self._profile(self.customer).stage_by_hand)

    def test_pinned_is_not_asked(self):
        self._quotation(self.customer)
        profile = self._put("Customer")
        self._order(self.customer)
        self._asked()
        profile.write({"stage_pinned": True, "stage_reason": "Contract"})
        self.assertEqual(self._asked(), ("Customer", False))

    def test_released_follows_the_rules(self):
        self._quotation(self.customer)
        profile = self._put("Customer")
        wizard = self.env["customer.lifecycle.move"].create(
            {"profile_ids": profile.ids, "pin": "release", "reason": "Agreed"}
        )
        wizard.action_apply()
        self.assertEqual(self._asked(), ("Prospect", False))

    def test_salesperson_keeps_or_moves_own_customers_only(self):
        owner = self._user("human_own", SALESMAN)
        colleague = self._user("human_colleague", SALESMAN)
        self.customer.user_id = owner
        self._quotation(self.customer)
        profile = self._put("Customer")
        self._order(self.customer)
        self._asked()
        for method in ("action_keep_stage", "action_follow_rules"):
            with self.assertRaises(AccessError):
                getattr(profile.with_user(colleague), method)()
        profile.with_user(owner).action_follow_rules()
        self.assertEqual(profile.stage_id.name, "Onboarding")


class TestLifecycleChanged(LifecycleCase):
    """Another lifecycle keeps what people decided, where it has such a stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._quotation(cls.customer)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)
        cls.other = cls.lifecycle.copy()
        cls.shop = cls.env.ref("oe_customer_retention.lifecycle_shop")

    def _use(self, lifecycle):
        self.company.retention_lifecycle_id = lifecycle
        self._refresh()

    def test_stage_of_the_same_name_is_kept_with_who_and_why(self):
        self.profile.write(
            {"stage_id": self._stage_of("Customer").id, "stage_reason": "Signed"}
        )
        self._use(self.other)
        self.assertEqual(self.profile.stage_id.name, "Customer")
        self.assertEqual(self.profile.stage_id.lifecycle_id, self.other)
        self.assertTrue(self.profile.stage_by_hand)
        self.assertIn("Signed", self.profile.stage_explanation)

    def test_moved_by_the_rules_is_placed_anew(self):
        self._use(self.other)
        self.assertFalse(self.profile.stage_by_hand)
        self.assertEqual(self.profile.stage_id.name, "Suspect")

    def test_pinned_stage_of_the_same_name_is_kept(self):
        self.profile.write(
            {
                "stage_id": self._stage_of("SQL").id,
                "stage_pinned": True,
                "stage_reason": "Spring",
            }
        )
        self._use(self.other)
        self.assertEqual(self.profile.stage_id.lifecycle_id, self.other)
        self.assertTrue(self.profile.stage_pinned)

    def test_stage_without_its_like_comes_back_with_the_lifecycle(self):
        self.profile.write(
            {"stage_id": self._stage_of("SQL").id, "stage_reason": "Checked"}
        )
        self._use(self.shop)
        self.assertEqual(self.profile.stage_id.name, "Raw")
        self.assertFalse(self.profile.stage_by_hand)
        self._use(self.lifecycle)
        self.assertEqual(self.profile.stage_id.name, "SQL")
        self.assertTrue(self.profile.stage_by_hand)
        self.assertEqual(self.profile.stage_reason, "Checked")

    def test_another_company_keeps_its_stages(self):
        other = self._new_company("Other Ltd")
        other.retention_lifecycle_id = self.lifecycle
        self._order(self.customer, company_id=other.id)
        self._refresh(company=other)
        profile = self.profile.search(
            [("company_id", "=", other.id), ("partner_id", "=", self.customer.id)]
        )
        stage = profile.stage_id
        self._use(self.shop)
        self.assertEqual(profile.stage_id, stage)

    def test_placed_where_the_past_ends(self):
        for days in range(1000, 66, -50):
            self._order(self.customer, days_ago=days)
        self._order(self.customer, days_ago=66)
        self._refresh()
        self._use(self.shop)
        self.assertEqual(self.profile.stage_id.name, "Good prospect")
