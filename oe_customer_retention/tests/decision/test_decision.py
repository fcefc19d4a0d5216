from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from ..common import ALL_LEADS, AS_OF, MANAGER, SALESMAN, RetentionCase, ago


class DecisionCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(10, name="Acme")
        cls.other = cls._buyer(10, name="Globex")
        cls._refresh()
        cls.profile = cls._profile(cls.customer).sudo(False)

    def _decide(self, kind, profiles=None, user=None, **values):
        profiles = profiles or self.profile
        wizards = self.env["customer.retention.decision"]
        values = {
            "kind": kind,
            "profile_ids": profiles.ids,
            "reason": "Reason",
            **values,
        }
        wizards.with_user(user or self.env.user).create(values).action_apply()
        self.env.invalidate_all()

    def _said(self, record):
        return " ".join(record.message_ids.mapped("body"))


class TestDecision(DecisionCase):
    def test_the_status_is_set_for_several_customers_at_once(self):
        profiles = self.profile + self._profile(self.other)
        until = AS_OF + timedelta(days=30)
        self._decide("override", profiles, status="lost", until=until, reason="Closed")
        for profile in profiles:
            self.assertEqual(profile.status, "lost")
            self.assertEqual(profile.override_until, until)
            self.assertEqual(profile.override_reason, "Closed")

    def test_it_is_ended_early(self):
        self._decide("override", status="lost")
        self._decide("end_override", reason="Opened again")
        self.assertEqual(self.profile.status, "active")
        self.assertFalse(self.profile.override_reason)
        self.assertIn("Opened again", self._said(self.profile))

    def test_without_a_status_nothing_is_decided(self):
        with self.assertRaisesRegex(UserError, "'Status' is empty"):
            self._decide("override")

    def test_an_end_that_is_over_is_refused_today_is_not(self):
        with self.assertRaisesRegex(UserError, "'Until'"):
            self._decide("override", status="lost", until=ago(1))
        self._decide("override", status="lost", until=ago(0))
        self.assertEqual(self.profile.status, "lost")

    def test_every_decision_is_told_on_profile_and_contact(self):
        for kind, values in (
            ("override", {"status": "lost"}),
            ("end_override", {}),
            ("block", {}),
            ("unblock", {}),
            ("exclude", {}),
            ("include", {}),
            ("archive", {}),
            ("unarchive", {}),
        ):
            with self.subTest(kind=kind):
                self._decide(kind, reason=f"Because of {kind}", **values)
                self.assertIn(f"Because of {kind}", self._said(self.profile))
                self.assertIn(self.company.name, self._said(self.customer))

    def test_archiving_and_restoring_the_contact_shows_at_once(self):
        self._decide("archive")
        self.assertFalse(self.customer.active)
        self.assertFalse(self.profile.active)
        self._decide("unarchive")
        self.assertTrue(self.customer.active)
        self.assertTrue(self.profile.active)


class TestExclusion(DecisionCase):
    def setUp(self):
        super().setUp()
        self.segment = self.env["customer.segment"].create({"name": "Fair"})
        self.profile.segment_ids = self.segment

    def test_it_is_in_no_figure(self):
        self._decide("exclude", reason="A partner firm")
        self.assertFalse(self.profile.status)
        self.assertFalse(self.profile.active)
        self.assertTrue(self.profile.excluded)
        self.assertFalse(self.profile.revenue_total)
        self.assertFalse(self._timeline(self.customer))
        self.assertFalse(self.profile.purchase_ids)
        self.assertFalse(self.customer.retention_status)
        movement = self.env["customer.retention.movement"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(max(movement.mapped("closing")), 1)
        self.assertIn("A partner firm", self.profile.status_reason)

    def test_it_stays_so_and_writes_nothing_in_later_refreshes(self):
        self._decide("exclude")
        written = self.profile.write_date
        [run] = self._refresh()
        self.assertEqual(run.removed_count + run.changed_count, 0)
        self.assertEqual(self.profile.write_date, written)
        self.assertFalse(self.profile.purchase_ids)

    def test_what_people_made_is_kept(self):
        self._decide("exclude")
        self._refresh()
        self.assertTrue(self.profile.exists())
        self.assertEqual(self.profile.segment_ids, self.segment)
        self.assertEqual(self.segment.member_count, 0)

    def test_taken_in_again_it_has_all_its_past(self):
        before = self._timeline(self.customer)
        self._decide("exclude")
        self._decide("include")
        self.assertEqual(self.profile.status, "active")
        self.assertEqual(self._timeline(self.customer), before)
        self.assertEqual(self.profile.revenue_total, 100)
        self.assertEqual(len(self.profile.purchase_ids), 1)
        self.assertFalse(self.customer.retention_excluded_reason)
        self.assertEqual(self.segment.member_count, 1)

    def test_it_is_no_member_of_a_dynamic_segment(self):
        segment = self.env["customer.segment"].create(
            {
                "name": "Gone",
                "kind": "dynamic",
                "domain": "[('active', '=', False)]",
            }
        )
        self._decide("exclude")
        self._refresh()
        members = segment.with_context(active_test=False).profile_ids
        self.assertFalse(members)

    def test_the_rules_of_the_lifecycle_leave_it_alone(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._refresh()
        stage = self.profile.stage_id
        self._decide("exclude")
        for days in (20, 21, 22, 23):
            self._order(self.customer, ago(days))
        self._refresh()
        self.assertEqual(self.profile.stage_id, stage)
        report = self.env["customer.lifecycle.report"]
        self.assertFalse(report.search([("profile_id", "=", self.profile.id)]))

    def test_without_documents_it_goes_once_it_is_taken_in_again(self):
        self.profile.segment_ids = False
        self._decide("exclude")
        self.env.cr.execute(
            "DELETE FROM sale_order WHERE partner_id = %s", [self.customer.id]
        )
        self._refresh()
        self.assertTrue(self.profile.exists())
        self._decide("include")
        self.assertFalse(self.profile.exists())

    def test_it_is_found_by_its_filter(self):
        self._decide("exclude")
        found = self.env["customer.retention.profile"].search(
            [("excluded", "=", True), ("active", "=", False)]
        )
        self.assertIn(self.profile, found)

    def test_every_company_leaves_it_out(self):
        other = self._new_company("Other Ltd")
        self._order(self.customer, ago(3), company_id=other.id)
        self._refresh(company=other)
        self._decide("exclude")
        self.assertFalse(self._profile(self.customer, other).sudo().status)

    def test_merged_into_another_what_that_one_says_holds(self):
        self._decide("exclude", reason="A duplicate")
        self._merge(self.customer, into=self.other)
        self.assertFalse(self.other.retention_excluded_reason)
        merged = self._profile(self.other)
        self.assertFalse(merged.excluded)
        self.assertEqual(merged.segment_ids, self.segment)


class TestWhoDecides(DecisionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._user("decision_salesman", SALESMAN)
        cls.all_leads = cls._user("decision_all", ALL_LEADS)
        cls.manager = cls._user("decision_manager", MANAGER)
        cls.customer.user_id = cls.salesman
        cls.other.user_id = cls.all_leads
        cls._refresh()

    def test_salespeople_set_the_status_of_their_own_customers(self):
        self._decide("override", user=self.salesman, status="lost")
        self.assertEqual(self.profile.status, "lost")
        with self.assertRaises(AccessError):
            self._decide(
                "override", self._profile(self.other), self.salesman, status="lost"
            )

    def test_only_managers_block_and_release(self):
        for user in (self.salesman, self.all_leads):
            with self.assertRaisesRegex(AccessError, "sales managers"):
                self._decide("block", user=user)
        self._decide("block", user=self.manager)
        self.assertTrue(self.profile.blocked)
        with self.assertRaisesRegex(AccessError, "sales managers"):
            self._decide("unblock", user=self.salesman)

    def test_only_managers_leave_out_and_take_in(self):
        for user in (self.salesman, self.all_leads):
            with self.assertRaisesRegex(AccessError, "sales managers"):
                self._decide("exclude", user=user)
            with self.assertRaisesRegex(AccessError, "sales managers"):
                self.customer.with_user(user).retention_excluded = True
        self._decide("exclude", user=self.manager)
        self.assertTrue(self.profile.excluded)
        with self.assertRaisesRegex(AccessError, "sales managers"):
            self._decide("include", user=self.salesman)

    def test_who_decided_is_told(self):
        self._decide("block", user=self.manager)
        [message] = self.profile.message_ids.filtered(lambda m: "Reason" in m.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
