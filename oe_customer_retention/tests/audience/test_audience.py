from ..common import SALESMAN, RetentionCase, ago


class TestAudience(RetentionCase):
    """Who has a profile before any document, and who never has one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._customer("Suspect")
        cls._update(cls.partner, create_date=ago(50))

    def _lead(self, partner, at, **values):
        return self._opportunity(partner, at, type="lead", **values)

    def _assert_listed(self, partner, since, company=None):
        self._refresh(company=company)
        profile = self._profile(partner, company)
        self.assertEqual(profile.status, "prospect")
        self.assertEqual(profile.first_seen_date, since)

    def _assert_not_listed(self, partner, company=None):
        self._refresh(company=company)
        self.assertFalse(self._profile(partner, company))

    def test_a_mere_contact_is_not_on_the_list(self):
        self._assert_not_listed(self.partner)

    def test_a_lead_puts_its_customer_on_the_list_since_it_came_in(self):
        contact = self._customer("Person", parent_id=self.partner.id, is_company=False)
        self._lead(contact, ago(20))
        self._assert_listed(self.partner, ago(20))
        self.assertFalse(self._profile(contact))

    def test_a_lead_given_up_takes_it_off_again(self):
        lead = self._lead(self.partner, ago(20))
        self._assert_listed(self.partner, ago(20))
        self._update(lead, active=False)
        self._assert_not_listed(self.partner)

    def test_a_lead_of_no_company_counts_in_each(self):
        other = self._new_company("Other Ltd")
        self._lead(self.partner, ago(20), company_id=None, team_id=None, user_id=None)
        self._assert_listed(self.partner, ago(20))
        self._assert_listed(self.partner, ago(20), other)

    def test_a_lead_of_another_company_does_not_count(self):
        other = self._new_company("Other Ltd")
        self._lead(self.partner, ago(20), company_id=other.id)
        self._assert_not_listed(self.partner)
        self._assert_listed(self.partner, ago(20), other)

    def test_a_call_done_by_a_colleague_puts_it_on_the_list_of_that_company(self):
        other = self._new_company("Other Ltd")
        caller = self._user("audience_caller", SALESMAN).partner_id
        message = self._done_activity(self.partner, ago(7))
        self._update(message, author_id=caller.id)
        self._assert_listed(self.partner, ago(7))
        self._assert_not_listed(self.partner, other)

    def test_a_task_done_is_no_contact(self):
        caller = self._user("audience_tasks", SALESMAN).partner_id
        message = self._done_activity(self.partner, ago(7))
        task = self.env.ref("mail.mail_activity_data_todo")
        self._update(message, author_id=caller.id, mail_activity_type_id=task.id)
        self._assert_not_listed(self.partner)

    def test_a_logged_contact_keeps_it_on_the_list_without_a_document(self):
        order = self._order(self.partner, ago(3))
        self._refresh()
        self.env["customer.retention.interaction"].create(
            {"profile_id": self._profile(self.partner).id, "date": ago(2)}
        )
        self.env.flush_all()
        self._update(order, state="cancel")
        self._assert_listed(self.partner, ago(2))

    def test_documents_before_the_list_tell_since_when_it_is_known(self):
        self._quotation(self.partner, ago(40))
        self._lead(self.partner, ago(20))
        self._refresh()
        self.assertEqual(self._profile(self.partner).first_seen_date, ago(40))

    def test_everybody_in_contacts_by_the_companys_choice(self):
        contact = self._customer("Person", parent_id=self.partner.id, is_company=False)
        person = self._customer("Private person", is_company=False)
        self._update(person, create_date=ago(0))
        self.company.retention_audience = "everybody"
        self._assert_listed(self.partner, ago(50))
        self._assert_listed(person, ago(0))
        self.assertFalse(self._profile(contact))

    def test_the_choice_queues_a_refresh_of_the_company(self):
        self.env["customer.retention.run"].search([]).unlink()
        self.company.retention_audience = "everybody"
        runs = self.env["customer.retention.run"].search([("state", "=", "queued")])
        self.assertEqual(runs.company_id, self.company)
        runs.unlink()
        self.company.write({"retention_audience": "everybody"})
        self.assertFalse(runs.search([("state", "=", "queued")]))

    def test_everybody_means_neither_archived_nor_other_companies_contacts(self):
        other = self._new_company("Other Ltd")
        archived = self._customer("Archived", active=False)
        theirs = self._customer("Theirs", company_id=other.id)
        for partner in archived + theirs + other.partner_id:
            self._update(partner, create_date=ago(9))
        self.company.retention_audience = "everybody"
        for partner in archived + theirs + other.partner_id:
            self._assert_not_listed(partner)

    def test_back_to_known_takes_them_off_but_for_those_put_by_hand(self):
        kept = self._customer("Manual")
        self._update(kept, create_date=ago(9))
        self.company.retention_audience = "everybody"
        self._refresh()
        self.env["customer.retention.profile"].add_partners(kept.ids)
        self.company.retention_audience = "known"
        self._refresh()
        self.assertTrue(self._profile(kept).active)
        self.assertFalse(self._profile(self.partner))

    def test_neither_the_company_nor_staff_nor_who_is_left_out(self):
        staff = self._user("audience_staff", SALESMAN).partner_id
        left_out = self._customer("Left out", retention_excluded=True)
        nobody = self.company.partner_id + staff + left_out
        for partner in nobody:
            self._update(partner, create_date=ago(9))
            self._lead(partner, ago(5))
        self.company.retention_audience = "everybody"
        for partner in nobody:
            self._assert_not_listed(partner)

    def test_a_colleague_who_left_may_become_a_customer(self):
        user = self._user("audience_former", SALESMAN)
        self._lead(user.partner_id, ago(5))
        user.active = False
        self.env.flush_all()
        self._assert_listed(user.partner_id, ago(5))

    def test_who_only_supplies_is_in_stage_other_and_else_in_the_first_one(self):
        supplier = self._customer("Supplier", supplier_rank=1)
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        profiles = self.env["customer.retention.profile"]
        self._refresh()
        profiles.add_partners((supplier + self.partner).ids)
        stages = self.company.retention_lifecycle_id.stage_ids
        self.assertEqual(self._profile(self.partner).stage_id, stages[0])
        self.assertEqual(self._profile(supplier).stage_id, stages[-1])

    def test_the_next_night_writes_nobody(self):
        self._lead(self.partner, ago(20))
        self._refresh()
        run = self._refresh()
        self.assertEqual(
            (run.created_count, run.changed_count, run.removed_count), (0, 0, 0)
        )

    def test_a_new_contact_wakes_the_job_where_everybody_is_on_the_list(self):
        cron = self.env.ref("oe_customer_retention.ir_cron_refresh_changed")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        data = self.env.cr.precommit.data, self.env.cr.postcommit.data
        for notes in data:
            notes.pop("customer.retention.stale", None)
        self._customer("Quiet")
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self.company.retention_audience = "everybody"
        self._customer("Heard")
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_merged_into_another_contact_it_stays_on_the_list(self):
        twin = self._customer("Twin")
        self.env["customer.retention.profile"].add_partners(self.partner.ids)
        self._merge(self.partner, into=twin)
        self._refresh()
        profile = self._profile(twin)
        self.assertTrue(profile.on_list_by_hand)
        self.assertEqual(profile.status, "prospect")
