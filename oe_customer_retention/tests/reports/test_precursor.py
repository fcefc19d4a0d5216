"""What preceded losses, of customers whose fate was made up."""

from datetime import date, datetime

from ...models.scope import Scope
from ..common import AS_OF, DAY, MANAGER, RetentionCase

BOUGHT = date(2026, 1, 20)
MONTH = date(2026, 3, 1)  # the first at least 30 days later
AGAIN = date(2026, 3, 20)


class TestPrecursor(RetentionCase):
    """Of lost customers 25 of 35 had a credit note, of those who stayed 14 of 70."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receivable_account(cls.company)
        partners = cls.env["res.partner"].create([{"name": "Customer"}] * 105)
        cls.lost, cls.stayed = partners[::3], partners - partners[::3]
        cls._insert_all(
            "sale.order",
            [
                *(
                    cls._ordered(each, BOUGHT, 100 + n)
                    for n, each in enumerate(partners)
                ),
                *(cls._ordered(each, AGAIN) for each in cls.stayed),
            ],
        )
        cls.spared = cls.lost[::7] | cls.lost[3::7]
        cls.credited = cls.lost - cls.spared
        for partner in cls.credited | cls.stayed[::5]:
            cls._credit(partner, date(2026, 2, 10))
        cls._refresh()

    @classmethod
    def _credit(cls, partner, day):
        cls._move(partner, day, 1, move_type="out_refund")

    def _row(self, cause="credit"):
        self.env["customer.retention.precursor"]._update(self.company)
        return self.env["customer.retention.precursor"].search(
            [("company_id", "=", self.company.id), ("cause", "=", cause)]
        )

    def test_what_happened_to_the_lost_is_found_and_opened(self):
        row = self._row()
        self.assertEqual((row.lost, row.lost_exposed), (35, 25))
        self.assertEqual((row.stayed, row.stayed_exposed), (70, 14))
        self.assertTrue(row.is_known)
        self.assertGreater(row.low, 2)
        self.assertLess(row.high, 100)
        self.assertIn("More often before a loss", row.verdict)
        manager = self._user("precursor_manager", MANAGER)
        action = row.with_user(manager).action_open_customers()
        opened = self.env["customer.retention.profile"].search(action["domain"])
        self.assertEqual(opened.partner_id, self.credited)

    def test_what_hardly_ever_happened_is_not_told(self):
        row = self._row("salesperson")
        self.assertEqual((row.lost, row.lost_exposed), (35, 0))
        self.assertIn("Too few", row.verdict)
        self.assertIs(row.ratio, False)
        self.assertFalse(row.is_known)

    def test_under_thirty_lost_customers_nothing_is_told(self):
        self._insert_all(
            "sale.order", [self._ordered(each, AGAIN) for each in self.lost[:6]]
        )
        self._refresh()
        row = self._row()
        self.assertEqual(row.lost, 29)
        self.assertIs(row.ratio, False)
        self.assertIn("Too few: 29", row.verdict)

    def test_it_counts_in_the_90_days_before_the_month(self):
        later, early, first, last = self.spared[:4]
        self._credit(early, MONTH - 91 * DAY)
        self._credit(later, MONTH)
        self.assertEqual(self._row().lost_exposed, 25)
        self._credit(first, MONTH - 90 * DAY)
        self._credit(last, MONTH - DAY)
        self.assertEqual(self._row().lost_exposed, 27)

    def test_who_bought_before_the_month_is_not_looked_at_then(self):
        self._insert_all("sale.order", [self._ordered(self.lost[0], MONTH - 5 * DAY)])
        self._refresh()
        self.assertEqual(self._row().lost, 34)

    def test_nobody_is_lost_or_stays_before_it_has_happened(self):
        self._refresh(as_of=MONTH + DAY)
        company = self.company.with_context(retention_as_of=MONTH + DAY)
        rows = self.env["customer.retention.precursor"].with_env(company.env)
        rows._update(company)
        own = rows.search([("company_id", "=", self.company.id)])
        self.assertTrue(own)
        self.assertFalse(sum(own.mapped("lost")))


class TestPrecursorEvents(RetentionCase):
    """When it can be known what happened to a customer."""

    def setUp(self):
        super().setUp()
        self.customer = self._customer()
        self.person = self._customer(
            "Person", parent_id=self.customer.id, is_company=False
        )

    def _days(self, cause):
        company = self.company.with_env(self.company._retention_env())
        events = self.env["customer.retention.precursor.event"]
        self.env.flush_all()
        select = events.with_env(company.env)._events(company)[cause]
        rows = self.env.execute_query_dict(Scope.of(company).roll_up(select))
        self.assertLessEqual({row["customer_id"] for row in rows}, {self.customer.id})
        return [row["day"] for row in rows]

    def _sold(self, day, price, partner=None):
        order = self._order(partner or self.customer, day)
        self._insert(
            "sale.order.line",
            order_id=order.id,
            company_id=order.company_id.id,
            name="Line",
            product_id=self.product.id,
            product_uom_id=self.product.uom_id.id,
            product_uom_qty=2,
            price_unit=price,
            price_subtotal=2 * price,
            customer_lead=0,
        )

    def test_a_product_ordered_for_five_percent_more_is_a_price_rise(self):
        self.product = self.env["product.product"].create({"name": "Coffee"})
        first, second, third = AS_OF - 90 * DAY, AS_OF - 60 * DAY, AS_OF - 30 * DAY
        self._sold(first, 100)
        self._sold(second, 104.9, self.person)
        self._sold(third, 110.2)
        self.assertEqual(self._days("price"), [third])

    def test_an_invoice_is_overdue_15_days_after_it_was_due(self):
        due = AS_OF - 50 * DAY
        line = self._receivable(self._move(self.person, due), due, 100)
        line.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = 100 WHERE id = %s", (line.id,)
        )
        self.assertEqual(self._days("overdue"), [due + 15 * DAY])
        for day, days in ((due + 15 * DAY, [due + 15 * DAY]), (due + 14 * DAY, [])):
            with self.subTest(paid=day):
                paid = self._insert(
                    "account.partial.reconcile",
                    debit_move_id=line.id,
                    credit_move_id=line.id,
                    amount=100,
                    max_date=day,
                )
                self.assertEqual(self._days("overdue"), days)
                self.env.cr.execute(
                    "DELETE FROM account_partial_reconcile WHERE id = %s", (paid.id,)
                )

    def test_an_order_by_somebody_else_is_a_changed_salesperson(self):
        one, other = (self._user(f"sells_{name}").id for name in "ab")
        for days, user in ((90, one), (60, one), (30, other)):
            self._order(self.person, AS_OF - days * DAY, user_id=user)
        self.assertEqual(self._days("salesperson"), [AS_OF - 30 * DAY])

    def test_mail_nobody_answered_within_7_days(self):
        wrote = AS_OF - 40 * DAY
        self._order(self.customer, AS_OF - 60 * DAY)
        self._message(self.customer, self.person, wrote)
        for answered, days in ((8, [wrote + 7 * DAY]), (7, [])):
            with self.subTest(answered=answered):
                self._meeting(self.customer, wrote + answered * DAY)
                self._refresh()
                self.assertEqual(self._days("mail"), days)

    def test_a_quotation_that_is_no_order_30_days_later(self):
        made = AS_OF - 80 * DAY
        self._quotation(self.person, made)
        self._order(self.customer, made + 31 * DAY, create_date=datetime(2026, 1, 5))
        self._order(self.customer, made, create_date=made)
        self.assertEqual(
            sorted(self._days("quotation")),
            [date(2026, 2, 4), made + 30 * DAY],
        )

    def test_an_opportunity_that_was_lost(self):
        closed = datetime(2026, 5, 1, 12)
        self._opportunity(
            self.person, AS_OF - 90 * DAY, won_status="lost", date_closed=closed
        )
        self._opportunity(
            self.person, AS_OF - 90 * DAY, won_status="won", date_closed=closed
        )
        self.assertEqual(self._days("opportunity"), [closed.date()])
