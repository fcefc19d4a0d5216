"""A customer that becomes part of another one is counted once, between nights."""

from datetime import timedelta

from ..workflow import WorkflowCase


class TestJoined(WorkflowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incremental = cls.env["customer.retention.incremental"]
        cls.env["customer.retention.watermark"].search([]).unlink()
        cls.env["customer.retention.stale"].search([]).unlink()
        cls.mark = cls.env["customer.retention.watermark"].create(
            cls.incremental._horizon()
        )
        cls.acme = cls._customer("Acme")
        cls.john = cls._customer("John", is_company=False)
        for partner in (cls.acme, cls.john):
            cls._order(partner)

    def _settle(self):
        """Refresh everybody, and pretend nothing was written since yesterday."""
        self._refresh()
        self.env["customer.retention.stale"].search([]).unlink()
        self.env.flush_all()
        for table in ("res_partner", "sale_order"):
            self.env.cr.execute(
                f"UPDATE {table} SET write_date = %s",
                [self.mark.seen_until - timedelta(days=1)],
            )
        self.env.invalidate_all()

    def _revenues(self):
        """Run the job between nights; return ``{customer: revenue}``."""
        self.env.flush_all()
        self.incremental._refresh_changed(self.incremental._horizon())
        self.env.invalidate_all()
        profiles = self.env["customer.retention.profile"].search(
            [("company_id", "=", self.company.id), ("revenue_total", "!=", 0)]
        )
        return {profile.partner_id.name: profile.revenue_total for profile in profiles}

    def test_person_made_a_contact_of_a_company(self):
        self._settle()
        self.john.parent_id = self.acme
        self.assertEqual(self._revenues(), {"Acme": 200})

    def test_contact_made_a_customer_of_its_own(self):
        self.john.parent_id = self.acme
        self._settle()
        self.john.parent_id = False
        self.assertEqual(self._revenues(), {"Acme": 100, "John": 100})

    def test_contact_given_to_another_company(self):
        globex = self._customer("Globex")
        self._order(globex)
        self.john.parent_id = self.acme
        self._settle()
        self.john.parent_id = globex
        self.assertEqual(self._revenues(), {"Acme": 100, "Globex": 200})

    def test_subsidiary_made_a_contact(self):
        branch = self._customer("Branch", parent_id=self.acme.id)
        self._order(branch)
        self._settle()
        branch.is_company = False
        self.assertEqual(self._revenues(), {"Acme": 200, "John": 100})

    def test_contact_made_a_subsidiary(self):
        branch = self._customer("Branch", is_company=False, parent_id=self.acme.id)
        self._order(branch)
        self._settle()
        branch.is_company = True
        self.assertEqual(self._revenues(), {"Acme": 100, "Branch": 100, "John": 100})

    def test_person_with_contacts_of_its_own(self):
        helper = self._customer("Helper", is_company=False, parent_id=self.john.id)
        self._order(helper)
        self._settle()
        self.john.parent_id = self.acme
        self.assertEqual(self._revenues(), {"Acme": 300})

    def test_customer_joins_one_that_had_no_profile(self):
        empty = self._customer("Empty")
        self._settle()
        self.john.parent_id = empty
        self.assertEqual(self._revenues(), {"Acme": 100, "Empty": 100})

    def test_order_given_to_another_customer(self):
        self._settle()
        self.john.sale_order_ids.partner_id = self.acme
        self.assertEqual(self._revenues(), {"Acme": 200})
