"""What was promised for a quarter stays as it was, beside what came."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError

from ...models.res_company import ResCompany
from ..common import MANAGER, SALESMAN, RetentionCase, ago

QUARTER = (date(2026, 4, 1), date(2026, 6, 30))


class TestPromise(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nora = cls._user("promise_nora", SALESMAN)
        cls.sam = cls._user("promise_sam", SALESMAN)
        cls.boss = cls._user("promise_boss", MANAGER)
        cls.hers = cls._sold_to(cls.nora, date(2025, 9, 1), date(2026, 2, 1))
        cls.his = cls._sold_to(cls.sam, date(2025, 10, 1), date(2026, 3, 1))

    @classmethod
    def _sold_to(cls, user, *days):
        customer = cls._customer(user_id=user.id)
        for day in days:
            cls._order(customer, day, 100)
        return customer

    def _night(self, day):
        """Refresh the company on a day that is today."""
        with patch.object(ResCompany, "_retention_today", lambda company: day):
            self._refresh(as_of=day)
        return self.env["customer.retention.promise"].search(
            [("company_id", "=", self.company.id)]
        )

    def _of(self, user, promises):
        return promises.filtered(
            lambda promise: promise.user_id == user and promise.date_until == QUARTER[1]
        )

    def test_first_refresh_of_a_quarter_promises_until_its_end(self):
        promises = self._night(QUARTER[0])
        self.assertEqual(promises.user_id, self.nora | self.sam)
        self.assertEqual(set(promises.mapped("date_until")), {QUARTER[1]})
        self.assertEqual(promises.mapped("customer_count"), [1, 1])
        for promise in promises:
            self.assertTrue(0 < promise.expected < 1000)
        self.assertEqual(self._night(date(2026, 5, 1)), promises)

    def test_near_the_end_the_next_quarter_is_promised_too(self):
        for day, until in (
            (date(2026, 5, 31), QUARTER[1]),
            (date(2026, 6, 1), date(2026, 9, 30)),
        ):
            promises = self.env["customer.retention.promise"]
            self.assertEqual(promises._end_of_period(day), until)

    def test_promise_of_a_horizon_is_the_expected_revenue(self):
        start = date(2026, 4, 1)  # 90 days before the end of the quarter
        promise = self._of(self.nora, self._night(start))
        profile = self._profile(self.hers).with_context(retention_as_of=start)
        self.assertAlmostEqual(promise.expected, profile.expected_revenue, 2)

    def test_what_came_is_that_of_the_quarter(self):
        self._night(QUARTER[0])
        for day, amount in (
            (QUARTER[0], 1),
            (date(2026, 4, 2), 20),
            (QUARTER[1], 300),
            (date(2026, 7, 1), 4000),
        ):
            self._order(self.hers, day, amount)
        promise = self._of(self.nora, self._night(date(2026, 5, 1)))
        self.assertEqual((promise.came, promise.outcome), (20, False))
        promise = self._of(self.nora, self._night(QUARTER[1]))
        self.assertEqual((promise.came, promise.outcome), (320, False))
        self._night(date(2026, 7, 1))
        promise.invalidate_recordset()
        self.assertEqual((promise.came, promise.outcome), (320, 320))
        self.assertFalse(promise.profile_ids)

    def test_a_changed_owner_rewrites_nothing(self):
        promises = self._night(QUARTER[0])
        promised = promises.mapped("expected")
        self.hers.user_id = self.sam
        self._order(self.hers, date(2026, 5, 1), 70)
        self._night(date(2026, 5, 2))
        promises.invalidate_recordset()
        self.assertEqual(self._of(self.nora, promises).came, 70)
        self.assertEqual(self._of(self.sam, promises).came, 0)
        self._night(date(2026, 7, 1))
        self.assertEqual(promises.mapped("expected"), promised)
        self.assertEqual(self._of(self.nora, promises).outcome, 70)

    def test_a_quarter_that_is_over_is_not_rewritten(self):
        promise = self._of(self.nora, self._night(QUARTER[0]))
        self._night(date(2026, 7, 1))
        self._order(self.hers, date(2026, 5, 1), 70)
        self._night(date(2026, 7, 2))
        promise.invalidate_recordset()
        self.assertEqual((promise.came, promise.outcome), (0, 0))

    def test_a_past_day_is_not_promised(self):
        promises = self.env["customer.retention.promise"]
        self._refresh(as_of=ago(1))
        self.assertFalse(promises.search([("company_id", "=", self.company.id)]))
        self._refresh()
        self.assertTrue(promises.search([("company_id", "=", self.company.id)]))

    def test_salespeople_see_their_own_and_managers_set_targets(self):
        promises = self._night(QUARTER[0])
        seen = promises.with_user(self.nora).search([("id", "in", promises.ids)])
        self.assertEqual(seen.user_id, self.nora)
        hers = self._of(self.nora, promises)
        with self.assertRaises(AccessError):
            hers.with_user(self.nora).target = 500
        hers.with_user(self.boss).target = 500
        self.assertEqual(hers.target, 500)
        for name in ("expected", "outcome", "user_id"):
            with self.assertRaises(AccessError):
                hers.with_user(self.boss).write({name: 1})
