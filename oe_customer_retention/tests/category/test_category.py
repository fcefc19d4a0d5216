from collections import Counter
from datetime import timedelta
from html import unescape
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from openpyxl import load_workbook

from ...analytics.mbg_nbd import Parameters, probability_of_order
from ...models.category import category_model
from ..common import MANAGER, SALESMAN, RetentionCase, ago
from .test_sale_lines import LinesCase

PARAMETERS = Parameters._fields


class TestCategoryWorlds(LinesCase):
    """What is kept of random businesses is what their documents say."""

    def test_changed_documents_and_products_reach_the_categories(self):
        def check(company):
            self._refresh(company=company)
            self._change()
            self.products[0].categ_id = self.categories[1]
            self.products[1].active = False
            for customers in (self.customers[:2], self.customers[2:]):
                self._refresh(customers, company=company)
            self._assert_sums(company)
            kept = self._kept(company)
            self.env["customer.retention.category"].search(
                [("company_id", "=", company.id)]
            ).unlink()
            self.env["customer.retention.purchase.line"].search([]).unlink()
            self._refresh(company=company)
            self.assertEqual(kept, self._kept(company))

        self._in_every_world(check, bases=1)

    def test_an_unchanged_refresh_writes_no_row(self):
        self._deal(1)
        self._refresh(company=self.company)
        before = self._versions()
        self._refresh(company=self.company)
        self.assertTrue(before)
        self.assertEqual(self._versions(), before)

    def _assert_sums(self, company):
        for customer in self.customers:
            profile = self._profile(customer, company)
            lines = self.env["customer.retention.purchase.line"].search(
                [("profile_id", "=", profile.id)]
            )
            by_day = Counter()
            for line in lines:
                by_day[line.date] += line.revenue
            for day in profile.purchase_ids:
                self.assertAlmostEqual(by_day.pop(day.date, 0), day.revenue, 6)
            self.assertFalse([rest for rest in by_day.values() if abs(rest) > 1e-6])
            self.assertAlmostEqual(
                sum(profile.category_ids.mapped("revenue_total")),
                profile.revenue_total,
                6,
            )
            for row in profile.category_ids:
                self._assert_row(row, lines)

    def _assert_row(self, row, lines):
        """Compare a category with the customer's lines, one day after the other."""
        revenue, bought = Counter(), set()
        for line in lines.filtered(lambda line: line.category_id == row.category_id):
            revenue[line.date] += line.revenue
            if line.is_purchase:
                bought.add(line.date)
        days = sorted(day for day in bought if revenue[day] > 0.001)
        self.assertEqual(row.purchase_day_count, len(days))
        self.assertEqual(row.first_date, days[0] if days else False)
        self.assertEqual(row.last_date, days[-1] if days else False)
        year = [
            revenue[day]
            for day in revenue
            if days and days[-1] - timedelta(365) < day <= days[-1]
        ]
        self.assertAlmostEqual(row.yearly_revenue, sum(year), 6)

    def _kept(self, company):
        rows = self.env["customer.retention.category"].search(
            [("company_id", "=", company.id)]
        )
        return {
            (row.profile_id, row.category_id): (
                row.first_date,
                row.last_date,
                row.purchase_day_count,
                row.revenue_total,
                row.yearly_revenue,
            )
            for row in rows
        }

    def _versions(self):
        """Return which transaction and command wrote each row."""
        self.env.flush_all()
        rows = []
        for table in ("purchase_line", "category"):
            self.env.cr.execute(
                f"SELECT '{table}', id, ctid FROM customer_retention_{table}"
            )
            rows += self.env.cr.fetchall()
        return rows


class CategoryCase(RetentionCase):
    """A customer who buys labels and boxes, by a model that is given."""

    MODEL = {"r": 0.8, "alpha": 24.0, "a": 0.3, "b": 1.5, "mean_gap": 30.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_follow_categories = True
        root = cls.env["product.category"].create({"name": "Goods for sale"})
        cls.boxes, cls.labels = cls.env["product.category"].create(
            [{"name": name, "parent_id": root.id} for name in ("Boxes", "Labels")]
        )
        cls.box, cls.label = cls.env["product.product"].create(
            [
                {"name": category.name, "categ_id": category.id, "type": "consu"}
                for category in (cls.boxes, cls.labels)
            ]
        )
        cls.customer = cls._customer("Acme")

    @classmethod
    def _buy(cls, product, *days, customer=None, price=100):
        line = Command.create(
            {
                "product_id": product.id,
                "price_unit": price,
                "tax_ids": [Command.clear()],
            }
        )
        order = {
            "partner_id": (customer or cls.customer).id,
            "company_id": cls.company.id,
            "order_line": [line],
        }
        quietly = cls.env["sale.order"].with_context(tracking_disable=True)
        orders = quietly.create([order] * len(days))
        orders.action_confirm()
        for order, day in zip(orders, days, strict=True):
            cls._update(order, date_order=f"{ago(day)} 12:00:00")

    def _row(self, category, customer=None):
        """Refresh, and return what the customer buys of a product category."""
        self._refresh(company=self.company)
        model = self.env["customer.retention.category.model"].search(
            [("company_id", "=", self.company.id)]
        )
        model.write(self.MODEL)
        self.env.flush_all()
        self.env.invalidate_all()
        return self._profile(customer or self.customer).category_ids.filtered(
            lambda row: row.category_id.product_category_id == category
        )


class TestCategory(CategoryCase):
    def test_a_category_is_told_with_its_figures(self):
        self._buy(self.box, 400, 300, 290)
        row = self._row(self.boxes)
        self.assertEqual(row.category_id.display_name, "Boxes")
        self.assertEqual((row.first_date, row.last_date), (ago(400), ago(290)))
        self.assertEqual((row.purchase_day_count, row.days_since), (3, 290))
        self.assertEqual((row.revenue_total, row.yearly_revenue), (300, 300))
        self.assertEqual((row.revenue_12m, row.revenue_previous_12m), (200, 100))
        self.assertEqual(row.quantity_12m, 2)

    def test_revenue_without_a_product_has_no_category_and_no_state(self):
        self._order(self.customer, ago(10), 50)
        row = self._row(self.boxes.browse())
        self.assertEqual((row.revenue_total, row.state), (50, False))
        self.assertFalse(row.reorder_probability)

    def test_states_change_on_the_days_their_shares_are_crossed(self):
        self._buy(self.box, 160, 130, 100)
        row = self._row(self.boxes)
        share = [self._share(days, row.horizon_days) for days in range(900)]
        slowing = next(days for days in range(900) if share[days] < 0.6)
        stopped = next(days for days in range(900) if share[days] < 0.4)
        self.assertLess(slowing, stopped)
        for days, state in (
            (slowing - 1, "regular"),
            (slowing, "slowing"),
            (stopped - 1, "slowing"),
            (stopped, "stopped"),
        ):
            row = row.with_context(retention_as_of=ago(100 - days))
            self.assertEqual(row.state, state, f"{days} days after the last purchase")

    def _share(self, silence, horizon):
        """Return the chance left after a silence, of who bought thrice in 60 days."""
        parameters = Parameters(**{name: self.MODEL[name] for name in PARAMETERS})
        now, then = (
            probability_of_order(parameters, 2, 60, 60 + days, horizon)
            for days in (silence, 0)
        )
        return now / then

    def test_a_category_is_new_up_to_the_horizon_of_the_policy(self):
        days = self.policy[-1].horizon_days
        self._buy(self.box, days)
        self._buy(self.label, days - 1)
        row = self._row(self.boxes)
        self.assertFalse(row.state)
        self.assertEqual(self._row(self.labels).state, "new")

    def test_two_purchases_show_no_rhythm(self):
        self._buy(self.box, 700, 690)
        self.assertFalse(self._row(self.boxes).state)
        self._buy(self.box, 680)
        self.assertEqual(self._row(self.boxes).state, "stopped")

    def test_expected_loss_is_what_the_missing_chance_costs_a_year(self):
        self._buy(self.box, 700, 690, 680)
        row = self._row(self.boxes)
        gap = (20 + 2 * 30) / 4
        horizon = int(max(2 * gap, 2 * self.policy[-1].horizon_days))
        self.assertEqual((row.usual_gap_days, row.horizon_days), (gap, horizon))
        parameters = Parameters(**{name: self.MODEL[name] for name in PARAMETERS})
        chance = probability_of_order(parameters, 2, 20, 700, horizon)
        self.assertAlmostEqual(row.reorder_probability, chance, 6)
        self.assertAlmostEqual(row.expected_loss, 300 * (1 - chance), 2)

    def test_a_sentence_tells_what_stopped_and_what_is_still_bought(self):
        self._buy(self.box, 500, 490, 480, 470)
        self._buy(self.label, 200, 150, 100, 50, 10)
        row = self._row(self.boxes)
        profile = row.profile_id
        self.assertTrue(row.still_buys)
        self.assertEqual(profile.lost_category_count, 1)
        self.assertRegex(
            profile.category_reason,
            r"^Stopped: Boxes, .*400.* a year, order probability \d+%, last bought "
            r"03/02/2025; still buys Labels\.$",
        )

    def test_who_buys_nothing_any_more_has_lost_no_category(self):
        self._buy(self.box, 500, 490, 480, 470)
        self._buy(self.label, 490, 480, 400)
        row = self._row(self.boxes)
        self.assertEqual((row.state, row.still_buys), ("stopped", False))
        self.assertEqual(row.profile_id.lost_category_count, 0)
        self.assertFalse(row.profile_id.category_reason)

    def test_the_workbook_lists_what_stopped(self):
        self._buy(self.box, 500, 490, 480, 470)
        self._buy(self.label, 200, 150, 100, 50, 10)
        row = self._row(self.boxes)
        [cells] = self._listed_in_the_workbook(self.company)
        self.assertEqual(cells[0], "Acme")
        self.assertEqual(cells[2:5], ("Boxes", row.expected_loss, 400))

    def test_of_several_companies_the_workbook_names_whose_it_is(self):
        other = self._new_company("Elsewhere")
        self._buy(self.box, 500, 490, 480, 470)
        self._buy(self.label, 200, 150, 100, 50, 10)
        self._row(self.boxes)
        [cells] = self._listed_in_the_workbook(self.company + other)
        self.assertEqual(cells[:2], ("Acme", self.company.name))
        self.assertEqual(cells[3], "Boxes")

    def _listed_in_the_workbook(self, companies):
        """Return the rows of the workbook's sheet, below its head."""
        manager = self._user("manager", MANAGER, companies=companies)
        workbooks = self.env["customer.retention.workbook"].with_user(manager)
        here = workbooks.with_context(allowed_company_ids=companies.ids)
        with here._open([]) as file:
            sheet = load_workbook(file)["Stopped categories"]
            return [*sheet.iter_rows(values_only=True, min_row=2)]

    def test_an_empty_list_says_where_categories_are_not_followed(self):
        followed, name = self._help(), self.company.name
        self.assertIn("No customer stopped buying a category", followed)
        self.assertNotIn("not followed", followed)
        self.company.retention_follow_categories = False
        told = self._help()
        self.assertIn(f"Product categories are not followed in {name}", told)
        self.assertIn("'Follow product categories' in the settings", unescape(told))
        self.assertNotIn("No customer stopped buying a category", told)

    def test_an_empty_list_says_which_of_several_companies_follow_none(self):
        other = self._new_company("No <i>categories</i>")
        both = (self.company + other).ids
        told = self._help(allowed_company_ids=both)
        self.assertIn("No customer stopped buying a category", told)
        self.assertIn("not followed in No &lt;i&gt;categories", told)

    def _help(self, **context):
        action = self.env.ref(
            "oe_customer_retention.customer_retention_category_action"
        )
        [values] = action.with_context(**context).read(["help", "res_model", "context"])
        return str(values["help"])

    def test_segments_may_ask_for_what_stopped(self):
        self._buy(self.box, 500, 490, 480, 470)
        self._buy(self.label, 200, 150, 100, 50, 10)
        row = self._row(self.boxes)
        segment = self.env["customer.segment"].create(
            {
                "name": "Lost something",
                "kind": "dynamic",
                "company_id": self.company.id,
                "domain": "[('lost_category_count', '>', 0)]",
            }
        )
        self._refresh(company=self.company)
        self.assertIn(segment, row.profile_id.segment_ids)

    def test_a_product_moved_takes_its_past_along(self):
        self._buy(self.box, 100, 50, 10)
        self._row(self.boxes)
        self.box.categ_id = self.labels
        self.assertFalse(self._row(self.boxes))
        self.assertEqual(self._row(self.labels).purchase_day_count, 3)

    def test_an_archived_product_stays_in_its_category(self):
        self._buy(self.box, 100)
        self.box.action_archive()
        self.assertEqual(self._row(self.boxes).revenue_total, 100)

    def test_merged_customers_have_their_categories_together(self):
        other = self._customer("Acme too")
        self._buy(self.box, 100, 50)
        self._buy(self.box, 10, customer=other)
        self._row(self.boxes)
        self._merge(other, into=self.customer)
        row = self._row(self.boxes)
        self.assertEqual((row.purchase_day_count, row.revenue_total), (3, 300))

    def test_nothing_is_told_of_who_was_taken_off_the_list(self):
        self._buy(self.box, 100)
        profile = self._row(self.boxes).profile_id
        profile.status_override = "active"
        self.customer.retention_excluded = True
        self.assertFalse(self._row(self.boxes))
        self.assertFalse(profile.category_ids)

    def test_a_colleagues_categories_are_not_to_be_read(self):
        seller = self._user("seller", SALESMAN)
        self.customer.user_id = self._user("colleague", SALESMAN)
        self._buy(self.box, 100)
        row = self._row(self.boxes).with_user(seller)
        self.assertFalse(row.search([("profile_id", "=", row.id)]))
        with self.assertRaises(AccessError):
            row.read(["expected_loss"])

    def test_nothing_is_kept_of_a_company_that_does_not_follow_categories(self):
        self._buy(self.box, 100)
        self.assertTrue(self._row(self.boxes))
        self.company.retention_follow_categories = False
        self._refresh(company=self.company)
        profile = self._profile(self.customer)
        self.assertFalse(profile.category_ids)
        self.assertFalse(
            self.env["customer.retention.purchase.line"].search(
                [("profile_id", "=", profile.id)]
            )
        )


@patch(f"{category_model.__name__}.LEAST_WARNINGS", 12)
class TestTrackRecord(CategoryCase):
    def test_warnings_of_a_year_ago_are_compared_with_what_came(self):
        for number in range(12):
            customer = self._customer(f"Customer {number}")
            self._buy(self.box, 900, 880, 860, 840, 820, customer=customer)
            self._buy(self.label, 450, 420, 390, 370, customer=customer)
            if number < 4:
                self._buy(self.box, 360, customer=customer)
        self._refresh(company=self.company)
        model = self.env["customer.retention.category.model"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((model.warning_count, model.right_count), (12, 8))
        self.assertEqual(
            model.track_record,
            "Of 100 such warnings a year ago 67 were right (12 in all).",
        )

    def test_few_warnings_have_no_share(self):
        self._buy(self.box, 900, 880, 860, 840)
        self._buy(self.label, 450, 420, 390, 370)
        self._refresh(company=self.company)
        model = self.env["customer.retention.category.model"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(model.warning_count, 1)
        self.assertIn("too few", model.track_record)
