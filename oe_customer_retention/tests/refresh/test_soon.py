from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ...models.refresh.refresh import RefreshInProgress
from ..common import RetentionCase

REFRESH = "odoo.addons.oe_customer_retention.models.refresh.refresh"


class TestDecisionsWhileRefreshing(RetentionCase):
    """People decide about customers at any time; the refresh catches up."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._buyer(10)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _hold_company(self):
        def _lock(self, company):
            raise RefreshInProgress(company.name)

        self.patch(type(self.env["customer.retention.refresh"]), "_lock", _lock)

    def _buyers(self):
        return self.env["customer.segment"].create(
            {"name": "Buyers", "kind": "dynamic", "company_id": self.company.id}
        )

    def _noted(self):
        former = self.env["customer.retention.stale"].search([])
        return former.partner_id

    def test_a_status_by_hand_is_kept_and_shown_by_the_next_job(self):
        self._hold_company()
        self.profile.write({"status_override": "lost", "override_reason": "Closed"})
        self.assertEqual(self.profile.status_override, "lost")
        self.assertEqual(self._noted(), self.customer)

    def test_leaving_a_customer_out_is_kept_for_the_next_job(self):
        self._hold_company()
        self.customer.retention_excluded = True
        self.assertEqual(self._noted(), self.customer)

    def test_a_call_is_logged_and_counted_by_the_next_job(self):
        self._hold_company()
        self._log_a_call()
        self.assertTrue(self.profile.outcome_ids)
        self.assertEqual(self._noted(), self.customer)

    def _log_a_call(self):
        log = self.env["customer.retention.log.wizard"].create(
            {
                "profile_ids": self.profile.ids,
                "kind": "call",
                "date": fields.Datetime.now(),
            }
        )
        log.action_log()

    @mute_logger(REFRESH)
    def test_what_a_person_did_is_kept_though_the_refresh_fails(self):
        refresh = type(self.env["customer.retention.refresh"])
        self.patch(refresh, "_compute", lambda self, scope: 1 / 0)
        self._log_a_call()
        self.assertTrue(self.profile.outcome_ids)
        self.profile.write({"status_override": "lost", "override_reason": "Closed"})
        self.assertEqual(self.profile.status_override, "lost")
        self.customer.retention_excluded = True
        self.assertEqual(self._noted(), self.customer)

    def test_very_many_customers_are_left_to_the_job(self):
        with patch(f"{REFRESH}.MOST_AT_ONCE", 0):
            self.profile.write({"status_override": "lost", "override_reason": "Closed"})
        self.assertEqual(self.profile.status, "active")
        self.assertEqual(self._noted(), self.customer)

    def test_very_many_customers_are_not_refreshed_while_somebody_waits(self):
        calls = (
            lambda: self.profile.refresh_partners(self.customer.ids),
            self.profile.action_refresh,
            self.customer.action_retention_refresh,
        )
        for call in calls:
            with (
                patch(f"{REFRESH}.MOST_AT_ONCE", 0),
                self.assertRaisesRegex(UserError, "1 customers are too many"),
            ):
                call()
            call()

    def test_a_changed_segment_is_left_to_a_full_refresh(self):
        segment = self._buyers()
        self.assertEqual(segment.profile_ids, self.profile)
        self._hold_company()
        segment.domain = "[('purchase_count', '>', 5)]"
        self.assertEqual(segment.profile_ids, self.profile)
        self.assertEqual(self._queued(), self.company)

    def test_who_looks_for_members_is_told_that_they_are_found_later(self):
        segment = self._buyers()
        segment = segment.with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(segment.action_refresh())
        self._hold_company()
        told = segment.action_refresh()
        self.assertEqual(told["params"]["title"], "Refresh started")
        self.assertEqual(self._queued(), self.company)

    def test_changed_cut_points_are_left_to_a_full_refresh(self):
        self._hold_company()
        scales = self.env["customer.retention.rfm.scale"]
        scales._of_company(self.company)["monetary"].score_2 = 0
        self.assertEqual(self._queued(), self.company)

    def test_rebuilding_the_past_is_refused(self):
        self._hold_company()
        with self.assertRaises(RefreshInProgress):
            self.company.retention_lifecycle_id.action_rebuild_past()

    def _queued(self):
        runs = self.env["customer.retention.run"]
        return runs.search(
            [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        ).company_id
