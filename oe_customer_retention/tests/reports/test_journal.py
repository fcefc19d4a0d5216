from ..common import RetentionCase, ago


class TestJournal(RetentionCase):
    """Stages, statuses and RFM segments in one log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_lifecycle_id = cls.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        cls.customer = cls._customer()
        for customer in (cls.customer, cls._customer("Other"), cls._customer("Third")):
            cls._order(customer, ago(400))
        cls._refresh()
        cls._order(cls.customer, ago(1))
        cls._refresh()

    def _lines(self, kind):
        lines = self.env["customer.retention.journal"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", kind)],
            order="date, id",
        )
        return [(line.from_label, line.to_label) for line in lines]

    def test_has_every_stage_status_and_segment(self):
        profile = self._profile(self.customer)
        journal = profile.journal_ids.sorted(lambda line: (line.date, line.id))
        self.assertEqual(
            self._lines("stage"),
            [
                (line.from_stage_id.display_name, line.to_stage_id.display_name)
                for line in journal
            ],
        )
        self.assertEqual(
            [to for _from, to in self._lines("status")],
            ["Active", "At risk", "Dormant", "Lost", "Active"],
        )
        [(origin, destination)] = self._lines("rfm")
        self.assertEqual(destination, profile.rfm_segment.name)
        self.assertNotEqual(origin, destination)

    def test_names_the_rule_of_moves_by_rules_only(self):
        lines = self.env["customer.retention.journal"].search([("kind", "=", "stage")])
        self.assertEqual(set(lines.mapped("origin")), {"past", "rule"})
        for line in lines:
            self.assertEqual(line.rule_name or None, line.rule_id.display_name or None)
        changes = self._profile(self.customer).get_story()["changes"]
        causes = {c["detail"] for c in changes if c["key"].startswith("stage")}
        self.assertIn("Documents of the past", causes)

    def test_names_the_lifecycle(self):
        lines = self.env["customer.retention.journal"].search([("kind", "=", "stage")])
        self.assertEqual(lines.lifecycle_id, self.company.retention_lifecycle_id)

    def test_a_refresh_that_changes_no_segment_notes_none(self):
        count = self.env["customer.retention.rfm.change"].search_count([])
        self._refresh()
        self.assertEqual(
            self.env["customer.retention.rfm.change"].search_count([]), count
        )

    def test_a_changed_segment_of_the_set_up_is_noted_too(self):
        before = self._profile(self.customer).rfm_segment
        self.env["customer.retention.rfm.segment"].create(
            {"name": "All", "sequence": 0, "company_id": self.company.id}
        )
        self.assertEqual(self._lines("rfm")[-1], (before.name, "All"))
