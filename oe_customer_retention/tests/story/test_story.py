from odoo.tools import format_date

from ..common import MANAGER, SALESMAN, ago
from ..documents import moment
from .story_common import StoryCase


class TestStory(StoryCase):
    def test_an_order_and_its_quotation_are_one_line(self):
        self._order(self.customer, ago(9), create_date=f"{ago(12)} 12:00:00")
        self._quotation(self.customer, ago(3))
        self._quotation(self.customer, ago(2), state="sent")
        self._refresh()
        rows = self._story()["touchpoints"]
        told = [(row["topic"], row["date"]) for row in rows]
        self.assertEqual(
            told, [("quotation", ago(2)), ("quotation", ago(3)), ("order", ago(9))]
        )
        self.assertIn(f"quoted on {format_date(self.env, ago(12))}", rows[2]["detail"])
        self.assertEqual([row["detail"] for row in rows[:2]], ["Quotation Sent", False])

    def test_how_an_order_is_paid_is_told_with_accounting_rights_only(self):
        order = self._order(self.customer, ago(9), invoice_status="invoiced")
        move = self._move(self.customer, ago(8), payment_state="paid")
        self._link(self._receivable(move, ago(8), 0), order)
        self._refresh()
        self.env.invalidate_all()  # the line was linked behind the ORM's back
        profile = self._profile(self.customer)
        accountant = self._user("both", MANAGER, "account.group_account_invoice")
        for user, told in (
            (accountant, "Fully Invoiced · Paid"),
            (self._user("boss", MANAGER), "Fully Invoiced"),
        ):
            with self.subTest(user=user.login):
                rows = profile.with_user(user).get_story(kinds=["order"])["touchpoints"]
                self.assertEqual([row["detail"] for row in rows], [told])

    def test_what_was_done_is_told_in_people_s_words(self):
        self._order(self.customer, ago(30))
        self._refresh()
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", summary="Samples", note="<p>By post</p>"
        )
        done = self.env["mail.message"].browse(
            activity.action_feedback("Prepared <b> sample\nbox")
        )
        done.date = moment(ago(2))
        [row] = self._story(kinds=["task"])["touchpoints"]
        self.assertEqual(row["event"], "To-Do")
        self.assertEqual(row["summary"], "Samples – Prepared <b> sample box")
        self.assertEqual(row["user_id"][0], self.env.uid)

    def test_notes_and_mail_of_ours_are_told_and_found_and_count_for_nothing(self):
        self._order(self.customer, ago(30))
        self._refresh()
        seller = self._user("seller", MANAGER, name="Zoe Smith")
        profile = self._profile(self.customer)
        note = profile.with_user(seller).add_note("Zebra at the back door")
        mail = self.customer.with_user(seller).message_post(
            body="Our price list",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        written = self.env["mail.message"].browse([note, mail.id])
        written.date = moment(ago(2))
        self._refresh()
        for text, topics in (("zebra", ["note"]), ("price list", ["mail"])):
            rows = self._story(search=text)["touchpoints"]
            self.assertEqual([row["topic"] for row in rows], topics)
        by_author = self._story(search="zoe smith")["touchpoints"]
        self.assertEqual({row["topic"] for row in by_author}, {"note", "mail"})
        self.assertFalse(profile.last_crm_date)
        self.assertEqual(profile.last_activity_date, ago(30))

    def test_a_lead_is_told_as_it_came_in(self):
        self._opportunity(self.buyer, ago(9), type="lead", name="Asked at the fair")
        self._refresh()
        [row] = self._story()["touchpoints"]
        told = (row["event"], row["summary"], row["date"])
        self.assertEqual(told, ("Lead", "Asked at the fair", ago(9)))
        self.assertEqual(self._found(("topic", "=", "lead")).contact_id, self.buyer)

    def _logged_call(self, **values):
        """Log a call of two days ago; return the profile."""
        self._order(self.customer, ago(30))
        self._refresh()
        profile = self._profile(self.customer)
        self.env["customer.retention.interaction"].create(
            {
                "profile_id": profile.id,
                "message_id": self._done_activity(self.customer, ago(2)).id,
                "date": f"{ago(2)} 12:00:00",
                **values,
            }
        )
        return profile

    def test_what_came_of_a_contact_stands_with_it(self):
        self._logged_call(outcome="positive", duration=20)
        row, order = self._story()["touchpoints"]
        self.assertEqual((row["outcome"], row["duration"]), ("positive", 20))
        self.assertEqual((order["outcome"], order["duration"]), (False, False))

    def test_the_list_says_with_whom_it_was_and_what_came_of_it(self):
        self._logged_call(contact_id=self.buyer.id, outcome="negative")
        row, order = self._found()
        self.assertEqual((row.contact_id, row.outcome), (self.buyer, "negative"))
        self.assertEqual((order.contact_id, order.outcome), (self.customer, False))
        self.assertEqual(self._found(("contact_id", "=", self.buyer.id)), row)

    def test_with_whom_it_was_is_told_to_those_who_may_read_it(self):
        self._logged_call(contact_id=self.buyer.id, outcome="negative")
        seller = self._user("seller", SALESMAN)
        [row] = self._found(("topic", "=", "call"), user=seller)
        self.assertEqual((row.contact_id, row.outcome), (self.buyer, "negative"))
        model_id = self.env["ir.model"]._get_id("customer.retention.interaction")
        self.env["ir.rule"].create(
            {
                "name": "No complaints",
                "model_id": model_id,
                "domain_force": "[('outcome', '!=', 'negative')]",
            }
        )
        self.env.invalidate_all()
        [row] = self._found(("topic", "=", "call"), user=seller)
        self.assertEqual((row.contact_id, row.outcome), (self.customer, False))
