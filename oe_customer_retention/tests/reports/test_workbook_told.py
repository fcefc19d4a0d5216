"""What the workbook says of itself, and of what it does not show."""

from datetime import timedelta

from odoo.tools import format_date

from .workbook_common import WorkbookCase


class TestWorkbookAbout(WorkbookCase):
    def test_about_tells_filters_user_companies_and_thresholds(self):
        domain = [("status", "!=", "lost")]
        sheet = self._book(domain=domain, filters="Not lost")["About this workbook"]
        text = "\n".join(
            str(value)
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        )
        policy = self.env["customer.retention.policy"]._applicable(self.company)
        for expected in (
            "Not lost",
            str(domain),
            self.manager.name,
            self.company.name,
            format_date(self.env, self.today),
            policy.name,
            str(policy.lost_days),
        ):
            self.assertIn(expected, text)

    def test_about_tells_no_domain_without_a_filter(self):
        for domain in ([], [("status", "!=", "lost")]):
            sheet = self._book(domain=domain)["About this workbook"]
            labels = {row[0] for row in sheet.iter_rows(values_only=True)}
            self.assertEqual("Filter domain" in labels, bool(domain))

    def test_about_writes_days_and_moments_like_every_page(self):
        self.env = self.env(context={"lang": "en_US", "tz": "UTC"})
        texts = {
            row[0]: row[1]
            for row in self._book()["About this workbook"].iter_rows(
                max_col=2, values_only=True
            )
        }
        data = self.env["customer.retention.dashboard"].get_data([])
        self.assertEqual(
            texts["Changes measured since"],
            format_date(self.env, data["period_start"]),
        )
        self.assertRegex(texts["Documents read at"], r"^[\d/]+, \d+:\d\d.[AP]M$")

    def test_a_manager_of_a_branch_alone_is_told_whose_its_policy_is(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        self.manager.write({"company_id": branch.id, "company_ids": branch.ids})
        self.env = self.env(context={"allowed_company_ids": branch.ids})
        self.env.invalidate_all()
        about = self._book()["About this workbook"]
        policies = [row[:2] for row in about.iter_rows(values_only=True)]
        self.assertIn((self.policy.name, self.company.name), policies)


class TestWorkbookEmpty(WorkbookCase):
    def test_an_empty_list_says_why_it_is_and_what_to_do(self):
        book = self._book(domain=[("id", "=", 0)])
        for name in ("By salesperson", "All customers"):
            [_header, [reason, *blank]] = book[name].iter_rows(values_only=True)
            self.assertIn("remove a filter", reason)
            self.assertEqual({*blank}, {None})
        self.assertIsNone(book["All customers"].print_title_cols, "told once on paper")
        texts = [row[0] for row in book["Summary"].iter_rows(values_only=True)]
        self.assertIn(reason, texts)
        self.assertFalse(book["Summary"]._charts, "of nobody there is nothing to draw")

    def test_categories_that_are_not_followed_are_told(self):
        for is_followed, reason in ((True, "None of these"), (False, "not followed")):
            self.company.retention_follow_categories = is_followed
            sheet = self._book()["Stopped categories"]
            self.assertIn(reason, sheet["A2"].value)

    def test_no_first_purchases_in_the_months_are_told(self):
        self._order(self.lost, self.today - timedelta(1500))
        for customer in (self.active, self.at_risk):
            self._order(customer, self.today - timedelta(1500))
        self._refresh()
        self.assertIn("Nobody bought", self._book()["Cohorts"]["A3"].value)
