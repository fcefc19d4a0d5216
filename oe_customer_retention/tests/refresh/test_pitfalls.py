"""The mistakes such tools make; one test for each, by its number in the design."""

from datetime import timedelta

from odoo.tools import SQL

from ..common import AS_OF, SALESMAN, RetentionCase, ago


class TestPitfalls(RetentionCase):
    def test_01_documents_roll_up_through_every_level_of_contacts(self):
        customer = self._customer()
        child = self._customer("Child", is_company=False, parent_id=customer.id)
        address = self._customer("Address", is_company=False, parent_id=child.id)
        for partner in (customer, child, address):
            self._order(partner, ago(1), 10)
        self._refresh()
        self.assertEqual(self._profile(customer).revenue_total, 30)
        self.assertFalse(self._profile(child) + self._profile(address))

    def test_01_subsidiary_is_a_customer_of_its_own(self):
        customer = self._customer()
        subsidiary = self._customer("Subsidiary", parent_id=customer.id)
        self._order(customer, ago(1), 10)
        self._order(subsidiary, ago(1), 5)
        self._refresh()
        self.assertEqual(self._profile(customer).revenue_total, 10)
        self.assertEqual(self._profile(subsidiary).revenue_total, 5)

    def _moved_contact(self):
        """A contact with an order and an invoice, moved to another company since."""
        before, after = self._customer("Before"), self._customer("After")
        contact = self._customer("Contact", is_company=False, parent_id=before.id)
        self._order(contact, ago(5), 10)
        self._move(contact, ago(4), 7, commercial_partner_id=before.id)
        self._refresh()
        contact.parent_id = after
        return before, after

    def test_02_documents_follow_a_contact_to_another_company(self):
        before, after = self._moved_contact()
        self._refresh()
        self.assertFalse(self._profile(before))
        self.assertEqual(self._profile(after).revenue_total, 17)
        self.assertEqual(self._profile(after).last_invoice_date, ago(4))

    def test_02_customer_who_becomes_a_contact_is_one_no_more_at_once(self):
        person, company = self._customer("Person", is_company=False), self._customer()
        self._order(person, ago(5))
        self._refresh()
        person.parent_id = company
        self._refresh(person)
        self.assertFalse(self._profile(person))
        self.assertEqual(self._profile(company).last_order_date, ago(5))

    def test_04_documents_of_archived_contacts_count(self):
        customer = self._customer()
        contact = self._customer("Contact", is_company=False, parent_id=customer.id)
        self._order(contact, ago(5))
        contact.active = False
        self._refresh()
        self.assertEqual(self._profile(customer).last_order_date, ago(5))
        self.assertTrue(self._profile(customer).active)

    def test_04_profile_is_archived_and_comes_back_with_its_customer(self):
        customer = self._buyer(5)
        for active in (False, True):
            customer.active = active
            self._refresh()
            self.assertEqual(self._profile(customer).active, active)

    def test_05_cancelled_orders_are_nothing(self):
        customer = self._customer()
        self._order(customer, ago(1), state="cancel")
        self._refresh()
        self.assertFalse(self._profile(customer))

    def test_05_draft_and_cancelled_invoices_are_nothing(self):
        customer = self._customer()
        self._move(customer, ago(1), state="draft")
        self._move(customer, ago(1), state="cancel")
        self._refresh()
        self.assertFalse(self._profile(customer))

    def test_05_order_of_zero_value_is_activity_but_no_purchase(self):
        customer = self._buyer(80)
        self._order(customer, ago(1), 0)
        self._refresh()
        profile = self._profile(customer)
        self.assertEqual(profile.status, "active")
        self.assertEqual(profile.purchase_count, 1)
        self.assertEqual(profile.last_purchase_date, ago(80))

    def test_05_only_orders_of_zero_value_make_a_prospect(self):
        customer = self._customer()
        self._order(customer, ago(1), 0)
        self.assertEqual(self._status(customer), "prospect")

    def test_05_refund_lowers_revenue_once_and_is_no_activity(self):
        customer = self._customer()
        self._move(customer, ago(100), 80)
        self._move(customer, ago(1), 30, "out_refund")
        self._refresh()
        profile = self._profile(customer)
        self.assertEqual(profile.revenue_total, 50)
        self.assertEqual(profile.purchase_count, 1)
        self.assertEqual(profile.last_invoice_date, ago(100))
        self.assertEqual(profile.status, "dormant")

    def test_06_amounts_are_in_company_currency_at_the_rate_of_their_day(self):
        customer = self._customer()
        self._order(customer, ago(2), 100, currency_rate=4)
        self._order(customer, ago(1), 100, currency_rate=0)
        self._order(customer, ago(1), 100, currency_rate=None)
        self._refresh()
        self.assertEqual(self._profile(customer).revenue_total, 225)

    def test_06_companies_are_never_added_up(self):
        other = self._new_company("Other Ltd", currency_id=self.env.ref("base.EUR").id)
        customer = self._customer()
        self._order(customer, ago(1), 10)
        self._order(customer, ago(1), 5, company_id=other.id)
        self._refresh(company=self.company + other)
        self.assertEqual(self._profile(customer).revenue_total, 10)
        self.assertEqual(self._profile(customer, other).revenue_total, 5)
        self.assertEqual(self._profile(customer, other).currency_id.name, "EUR")

    def test_07_quotation_stays_on_its_day_when_the_order_is_confirmed(self):
        customer = self._customer()
        quotation = self._quotation(customer, ago(30))
        self._update(quotation, state="sale", date_order=ago(3))
        self._refresh()
        self.assertEqual(self._profile(customer).last_quotation_date, ago(30))
        self.assertEqual(self._profile(customer).last_order_date, ago(3))

    def test_07_imported_quotation_is_as_old_as_it_says(self):
        customer = self._customer()
        self._quotation(customer, ago(30), create_date=AS_OF)
        self._refresh()
        self.assertEqual(self._profile(customer).last_quotation_date, ago(30))

    def test_08_logged_call_counts_though_its_activity_is_gone(self):
        customer = self._buyer(100)
        self._refresh()
        activity = customer.activity_schedule(
            "mail.mail_activity_data_call", retention_outcome="positive"
        )
        message_id = activity._action_done()[0].id
        activity.exists().unlink()
        self._update(self.env["mail.message"].browse(message_id), date=ago(2))
        self._refresh()
        self.assertEqual(self._profile(customer).last_crm_date, ago(2))

    def test_08_done_activity_without_an_outcome_is_no_contact(self):
        customer = self._buyer(100)
        self._refresh()
        customer.activity_schedule("mail.mail_activity_data_todo")._action_done()
        self._refresh()
        self.assertFalse(self._profile(customer).last_crm_date)

    def test_08_planned_activity_is_no_contact(self):
        customer = self._buyer(100)
        customer.activity_schedule("mail.mail_activity_data_todo", date_deadline=ago(5))
        self._refresh()
        self.assertFalse(self._profile(customer).last_crm_date)

    def test_08_writing_to_a_lost_customer_does_not_wake_it(self):
        customer = self._customer(email="lost@example.com")
        self._order(customer, ago(400))
        self._refresh()
        for subtype in ("mail.mt_comment", "mail.mt_note"):
            customer.message_post(
                body="Hello?", message_type="comment", subtype_xmlid=subtype
            )
        self.assertEqual(self._status(customer), "lost")

    def test_08_mail_from_the_customer_is_contact(self):
        customer = self._customer()
        contact = self._customer("Contact", is_company=False, parent_id=customer.id)
        order = self._order(customer, ago(400))
        for record, days in ((customer, 9), (order, 6)):
            self._message(record, contact, ago(days))
            self._refresh()
            self.assertEqual(self._profile(customer).last_crm_date, ago(days))

    def test_08_answer_to_a_mail_from_the_profile_counts_in_its_company_only(self):
        other = self._new_company("Other Ltd")
        customer = self._customer()
        for company in (self.company, other):
            self._order(customer, ago(400), company_id=company.id)
        self._refresh(company=self.company | other)
        self._message(self._profile(customer), customer, ago(5))
        self._refresh(company=self.company | other)
        self.assertEqual(self._profile(customer).last_crm_date, ago(5))
        self.assertFalse(self._profile(customer, other).last_crm_date)

    def test_08_meeting_counts_when_its_day_has_come(self):
        customer = self._buyer(100)
        self._meeting(customer, ago(-1))
        self._refresh()
        self.assertFalse(self._profile(customer).last_crm_date)
        self._refresh(as_of=ago(-1))
        self.assertEqual(self._profile(customer).last_crm_date, ago(-1))

    def test_09_days_since_moves_with_the_calendar_without_a_refresh(self):
        customer = self._buyer(3)
        self._refresh()
        profile = self._profile(customer)
        tomorrow = profile.with_context(retention_as_of=AS_OF + timedelta(days=1))
        self.assertEqual((profile.days_since_order, tomorrow.days_since_order), (3, 4))

    def test_09_unknown_is_not_zero(self):
        customer = self._customer()
        self._order(customer, AS_OF)
        self._refresh()
        profile = self._profile(customer)
        self.assertEqual(profile.days_since_order, 0)
        self.assertIs(profile.days_since_payment, False)
        zero = profile.search([("days_since_payment", "=", 0)])
        self.assertNotIn(profile, zero)

    def test_09_orders_of_one_day_are_one_purchase_day(self):
        customer = self._customer()
        for days in (40, 40, 10):
            self._order(customer, ago(days))
        self._refresh()
        self.assertEqual(self._profile(customer).purchase_count, 3)
        self.assertEqual(self._profile(customer).purchase_day_count, 2)

    def test_12_refresh_of_one_company_leaves_another_s_rows_alone(self):
        other = self._new_company("Other Ltd")
        customer = self._customer()
        self._order(customer, ago(10), company_id=other.id)
        self._refresh(company=other)
        before = self._rows(other)
        self._order(customer, ago(1), company_id=other.id)
        self._order(customer, ago(1))
        self._refresh()
        self.assertEqual(self._rows(other), before)
        self.assertEqual(len(before), 1 + 1)

    def _rows(self, company):
        """Return the identity of every row version of ``company``."""
        return self.env.execute_query(
            SQL(
                """SELECT 'profile', ctid::text, xmin::text
                   FROM customer_retention_profile WHERE company_id = %(company)s
                   UNION ALL SELECT 'transition', ctid::text, xmin::text
                   FROM customer_retention_transition WHERE company_id = %(company)s
                   ORDER BY 1, 2""",
                company=company.id,
            )
        )

    def test_14_list_of_a_salesperson_holds_what_its_group_counts(self):
        users = self._user("pit1") + self._user("pit2")
        for number in range(5):
            customer = self._customer(user_id=users[number % 2].id)
            self._order(customer, ago(100 if number else 1))
        self._refresh()
        profiles = self.env["customer.retention.profile"]
        groups = profiles.formatted_read_group(
            [("company_id", "=", self.company.id)], ["user_id", "no_order"], ["__count"]
        )
        self.assertEqual(len(groups), 3)
        for group in groups:
            domain = [("company_id", "=", self.company.id), *group["__extra_domain"]]
            self.assertEqual(profiles.search_count(domain), group["__count"])

    def test_15_salesperson_s_total_is_of_its_own_customers_only(self):
        user, other = self._user("own", SALESMAN), self._user("colleague", SALESMAN)
        for owner, amount in ((user, 10), (other, 500)):
            self._order(self._customer(user_id=owner.id), ago(1), amount)
        self._refresh()
        profiles = self.env["customer.retention.profile"].with_user(user)
        self.assertEqual(profiles._read_group([], [], ["revenue_total:sum"]), [(10,)])

    def test_17_customer_rank_makes_nobody_a_customer(self):
        ranked, buyer = self._customer(customer_rank=5), self._customer()
        self._order(buyer, ago(1))
        self._refresh()
        self.assertFalse(self._profile(ranked))
        self.assertTrue(self._profile(buyer))
