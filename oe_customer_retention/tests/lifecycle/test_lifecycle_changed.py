from .lifecycle_common import LifecycleCase


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
