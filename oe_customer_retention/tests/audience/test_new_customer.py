from odoo.tests import Form

from ..common import SALESMAN, RetentionCase


class TestNewCustomer(RetentionCase):
    """The dialog behind New, as a salesperson fills it in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._refresh()
        cls.seller = cls._user("new_seller", SALESMAN)

    def _new(self, **values):
        wizard = self.env["customer.retention.new"].with_user(self.seller)
        return wizard.create({"name": "Vehicle Sign", **values})

    def test_it_makes_the_contact_and_opens_its_page(self):
        new = self._new(phone="+32 9 555 00 11", email="info@vehicle.example.com")
        action = new.action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        partner = profile.partner_id
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.email, "info@vehicle.example.com")
        self.assertEqual(partner.user_id, self.seller)
        self.assertEqual(partner.create_uid, self.seller)

    def test_an_email_address_is_a_name_where_there_is_none(self):
        with Form(self.env["customer.retention.new"].with_user(self.seller)) as form:
            form.email = "info@vehicle.example.com"
            self.assertEqual(form.name, "info@vehicle.example.com")
        action = form.record.action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        self.assertEqual(profile.partner_id.name, "info@vehicle.example.com")

    def test_an_email_address_changes_no_name(self):
        with Form(self.env["customer.retention.new"].with_user(self.seller)) as form:
            form.name = "Vehicle Sign"
            form.email = "info@vehicle.example.com"
        self.assertEqual(form.record.name, "Vehicle Sign")

    def test_it_is_nobody_s_where_the_salesperson_is_left_empty(self):
        action = self._new(user_id=False).action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        self.assertFalse(profile.user_id)

    def test_the_person_on_the_card_is_who_to_ask_for(self):
        new = self._new(phone="+32 9 555 00 11", contact_name=" Ada ")
        action = new.action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        [person] = profile.with_user(self.seller).get_contacts()
        self.assertEqual((person["name"], person["is_main"]), ("Ada", True))
        self.assertEqual(profile.partner_phone, "+32 9 555 00 11")

    def test_no_person_is_made_without_a_name(self):
        action = self._new(contact_name="  ").action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        self.assertFalse(profile.get_contacts())

    def test_who_buys_for_itself_has_no_person_besides(self):
        new = self._new(company_type="person", contact_name="Ada")
        profile = self.env["customer.retention.profile"].browse(
            new.action_create()["res_id"]
        )
        self.assertEqual(profile.get_contacts()[0]["name"], "Vehicle Sign")
        self.assertFalse(profile.partner_id.child_ids)

    def test_a_person_buys_for_itself(self):
        action = self._new(company_type="person").action_create()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        self.assertFalse(profile.partner_id.is_company)

    def test_whom_it_may_be_already_by_name_number_and_mail(self):
        name = self._customer("The Vehicle Sign Company")
        number = self._customer("Other", phone="09/555.00.11")
        mail = self._customer("Another", email="Info@Vehicle.example.com")
        stranger = self._customer("Stranger", phone="+32 9 555 00 99")
        new = self._new(phone="+32 9 555 00 11", email="info@vehicle.example.com")
        self.assertEqual(new.duplicate_ids, number + mail + name)
        self.assertNotIn(stranger, new.duplicate_ids)

    def test_two_letters_are_no_name_to_compare(self):
        self._customer("ABC Trading")
        self.assertFalse(self._new(name="AB").duplicate_ids)

    def test_a_contact_one_may_not_read_is_not_shown(self):
        other = self._new_company("Other Ltd")
        self._customer("Vehicle Sign", company_id=other.id)
        self.assertFalse(self._new().duplicate_ids)
