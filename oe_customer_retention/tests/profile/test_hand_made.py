from datetime import timedelta

from ..common import AS_OF, RetentionCase, ago


class TestHandMade(RetentionCase):
    """What people made of a customer outlives whatever happens to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.customer = cls._customer("Acme")
        cls.other = cls._customer("Globex")
        cls.company.retention_lifecycle_id = cls.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        cls.orders = [cls._order(cls.customer, ago(9)), cls._order(cls.other, ago(200))]
        cls._refresh()
        cls.static, cls.dynamic = cls.env["customer.segment"].create(
            [
                {"name": "Fair"},
                {
                    "name": "Recent",
                    "kind": "dynamic",
                    "domain": "[('days_since_order', '<', 30)]",
                },
            ]
        )
        cls.stage = cls.company.retention_lifecycle_id.stage_ids[-1]
        cls.profile = cls._profile(cls.customer).sudo(False)
        cls.made = {
            "status_override": "lost",
            "override_until": AS_OF + timedelta(days=30),
            "override_reason": "Bankrupt",
            "blocked": True,
            "block_reason": "Does not pay",
            "stage_id": cls.stage.id,
            "stage_pinned": True,
            "stage_reason": "Agreed",
        }
        cls.profile.write({**cls.made, "segment_ids": cls.static.ids})

    def _assert_kept(self, profile):
        values = profile.read([*self.made], load=None)[0]
        self.assertEqual({name: values[name] for name in self.made}, self.made)
        self.assertIn(self.static, profile.segment_ids)

    def _forget(self, order):
        self.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [order.id])

    def test_taking_a_decision_back_does_not_delete_what_is_being_written(self):
        profile = self._profile(self.other)
        profile.status_override = "active"
        self._forget(self.orders[1])
        profile.write({"status_override": False})
        self.assertTrue(profile.exists())
        self.assertFalse(profile.active)
        self._refresh()
        self.assertFalse(profile.exists())

    def test_full_and_partial_refreshes_keep_it(self):
        self._refresh()
        self._refresh(self.customer, as_of=AS_OF + timedelta(days=5))
        self._assert_kept(self.profile)
        self.assertEqual(self.profile.segment_ids, self.static | self.dynamic)

    def test_a_merge_hands_it_over(self):
        target = self._profile(self.other)
        target.segment_ids = self.static
        self._merge(self.customer, into=self.other)
        self._assert_kept(target)
        self.assertEqual(target.segment_ids, self.static | self.dynamic)
        self.assertFalse(self.profile.exists())

    def test_archived_and_restored_it_is_there(self):
        self.customer.active = False
        self._refresh()
        self._assert_kept(self.profile)
        self.customer.active = True
        self._refresh()
        self._assert_kept(self.profile)
        self.assertTrue(self.profile.active)

    def test_become_a_contact_of_another_it_is_set_aside_until_it_leaves(self):
        self.customer.write({"is_company": False, "parent_id": self.other.id})
        self._refresh(self.customer)
        self._assert_kept(self.profile)
        self.assertFalse(self.profile.active)
        self.assertFalse(self.profile.status)
        self.assertFalse(self._profile(self.other).blocked)
        self.assertEqual(self._profile(self.other).purchase_count, 2)
        self.customer.write({"is_company": True, "parent_id": False})
        self._refresh(self.customer)
        self._assert_kept(self.profile)
        self.assertEqual(self.profile.status, "lost")

    def test_without_its_last_document_it_is_set_aside_until_the_next(self):
        self._forget(self.orders[0])
        [run] = self._refresh()
        self.assertEqual(run.removed_count, 1)
        self._assert_kept(self.profile)
        self.assertFalse(self.profile.active)
        self.assertFalse(self.profile.segment_ids & self.dynamic)
        self.assertIn("Not a customer at present", self.profile.status_reason)
        [run] = self._refresh()
        self.assertEqual(run.removed_count + run.changed_count, 0)
        self._order(self.customer, ago(3))
        self._refresh(self.customer)
        self._assert_kept(self.profile)
        self.assertTrue(self.profile.active)

    def test_each_thing_alone_keeps_the_profile(self):
        self._forget(self.orders[0])
        self._refresh()
        nothing = dict.fromkeys(self.made, False) | {"segment_ids": False}
        for made in (
            {"status_override": "lost"},
            {"blocked": True, "block_reason": "Does not pay"},
            {"stage_id": self.stage.id, "stage_pinned": True, "stage_reason": "Agreed"},
            {"segment_ids": self.static.ids},
            {"snoozed_until": AS_OF, "snooze_reason": "Agreed"},
        ):
            with self.subTest(made=made):
                with self.env.cr.savepoint() as savepoint:
                    self.profile.write({**nothing, **made})
                    self._refresh()
                    self.assertTrue(self.profile.exists())
                    savepoint.rollback()
                self.env.invalidate_all()
        self.profile.write(nothing)
        self._refresh()
        self.assertFalse(self.profile.exists())

    def test_deleting_the_contact_takes_it_along(self):
        self._forget(self.orders[0])
        self.customer.unlink()
        self.assertFalse(self.profile.exists())
        self._refresh()
        self.assertFalse(self.static.profile_ids)

    def test_deleting_a_segment_leaves_its_members(self):
        self.static.unlink()
        self._refresh()
        self.assertTrue(self.profile.exists())

    def test_a_company_s_own_stays_with_it(self):
        company = self._new_company("Other Ltd")
        self._order(self.customer, ago(3), company_id=company.id)
        self._refresh(company=company)
        self.assertFalse(self._profile(self.customer, company).sudo().blocked)
        self._assert_kept(self.profile)
