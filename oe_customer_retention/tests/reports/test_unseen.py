from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tools import SQL

from ..common import ACCOUNTANT, ALL_LEADS, AS_OF, DAY, MANAGER, RetentionCase, ago

UNSEEN = "customer.retention.unseen"
LAST_DAY = Date.add(AS_OF, years=1)
YEAR_AGO = Date.subtract(AS_OF, years=1)


class UnseenCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("unseen_boss", MANAGER)
        cls.accountant = cls._user("unseen_books", MANAGER, ACCOUNTANT)
        cls.customer = cls._customer("Acme", user_id=cls.manager.id)

    def _found(self, kind, user=None):
        """Return the rows of a kind that a reader finds."""
        rows = self.env[UNSEEN].with_user(user or self.accountant)
        return rows.search([("kind", "=", kind)])

    def _documents(self, kind, user=None):
        """Return the set of what those rows are about."""
        found = self._found(kind, user)
        return {self.env[row.res_model].browse(row.res_id) for row in found}

    def _customer_of(self, company=None, **values):
        """A customer somebody looks after, with a recent order."""
        customer = self._customer(**{"user_id": self.manager.id, **values})
        self._order(customer, ago(10), company_id=(company or self.company).id)
        self._refresh(customer, company=company)
        return customer


class TestImpossibleDates(UnseenCase):
    def _impossible(self):
        return self._documents("impossible_date")

    def test_an_order_of_1999_is_too_early_and_one_of_2000_is_not(self):
        early = self._order(self.customer, date(1999, 12, 31))
        self._order(self.customer, date(2000, 1, 1))
        self.assertEqual(self._impossible(), {early})
        self.assertEqual(self._found("impossible_date").why, "too_early")

    def test_an_order_more_than_a_year_ahead_is_too_late(self):
        late = self._order(self.customer, LAST_DAY + DAY)
        self._order(self.customer, LAST_DAY)
        self.assertEqual(self._impossible(), {late})
        self.assertEqual(self._found("impossible_date").why, "too_late")

    def test_the_day_of_an_order_is_that_of_the_company(self):
        self.company.partner_id.tz = "Europe/Brussels"
        self._order(self.customer, datetime(1999, 12, 31, 23, 30))
        early = self._order(self.customer, datetime(1999, 12, 31, 22, 30))
        self.assertEqual(self._impossible(), {early})

    def test_an_invoice_of_1900_is_too_early(self):
        invoice = self._move(self.customer, date(1900, 1, 1))
        self.assertEqual(self._impossible(), {invoice})

    def test_a_payment_of_9999_is_too_late(self):
        payment = self._payment(self.customer, date(9999, 12, 31))
        self.assertEqual(self._impossible(), {payment})

    def test_a_payment_to_a_vendor_is_none_of_a_customer(self):
        vendor = {"payment_type": "outbound", "partner_type": "supplier"}
        self._payment(self.customer, date(1900, 1, 1), **vendor)
        self.assertFalse(self._impossible())

    def test_the_customer_of_a_contact_s_order_and_its_date_are_named(self):
        buyer = self._customer("Buyer", parent_id=self.customer.id, is_company=False)
        self._order(buyer, date(204, 3, 1), name="S00204")
        row = self._found("impossible_date")
        self.assertEqual(row.partner_id, self.customer)
        self.assertEqual((row.name, row.detail), ("S00204", "0204-03-01"))


class TestWithoutCustomer(UnseenCase):
    def test_an_invoice_without_a_customer(self):
        invoice = self._move(self.customer, ago(5))
        self._update(invoice, partner_id=None)
        self._move(self.customer, ago(5))
        self.assertEqual(self._documents("no_customer"), {invoice})

    def test_a_bank_receipt_without_a_customer(self):
        receipt = self._bank_line(self.customer, ago(5))
        self._update(receipt, partner_id=None)
        self._bank_line(self.customer, ago(5))
        self.assertEqual(self._documents("no_customer"), {receipt})

    def test_money_booked_to_another_account_is_no_customer_s(self):
        interest = self._bank_line(self.customer, ago(5))
        self._update(interest, partner_id=None, is_reconciled=True)
        self.assertFalse(self._documents("no_customer"))

    def test_money_paid_out_is_no_receipt(self):
        paid = self._bank_line(self.customer, ago(5), -100.0)
        self._update(paid, partner_id=None)
        self.assertFalse(self._documents("no_customer"))


class TestWithoutSalesperson(UnseenCase):
    def test_a_customer_nobody_looks_after(self):
        self._customer_of(name="Looked after")
        nobodys = self._customer_of(name="Nobody's", user_id=False)
        self.assertEqual(self._documents("no_salesperson"), {nobodys})

    def test_a_customer_without_a_status_is_none(self):
        nobodys = self._customer_of(user_id=False)
        nobodys.retention_excluded = True
        self._refresh()
        self.assertFalse(self._documents("no_salesperson"))

    def test_an_archived_customer_is_none(self):
        nobodys = self._customer_of(user_id=False)
        nobodys.active = False
        self._refresh()
        self.assertFalse(self._documents("no_salesperson"))


class TestDuplicates(UnseenCase):
    def _twins(self, one, other):
        twins = self._customer_of(**one) + self._customer_of(**other)
        self._customer_of(name="Single", email="single@example.com")
        return set(twins)

    def test_the_same_email_however_it_is_written(self):
        twins = self._twins(
            {"email": "Info@Acme.example"}, {"email": '"Acme" <info@acme.example>'}
        )
        self.assertEqual(self._documents("duplicate"), twins)
        self.assertEqual(set(self._found("duplicate").mapped("why")), {"same_email"})
        details = self._found("duplicate").mapped("detail")
        self.assertEqual(details, ["info@acme.example"] * 2)

    def test_the_same_tax_id_however_it_is_written(self):
        twins = self._twins({"vat": "BE 0477.472.701"}, {"vat": "be0477472701"})
        self.assertEqual(self._documents("duplicate"), twins)
        self.assertEqual(set(self._found("duplicate").mapped("why")), {"same_tax_id"})

    def test_the_same_phone_however_it_is_written(self):
        country = self.env.ref("base.be").id
        twins = self._twins(
            {"phone": "+32 470 12 34 56", "country_id": country},
            {"phone": "0470/12.34.56", "country_id": country},
        )
        self.assertEqual(self._documents("duplicate"), twins)
        self.assertEqual(set(self._found("duplicate").mapped("why")), {"same_phone"})

    def test_no_tax_id_is_shared_by_nobody(self):
        self._twins({"vat": "/"}, {"vat": "/"})
        self.assertFalse(self._found("duplicate"))

    def test_two_that_share_email_and_phone_are_told_for_each(self):
        shared = {"email": "info@acme.example", "phone": "+32470123456"}
        self._twins(shared, shared)
        self.assertEqual(len(self._found("duplicate")), 4)

    def test_contacts_of_one_customer_are_no_duplicates(self):
        customer = self._customer_of(email="info@acme.example")
        buyer = self._customer(
            "Buyer", parent_id=customer.id, is_company=False, email=customer.email
        )
        self._order(buyer, ago(5))
        self._refresh()
        self.assertFalse(self._found("duplicate"))

    def test_customers_of_two_companies_are_no_duplicates(self):
        other = self._new_company("Other Ltd")
        self._customer_of(email="info@acme.example")
        self._customer_of(other, email="info@acme.example")
        self.accountant.company_ids += other
        rows = self.env[UNSEEN].with_user(self.accountant)
        rows = rows.with_context(allowed_company_ids=(self.company + other).ids)
        self.assertFalse(rows.search([("kind", "=", "duplicate")]))


class TestOldQuotations(UnseenCase):
    def _old(self):
        return self._documents("old_quotation")

    def test_a_quotation_is_old_a_day_after_a_year(self):
        old = self._quotation(self.customer, YEAR_AGO - DAY)
        self._quotation(self.customer, YEAR_AGO)
        self.assertEqual(self._old(), {old})

    def test_a_quotation_sent_is_open_too(self):
        sent = self._quotation(self.customer, ago(500), state="sent")
        self.assertEqual(self._old(), {sent})

    def test_what_was_confirmed_or_cancelled_is_open_no_more(self):
        self._order(self.customer, ago(500))
        self._quotation(self.customer, ago(500), state="cancel")
        self.assertFalse(self._old())


class TestUnseenRights(UnseenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.early = date(1900, 1, 1)
        cls.order = cls._order(cls.customer, cls.early, name="S01900")
        cls.invoice = cls._move(cls.customer, cls.early, name="INV/1900")
        cls.payment = cls._payment(cls.customer, cls.early)
        cls.receipt = cls._bank_line(cls.customer, ago(5))
        cls._update(cls.receipt, partner_id=None)

    def test_a_manager_without_accounting_rights_gets_no_row_of_accounting(self):
        rows = self.env[UNSEEN].with_user(self.manager).search([])
        self.assertEqual(set(rows.mapped("res_model")), {"sale.order"})

    def test_what_is_in_the_books_changes_nothing_for_who_may_not_read_them(self):
        def read():
            self.env.invalidate_all()
            rows = self.env[UNSEEN].with_user(self.manager)
            groups = rows.formatted_read_group([], ["kind"], ["__count"])
            return groups, rows.search_read([])

        before = read()
        self._move(self.customer, self.early)
        self._payment(self.customer, self.early)
        self._update(self._bank_line(self.customer, ago(5)), partner_id=None)
        self.assertEqual(read(), before)

    def test_with_accounting_rights_each_document_is_a_row(self):
        self.assertEqual(
            self._documents("impossible_date"), {self.order, self.invoice, self.payment}
        )
        self.assertEqual(self._documents("no_customer"), {self.receipt})

    def test_a_row_of_accounting_cannot_be_opened_by_its_id(self):
        rows = self._found("impossible_date")
        [row] = rows.filtered(lambda row: row.res_model == "account.move")
        hidden = row.with_user(self.manager)
        self.assertFalse(hidden.sudo().exists())
        with self.assertRaisesRegex(Exception, "does not exist"):
            hidden.action_open()

    def test_the_id_of_a_row_is_the_same_for_every_reader(self):
        of_order = [("res_model", "=", "sale.order")]
        rows = [
            self.env[UNSEEN].with_user(user).search(of_order)
            for user in (self.manager, self.accountant)
        ]
        self.assertEqual(rows[0].ids, rows[1].ids)

    def test_rows_of_another_company_are_not_found(self):
        other = self._new_company("Other Ltd")
        theirs = self._order(self.customer, self.early, company_id=other.id)
        self.assertEqual(self._documents("impossible_date", self.manager), {self.order})
        self.manager.company_ids += other
        rows = self.env[UNSEEN].with_user(self.manager)
        rows = rows.with_context(allowed_company_ids=other.ids)
        self.assertEqual(rows.search([]).mapped("res_id"), theirs.ids)

    def test_salespeople_read_none(self):
        with self.assertRaises(AccessError):
            self._found("impossible_date", self._user("unseen_all", ALL_LEADS))


class TestUnseenOpen(UnseenCase):
    def _opened(self, kind):
        action = self._found(kind).action_open()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_a_row_opens_its_order(self):
        order = self._order(self.customer, date(1900, 1, 1))
        self.assertEqual(self._opened("impossible_date"), order)

    def test_a_bank_receipt_opens_its_journal_entry(self):
        receipt = self._bank_line(self.customer, ago(5))
        self._update(receipt, partner_id=None)
        self.assertEqual(self._opened("no_customer"), receipt.move_id)

    def test_a_customer_opens_its_contact(self):
        nobodys = self._customer_of(user_id=False)
        self.assertEqual(self._opened("no_salesperson"), nobodys)

    def test_a_document_that_may_not_be_read_is_not_opened_and_has_no_name(self):
        self._order(self.customer, date(1900, 1, 1))
        self.env["ir.rule"].create(
            {
                "name": "No old orders",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "domain_force": "[('date_order', '>', '1950-01-01')]",
            }
        )
        row = self._found("impossible_date")
        self.assertFalse(row.name)
        with self.assertRaises(AccessError):
            row.action_open()

    def test_rows_are_counted_by_kind(self):
        self._order(self.customer, date(1900, 1, 1))
        self._quotation(self.customer, ago(500))
        rows = self.env[UNSEEN].with_user(self.manager)
        groups = rows.formatted_read_group([], ["kind"], ["__count"])
        counts = {group["kind"]: group["__count"] for group in groups}
        self.assertEqual(counts, {"impossible_date": 1, "old_quotation": 1})


class TestUnseenExtended(UnseenCase):
    def test_another_addon_adds_a_kind_of_row(self):
        order = self._order(self.customer, ago(5))
        unseen = self.registry[UNSEEN]
        selects = unseen._selects

        def with_all_orders(rows, company, today):
            added = rows._select_documents(
                company, ("order",), "duplicate", SQL("'same_phone'"), SQL("TRUE")
            )
            return [*selects(rows, company, today), *added]

        self.patch(unseen, "_selects", with_all_orders)
        self.assertEqual(self._documents("duplicate"), {order})
