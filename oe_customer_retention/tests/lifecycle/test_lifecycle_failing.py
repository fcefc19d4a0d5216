from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from ..common import RetentionCase

ENGINE = "odoo.addons.oe_customer_retention.models.lifecycle.engine"


class TestLifecycleFailing(RetentionCase):
    """One lifecycle that cannot be run stops nothing but itself, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref("oe_customer_retention.lifecycle_b2b").copy(
            {"company_id": cls.company.id}
        )
        cls.company.retention_lifecycle_id = cls.lifecycle
        cls.customer = cls._buyer(100)
        cls.silence = cls.lifecycle.stage_ids.filtered(
            lambda stage: stage.milestone == "silence"
        )[:1]
        cls.orders = cls.lifecycle.stage_ids.filtered(
            lambda stage: stage.milestone == "orders"
        )[:1]

    def test_numbers_of_stages_that_no_calendar_has_are_refused(self):
        for stage, values in (
            (self.silence, {"milestone_days": 36_501}),
            (self.silence, {"milestone_days": 2**31 - 1}),
            (self.orders, {"milestone_days": -3}),
            (self.orders, {"milestone_count": -1}),
            (self.orders, {"milestone_count": 2**31 - 1}),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, "enter"):
                stage.write(values)

    def test_the_last_ones_that_are_allowed_can_be_run(self):
        for values in (
            {"milestone_days": 36_500, "milestone_count": 10_000},
            {"milestone_days": 0, "milestone_count": 1},
        ):
            with self.subTest(values):
                (self.silence + self.orders).write(values)
                self.company.retention_lifecycle_filled_id = False
                self._refresh()
                self.assertFalse(self.lifecycle.problem)

    @mute_logger(ENGINE, "odoo.sql_db")
    def test_statuses_are_refreshed_all_the_same(self):
        """Numbers from before they were checked."""
        for stage, days in ((self.silence, 2**31 - 1), (self.orders, -3)):
            with self.subTest(days=days), self.cr.savepoint() as savepoint:
                self._update(stage, milestone_days=days)
                self._refresh()
                self.assertEqual(self._profile(self.customer).status, "dormant")
                self.assertFalse(self._profile(self.customer).stage_id)
                self.assertIn("moved no one", self.lifecycle.problem)
                self.assertTrue(self.lifecycle.has_problem)
                savepoint.rollback()
                self.env.invalidate_all()

    @mute_logger(ENGINE, "odoo.sql_db")
    def test_the_next_refresh_that_works_says_nothing_any_more(self):
        moves = type(self.env["customer.lifecycle.engine"])
        with patch.object(moves, "_compute", side_effect=ZeroDivisionError("by zero")):
            self._refresh()
        self.assertIn("by zero", self.lifecycle.problem)
        self._refresh()
        self.assertFalse(self.lifecycle.problem)
        self.assertTrue(self._profile(self.customer).stage_id)

    @mute_logger(ENGINE, "odoo.sql_db")
    def test_another_company_is_not_told_of_it(self):
        other = self._new_company("Other Ltd")
        shared = self.env.ref("oe_customer_retention.lifecycle_b2b")
        self.company.retention_lifecycle_id = other.retention_lifecycle_id = shared
        moves = type(self.env["customer.lifecycle.engine"])
        with patch.object(moves, "_compute", side_effect=ZeroDivisionError("by zero")):
            self._refresh()
        self.assertTrue(shared.problem)
        shared.invalidate_recordset()
        self.assertFalse(shared.with_context(allowed_company_ids=other.ids).problem)
