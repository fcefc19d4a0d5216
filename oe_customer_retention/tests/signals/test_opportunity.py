"""Whose act it is when an opportunity is opened, moved, lost or won."""

from odoo.tools import SQL

from ..workflow import WorkflowCase


class TestOpportunity(WorkflowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Gone")
        cls.order = cls._order(cls.customer, 700)
        cls.lead = cls._opportunity(cls.customer)
        cls.env.flush_all()
        for record in (cls.order, cls.lead):
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    cls.order.date_order,
                    record.id,
                )
            )
        cls.env.invalidate_all()

    def _after(self):
        """Return the status after a refresh, and how often it was won back."""
        self._refresh()
        profile = self._profile(self.customer)
        won_back = self.env["customer.retention.transition"].search_count(
            [("profile_id", "=", profile.id), ("is_winback", "=", True)]
        )
        return profile.status, won_back

    def test_lost_before(self):
        self.assertEqual(self._after(), ("lost", 0))

    def test_marking_it_lost_is_ours(self):
        self.lead.action_set_lost()
        self.assertEqual(self._after(), ("lost", 0))
        self.assertEqual(self._profile(self.customer).lost_opportunity_count, 1)

    def test_marking_it_lost_by_the_wizard_is_ours(self):
        wizards = self.env["crm.lead.lost"]
        wizards.create({"lead_ids": self.lead.ids}).action_lost_reason_apply()
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self._after(), ("lost", 0))

    def test_moving_and_handing_it_over_is_ours(self):
        stage = self.env["crm.stage"].search([("is_won", "=", False)])[-1]
        admin = self.env.ref("base.user_admin")
        self.lead.write({"stage_id": stage.id, "user_id": admin.id, "priority": "3"})
        self.assertEqual(self._after(), ("lost", 0))

    def test_archiving_it_and_taking_it_up_again_is_ours(self):
        self.lead.action_archive()
        self.assertEqual(self._after(), ("lost", 0))
        self.lead.action_set_lost()
        self.lead.action_unarchive()
        self.assertEqual(self._after(), ("lost", 0))

    def test_winning_it_is_the_customer_s(self):
        self.lead.action_set_won()
        self.assertEqual(self._after()[0], "active")
        self.assertEqual(self._profile(self.customer).last_crm_date, self.today)

    def test_asking_anew_is_the_customer_s(self):
        self._opportunity(self.customer)
        self.assertEqual(self._after()[0], "active")

    def test_opportunity_asked_for_and_lost_today_was_asked_for(self):
        self._opportunity(self.customer).action_set_lost()
        self.assertEqual(self._after()[0], "active")

    def test_tidying_up_many_at_once_wakes_none(self):
        customers = [self._customer(f"Gone {number}") for number in range(5)]
        leads = self.lead
        for customer in customers:
            order = self._order(customer, 700)
            leads += (lead := self._opportunity(customer))
            self.env.flush_all()
            for record in (order, lead):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET create_date = %s WHERE id = %s",
                        SQL.identifier(record._table),
                        order.date_order,
                        record.id,
                    )
                )
        self.env.invalidate_all()
        leads.action_set_lost()
        self._refresh()
        for customer in customers:
            self.assertEqual(self._profile(customer).status, "lost")
