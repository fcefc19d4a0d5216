"""The examples of docs/extending.md, which are copied from here."""

from odoo import api, models
from odoo.tools import SQL

from ..reports.workbook.columns import Column
from .common import RetentionCase, ago
from .extending import extend
from .reports.workbook_common import WorkbookCase


class TestNewColumn(WorkbookCase):
    def test_a_column_added_by_inheritance_is_written(self):
        class Workbook(models.AbstractModel):
            _module = None
            _inherit = "customer.retention.workbook"

            def _columns(self):
                return (*super()._columns(), Column("first_seen_date", 12))

        *_columns, last = self.env["customer.retention.workbook"]._columns()
        extend(self, Workbook)
        book = self._book(self.accountant)
        header = [cell.value for cell in book["All customers"][1]]
        fields = self.env["customer.retention.profile"]._fields
        names = (last.field, "first_seen_date")
        self.assertEqual(header[-2:], [fields[name].string for name in names])


class TestConditions(RetentionCase):
    def test_conditions_ask_for_a_field_added_by_inheritance(self):
        class Partner(models.Model):
            _module = None
            _inherit = "res.partner"

            @api.model
            def _condition_fields(self):
                return {*super()._condition_fields(), "company_registry"}

        extend(self, Partner)
        customer = self._customer(company_registry="FN 1")
        self._order(customer, ago(1))
        self._refresh()
        segment = self.env["customer.segment"].create(
            {
                "name": "Registered",
                "kind": "dynamic",
                "domain": "[('partner_id.company_registry', '!=', False)]",
            }
        )
        self.assertEqual(segment.profile_ids.partner_id, customer)


class TestHooks(RetentionCase):
    def test_changed_statuses_arrive_in_write_in_sets(self):
        seen = []

        class Profile(models.Model):
            _module = None
            _inherit = "customer.retention.profile"

            def write(self, vals):
                result = super().write(vals)
                if "status" in vals:
                    seen.append((self.mapped("partner_id.name"), vals["status"]))
                return result

        extend(self, Profile)
        customers = self._customer("One") + self._customer("Two")
        for customer in customers:
            self._order(customer, ago(10))
        self._refresh()
        self.assertEqual(seen, [])  # the first status is no change
        self._refresh(as_of=ago(-90))
        self.assertEqual(seen, [(["One", "Two"], "dormant")])

    def test_a_fact_is_one_more_expression(self):
        class Facts(models.AbstractModel):
            _module = None
            _inherit = "customer.retention.facts"

            def _columns(self, scope):
                return {
                    **super()._columns(scope),
                    "user_id": SQL("COALESCE(last_order.user_id, partner.user_id)"),
                }

        extend(self, Facts)
        before, last = self._user("before_last"), self._user("last_seller")
        customer = self._customer("Ours", user_id=before.id)
        self._order(customer, ago(10), user_id=last.id)
        self._refresh()
        self.assertEqual(self._profile(customer).user_id, last)
