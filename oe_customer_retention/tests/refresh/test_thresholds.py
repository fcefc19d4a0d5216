from datetime import date, datetime, timedelta

from ..common import AS_OF, RetentionCase, ago


class TestThresholds(RetentionCase):
    """Silent for exactly N days has crossed N; N - 1 has not."""

    def _status_after(self, days, as_of=AS_OF):
        customer = self._customer()
        self._order(customer, as_of - timedelta(days=days))
        self._refresh(customer, as_of)
        profile = self._profile(customer).with_context(retention_as_of=as_of)
        return profile.status

    def _assert_crossed(self, threshold, before, after, as_of=AS_OF):
        statuses = [self._status_after(threshold + off, as_of) for off in (-1, 0, 1)]
        self.assertEqual(statuses, [before, after, after])

    def test_at_risk_from_60_days(self):
        self._assert_crossed(60, "active", "at_risk")

    def test_dormant_from_90_days(self):
        self._assert_crossed(90, "at_risk", "dormant")

    def test_lost_from_365_days(self):
        self._assert_crossed(365, "dormant", "lost")

    def test_who_turns_dormant_and_buys_on_one_day_was_at_risk(self):
        customer = self._buyer(100, 10)
        self._refresh()
        [*_before, last] = self._timeline(customer)
        self.assertEqual(last, (ago(10), "at_risk", "active"))

    def test_days_are_calendar_days_across_a_change_to_summer_time(self):
        self.company.partner_id.tz = "Europe/Paris"
        self._assert_crossed(60, "active", "at_risk", as_of=date(2026, 4, 20))

    def test_days_are_calendar_days_across_a_change_to_winter_time(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        self._assert_crossed(60, "active", "at_risk", as_of=date(2026, 11, 20))

    def _assert_flag(self, name, document, threshold):
        profiles = self.env["customer.retention.profile"]
        customers = [self._customer() for _ in range(3)]
        for customer, offset in zip(customers, (-1, 0, 1), strict=True):
            self._order(customer, ago(500))
            document(customer, ago(threshold + offset))
        self._refresh()
        profiles = profiles.concat(*map(self._profile, customers))
        expected = [False, True, True]
        self.assertEqual([profile[name] for profile in profiles], expected)
        domain = [("id", "in", profiles.ids), (name, "=", True)]
        self.assertEqual(profiles.search(domain), profiles[1:].sorted())

    def test_no_quotation_from_60_days(self):
        self._assert_flag("no_quotation", self._quotation, 60)

    def test_no_order_from_90_days(self):
        self._assert_flag("no_order", self._order, 90)

    def test_no_crm_from_30_days(self):
        self._assert_flag("no_crm", self._opportunity, 30)

    def test_flags_are_raised_where_there_never_was_one(self):
        customer = self._customer()
        self._payment(customer, AS_OF)
        self._refresh()
        profile = self._profile(customer)
        flags = (profile.no_quotation, profile.no_order, profile.no_crm)
        self.assertEqual(flags, (True, True, True))

    def test_new_until_the_horizon(self):
        customers = [self._customer() for _ in range(3)]
        for customer, days in zip(customers, (89, 90, 91), strict=True):
            self._order(customer, ago(days))
        self._refresh()
        found = [self._profile(customer).is_new for customer in customers]
        self.assertEqual(found, [True, False, False])

    def test_purchases_of_the_last_30_days_include_today_but_not_day_30(self):
        customer = self._customer()
        for days in (0, 29, 30, 31):
            self._order(customer, ago(days))
        self._refresh()
        self.assertEqual(self._profile(customer).purchases_30d, 2)

    def test_revenue_of_12_months_excludes_the_day_a_year_ago(self):
        customer = self._customer()
        year_ago = AS_OF.replace(year=AS_OF.year - 1)
        self._order(customer, year_ago, 1)
        self._order(customer, year_ago + timedelta(days=1), 10)
        self._refresh()
        self.assertEqual(self._profile(customer).revenue_12m, 10)

    def test_key_account_from_the_exact_amount(self):
        self.policy.key_account_revenue = 100
        customers = [self._customer() for _ in range(3)]
        for customer, amount in zip(customers, (99.99, 100, 100.01), strict=True):
            self._order(customer, AS_OF, amount)
        self._refresh()
        found = [self._profile(customer).is_key_account for customer in customers]
        self.assertEqual(found, [False, True, True])

    def test_without_an_amount_nobody_is_a_key_account(self):
        customer = self._customer()
        self._order(customer, AS_OF, 1_000_000)
        self._refresh()
        self.assertFalse(self._profile(customer).is_key_account)


class TestTimezones(RetentionCase):
    """Pitfall 10: days are cut in the company's timezone."""

    def _order_date(self, zone, at):
        self.company.partner_id.tz = zone
        customer = self._customer()
        self._order(customer, at)
        self._refresh(customer)
        return self._profile(customer).last_order_date

    def test_order_at_half_past_eleven_at_night_ahead_of_utc(self):
        at = datetime(2026, 3, 10, 10, 30)  # 23:30 on the 10th in Auckland
        self.assertEqual(self._order_date("Pacific/Auckland", at), date(2026, 3, 10))

    def test_order_after_midnight_ahead_of_utc(self):
        at = datetime(2026, 3, 10, 11, 30)  # 00:30 on the 11th in Auckland
        self.assertEqual(self._order_date("Pacific/Auckland", at), date(2026, 3, 11))

    def test_order_at_half_past_eleven_at_night_behind_utc(self):
        at = datetime(2026, 3, 11, 6, 30)  # 23:30 on the 10th in Los Angeles
        self.assertEqual(self._order_date("America/Los_Angeles", at), date(2026, 3, 10))

    def test_order_in_the_hour_the_clocks_go_forward(self):
        at = datetime(2026, 3, 8, 9, 30)  # 01:30, half an hour before, on the 8th
        self.assertEqual(self._order_date("America/Los_Angeles", at), date(2026, 3, 8))

    def test_invoice_date_is_the_day_it_says_in_any_timezone(self):
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            with self.subTest(zone):
                self.company.partner_id.tz = zone
                customer = self._customer()
                self._move(customer, ago(60))
                self._refresh(customer)
                profile = self._profile(customer)
                self.assertEqual(profile.last_invoice_date, ago(60))
                self.assertEqual(profile.status, "at_risk")

    def test_whole_day_meeting_is_on_the_day_it_says_in_any_timezone(self):
        for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
            with self.subTest(zone):
                self.company.partner_id.tz = zone
                customer = self._customer()
                self._order(customer, ago(100))
                self.env["calendar.event"].create(
                    {
                        "name": "Fair",
                        "allday": True,
                        "start_date": ago(7),
                        "stop_date": ago(7),
                        "partner_ids": [(6, 0, customer.ids)],
                    }
                )
                self._refresh(customer)
                self.assertEqual(self._profile(customer).last_crm_date, ago(7))

    def test_today_is_the_company_s_today(self):
        company = self.company.with_context(retention_as_of=False)
        days = set()
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            company.partner_id.tz = zone
            days.add(company._retention_today())
        self.assertEqual(len(days), 2, "25 hours apart")

    def test_days_since_is_counted_in_each_company_s_own_day(self):
        other = self._new_company("Other Ltd", "Pacific/Kiritimati")
        self.company.partner_id.tz = "Pacific/Pago_Pago"
        customer = self._customer()
        companies = (self.company + other).with_context(retention_as_of=False)
        for company in companies:
            day = company._retention_today()
            self._move(customer, day - timedelta(days=3), company_id=company.id)
            self._refresh(company=company, as_of=day)
        profiles = self._profile(customer) + self._profile(customer, other)
        profiles = profiles.with_context(retention_as_of=False)
        self.assertEqual(profiles.mapped("days_since_invoice"), [3, 3])
        domain = [("id", "in", profiles.ids), ("days_since_invoice", "=", 3)]
        self.assertEqual(len(profiles.search(domain)), 2)
