"""What people wrote to customers while they worked here stays ours once they leave."""

from ..call_list.call_list_common import CallListCase
from ..common import SALESMAN, ago
from ..documents import moment


class TestFormerColleague(CallListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls._user("former_colleague", SALESMAN)
        cls.colleague = user.partner_id
        cls.customer = cls._customer()
        cls.order = cls._order(cls.customer, ago(100))
        cls._refresh()
        cls.profile = cls._profile(cls.customer)
        user.active = False
        cls.env.flush_all()

    def _last_heard(self, partner):
        self._refresh()
        return self._profile(partner).last_heard_date

    def test_their_mail_on_customers_orders_puts_them_on_no_list(self):
        self._message(self.order, self.colleague, ago(9), message_type="comment")
        self._refresh()
        self.assertFalse(self._profile(self.colleague))

    def test_their_mail_to_customers_is_no_act_once_they_buy_themselves(self):
        self._order(self.colleague, ago(5))
        for record in (self.order, self.customer, self.profile):
            self._message(record, self.colleague, ago(9), message_type="comment")
        self.assertFalse(self._last_heard(self.colleague))

    def test_what_they_write_on_their_own_records_is_theirs(self):
        own = self._order(self.colleague, ago(5))
        for days, record in ((4, own), (3, self.colleague)):
            self._message(record, self.colleague, ago(days))
            self.assertEqual(self._last_heard(self.colleague), ago(days))

    def test_whom_they_wrote_to_rests(self):
        self._write_mail(self.profile, ago(5), author=self.colleague)
        self.assertEqual(self.profile.call_obstacle, "contacted")

    def test_their_mail_stays_a_contact_of_ours(self):
        self._write_mail(self.profile, ago(5), author=self.colleague)
        self._refresh()
        self.assertEqual(self.profile.contact_ids.mapped("date"), [ago(5)])

    def test_their_mail_stays_in_the_story(self):
        mail = self.customer.message_post(
            body="Our price list",
            author_id=self.colleague.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        mail.date = moment(ago(5))
        [row] = self.profile.get_story(search="price list")["touchpoints"]
        self.assertEqual((row["topic"], row["date"]), ("mail", ago(5)))
