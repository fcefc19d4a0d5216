from ..common import SALESMAN, RetentionCase


class TestLeads(RetentionCase):
    """Leads that name nobody in Contacts: one click, or the company's choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._refresh()
        cls.seller = cls._user("leads_seller", SALESMAN)

    def _lead(self, **values):
        leads = self.env["crm.lead"].with_user(self.seller)
        return leads.create(
            {
                "name": "Asked at the fair",
                "type": "lead",
                "company_id": self.company.id,
                "user_id": self.seller.id,
                **values,
            }
        )

    def test_one_click_makes_company_and_person_and_puts_it_on_the_list(self):
        lead = self._lead(
            partner_name="Vehicle Sign", contact_name="Vera", phone="09 555"
        )
        action = lead.action_retention_add()
        profile = self.env["customer.retention.profile"].browse(action["res_id"])
        self.assertEqual(profile.partner_id.name, "Vehicle Sign")
        self.assertEqual(lead.partner_id.name, "Vera")
        self.assertEqual(profile.status, "prospect")
        self.assertEqual(profile.user_id, self.seller)

    def test_a_contact_with_the_same_mail_is_taken(self):
        known = self._customer("Known", email="vera@vehicle.example.com")
        lead = self._lead(contact_name="Vera", email_from="vera@vehicle.example.com")
        lead.action_retention_add()
        self.assertEqual(lead.partner_id, known)

    def test_a_lead_with_a_contact_keeps_it(self):
        known = self._customer("Known")
        lead = self._lead(partner_id=known.id)
        lead.action_retention_add()
        self.assertEqual(lead.partner_id, known)
        self.assertTrue(self._profile(known))

    def test_several_leads_open_as_a_list(self):
        leads = self._lead(contact_name="Vera") + self._lead(contact_name="Willem")
        action = leads.action_retention_add()
        profiles = self.env["customer.retention.profile"].search(action["domain"])
        self.assertEqual(set(profiles.mapped("partner_id.name")), {"Vera", "Willem"})

    def test_without_the_choice_a_lead_waits(self):
        self.assertFalse(self._lead(contact_name="Vera").partner_id)

    def test_by_the_companys_choice_a_new_lead_gets_its_contact_at_once(self):
        self.company.retention_lead_contact = True
        self.assertEqual(self._lead(contact_name="Vera").partner_id.name, "Vera")

    def test_a_contact_of_another_company_is_neither_taken_nor_named(self):
        """It is as if there were none: a new one is made."""
        self.company.retention_lead_contact = True
        other, email = self._new_company("Other Ltd"), "secret@example.com"
        secret = self._customer("Secret Ltd", email=email, company_id=other.id)
        at_once = self._lead(contact_name="Vera", email_from=email)
        self.assertEqual(at_once.partner_id.name, "Vera")
        self.company.retention_lead_contact = False
        at_once.partner_id.email = False
        asked = self._lead(contact_name="Willem", email_from=email)
        self.seller.company_ids += other
        companies = (self.company + other).ids
        asked.with_context(allowed_company_ids=companies).action_retention_add()
        self.assertEqual(asked.partner_id.name, "Willem")
        self.assertNotEqual(asked.partner_id, secret)

    def test_a_lead_that_says_of_nobody_gets_none(self):
        self.company.retention_lead_contact = True
        self.assertFalse(self._lead().partner_id)

    def test_the_choice_of_one_company_is_not_that_of_another(self):
        self._new_company("Other Ltd").retention_lead_contact = True
        self.assertFalse(self._lead(contact_name="Vera").partner_id)
