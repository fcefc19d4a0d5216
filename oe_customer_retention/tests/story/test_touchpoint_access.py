from odoo.exceptions import AccessError

from ..common import ACCOUNTANT, ago
from ..security.test_security import SecurityCase

TOUCHPOINT = "customer.retention.touchpoint"


class TestTouchpointAccess(SecurityCase):
    def _found(self, user, *domain, customer=None):
        profile = self.profile_of[customer or self.own]
        domain = [("profile_id", "=", profile.id), *domain]
        return self._as(user, TOUCHPOINT).search(domain)

    def _documents(self, user, *domain, **which):
        rows = self._found(user, *domain, **which)
        return {self.env[row.res_model].browse(row.res_id) for row in rows}

    def test_salesperson_reads_the_story_of_customers_it_sees(self):
        self.assertTrue(self._found(self.salesman, customer=self.own))
        self.assertTrue(self._found(self.salesman, customer=self.nobodys))
        self.assertFalse(self._found(self.salesman, customer=self.colleagues))
        for user in self.all_leads + self.manager:
            self.assertTrue(self._found(user, customer=self.colleagues))

    def test_people_outside_sales_read_no_story(self):
        for user in self.outsiders:
            with self.assertRaises(AccessError, msg=user.login):
                self._found(user)
            with self.assertRaises(AccessError, msg=user.login):
                self.profile_of[self.own].with_user(user).get_story()

    def test_nobody_writes_touchpoints(self):
        for user in self.sellers:
            row = self._found(user)[0]
            for operation in ("write", "create", "unlink"):
                self.assertFalse(row.has_access(operation))

    def test_a_colleague_s_order_is_no_row(self):
        theirs = self._order(self.own, ago(3), user_id=self.manager.id)
        mine = self._order(self.own, ago(2), user_id=self.salesman.id)
        seen = self._documents(self.salesman)
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)
        self.assertIn(theirs, self._documents(self.all_leads))

    def test_a_message_on_a_colleague_s_order_is_no_row(self):
        theirs = self._order(self.own, ago(3), user_id=self.manager.id)
        hidden = self._message(theirs, self.own, ago(2))
        shown = self._message(self.own, self.own, ago(2))
        seen = self._documents(self.salesman, ("kind", "=", "crm"))
        self.assertEqual(seen, {shown})
        seen = self._documents(self.all_leads, ("kind", "=", "crm"))
        self.assertEqual(seen, {shown, hidden})

    def test_the_name_of_a_private_meeting_of_others_is_not_found_out(self):
        private = {"name": "Layoffs", "user_id": self.manager.id}
        self._meeting(self.own, ago(2), privacy="private", **private)
        self.manager.with_user(self.manager).calendar_default_privacy = "private"
        self._meeting(self.own, ago(3), **private)
        rows = self._found(self.salesman, ("kind", "=", "crm"))
        self.assertEqual(rows.mapped("summary"), ["Busy", "Busy"])
        self.assertFalse(self._found(self.salesman, ("summary", "ilike", "layoffs")))

    def _account(self):
        self._move(self.own, ago(5), 50, name="INV/1", invoice_user_id=self.manager.id)
        self._move(self.own, ago(4), 60, name="INV/2", invoice_user_id=self.salesman.id)
        self._payment(self.own, ago(3), amount_company_currency_signed=70, name="PAY/1")
        self._bank_line(self.own, ago(2), amount_total_signed=80, name="BNK/1")

    def test_accounting_rows_tell_the_date_but_no_amount_without_accounting(self):
        self._account()
        accounting = ("kind", "in", ("invoice", "payment"))
        for user in self.sellers:
            rows = self._found(user, accounting)
            dates = [ago(days) for days in (2, 3, 4, 5)]
            self.assertEqual(rows.mapped("date"), dates, user.login)
            self.assertEqual(set(rows.mapped("amount")), {False}, user.login)

    def test_an_invoice_that_may_not_be_read_has_no_number(self):
        self._account()
        rows = self._found(self.salesman, ("kind", "in", ("invoice", "payment")))
        self.assertEqual(rows.mapped("can_open"), [False, False, True, False])
        shown = [bool(row.summary) for row in rows]
        self.assertEqual(shown, [False, False, True, False])
        self.assertFalse(self._found(self.salesman, ("summary", "ilike", "INV/1")))
        self.assertFalse(self._found(self.salesman, ("summary", "ilike", "PAY/1")))
        self.assertTrue(self._found(self.salesman, ("summary", "ilike", "INV/2")))

    def test_amounts_are_found_out_by_no_search_group_or_order(self):
        self._account()
        kind = ("kind", "=", "invoice")
        self.assertFalse(self._found(self.salesman, kind, ("amount", ">", 0)))
        self.assertFalse(self._found(self.salesman, kind, ("amount", "=", 50)))
        profile = self.profile_of[self.own]
        [(largest,)] = self._as(self.salesman, TOUCHPOINT)._read_group(
            [("profile_id", "=", profile.id), kind], [], ["amount:max"]
        )
        self.assertFalse(largest)

    def test_amounts_are_for_people_with_accounting_rights(self):
        self._account()
        self.salesman.group_ids += self.env.ref(ACCOUNTANT)
        rows = self._found(self.salesman, ("kind", "in", ("invoice", "payment")))
        self.assertEqual(rows.mapped("amount"), [80, 70, 60, 50])
        self.assertTrue(all(rows.mapped("can_open")))

    def test_another_reader_in_the_same_transaction_changes_nothing(self):
        self._account()
        kind = ("kind", "=", "invoice")
        self.assertTrue(all(self._found(self.env.user, kind).mapped("amount")))
        self.assertFalse(any(self._found(self.salesman, kind).mapped("amount")))

    def test_the_data_of_the_story_has_no_amount_either(self):
        self._account()
        self._order(self.own, ago(1), 90)
        profile = self.profile_of[self.own].with_user(self.salesman)
        story = profile.get_story()["touchpoints"]
        amounts = {row["kind"]: row["amount"] for row in reversed(story)}
        self.assertEqual(amounts["order"], 90)
        self.assertIs(amounts["invoice"], False)
        self.assertIs(amounts["payment"], False)

    def test_people_at_several_companies_see_each_story_in_its_company(self):
        other = self._new_company("Other Ltd")
        self._order(self.own, ago(1), company_id=other.id)
        self._refresh(company=other)
        theirs = self._profile(self.own, other)
        rows = self._as(self.manager, TOUCHPOINT)
        self.assertFalse(rows.search([("profile_id", "=", theirs.id)]))
        self.manager.company_ids += other
        rows = rows.with_context(allowed_company_ids=(self.company + other).ids)
        found = rows.search([("profile_id", "=", theirs.id)])
        self.assertEqual(found.mapped("date"), [ago(1)])
        self.assertEqual(found.company_id, other)
