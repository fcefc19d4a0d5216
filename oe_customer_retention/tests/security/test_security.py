from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from ..common import ACCOUNTANT, ALL_LEADS, AS_OF, MANAGER, SALESMAN, RetentionCase, ago

ADDON = "oe_customer_retention"


class SecurityCase(RetentionCase):
    """Three customers: the salesperson's own, a colleague's, and nobody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._user("sec_salesman", SALESMAN)
        cls.all_leads = cls._user("sec_all", ALL_LEADS)
        cls.manager = cls._user("sec_manager", MANAGER)
        cls.accountant = cls._user("sec_accountant", "base.group_user", ACCOUNTANT)
        cls.employee = cls._user("sec_employee", "base.group_user")
        cls.portal = cls._user("sec_portal", "base.group_portal")
        cls.outsiders = cls.accountant + cls.employee + cls.portal
        cls.sellers = cls.salesman + cls.all_leads + cls.manager
        cls.own = cls._customer("Own", user_id=cls.salesman.id)
        cls.colleagues = cls._customer("Colleague's", user_id=cls.manager.id)
        cls.nobodys = cls._customer("Nobody's")
        cls.customers = cls.own + cls.colleagues + cls.nobodys
        for customer in cls.customers:
            cls._order(customer, ago(100))
        cls._refresh()
        cls.profile_of = cls._profile(cls.customers).grouped("partner_id")

    def _as(self, user, model="customer.retention.profile"):
        return self.env[model].with_user(user)


class TestAccess(SecurityCase):
    def test_nobody_writes_facts(self):
        profile = self.profile_of[self.own]
        facts = {"status": "active", "revenue_total": 1, "last_order_date": AS_OF}
        for user in self.sellers:
            for name, value in facts.items():
                with self.assertRaisesRegex(AccessError, "derived from the documents"):
                    profile.with_user(user).write({name: value})

    def test_what_customers_owe_is_for_those_who_read_invoices(self):
        profile = self.profile_of[self.own]
        with self.assertRaises(AccessError):
            profile.with_user(self.salesman).read(["overdue_amount"])
        self.salesman.group_ids += self.env.ref(ACCOUNTANT)
        [values] = profile.with_user(self.salesman).read(["overdue_amount"])
        self.assertEqual(values["overdue_amount"], 0)

    def test_salesperson_plans_activities_and_writes_in_the_chatter(self):
        profile = self.profile_of[self.own].with_user(self.salesman)
        activity = profile.activity_schedule("mail.mail_activity_data_call")
        message = profile.message_post(body="Called")
        self.assertIn(activity, profile.activity_ids)
        self.assertIn(message, profile.message_ids)


class TestPublicMethods(SecurityCase):
    def test_the_refresh_itself_cannot_be_called_from_outside(self):
        for method in ("_refresh", "_refresh_company"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["customer.retention.refresh"], method)

    def test_salesperson_refreshes_the_customers_it_sees(self):
        self._order(self.own, ago(1))
        profile = self.profile_of[self.own].with_user(self.salesman)
        profile.action_refresh()
        self.assertEqual(profile.status, "active")

    def test_a_manager_who_refreshes_the_company_is_told_what_is_new(self):
        self._order(self._customer(), ago(1))
        answer = self._as(self.manager).action_refresh_company()
        self.assertIn("1 new", answer["params"]["message"])

    def test_refresh_partners_answers_for_each_partner_in_order(self):
        contact = self._customer("Contact", is_company=False, parent_id=self.own.id)
        unknown = self._customer("Unknown")
        partners = contact + unknown + self.own
        found = self._as(self.salesman).refresh_partners(partners.ids)
        self.assertEqual([row["partner_id"] for row in found], partners.ids)
        self.assertEqual([r["status"] for r in found], ["dormant", False, "dormant"])
        self.assertEqual([r["is_dormant"] for r in found], [True, False, True])
        dates = [ago(100).isoformat(), False, ago(100).isoformat()]
        self.assertEqual([r["last_order_date"] for r in found], dates)
        self.assertEqual({r["company_id"] for r in found}, {self.company.id})
        self.assertTrue(all(row["message"] for row in found))

    def test_refresh_partners_says_nothing_of_a_colleague_s_customer(self):
        with self.assertRaises(AccessError):
            self._as(self.salesman).refresh_partners(self.colleagues.ids)

    def test_refresh_from_the_contact(self):
        self._order(self.own, ago(1))
        self.own.with_user(self.salesman).action_retention_refresh()
        self.assertEqual(self._profile(self.own).status, "active")


class TestPartnerFields(SecurityCase):
    def test_16_everybody_inside_opens_the_partner_form(self):
        for user in self.sellers + self.accountant + self.employee:
            partner = self.own.with_user(user)
            views = partner.get_views([(False, "form")])
            names = views["models"]["res.partner"]["fields"]
            [values] = partner.web_read({name: {} for name in names})
            self.assertEqual(values["name"], "Own")
            self.assertEqual("retention_status" in values, user in self.sellers)

    def test_partner_shows_its_profile_of_the_current_company(self):
        other = self._new_company("Other Ltd")
        self._order(self.own, ago(1), company_id=other.id)
        self._refresh(company=other)
        here = self.own.with_company(self.company)
        there = self.own.with_company(other)
        self.assertEqual(here.retention_status, "dormant")
        self.assertEqual(there.retention_status, "active")
        self.assertTrue(here.retention_is_dormant)
        self.assertFalse(there.retention_is_dormant)
        self.assertEqual(there.retention_last_order_date, ago(1))
        self.assertEqual(here.retention_last_order_date, ago(100))

    def _search(self, *condition, company=None):
        partners = self.env["res.partner"].with_company(company or self.company)
        return partners.search([("id", "in", self.customers.ids), condition])

    def test_partners_are_searched_by_the_profile_of_the_current_company(self):
        other = self._new_company("Other Ltd")
        self._order(self.own, ago(1), company_id=other.id)
        self._refresh(company=other)
        conditions = (
            ("retention_status", "=", "active"),
            ("retention_is_dormant", "=", False),
            ("retention_last_order_date", ">", ago(50)),
        )
        for condition in conditions:
            self.assertFalse(self._search(*condition) & self.own)
            self.assertIn(self.own, self._search(*condition, company=other))

    def test_partners_without_profile_are_found_as_unknown(self):
        unknown = self._customer("Unknown")
        domain = [("id", "in", (self.own + unknown).ids)]
        found = self.env["res.partner"].search(
            [*domain, ("retention_status", "=", False)]
        )
        self.assertEqual(found, unknown)
        found = self.env["res.partner"].search(
            [*domain, ("retention_status", "not in", ["lost", "active"])]
        )
        self.assertEqual(found, self.own + unknown)

    def test_people_without_sales_rights_copy_a_contact(self):
        self.accountant.group_ids += self.env.ref("base.group_partner_manager")
        self.own.retention_excluded = True
        copy = self.own.with_user(self.accountant).copy()
        self.assertFalse(copy.sudo().retention_excluded)

    def test_fields_for_salespeople_on_core_s_models_are_not_copied(self):
        added = [
            field
            for model in self.registry.values()
            if model._original_module != ADDON
            for field in model._fields.values()
            if field._modules[:1] == (ADDON,) and field.groups
        ]
        self.assertTrue(added)
        self.assertEqual([str(field) for field in added if field.copy], [])

    def test_partner_shows_the_new_status_in_the_same_transaction(self):
        self.assertEqual(self.own.retention_status, "dormant")
        self._order(self.own, ago(1))
        self._refresh(self.own)
        self.assertEqual(self.own.retention_status, "active")

    def test_contact_shows_the_status_of_its_customer(self):
        contact = self._customer("Contact", is_company=False, parent_id=self.own.id)
        self.assertEqual(contact.retention_status, "dormant")
        domain = [("id", "=", contact.id), ("retention_is_dormant", "=", True)]
        self.assertEqual(self.env["res.partner"].search(domain), contact)
