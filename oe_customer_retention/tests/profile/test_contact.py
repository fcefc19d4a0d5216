from ast import literal_eval

from odoo.exceptions import AccessError

from ..common import MANAGER, SALESMAN, RetentionCase

VALUES = {
    "partner_phone": "+32 9 555 00 11",
    "partner_email": "a@example.com",
    "partner_website": "https://acme.example.com",
    "partner_city": "Ghent",
}


class TestContact(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.customer = cls._buyer(30, name="Acme", user_id=cls.seller.id)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def test_who_sees_the_customer_writes_its_contact_from_the_page(self):
        industry = self.env.ref("base.res_partner_industry_G")
        tag = self.env["res.partner.category"].create({"name": "Bakery"})
        for user in (self.seller, self._user("boss", MANAGER)):
            with self.subTest(user=user.login):
                more = {"industry_id": industry.id, "partner_tag_ids": tag.ids}
                values = {**VALUES, **more}
                self.profile.with_user(user).write(values)
                self.assertEqual(self.customer.phone, VALUES["partner_phone"])
                self.assertEqual(self.customer.email, VALUES["partner_email"])
                self.assertEqual(self.customer.website, VALUES["partner_website"])
                self.assertEqual(self.customer.city, VALUES["partner_city"])
                self.assertEqual(self.customer.industry_id, industry)
                self.assertEqual(self.customer.category_id, tag)
                self.customer.write({"phone": False, "city": False})

    def test_who_may_not_write_contacts_writes_none_from_the_page(self):
        self.env["ir.rule"].create(
            {
                "name": "Contacts are read only",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [(0, "=", 1)],
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        contact = self._customer("Ada", parent_id=self.customer.id, is_company=False)
        profile = self.profile.with_user(self.seller)
        for name, value in VALUES.items():
            with self.subTest(name=name), self.assertRaises(AccessError):
                profile.write({name: value})
        with self.assertRaises(AccessError):
            profile.set_primary_contact(contact.id)
        self.env.invalidate_all()
        self.assertFalse(self.customer.phone or self.customer.city)
        self.assertFalse(self.customer.retention_primary_contact_id)

    def test_a_colleague_s_customer_is_not_written(self):
        profile = self.profile.with_user(self._user("stranger", SALESMAN))
        for call in (
            lambda: profile.write(VALUES),
            lambda: profile.set_primary_contact(False),
            lambda: profile.action_new_quotation(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_new_documents_are_of_this_customer_and_company(self):
        profile = self.profile.with_user(self.seller)
        for action in (
            profile.action_new_quotation(),
            profile.action_new_opportunity(),
        ):
            model = self.env[action["res_model"]].with_user(self.seller)
            made = model.with_context(**action["context"]).new({})
            self.assertEqual(made.partner_id._origin, self.customer)
            self.assertEqual(made.company_id._origin, self.company)
        contact = profile.action_add_contact()
        self.assertEqual(contact["context"]["default_parent_id"], self.customer.id)

    def test_a_contact_form_opens_without_sales_rights(self):
        employee = self._user("employee")
        views = self.env["res.partner"].with_user(employee).get_views([(False, "form")])
        names = views["models"]["res.partner"]["fields"]
        self.assertIn("retention_department", names)
        self.assertNotIn("retention_primary_contact_id", names)

    def test_a_mail_to_several_customers_goes_to_the_primary_contact_of_each(self):
        person = self._customer(
            "Ann",
            parent_id=self.customer.id,
            is_company=False,
            email="ann@acme.example.com",
        )
        self.profile.with_user(self.seller).set_primary_contact(person.id)
        other = self._buyer(30, name="Globex", email="all@globex.example.com")
        self._refresh()
        action = self.env.ref(
            "oe_customer_retention.customer_retention_profile_action_mail"
        )
        profiles = self.profile + self._profile(other)
        context = {"active_model": profiles._name, "active_ids": profiles.ids}
        composer = self.env["mail.compose.message"].with_context(
            **literal_eval(action.context), **context
        )
        composer = composer.create({"subject": "News", "body": "<p>Hello</p>"})
        mails, _messages = composer._action_send_mail()
        self.assertEqual(mails.recipient_ids, person + other)

    def test_the_primary_contact_outlives_a_merge(self):
        other = self._customer("Other")
        person = self._customer("Ada", parent_id=other.id, is_company=False)
        other.retention_primary_contact_id = person
        self._merge(other, into=self.customer)
        self.assertEqual(self.profile._primary_contact(), person)
