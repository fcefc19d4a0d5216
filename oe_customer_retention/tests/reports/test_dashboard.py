from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ...models import rates
from ...reports import wording
from ..common import DAY, MANAGER, SALESMAN, RetentionCase

PROFILE = "customer.retention.profile"


class TestDashboard(RetentionCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("own_seller", SALESMAN)
        cls.manager = cls._user("sales_boss", MANAGER)
        cls.active = cls._buyer(
            150, 120, 90, 60, 30, name="Active", user_id=cls.seller.id
        )
        cls.at_risk = cls._buyer(
            170, 140, 110, 80, name="At risk", user_id=cls.manager.id
        )
        cls.dormant = cls._buyer(220, 190, 160, name="Dormant", user_id=cls.seller.id)
        cls.returned = cls._buyer(300, 10, name="Returned", user_id=cls.manager.id)
        cls.lost = cls._buyer(500, name="Lost", user_id=cls.manager.id)
        prospect = cls._customer("Prospect", user_id=cls.manager.id)
        cls._quotation(prospect, cls.today)
        cls._refresh()

    def _data(self, user=None, domain=(), period="year"):
        dashboard = self.env["customer.retention.dashboard"].with_user(
            user or self.manager
        )
        return dashboard.get_data(list(domain), period)

    def _figure(self, key, **options):
        figures = self._data(**options)["figures"]
        return next(figure for figure in figures if figure["key"] == key)

    def _opened(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.manager)
        return model.search_count(action["domain"])

    def test_customers_leave_prospects_out(self):
        self.assertEqual(self._figure("customers")["value"], 5)

    def test_a_salesperson_sees_only_own_customers(self):
        self.assertEqual(self._figure("customers", user=self.seller)["value"], 2)

    def test_every_count_equals_the_list_it_opens(self):
        for user in (self.manager, self.seller):
            data = self._data(user)
            counted = [
                *((status["count"], status["action"]) for status in data["statuses"]),
                *((row["count"], row["action"]) for row in data["salespeople"]),
                *(
                    (figure["value"], figure["action"])
                    for figure in data["figures"]
                    if figure["unit"] == "count"
                ),
            ]
            for count, action in counted:
                with self.subTest(user=user.login, opens=action["name"]):
                    self.assertEqual(self._opened(action, user), count)

    def test_each_share_opens_its_other_half(self):
        for figure in self._data()["figures"]:
            if figure["unit"] != "percent":
                continue
            _part, whole = map(int, figure["note"].split(" of "))
            with self.subTest(figure=figure["key"]):
                part = self._opened(figure["action"])
                self.assertEqual(part + self._opened(figure["rest"]), whole)

    def test_shares_of_statuses_are_of_the_customers_as_that_of_the_figure(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 5)
        data = self._data()
        shares = {row["status"]: row["share_text"] for row in data["statuses"]}
        active = next(row for row in data["figures"] if row["key"] == "active")
        self.assertEqual(shares["active"], active["value_text"])
        self.assertEqual((shares["lost"], shares["prospect"]), ("20%", ""))

    def test_a_failed_refresh_of_all_customers_is_told_to_managers(self):
        runs = self.env["customer.retention.run"].sudo()
        values = {"company_id": self.company.id, "trigger": "nightly"}
        runs.create(values | {"state": "failed", "error": "The disk is full."})
        self.assertIn("The disk is full.", self._data()["problems"][0]["text"])
        self.assertFalse(self._data(self.seller)["problems"])
        runs.create(values | {"state": "done"})
        self.assertFalse(self._data()["problems"])

    def test_failed_reactions_are_told_to_managers_until_they_are_mended(self):
        profile = self.env["customer.retention.profile"].search([], limit=1)
        line = self.env["customer.retention.reaction.log"].create(
            {
                "profile_id": profile.id,
                "company_id": self.company.id,
                "date": self.today,
                "occasion": "at_risk",
                "state": "failed",
            }
        )
        [problem] = self._data()["problems"]
        self.assertIn("Reactions that failed in the last 30 days: 1.", problem["text"])
        logs = self.env["customer.retention.reaction.log"]
        self.assertEqual(logs.search(problem["action"]["domain"]), line)
        self.assertFalse(self._data(self.seller)["problems"])
        line.state = "done"
        self.assertFalse(self._data()["problems"])

    def test_mails_that_were_not_sent_are_told_once(self):
        profile = self.env["customer.retention.profile"].search([], limit=1)
        values = {"model": profile._name, "res_id": profile.id, "state": "exception"}
        mails = self.env["mail.mail"].sudo()
        mails = mails.create([values | {"failure_reason": "[Errno 111]"}] * 2)
        [problem] = self._data()["problems"]
        self.assertIn("in the last 30 days: 2.", problem["text"])
        self.assertIn("Connection failed", problem["text"])
        self.assertNotIn("Errno", problem["text"])
        self.assertEqual(self._opened(problem["action"]), 1)
        self.assertFalse(self._data(self.seller)["problems"])
        mails.state = "sent"
        self.assertFalse(self._data()["problems"])

    def test_what_is_skipped_is_told_by_its_name(self):
        own = {"name": "Broken", "company_id": self.company.id}
        call = self.env.ref("mail.mail_activity_data_call").id
        values = {
            "customer.retention.reaction": {
                "to_status": "lost",
                "activity_type_id": call,
            },
            "customer.retention.policy": {"partner_domain": "[('ref', '=', 'A')]"},
            "customer.segment": {},
        }
        for model, others in values.items():
            record = self.env[model].sudo().create(own | others)
            record._set_problem(self.company, {"error": "Nonsense."})
            with self.subTest(model):
                [problem] = self._data()["problems"]
                text = f"Broken: {record.with_company(self.company).problem}"
                self.assertEqual(problem["text"], text)
                self.assertEqual(self._opened(problem["action"]), 1)
                self.assertFalse(self._data(self.seller)["problems"])
                record._set_problem(self.company, None)
                self.assertFalse(self._data()["problems"])

    def test_several_that_are_skipped_are_told_in_one_line(self):
        segments = self.env["customer.segment"].sudo()
        own = {"company_id": self.company.id}
        for name in ("Broken", "Torn"):
            segment = segments.create(own | {"name": name})
            segment._set_problem(self.company, {"error": "Nonsense."})
        self.env["res.lang"]._activate_lang("ar_001")
        for lang, comma in (("en_US", ", "), ("ar_001", "\N{RIGHT-TO-LEFT MARK}، ")):
            dashboard = self.env["customer.retention.dashboard"].with_context(lang=lang)
            [problem] = dashboard._skipped()
            self.assertIn(f"Broken{comma}Torn", problem["text"])

    def test_what_preceded_losses_tells_that_it_failed(self):
        precursors = self.env["customer.retention.precursor"].sudo()
        events = type(self.env["customer.retention.precursor.event"])
        logger = "odoo.addons.oe_customer_retention.reports.precursor.precursor"
        broken = patch.object(events, "_events", side_effect=ValueError("Broken."))
        with mute_logger(logger), broken:
            precursors._try_update(self.company)
        [problem] = self._data()["problems"]
        self.assertIn("Something unexpected went wrong.", problem["text"])
        precursors._try_update(self.company)
        self.assertFalse(self._data()["problems"])

    def test_a_problem_is_one_task_of_the_administrator_until_it_is_over(self):
        models = self.env["customer.retention.reorder.model"].sudo()
        model = models.search([("company_id", "=", self.company.id)])
        model.problem = "Too few."
        [problem] = self._data()["problems"]
        self.assertIn("Too few.", problem["text"])
        dashboard = self.env["customer.retention.dashboard"]
        dashboard._tell_administrator()
        dashboard._tell_administrator()
        partner = self.company.partner_id
        [task] = partner.activity_ids
        self.assertEqual(task.user_id, self.env.ref("base.user_admin"))
        self.assertIn("Too few.", task.note)
        task.action_feedback("Seen")
        dashboard._tell_administrator()
        self.assertFalse(partner.activity_ids)
        model.problem = False
        dashboard._tell_administrator()
        model.problem = "Again."
        dashboard._tell_administrator()
        self.assertIn("Again.", partner.activity_ids.note)

    def test_some_refreshed_customers_make_the_figures_no_newer(self):
        before = self._data()["refreshed_at"]
        later = fields.Datetime.now() + timedelta(hours=1)
        self.env["customer.retention.run"].sudo().create(
            {
                "company_id": self.company.id,
                "trigger": "api",
                "mode": "partial",
                "state": "done",
                "started_at": later,
            }
        )
        self.assertEqual(self._data()["refreshed_at"], before)

    def test_every_flow_of_a_month_equals_the_list_it_opens(self):
        data = self._data()
        for month in data["months"]:
            for flow in ("new", "returned", "lapsed"):
                with self.subTest(month=month["month"], flow=flow):
                    domain = [*month["drill"][flow], *data["drill"]["transitions"]]
                    transitions = self.env["customer.retention.transition"]
                    self.assertEqual(transitions.search_count(domain), month[flow])

    def test_every_status_of_a_month_equals_the_list_it_opens(self):
        data = self._data()
        for month in data["months"]:
            for status, count in month["statuses"].items():
                with self.subTest(month=month["month"], status=status):
                    domain = [*month["drill"][status], *data["drill"]["profiles"]]
                    self.assertEqual(self.env[PROFILE].search_count(domain), count)

    def test_every_status_of_a_month_has_its_share(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 5)
        data = self._data()
        today = {
            row["status"]: f"{row['count_text']} ({row['share_text']})"
            for row in data["statuses"]
            if row["is_customer"]
        }
        self.assertEqual(data["months"][-1]["shares"], today)

    def test_the_day_is_the_latest_of_the_companies(self):
        east = self.env["res.company"].create({"name": "East Ltd"})
        east.partner_id.tz = "Pacific/Kiritimati"
        west = self.env["res.company"].create({"name": "West Ltd"})
        west.partner_id.tz = "Pacific/Midway"
        dashboard = self.env["customer.retention.dashboard"]
        for companies in (east + west, west + east):
            data = dashboard.with_context(allowed_company_ids=companies.ids).get_data(
                []
            )
            self.assertEqual(data["as_of"], east._retention_today())

    def test_movement_reconciles_in_every_month(self):
        for month in self._data()["months"]:
            closing = (
                month["opening"] + month["new"] + month["returned"] - month["lapsed"]
            )
            self.assertEqual(closing, month["closing"], month["month"])

    def test_the_running_month_closes_with_the_customers_of_today(self):
        data = self._data()
        today = {row["status"]: row["count"] for row in data["statuses"]}
        last = data["months"][-1]
        self.assertTrue(last["is_running"])
        self.assertEqual(
            last["statuses"],
            {name: today[name] for name in ("active", "at_risk", "dormant", "lost")},
        )

    def test_statuses_set_manually_are_told_beside_those_of_the_documents(self):
        self.assertFalse(self._data()["remarks"])
        self._profile(self.at_risk).status_override = "dormant"
        [told] = self._data()["remarks"]
        self.assertIn("Statuses set manually: 1.", told["text"])
        self.assertEqual(self._opened(told["action"]), 1)
        self.assertFalse(self._data(domain=[("status", "=", "active")])["remarks"])

    def test_statuses_reached_since_the_last_refresh_are_told(self):
        self._profile(self.active).next_status_date = self.today
        [told] = self._data()["remarks"]
        self.assertIn("reached since the last refresh: 1.", told["text"])
        self.assertEqual(self._opened(told["action"]), 1)

    def test_nothing_at_risk_is_zero_and_what_is_unknown_is_blank(self):
        self.assertEqual(self._profile(self.lost).revenue_at_risk, 0)
        rows = {row["status"]: row for row in self._data()["statuses"]}
        nothing = wording.money(self.env, 0)
        self.assertEqual(rows["lost"]["stake_text"], nothing)
        self.assertEqual(rows["lost"]["revenue_at_risk"], 0)
        self.assertEqual(rows["prospect"]["stake_text"], "")
        self.assertIs(rows["prospect"]["revenue_at_risk"], False)
        nobody = self._data(domain=[("status", "=", "active")])["statuses"]
        self.assertEqual({row["stake_text"] for row in nobody[1:4]}, {nothing})

    def test_a_winback_counts_in_the_period_of_the_return(self):
        self.assertEqual(self._figure("winbacks", period="month")["value"], 1)

    def test_a_winback_of_the_period_before_lowers_the_change(self):
        self.assertEqual(self._figure("winbacks", period="month")["change"], 1)
        self._buyer(300, 45, user_id=self.manager.id)
        self._refresh()
        self.assertEqual(self._figure("winbacks", period="month")["change"], 0)

    def test_revenue_at_risk_is_compared_with_the_start_of_the_period(self):
        start = self._data(period="month")["period_start"]
        profiles = self.env[PROFILE].with_user(self.manager)
        before = profiles._revenue_at_risk_on([], start)
        figure = self._figure("revenue_at_risk", period="month")
        self.assertTrue(figure["change"])
        self.assertAlmostEqual(figure["value"] - figure["change"], before)

    def test_a_forecast_outside_its_range_says_why(self):
        dashboard = self.env["customer.retention.dashboard"]
        known = {"low": 100, "high": 300, "year_before": 150}
        for expected, told in (
            (200, "Likely between"),
            (301, "In the past, less came than expected"),
            (99, "In the past, more came than expected"),
        ):
            note = dashboard._tell_forecast({"expected": expected, **known})
            self.assertTrue(note.startswith(told), note)

    def test_a_rate_of_too_few_customers_is_blank_and_says_why(self):
        figure = self._figure("active")
        self.assertIs(figure["value"], False)
        self.assertEqual(figure["hint"], "Too few customers (fewer than 10)")
        self.assertFalse(self._figure("customers")["hint"])

    def test_a_filter_narrows_every_figure(self):
        figure = self._figure("customers", domain=[("status", "=", "dormant")])
        self.assertEqual(figure["value"], 1)

    def test_call_today_leaves_out_who_is_on_time(self):
        called = [row["partner_id"][0] for row in self._data()["call_today"]]
        self.assertIn(self.dormant.id, called)
        self.assertNotIn(self.active.id, called)

    def test_expected_revenue_is_the_sum_of_the_list_it_opens(self):
        for user in (self.manager, self.seller):
            figure = self._figure("expected_revenue", user=user)
            profiles = self.env[PROFILE].with_user(user)
            opened = profiles.search(figure["action"]["domain"])
            total = sum(opened.mapped("expected_revenue"))
            self.assertGreater(total, 0)
            self.assertAlmostEqual(figure["value"], total, delta=0.01 * len(opened))
            self.assertIn("A year before", figure["note"])

    def test_call_today_is_ranked_by_what_is_at_stake(self):
        called = self.env[PROFILE].browse(
            row["id"] for row in self._data()["call_today"]
        )
        ranks = [(each.call_tier, -each.call_stake) for each in called]
        self.assertEqual(ranks, sorted(ranks))
        self.assertGreaterEqual(len(ranks), 2)

    def test_call_today_says_whom_to_ask_for_and_at_which_number(self):
        self._customer(
            "Dora", parent_id=self.dormant.id, is_company=False, phone="+32 9 1"
        )
        [row] = self._data(self.seller)["call_today"]
        self.assertEqual(row["person"]["name"], "Dora")
        self.assertEqual(row["person"]["phone"], "+32 9 1")

    def test_call_today_leaves_out_whoever_has_a_later_activity(self):
        profile = self._profile(self.dormant)
        profile.activity_schedule("mail.mail_activity_data_call", self.today + DAY)
        called = [row["partner_id"][0] for row in self._data()["call_today"]]
        self.assertNotIn(self.dormant.id, called)

    def test_call_today_leaves_out_whoever_was_called_lost_by_hand(self):
        profile = self._profile(self.dormant)
        self.assertEqual(profile.rhythm, "far_behind")
        profile.write({"status_override": "lost", "override_reason": "Sold"})
        called = [row["partner_id"][0] for row in self._data()["call_today"]]
        self.assertNotIn(self.dormant.id, called)

    def test_this_year_is_compared_with_the_end_of_the_last(self):
        start = self._data(period="this_year")["period_start"]
        self.assertEqual(start, self.today.replace(month=1, day=1) - DAY)

    def test_an_unknown_period_is_refused_by_name(self):
        with self.assertRaisesRegex(UserError, "'decade'"):
            self._data(period="decade")

    def test_an_employee_without_sales_rights_gets_no_figures(self):
        employee = self._user("employee")
        with self.assertRaises(AccessError):
            self._data(employee)
