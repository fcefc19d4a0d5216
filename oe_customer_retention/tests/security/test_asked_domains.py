"""Domains people ask by: searched as themselves, whatever rights the code has."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from psycopg2.errors import InvalidEscapeSequence

from ..reports.reports_common import ReportsCase

DASHBOARD = "customer.retention.dashboard"
REPORT = "report.oe_customer_retention.report_customers"


class TestAskedDomains(ReportsCase):
    def _elevated(self, model):
        """Return a model of the salesperson's, with all rights."""
        return self.env[model].with_user(self.seller).sudo()

    def test_a_salesperson_finds_own_customers(self):
        data = self._elevated(DASHBOARD).get_data([])
        self.assertEqual(data["customer_count"], 1)
        values = self._elevated(REPORT)._get_report_values([], {"domain": []})
        self.assertEqual(values["data"]["customer_count"], 1)
        movement = self._elevated("customer.retention.movement")
        colleague_s = [("user_id", "=", self.manager.id)]
        self.assertFalse(movement.open_figure("closing", colleague_s))
        own = [("user_id", "=", self.seller.id)]
        self.assertTrue(movement.open_figure("closing", own))

    def test_what_the_user_may_not_read_is_not_asked_for(self):
        domain = [("overdue_amount", ">", 0)]
        for call in (
            lambda: self._elevated(DASHBOARD).get_data(domain),
            lambda: self._elevated(DASHBOARD).get_bridge(domain),
            lambda: self._elevated("customer.retention.workbook")._open(domain),
            lambda: self._elevated(REPORT)._get_report_values([], {"domain": domain}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_values_that_fail_on_some_customers_only_are_refused(self):
        dashboard = self.env[DASHBOARD].with_user(self.seller)
        with (
            patch.object(
                type(dashboard), "_changes", side_effect=InvalidEscapeSequence("LIKE")
            ),
            self.assertRaisesRegex(UserError, "This filter cannot be used"),
        ):
            dashboard.get_data([])
