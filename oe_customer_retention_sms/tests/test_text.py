from odoo.addons.oe_customer_retention.tests.common import (
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment


class TestText(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.customer = cls._customer(phone="+32470123456", user_id=cls.seller.id)
        cls._order(cls.customer, ago(100))

    def _text(self, status="sent"):
        """A text message of the salesperson, five days ago."""
        message = self.customer.message_post(
            body="Shall I call you?",
            message_type="sms",
            author_id=self.seller.partner_id.id,
        )
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.customer.id,
                "notification_type": "sms",
                "notification_status": status,
            }
        )
        self._update(message, date=moment(ago(5)))
        self._refresh()
        profile = self._profile(self.customer)
        profile.invalidate_recordset()
        return profile

    def test_it_is_a_contact_of_ours_and_no_act_of_the_customer(self):
        profile = self._text()
        self.assertEqual(profile.contact_ids.mapped("date"), [ago(5)])
        self.assertEqual(profile.last_activity_date, ago(100))
        self.assertFalse(profile.last_crm_date)
        self.assertEqual(profile.call_obstacle, "contacted")

    def test_what_could_not_be_sent_is_none(self):
        profile = self._text(status="exception")
        self.assertFalse(profile.contact_ids)
        self.assertFalse(profile.call_obstacle)

    def test_the_story_tells_of_it(self):
        profile = self._text().with_user(self.seller)
        [row] = profile.get_story(kinds=["text"])["touchpoints"]
        self.assertEqual(row["event"], "Text message sent")
        self.assertEqual((row["icon"], row["date"]), ("fa-mobile", ago(5)))
        self.assertEqual(row["summary"], "Shall I call you?")

    def test_whose_number_is_on_the_blacklist_wants_none(self):
        profile = self._text()
        for change, is_told in (
            (lambda blacklist: None, False),
            (lambda blacklist: blacklist._add(["+32470123456"]), True),
            (lambda blacklist: blacklist._remove(["+32470123456"]), False),
        ):
            change(self.env["phone.blacklist"])
            self.env.flush_all()
            profile.invalidate_recordset()
            found = profile.search([("refuses_texts", "=", True)])
            self.assertEqual(profile.refuses_texts, is_told)
            self.assertEqual(profile in found, is_told)
