from odoo.tools import SQL

from ..common import RetentionCase, ago

TABLES = ("profile", "transition", "purchase_day")


class TestWrites(RetentionCase):
    """A refresh writes what differs and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer, cls.bystander = cls._customer("A"), cls._customer("B")
        cls.first = cls._order(cls.customer, ago(300))
        cls.second = cls._order(cls.customer, ago(150))
        cls._order(cls.bystander, ago(70))
        cls._refresh()

    def _versions(self, *tables):
        """Return the place of every row version, by id: a write moves the row."""
        self.env.flush_all()
        rows = []
        for table in tables or TABLES:
            rows += self.env.execute_query(
                SQL(
                    "SELECT %s, id, ctid::text FROM %s WHERE company_id = %s",
                    table,
                    SQL.identifier(f"customer_retention_{table}"),
                    self.company.id,
                )
            )
        return set(rows)

    def _changes(self):
        """Refresh; return the transitions taken off and those added."""
        before = set(self._timeline(self.customer))
        others = self._timeline(self.bystander)
        self._refresh()
        after = set(self._timeline(self.customer))
        self.assertEqual(self._timeline(self.bystander), others)
        return sorted(before - after), sorted(after - before)

    def test_second_refresh_writes_no_row(self):
        before = self._versions()
        run = self._refresh()
        self.assertEqual(self._versions(), before)
        self.assertGreaterEqual(len(before), 2 + 8 + 3)
        counts = run.created_count, run.changed_count, run.removed_count
        self.assertEqual((*counts, run.transition_count, run.status_count), (0,) * 5)

    def test_next_day_writes_only_who_crossed_a_threshold(self):
        self._order(self._customer("C"), ago(59))
        self._refresh()
        before = self._versions("profile")
        run = self._refresh(as_of=ago(-1))
        self.assertEqual(len(before - self._versions("profile")), 1)
        self.assertEqual((run.changed_count, run.status_count), (1, 1))

    def test_partial_refresh_leaves_other_customers_alone(self):
        self._order(self.customer, ago(1))
        self._order(self.bystander, ago(1))
        self._refresh(self.customer)
        self.assertEqual(self._profile(self.customer).last_order_date, ago(1))
        self.assertEqual(self._profile(self.bystander).last_order_date, ago(70))

    def test_new_order_adds_the_return(self):
        self._order(self.customer, ago(1))
        self.assertEqual(self._changes(), ([], [(ago(1), "dormant", "active")]))

    def test_backdated_order_takes_off_the_silence_it_ends(self):
        self._order(self.customer, ago(245))
        gone = [(ago(240), "active", "at_risk"), (ago(210), "at_risk", "dormant")]
        new = [(ago(185), "active", "at_risk"), (ago(155), "at_risk", "dormant")]
        self.assertEqual(self._changes(), (gone, new))

    def test_order_on_the_day_of_a_threshold_keeps_the_customer_active(self):
        self._order(self.customer, ago(240))
        gone, _new = self._changes()
        self.assertIn((ago(240), "active", "at_risk"), gone)
        self.assertNotIn(ago(240), [day for day, *_ in self._timeline(self.customer)])

    def test_cancelled_order_takes_off_the_return_it_was(self):
        self._update(self.second, state="cancel")
        gone, new = self._changes()
        self.assertIn((ago(150), "dormant", "active"), gone)
        self.assertEqual(new, [])

    def test_deleted_first_order_moves_the_beginning(self):
        self.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [self.first.id])
        gone, new = self._changes()
        self.assertEqual(gone[0], (ago(300), False, "active"))
        self.assertEqual(new, [(ago(150), False, "active")])

    def test_customer_without_documents_is_removed_with_its_history(self):
        ids = (self.first + self.second).ids
        self.env.cr.execute("DELETE FROM sale_order WHERE id = ANY(%s)", [ids])
        run = self._refresh()
        self.assertEqual(run.removed_count, 1)
        self.assertFalse(self._profile(self.customer))
        history = self.env["customer.retention.transition"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(history, len(self._timeline(self.bystander)))

    def test_excluded_customer_is_emptied_and_comes_back(self):
        self.customer.retention_excluded = True
        self._refresh()
        self.assertFalse(self._profile(self.customer).purchase_count)
        self.assertFalse(self._timeline(self.customer))
        self.customer.retention_excluded = False
        self._refresh()
        self.assertEqual(self._profile(self.customer).purchase_count, 2)

    def test_deleting_the_partner_deletes_its_profile(self):
        prospect = self._customer("Prospect")
        self._opportunity(prospect, ago(3))
        self._refresh()
        profile = self._profile(prospect)
        self.assertTrue(profile)
        prospect.unlink()
        self.assertFalse(profile.exists())

    def test_changed_policy_rebuilds_only_the_customers_it_is_for(self):
        self.bystander.ref = "narrow"
        self.env["customer.retention.policy"].create(
            {
                "name": "Narrow",
                "company_id": self.company.id,
                "partner_domain": "[('ref', '=', 'narrow')]",
                "at_risk_days": 10,
            }
        )
        profile = self._profile(self.customer)
        kept = {v for v in self._versions("profile") if v[1] == profile.id}
        before = self._timeline(self.customer)
        self._refresh()
        self.assertLessEqual(kept, self._versions("profile"))
        self.assertEqual(self._timeline(self.customer), before)
        self.assertIn((ago(60), "active", "at_risk"), self._timeline(self.bystander))

    def test_changed_thresholds_rewrite_history(self):
        before = self._timeline(self.customer)
        self.policy.at_risk_days = 45
        self._refresh()
        expected = [
            (
                ago(255) if day == ago(240) else ago(105) if day == ago(90) else day,
                *change,
            )
            for day, *change in before
        ]
        self.assertEqual(self._timeline(self.customer), expected)

    def test_status_changes_are_written_through_the_orm(self):
        profiles = type(self.env["customer.retention.profile"])
        written = []
        write = profiles.write

        def spy(self, vals):
            written.append((self, vals))
            return write(self, vals)

        self.patch(profiles, "write", spy)
        self._order(self.customer, ago(1))
        self._order(self.bystander, ago(1))
        self._refresh()
        both = self._profile(self.customer) + self._profile(self.bystander)
        [(records, vals)] = written
        self.assertEqual(
            (set(records.ids), vals), (set(both.ids), {"status": "active"})
        )
