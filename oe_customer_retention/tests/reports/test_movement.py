from datetime import date

from odoo.exceptions import UserError

from ...models.status import STATUSES
from ...reports.movement import FIGURES
from ..common import AS_OF, RetentionCase
from ..history_case import HistoryCase
from ..reference import status_on


class TestMovementOfRandomHistories(HistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._live(seed=7)

    def test_every_month_equals_the_days_lived_through(self):
        expected = self._simulated_movement()
        rows = self._as(self.manager, "customer.retention.movement").search([])
        self.assertGreater(sum(rows.mapped("returned")), 5)
        found = {(*self._group(row), row.month): row for row in rows}
        self.assertEqual(len(found), len(rows), "one row per group and month")
        self.assertGreaterEqual(set(found), set(expected))
        for key, row in found.items():
            with self.subTest(key):
                figures = {name: row[name] for name in FIGURES}
                known = expected.get(key, {})
                self.assertEqual(figures, {n: known.get(n, 0) for n in FIGURES})

    def test_opening_and_flows_make_closing_in_every_row(self):
        for row in self._as(self.manager, "customer.retention.movement").search([]):
            moved = row.new + row.returned - row.lapsed
            self.assertEqual(row.opening + moved, row.closing)
            self.assertEqual(row.active_count + row.at_risk_count, row.closing)

    def test_opening_and_flows_make_closing_in_every_total(self):
        movement = self._as(self.manager, "customer.retention.movement")
        names = ["opening", "new", "returned", "lapsed", "closing"]
        sums = [f"{name}:sum" for name in names]
        for group in ([], ["month:year"], ["user_id"], ["user_id", "month:quarter"]):
            for row in movement._read_group([], group, sums):
                opening, new, returned, lapsed, closing = row[len(group) :]
                self.assertEqual(opening + new + returned - lapsed, closing, row)

    def test_every_figure_opens_its_customers_for_each_role(self):
        for user in (self.manager, self.salesman):
            rows = self._as(user, "customer.retention.movement").search(
                [("month", ">=", date(2026, 3, 1))]
            )
            self.assertTrue(rows)
            for row in rows:
                for name in FIGURES:
                    action = row.with_context(retention_figure=name).action_open()
                    case = (user.login, row.month, name)
                    self.assertEqual(self._opened(action, user), row[name], case)

    def test_every_cell_of_a_pivot_opens_its_customers_for_each_role(self):
        sums = [f"{name}:sum" for name in FIGURES]
        for user in (self.manager, self.salesman):
            movement = self._as(user, "customer.retention.movement")
            groupings = ([], ["user_id"], ["team_id", "month:quarter"], ["month:year"])
            for grouping in groupings:
                for cell in movement.formatted_read_group([], grouping, sums):
                    for name in FIGURES:
                        action = movement.open_figure(name, cell["__extra_domain"])
                        opened = self._opened(action, user)
                        case = (user.login, cell["__extra_domain"], name)
                        self.assertEqual(opened, cell[f"{name}:sum"], case)

    def test_what_is_no_figure_opens_the_rows(self):
        movement = self._as(self.manager, "customer.retention.movement")
        self.assertFalse(movement.open_figure("__count", []))

    def test_months_apart_open_the_rows(self):
        movement = self._as(self.manager, "customer.retention.movement")
        apart = ["|", ("month", "<", "2025-03-01"), ("month", ">", "2025-06-01")]
        self.assertFalse(movement.open_figure("new", apart))
        self.assertFalse(movement.open_figure("new", [("new", ">", 1)]))

    def test_a_salesperson_sees_own_and_unassigned_customers_only(self):
        rows = self._as(self.salesman, "customer.retention.movement").search([])
        self.assertEqual(rows.user_id, self.salesman)
        self.assertTrue(rows.filtered(lambda row: not row.user_id))

    def test_another_company_is_not_seen(self):
        movement = self._as(self.manager, "customer.retention.movement")
        own = movement.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(own.search([]).company_id, self.company)

    def test_statuses_of_a_past_day_equal_the_days_lived_through(self):
        profiles = self._as(self.manager, "customer.retention.profile")
        profiles = profiles.with_context(active_test=False)
        lives = self._lives()
        for day in (AS_OF, date(2026, 2, 28), date(2025, 8, 31), date(2024, 9, 1)):
            expected = {
                profile.id: status
                for profile, changes in lives
                if (status := status_on(changes, day))
            }
            found = {
                profile.id: status
                for status, _label in STATUSES
                for profile in profiles.search(profiles._status_domain([status], day))
            }
            self.assertEqual(found, expected, day)

    def test_a_rebuild_of_unchanged_documents_writes_no_row(self):
        before = self._versions()
        self._refresh(company=self.companies)
        self.assertEqual(self._versions(), before)

    def _versions(self):
        """Return id and version of every row of what the reports read."""
        tables = ("profile", "transition", "purchase_day", "outreach_day")
        versions = []
        for table in tables:
            self.env.cr.execute(
                f"SELECT id, ctid FROM customer_retention_{table} ORDER BY id"
            )
            rows = self.env.cr.fetchall()
            self.assertTrue(rows, table)
            versions.append(rows)
        return versions


class TestMovementOfAMonth(RetentionCase):
    def _month(self, *days, month, as_of=AS_OF):
        """Return the movement of ``month`` after orders on ``days``."""
        customer = self._customer()
        for day in days:
            self._order(customer, day)
        self._refresh(as_of=as_of)
        movement = self.env["customer.retention.movement"]
        movement = movement.with_context(retention_as_of=as_of)
        return movement.search(
            [("company_id", "=", self.company.id), ("month", "=", month)]
        )

    def test_lapsing_on_the_last_day_of_a_month_counts_in_it(self):
        day = date(2025, 11, 30)  # dormant 90 days later, on 28 February
        self.assertEqual(self._month(day, month=date(2026, 2, 1)).lapsed, 1)

    def test_lapsing_on_the_first_day_of_a_month_counts_in_it(self):
        day = date(2025, 12, 1)  # dormant 90 days later, on 1 March
        february = self._month(day, month=date(2026, 2, 1))
        self.assertEqual((february.lapsed, february.closing), (0, 1))
        march = february.search([("month", "=", date(2026, 3, 1))])
        self.assertEqual((march.opening, march.lapsed, march.closing), (1, 1, 0))

    def test_the_leap_day_belongs_to_february(self):
        day = date(2023, 12, 1)  # dormant 90 days later, on 29 February 2024
        self.assertEqual(self._month(day, month=date(2024, 2, 1)).lapsed, 1)

    def test_lapsing_and_returning_in_one_month_leaves_the_customer_standing(self):
        days = (date(2025, 12, 5), date(2026, 3, 20))  # dormant on 5 March
        march = self._month(*days, month=date(2026, 3, 1))
        self.assertEqual(
            (march.opening, march.lapsed, march.returned, march.closing), (1, 1, 1, 1)
        )

    def test_a_month_without_changes_has_a_row(self):
        may = self._month(date(2026, 4, 20), month=date(2026, 5, 1))
        self.assertEqual((may.opening, may.new, may.closing), (1, 0, 1))

    def test_the_running_month_is_marked(self):
        june = self._month(date(2026, 5, 20), month=date(2026, 6, 1))
        self.assertTrue(june.is_running)
        may = june.search([("month", "=", date(2026, 5, 1))])
        self.assertFalse(may.is_running)

    def test_no_month_after_the_running_one(self):
        june = self._month(date(2026, 5, 20), month=date(2026, 6, 1))
        self.assertFalse(june.search([("month", ">", june.month)]))

    def test_seen_from_a_past_day_later_changes_do_not_exist(self):
        may = self._month(date(2026, 5, 20), month=date(2026, 5, 1))
        movement = may.with_context(retention_as_of=date(2026, 5, 19))
        self.assertFalse(movement.search([("company_id", "=", self.company.id)]))

    def test_an_archived_customer_stays_in_the_past(self):
        may = self._month(date(2026, 5, 20), month=date(2026, 5, 1))
        self.env["res.partner"].search([("name", "=", "Customer")]).active = False
        self._refresh()
        self.env.invalidate_all()
        self.assertEqual(may.new, 1)
        action = may.with_context(retention_figure="closing").action_open()
        opened = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(opened.search_count(action["domain"]), 1)

    def test_an_unknown_figure_is_refused(self):
        may = self._month(date(2026, 5, 20), month=date(2026, 5, 1))
        with self.assertRaisesRegex(UserError, "'change'.*opening"):
            may.with_context(retention_figure="change").action_open()
