from odoo.exceptions import UserError

from ...models.story.touchpoint import MAX_CUSTOMERS
from ..common import SALESMAN, ago
from ..signals.test_new_signal import NewSignalCase
from .story_common import TOUCHPOINT, TouchpointCase


class TestTouchpoint(TouchpointCase):
    def test_every_document_of_every_contact_is_a_row_newest_first(self):
        self._quotation(self.customer, ago(40), name="S1")
        self._opportunity(self.buyer, ago(30), name="Deal")
        self._move(self.customer, ago(20), name="INV1")
        self._payment(self.buyer, ago(10), name="PAY1")
        self._refresh()
        rows = [(row.date, row.kind, row.contact_id) for row in self._found()]
        self.assertEqual(
            rows,
            [
                (ago(10), "payment", self.buyer),
                (ago(20), "invoice", self.customer),
                (ago(30), "crm", self.buyer),
                (ago(40), "quotation", self.customer),
            ],
        )
        self.assertEqual(self._found().partner_id, self.customer)

    def test_amounts_are_untaxed_in_the_company_currency(self):
        self._order(self.customer, ago(3), 300, currency_rate=2)
        self._move(self.customer, ago(2), 80, "out_refund")
        self._refresh()
        amounts = self._found(("kind", "in", ("order", "invoice"))).mapped("amount")
        self.assertEqual(amounts, [-80, 150])

    def test_a_message_has_no_amount_rather_than_zero(self):
        self._order(self.customer, ago(3))
        self._message(self.customer, self.buyer, ago(2))
        self._refresh()
        self.assertIs(self._found(("kind", "=", "crm")).amount, False)

    def test_another_customer_s_documents_are_no_part_of_the_story(self):
        self._buyer(1, name="Other")
        self._order(self.customer, ago(2))
        self._refresh()
        self.assertEqual(self._found().mapped("date"), [ago(2)])

    def test_another_company_s_documents_are_no_part_of_the_story(self):
        other = self._new_company("Other Ltd")
        self._order(self.customer, ago(1), company_id=other.id)
        self._order(self.customer, ago(2))
        self._refresh()
        self._refresh(company=other)
        self.assertEqual(self._found().mapped("date"), [ago(2)])

    def test_a_document_of_tomorrow_waits_for_its_day(self):
        self._quotation(self.customer, ago(0))
        self._quotation(self.customer, ago(-1))
        self._refresh()
        self.assertEqual(self._found().mapped("date"), [ago(0)])

    def test_a_meeting_with_two_of_its_people_is_one_row(self):
        self._order(self.customer, ago(3))
        self._meeting(self.customer + self.buyer, ago(2))
        self._refresh()
        self.assertEqual(len(self._found(("kind", "=", "crm"))), 1)

    def test_ids_are_unique_and_the_same_on_every_reading(self):
        for days in range(1, 6):
            order = self._order(self.customer, ago(days))
            self._message(order, self.buyer, ago(days))
            self._payment(self.customer, ago(days))
            self._bank_line(self.customer, ago(days))
        self._refresh()
        ids = self._found().ids
        self.assertEqual(len(set(ids)), 5 * 4)
        self._order(self.customer, ago(0))
        self.env.invalidate_all()
        self.assertLess(set(ids), set(self._found().ids))

    def test_several_customers_have_all_their_rows(self):
        other = self._customer("Other")
        for partner in (self.customer, other):
            self._order(partner, ago(3))
        self._meeting(self.customer + other, ago(2))
        self._refresh()
        profiles = self._profile(self.customer) + self._profile(other)
        touchpoints = self.env[TOUCHPOINT]
        found = touchpoints.search([("profile_id", "in", profiles.ids)])
        each = [len(touchpoints.search([("profile_id", "=", p.id)])) for p in profiles]
        self.assertEqual(len(found), sum(each))
        self.assertEqual(found.profile_id, profiles)

    def test_alternatives_have_the_rows_of_both(self):
        other = self._customer("Other")
        for partner in (self.customer, other):
            self._order(partner, ago(3))
        self._refresh()
        profiles = self._profile(self.customer) + self._profile(other)
        either = [("profile_id", "=", profile.id) for profile in profiles]
        found = self.env[TOUCHPOINT].search(["|", *either])
        self.assertEqual(found.profile_id, profiles)

    def test_too_many_customers_are_refused(self):
        ids = list(range(1, MAX_CUSTOMERS + 2))
        with self.assertRaisesRegex(UserError, f"at most {MAX_CUSTOMERS}"):
            self.env[TOUCHPOINT].search([("profile_id", "in", ids)])

    def test_without_a_customer_there_are_none(self):
        self._order(self.customer, ago(3))
        self._refresh()
        self.assertFalse(self.env[TOUCHPOINT].search([]))

    def test_the_customer_in_the_context_is_enough(self):
        self._order(self.customer, ago(3))
        self._refresh()
        touchpoints = self.env[TOUCHPOINT].with_context(
            retention_profile_id=self._profile(self.customer).id
        )
        self.assertEqual(touchpoints.search([]), self._found())
        row = touchpoints.browse(self._found().ids[0])
        self.assertEqual(row.date, ago(3))

    def test_two_customers_in_one_transaction_are_not_mixed_up(self):
        other = self._customer("Other")
        for customer in (self.customer, other):
            self._order(customer, ago(3))
        self._meeting(self.customer + other, ago(2))
        self._refresh()
        for customer in (self.customer, other):
            [meeting] = self._found(("kind", "=", "crm"), customer=customer)
            self.assertEqual(meeting.partner_id, customer)

    def test_rows_are_grouped_by_kind_and_month(self):
        self._order(self.customer, ago(40))
        self._order(self.customer, ago(3))
        self._refresh()
        domain = [("profile_id", "=", self._profile(self.customer).id)]
        groups = self.env[TOUCHPOINT]._read_group(
            domain, ["kind", "date:month"], ["__count"]
        )
        self.assertEqual([count for *_group, count in groups], [1] * 2)

    def test_text_is_found_in_names_references_and_messages(self):
        order = self._order(self.customer, ago(5), name="S0815", client_order_ref="P7")
        self._message(order, self.buyer, ago(4), body="<p>Where is my delivery</p>")
        self._move(self.customer, ago(3), name="INV/4711")
        line = self._bank_line(self.customer, ago(2))
        self._update(line, payment_ref="Thanks")
        self._meeting(self.buyer, ago(1), name="Tasting")
        self._refresh()
        for text, kinds in (
            ("0815", ["order"]),
            ("p7", ["order"]),
            ("delivery", ["crm"]),
            ("4711", ["invoice"]),
            ("thanks", ["payment"]),
            ("tasting", ["crm"]),
            ("nowhere", []),
        ):
            with self.subTest(text=text):
                found = self._found(("summary", "ilike", text))
                self.assertEqual(sorted(found.mapped("kind")), kinds)


class TestTouchpointOfNewKind(NewSignalCase, TouchpointCase):
    def test_a_new_kind_of_signal_appears_by_itself(self):
        self._order(self.customer, ago(30))
        source = self._refer(self.customer, 5)
        self._refresh()
        [row] = self._found(("kind", "=", "referral"))
        self.assertEqual((row.date, row.event), (ago(5), "Named us"))
        self.assertEqual(row.icon, "fa-share")
        self.assertEqual(row.summary, source.name)
        self.assertEqual(self._found(("summary", "ilike", "acme")), row)
        action = row.action_open()
        opened = (action["res_model"], action["res_id"])
        self.assertEqual(opened, ("utm.source", source.id))
        kinds = self._profile(self.customer).get_story()["kinds"]
        referral = {"kind": "referral", "label": "Referrals", "count": 1}
        self.assertIn({**referral, "documents": 1}, kinds)

    def test_whom_a_kind_without_people_names_is_not_the_main_contact(self):
        self._order(self.buyer, ago(30))
        address = self._customer("Back door", parent_id=self.customer.id)
        self._update(address, commercial_partner_id=self.customer.id)
        self._refer(address, 5)
        self._refresh()
        contacts = self._profile(self.customer).get_contacts()
        self.assertEqual([row["name"] for row in contacts], ["Buyer", "Back door"])


class TestTouchpointOpens(TouchpointCase):
    """Each kind of touchpoint opens its document."""

    def setUp(self):
        super().setUp()
        self.order = self._order(self.customer, ago(90))
        self._refresh()

    def _opened(self, document, kind=None):
        """Return the record the touchpoint of ``document`` opens."""
        self.env.flush_all()
        domain = [("res_model", "=", document._name), ("res_id", "=", document.id)]
        if kind:
            domain.append(("kind", "=", kind))
        [touchpoint] = self._found(*domain)
        action = touchpoint.action_open()
        self.assertEqual(action["views"], [(False, "form")])
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_quotation_and_order_open_the_sale_order(self):
        quotation = self._quotation(self.customer, ago(9))
        for kind, document in (("quotation", quotation), ("order", self.order)):
            self.assertEqual(self._opened(document, kind), document)

    def test_opportunity_opens(self):
        lead = self._opportunity(self.customer, ago(5))
        self.assertEqual(self._opened(lead), lead)

    def test_meeting_opens(self):
        meeting = self._meeting(self.customer, ago(5))
        self.assertEqual(self._opened(meeting), meeting)

    def test_a_message_opens_the_record_it_is_on(self):
        lead = self._opportunity(self.customer, ago(9))
        for record in (self.customer, self.order, lead):
            message = self._message(record, self.buyer, ago(5))
            self.assertEqual(self._opened(message), record)

    def test_a_completed_activity_opens_the_record_it_was_on(self):
        profile = self._profile(self.customer)
        for record in (self.order, profile):
            message = self._done_activity(record, ago(5))
            self.assertEqual(self._opened(message), record)

    def test_invoice_and_credit_note_open(self):
        for move_type in ("out_invoice", "out_refund"):
            move = self._move(self.customer, ago(5), move_type=move_type)
            self.assertEqual(self._opened(move), move)

    def test_payment_opens(self):
        payment = self._payment(self.customer, ago(5))
        self.assertEqual(self._opened(payment), payment)

    def test_a_bank_statement_line_opens_its_entry(self):
        line = self._bank_line(self.customer, ago(5))
        self.assertEqual(self._opened(line), line.move_id)

    def test_what_happened_is_told_by_the_document(self):
        lost = self._opportunity(
            self.customer, ago(9), date_closed=f"{ago(4)} 12:00:00.5", won_status="lost"
        )
        self._done_activity(lost, ago(3))
        self._message(lost, self.buyer, ago(2))
        self._move(self.customer, ago(1), move_type="out_refund")
        self.assertEqual(
            self._found(("date", ">", ago(10))).mapped("event"),
            [
                "Credit note",
                "Message received",
                "Call",
                "Opportunity lost",
                "Opportunity opened",
            ],
        )

    def test_each_document_has_its_icon(self):
        self._meeting(self.customer, ago(3))
        self._payment(self.customer, ago(2))
        self.assertEqual(
            self._found(("date", ">", ago(9))).mapped("icon"),
            ["fa-money", "fa-calendar"],
        )

    def test_what_may_not_be_read_is_not_opened(self):
        payment = self._payment(self.customer, ago(5))
        user = self._user("seller", SALESMAN)
        [touchpoint] = self._found(("kind", "=", "payment"), user=user)
        self.assertEqual(touchpoint.res_id, payment.id)
        with self.assertRaisesRegex(UserError, "someone who may read it"):
            touchpoint.action_open()
