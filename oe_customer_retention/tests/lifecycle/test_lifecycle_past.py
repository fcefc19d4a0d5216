from ..common import RetentionCase, ago
from ..documents import moment


class TestLifecyclePast(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()

    def _use(self, code):
        self.lifecycle = self.env.ref(f"oe_customer_retention.lifecycle_{code}")
        self.company.retention_lifecycle_id = self.lifecycle
        self._refresh()

    def _past(self, partner=None):
        """Return the journal as ``(days ago, to, origin)``, oldest first."""
        lines = self._profile(partner or self.customer).journal_ids
        return [
            ((self.today - line.date).days, line.to_stage_id.name, line.origin)
            for line in lines.sorted(lambda line: (line.date, line.id))
        ]

    def _opportunity_at(self, days_ago, lost_days_ago=None):
        lost = {}
        if lost_days_ago is not None:
            closed = moment(ago(lost_days_ago))
            lost = {"date_closed": closed, "won_status": "lost", "active": False}
        self._opportunity(self.customer, ago(days_ago), **lost)

    def _order_at(self, *days):
        for days_ago in days:
            self._order(self.customer, ago(days_ago))

    def test_b2b_from_first_opportunity_to_churned_and_returned(self):
        self._opportunity_at(900)
        self._order_at(890, 880, 870, 860, 300)
        self._use("b2b")
        self.assertEqual(
            self._past(),
            [
                (900, "Opportunity", "past"),
                (890, "Onboarding", "past"),
                (860, "Customer", "past"),
                (860 - 365, "Churned", "past"),
                (300, "Customer", "past"),
            ],
        )
        profile = self._profile(self.customer)
        self.assertEqual(profile.stage_id.name, "Customer")
        self.assertEqual((self.today - profile.stage_date).days, 300)
        self.assertIn("by the documents of the past", profile.stage_explanation)
        self.assertFalse(any(profile.journal_ids.mapped("at")))

    def test_b2b_order_on_the_day_of_churn_prevents_it(self):
        for gap, churned in ((364, False), (365, False), (366, True)):
            with self.subTest(gap), self.env.cr.savepoint() as savepoint:
                self._order_at(400, 400 - gap)
                self._use("b2b")
                stages = [to for _days, to, _origin in self._past()]
                self.assertEqual("Churned" in stages, churned)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_b2b_lost_opportunity_is_a_prospect_when_no_other_is_open(self):
        self._opportunity_at(100, lost_days_ago=80)
        self._opportunity_at(90, lost_days_ago=70)
        self._use("b2b")
        self.assertEqual(
            self._past(),
            [(100, "Opportunity", "past"), (70, "Prospect", "past")],
        )

    def test_b2b_documents_without_milestone_leave_one_line_of_today(self):
        self.customer.supplier_rank = 1
        self._quotation(self.customer, self.today)
        self._use("b2b")
        self.assertEqual(self._past(), [(0, "Suspect", "past")])

    def test_shop_solid_slipping_dead_and_back(self):
        self._order_at(300, 295, 290, 285, 10)
        self._use("shop")
        self.assertEqual(
            self._past(),
            [
                (300, "Good prospect", "past"),
                (285, "Solid", "past"),
                (270, "Slipping", "past"),
                (195, "Dead", "past"),
                (10, "Good prospect", "past"),
            ],
        )

    def test_first_fill_is_silent(self):
        """A move by a rule afterwards is not."""
        self._order_at(10)
        self.company.retention_lifecycle_id = False
        self._refresh()
        self._use("b2b")
        self.assertEqual(self._tracked_stages(), [])
        self._order_at(3, 2, 1)
        self._refresh()
        self.assertEqual(self._tracked_stages(), ["Customer"])

    def _tracked_stages(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self._profile(self.customer).message_ids.tracking_value_ids
        stages = values.filtered(lambda value: value.field_id.name == "stage_id")
        return stages.mapped("new_value_char")

    def test_partial_refresh_before_the_first_full_one_moves_nobody(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._order_at(10)
        self._refresh(self.customer)
        self.assertFalse(self._profile(self.customer).stage_id)

    def test_rebuilding_on_demand_keeps_what_people_did(self):
        self._order_at(100, 50)
        self._use("b2b")
        profile = self._profile(self.customer)
        lead = self.env.ref("oe_customer_retention.stage_b2b_lead")
        profile.write({"stage_id": lead.id, "stage_reason": "Called"})
        onboarding = self.env.ref("oe_customer_retention.stage_b2b_onboarding")
        onboarding.milestone_count = 2
        self.lifecycle.action_rebuild_past()
        self.assertEqual(
            self._past(),
            [(100, "Suspect", "past"), (50, "Onboarding", "past"), (0, "Lead", "hand")],
        )

    def test_report_tells_days_in_each_stage(self):
        self._opportunity_at(100)
        self._order_at(90)
        self._use("b2b")
        stays = self.env["customer.lifecycle.report"].search(
            [("partner_id", "=", self.customer.id)], order="date"
        )
        self.assertEqual(
            [(stay.stage_id.name, stay.days, stay.is_current) for stay in stays],
            [("Opportunity", 10, False), ("Onboarding", 90, True)],
        )

    def test_funnel_counts_a_customer_once_per_stage(self):
        self._order_at(900, 890, 880, 870, 300)
        self._use("b2b")
        rows = self.env["customer.lifecycle.report"]._read_group(
            [("partner_id", "=", self.customer.id)],
            ["stage_id"],
            ["customers:count_distinct", "__count"],
        )
        counts = {stage.name: values for stage, *values in rows}
        self.assertEqual(counts["Customer"], [1, 2])

    def test_another_company_s_opportunity_is_none_of_ours(self):
        other = self._new_company("Theirs")
        seller = self._user("seller", companies=self.company + other)
        seller.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self._order_at(10)
        self._opportunity_at(100)
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = NULL, team_id = NULL, user_id = %s "
            "WHERE partner_id = %s",
            [seller.id, self.customer.id],
        )
        self._use("b2b")
        self.assertNotIn(100, [days for days, *_stage in self._past()])
