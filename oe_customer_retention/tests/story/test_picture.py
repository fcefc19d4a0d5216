from ..common import RetentionCase, ago

PROFILE = "customer.retention.profile"


class TestPicture(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Acme")
        cls._order(cls.customer, ago(30), 250)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def test_a_purchase_has_its_amount(self):
        picture = self.profile.get_picture()
        [mark] = picture["marks"]
        self.assertEqual((mark["date"], mark["amount"]), (ago(30), 250))
        self.assertEqual(picture["currency_id"], self.company.currency_id.id)

    def test_a_status_set_by_hand_is_told_from_the_day_it_was_set(self):
        self.assertIs(self.profile.get_picture()["by_hand"], False)
        self.profile.write({"status_override": "lost", "override_reason": "Closed"})
        by_hand = self.profile.get_picture()["by_hand"]
        self.assertEqual((by_hand["label"], by_hand["start"]), ("Lost", ago(0)))
        self.profile.override_since = ago(3)
        self.assertEqual(self.profile.get_picture()["by_hand"]["start"], ago(3))
        message = self._message(self.profile, self.env.user.partner_id, ago(5))
        field = self.env["ir.model.fields"]._get(PROFILE, "status_override")
        self._insert(
            "mail.tracking.value", mail_message_id=message.id, field_id=field.id
        )
        by_hand = self.profile.get_picture()["by_hand"]
        self.assertEqual((by_hand["start"], by_hand["end"]), (ago(5), ago(0)))

    def test_a_status_by_hand_ends_in_the_picture_when_people_said(self):
        self.profile.write({"status_override": "lost", "override_until": ago(-30)})
        picture = self.profile.get_picture()
        self.assertEqual(picture["by_hand"]["end"], ago(-30))
        self.assertEqual(picture["end"], ago(0))

    def test_a_status_by_hand_that_is_over_is_told_no_more(self):
        self.profile.write(
            {
                "status_override": "lost",
                "override_reason": "Closed",
                "override_until": ago(1),
            }
        )
        self.assertIs(self.profile.get_picture()["by_hand"], False)
