from datetime import date

from ...models import rates
from ..common import DAY, RetentionCase
from ..history_case import HistoryCase

BACK = date(2026, 1, 20)


class TestWinback(RetentionCase):
    def setUp(self):
        super().setUp()
        self.policy.count_crm = False
        self.customer = self._customer("Returned")
        self._order(self.customer, date(2025, 6, 1))
        self._order(self.customer, BACK, 30)

    def _winback(self, as_of=None):
        self._refresh()
        self.env.invalidate_all()
        context = {"retention_as_of": as_of} if as_of else {}
        winbacks = self.env["customer.retention.winback"].with_context(**context)
        return winbacks.search([("company_id", "=", self.company.id)])

    def test_it_tells_how_long_the_customer_was_silent(self):
        winback = self._winback()
        self.assertEqual((winback.date, winback.from_status), (BACK, "dormant"))
        self.assertEqual(winback.lapsed_days, 233)

    def test_purchases_count_from_the_return_to_the_90th_day(self):
        self._order(self.customer, BACK + 89 * DAY, 5)
        self._order(self.customer, BACK + 90 * DAY, 7)
        winback = self._winback()
        self.assertEqual((winback.purchase_count, winback.revenue), (2, 35))

    def test_purchases_are_unknown_until_the_90_days_are_over(self):
        self.assertIs(self._winback(BACK + 89 * DAY).revenue, False)
        self.assertEqual(self._winback(BACK + 90 * DAY).revenue, 30)

    def test_a_meeting_60_days_before_is_a_contact_before(self):
        self._meeting(self.customer, BACK - 60 * DAY)
        winback = self._winback()
        self.assertTrue(winback.was_contacted)
        self.assertEqual(winback.contact_date, BACK - 60 * DAY)

    def test_a_meeting_61_days_before_is_too_long_ago(self):
        self._meeting(self.customer, BACK - 61 * DAY)
        self.assertFalse(self._winback().was_contacted)

    def test_a_contact_on_the_day_of_the_return_came_too_late(self):
        self._meeting(self.customer, BACK)
        self.assertFalse(self._winback().was_contacted)

    def test_a_done_activity_is_a_contact(self):
        self._done_activity(self.customer, BACK - DAY)
        self.assertTrue(self._winback().was_contacted)

    def _mail_to(self, partner, author, **values):
        message = self._message(self.customer, author, BACK - DAY, **values)
        self._insert(
            "mail.notification",
            mail_message_id=message.id,
            res_partner_id=partner.id,
            notification_type="email",
        )

    def test_a_mail_sent_to_a_contact_person_is_a_contact(self):
        person = self._customer("Person", parent_id=self.customer.id, is_company=False)
        self._mail_to(person, self.env.user.partner_id, message_type="comment")
        self.assertTrue(self._winback().was_contacted)

    def test_an_automatic_mail_is_no_contact(self):
        author = self.env.user.partner_id
        self._mail_to(self.customer, author, message_type="notification")
        self.assertFalse(self._winback().was_contacted)

    def test_a_note_nobody_was_sent_is_no_contact(self):
        author = self.env.user.partner_id
        self._message(self.customer, author, BACK - DAY, message_type="comment")
        self.assertFalse(self._winback().was_contacted)


class TestWinbackComparison(RetentionCase):
    """Customers dormant on 1 January, contacted in January or not."""

    def setUp(self):
        super().setUp()
        self.policy.count_crm = False

    def _dormant(self, contacted=None, bought=None):
        customer = self._customer()
        self._order(customer, date(2025, 9, 10))  # dormant since 9 December
        if contacted:
            self._meeting(customer, contacted)
        if bought:
            self._order(customer, bought)

    def _figures(self, as_of=None, month=date(2026, 1, 1)):
        """Return ``{contact: (customers, returned)}`` of a month."""
        self._refresh()
        self.env.invalidate_all()
        context = {"retention_as_of": as_of} if as_of else {}
        rows = self.env["customer.retention.winback.comparison"]
        rows = rows.with_context(**context).search(
            [("company_id", "=", self.company.id), ("month", "=", month)]
        )
        return {row.contact: (row.customers, row.returned) for row in rows}

    def test_contacted_and_left_alone_stand_side_by_side(self):
        self._dormant(date(2026, 1, 1), bought=date(2026, 2, 1))
        self._dormant(date(2026, 1, 31))
        self._dormant(bought=date(2026, 5, 1))  # 89 days after January: in time
        self._dormant(bought=date(2026, 5, 2))  # 90 days after: too late
        self._dormant()
        self.assertEqual(self._figures(), {"contacted": (2, 1), "alone": (3, 1)})

    def test_contact_in_another_month_is_none_in_this(self):
        self._dormant(date(2025, 12, 31))
        self._dormant(date(2026, 2, 1))
        self.assertEqual(self._figures(), {"alone": (2, 0)})

    def test_who_bought_within_the_month_is_left_out(self):
        self._dormant(date(2026, 1, 31), bought=date(2026, 1, 15))
        self._dormant(date(2026, 1, 10), bought=date(2026, 1, 31))
        self.assertEqual(self._figures(), {})

    def test_who_was_not_dormant_when_the_month_began_is_left_out(self):
        customer = self._customer()
        self._order(customer, date(2025, 10, 3))  # dormant on 1 January
        self.assertEqual(self._figures(), {})
        self.assertEqual(self._figures(month=date(2026, 2, 1)), {"alone": (1, 0)})

    def test_who_came_back_is_unknown_until_the_90_days_are_over(self):
        self._dormant()
        self.assertEqual(self._figures(date(2026, 5, 1)), {"alone": (1, False)})
        self.assertEqual(self._figures(date(2026, 5, 2)), {"alone": (1, 0)})

    def _rate(self, *months):
        """Return the rate of one of three who came back, and of how many it is."""
        self._dormant(bought=date(2026, 2, 1))
        self._dormant()
        self._dormant()
        self._refresh()
        comparison = self.env["customer.retention.winback.comparison"]
        domain = [("company_id", "=", self.company.id), ("month", "in", months)]
        aggregates = ["rate:avg", "watched:sum"]
        [figures] = comparison._read_group(domain, [], aggregates)
        return figures, comparison.search(domain).mapped("rate")

    def test_the_rate_is_of_all_who_could_return(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 3)
        figures, _rates = self._rate(date(2026, 1, 1), date(2026, 4, 1))
        self.assertEqual(figures, (1 / 3, 3), "the 90 days after April are not over")

    def test_customers_too_few_for_a_rate_have_none_as_on_the_dashboard(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 4)
        figures, told = self._rate(date(2026, 1, 1))
        self.assertEqual(figures, (False, 3))
        self.assertEqual(told, [False])


class TestWinbackOfRandomHistories(HistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._live(seed=5)

    def test_every_row_opens_its_customers_for_each_role(self):
        for user in (self.manager, self.salesman):
            rows = self._as(user, "customer.retention.winback.comparison").search([])
            self.assertTrue(rows)
            for row in rows:
                opened = self._opened(row.action_open_customers(), user)
                self.assertEqual(opened, row.customers)
                if row.returned is not False:
                    opened = self._opened(row.action_open_returned(), user)
                    self.assertEqual(opened, row.returned)

    def test_every_winback_is_listed_under_the_rules(self):
        for user in (self.manager, self.salesman):
            changes = self._as(user, "customer.retention.transition").search(
                [("flow", "=", "returned")]
            )
            self.assertTrue(changes)
            winbacks = self._as(user, "customer.retention.winback").search([])
            self.assertEqual(sorted(winbacks.ids), sorted(changes.ids))
