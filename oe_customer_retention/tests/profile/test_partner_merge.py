from odoo.fields import Command

from ...models.refresh.refresh import RefreshInProgress
from ..common import AS_OF, DAY, MANAGER, RetentionCase, ago


class TestPartnerMerge(RetentionCase):
    """Pitfall 3: merging partners loses nothing and aborts nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._buyer(200, name="Kept")
        cls.gone = cls._customer("Gone")
        cls._order(cls.gone, ago(10), 40)

    def _merge(self, *sources, into=None):
        super()._merge(*sources, into=into or self.kept)

    def test_target_has_the_documents_of_both(self):
        self._refresh()
        self._merge(self.gone)
        profile = self._profile(self.kept)
        self.assertEqual(profile.purchase_count, 2)
        self.assertEqual(profile.revenue_total, 140)
        self.assertEqual(profile.status, "active")
        self.assertEqual(
            self._timeline(self.kept),
            [
                (ago(200), False, "active"),
                (ago(140), "active", "at_risk"),
                (ago(110), "at_risk", "dormant"),
                (ago(10), "dormant", "active"),
            ],
        )

    def test_status_set_by_hand_on_the_source_is_kept(self):
        self._refresh()
        by_hand = {"status_override": "lost", "override_reason": "Bankrupt"}
        self._profile(self.gone).write(by_hand)
        self._merge(self.gone)
        profile = self._profile(self.kept)
        self.assertEqual(profile.status, "lost")
        self.assertEqual(profile.override_reason, "Bankrupt")

    def test_status_set_by_hand_on_the_target_wins(self):
        self._refresh()
        self._profile(self.gone).status_override = "lost"
        self._profile(self.kept).status_override = "at_risk"
        self._merge(self.gone)
        self.assertEqual(self._profile(self.kept).status, "at_risk")

    def test_status_set_by_hand_on_the_target_that_has_ended_yields(self):
        self._refresh()
        ended = {"status_override": "at_risk", "override_until": AS_OF - DAY}
        self._profile(self.kept).write(ended)
        self._profile(self.gone).status_override = "lost"
        self._merge(self.gone)
        profile = self._profile(self.kept)
        self.assertEqual((profile.status, profile.override_until), ("lost", False))

    def test_status_set_by_hand_on_the_source_that_has_ended_stays_behind(self):
        other = self._buyer(5)
        self._refresh()
        ended = {"status_override": "at_risk", "override_until": AS_OF - DAY}
        self._profile(self.gone).write(ended)
        self._profile(other).status_override = "lost"
        self._merge(self.gone, other)
        self.assertEqual(self._profile(self.kept).status, "lost")

    def test_pinned_stage_and_journal_of_the_source_are_kept(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._refresh()
        stage = self.company.retention_lifecycle_id.stage_ids[-1]
        source = self._profile(self.gone)
        pin = {"stage_id": stage.id, "stage_pinned": True, "stage_reason": "Agreed"}
        source.write(pin)
        journal = source.journal_ids
        self._merge(self.gone)
        target = self._profile(self.kept)
        self.assertEqual(target.stage_id, stage)
        self.assertEqual((target.stage_pinned, target.stage_reason), (True, "Agreed"))
        self.assertTrue(journal)
        self.assertLessEqual(journal, target.journal_ids)

    def test_chatter_followers_and_activities_of_the_source_are_kept(self):
        self._refresh()
        source = self._profile(self.gone)
        reader = self._customer("Reader")
        source.message_subscribe(reader.ids)
        message = source.message_post(body="They moved to a competitor")
        activity = source.activity_schedule("mail.mail_activity_data_call")
        self._merge(self.gone)
        target = self._profile(self.kept)
        self.assertIn(message, target.message_ids)
        self.assertIn(activity, target.activity_ids)
        self.assertIn(reader, target.message_partner_ids)

    def test_target_without_profile_gets_that_of_the_source(self):
        unknown = self._customer("Unknown")
        self._refresh()
        source = self._profile(self.gone)
        source.status_override = "lost"
        self._merge(self.gone, into=unknown)
        self.assertEqual(self._profile(unknown), source)
        self.assertEqual(self._profile(unknown).status, "lost")

    def test_two_sources_without_profile_at_the_target(self):
        unknown = self._customer("Unknown")
        self._refresh()
        self._merge(self.gone, self.kept, into=unknown)
        self.assertEqual(self._profile(unknown).purchase_count, 2)
        self.assertEqual(len(self._profile(unknown)), 1)

    def _merge_into_contact(self, source):
        contact = self._customer("Contact", is_company=False, parent_id=self.kept.id)
        self._order(source, ago(3))
        self._refresh()
        self._profile(source).status_override = "lost"
        self._merge(source, into=contact)
        return contact

    def test_person_merged_into_a_contact_goes_to_the_contact_s_customer(self):
        contact = self._merge_into_contact(self._customer("Person", is_company=False))
        self.assertFalse(self._profile(contact))
        self.assertEqual(self._profile(self.kept).status, "lost")
        self.assertEqual(self._profile(self.kept).purchase_count, 2)

    def test_company_merged_into_a_contact_makes_it_a_customer(self):
        contact = self._merge_into_contact(self._customer("Company"))
        self.assertEqual(contact.commercial_partner_id, contact)
        self.assertEqual(self._profile(contact).status, "lost")
        self.assertEqual(self._profile(contact).purchase_count, 1)
        self.assertEqual(self._profile(self.kept).purchase_count, 1)

    def test_merged_contact_leaves_its_customer_without_its_documents(self):
        contact = self._customer("Contact", is_company=False, parent_id=self.gone.id)
        self._order(contact, ago(5))
        self._refresh()
        self._merge(contact)
        self.assertEqual(self._profile(self.gone).purchase_count, 1)
        self.assertEqual(self._profile(self.kept).purchase_count, 2)

    def test_each_company_keeps_its_own_profile(self):
        other = self._new_company("Other Ltd")
        self._order(self.gone, ago(3), company_id=other.id)
        self._refresh(company=self.company + other)
        self._merge(self.gone)
        self.assertEqual(self._profile(self.kept, other).purchase_count, 1)
        self.assertEqual(self._profile(self.kept).purchase_count, 2)

    def test_merge_goes_on_while_a_refresh_is_running(self):
        self._refresh()
        refresh = type(self.env["customer.retention.refresh"])

        def _lock(self, company):
            raise RefreshInProgress(company.name)

        self.patch(refresh, "_lock", _lock)
        self._merge(self.gone)
        self.assertFalse(self.gone.exists())
        self.assertEqual(len(self._profile(self.kept)), 1)

    def _merge_by_hand(self, *sources, into=None):
        """Merge as an administrator does in Contacts."""
        target = into or self.kept
        admin = self._user("merging_admin", "base.group_system", MANAGER)
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(admin)
        wizards.create(
            {
                "state": "selection",
                "dst_partner_id": target.id,
                "partner_ids": [Command.set(target.union(*sources).ids)],
            }
        ).action_merge()
        self.env.invalidate_all()

    def test_excluded_duplicate_leaves_the_customer_in(self):
        self._refresh()
        self.gone.write({"retention_excluded": True, "retention_excluded_reason": "2x"})
        self._refresh()
        self._merge_by_hand(self.gone)
        self.assertFalse(self.kept.retention_excluded)
        self.assertFalse(self.kept.retention_excluded_reason)
        profile = self._profile(self.kept)
        self.assertTrue(profile.active)
        self.assertEqual((profile.status, profile.revenue_total), ("active", 140))

    def test_excluded_customer_stays_out_when_a_duplicate_is_merged_into_it(self):
        reason = "Competitor"
        self.kept.write(
            {"retention_excluded": True, "retention_excluded_reason": reason}
        )
        self._refresh()
        self._merge_by_hand(self.gone)
        self.assertTrue(self.kept.retention_excluded)
        self.assertEqual(self.kept.retention_excluded_reason, reason)
        self.assertFalse(self._profile(self.kept).active)

    def test_two_excluded_duplicates_leave_the_customer_in(self):
        other = self._customer("Other duplicate", retention_excluded=True)
        self.gone.retention_excluded = True
        self._refresh()
        self._merge_by_hand(self.gone, other)
        self.assertFalse(self.kept.retention_excluded)
        self.assertTrue(self._profile(self.kept).active)

    def test_excluded_duplicate_merged_into_a_customer_without_a_profile(self):
        unknown = self._customer("Unknown")
        self.gone.retention_excluded = True
        self._refresh()
        self._merge_by_hand(self.gone, into=unknown)
        self.assertFalse(unknown.retention_excluded)
        self._refresh()
        self.assertEqual(self._profile(unknown).revenue_total, 40)
