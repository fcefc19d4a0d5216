from .lifecycle_common import LifecycleCase


class TestB2BLifecycle(LifecycleCase):
    def test_nothing_but_a_quotation_is_a_suspect(self):
        self._quotation(self.customer)
        self.assertEqual(self._stage(), "Suspect")
        self.assertEqual(self._journey(), [(False, "Suspect", "rule")])

    def test_opportunity_opened(self):
        self._opportunity(self.customer)
        self.assertEqual(self._stage(), "Opportunity")
        self.assertEqual(self._journey()[-1], ("Suspect", "Opportunity", "rule"))
        line = self._profile(self.customer).journal_ids.sorted("id")[-1]
        self.assertEqual(line.rule_id.name, "Opportunity opened")
        self.assertEqual(line.date, self.today)

    def test_opportunity_lost_and_none_open(self):
        first, second = [self._opportunity(self.customer) for _number in range(2)]
        self._refresh()
        first.action_set_lost()
        self.assertEqual(self._stage(), "Opportunity")
        second.action_set_lost()
        self.assertEqual(self._stage(), "Prospect")
        self.assertEqual(self._journey()[-1], ("Opportunity", "Prospect", "rule"))

    def test_prospect_gets_another_opportunity(self):
        self._opportunity(self.customer).action_set_lost()
        self.assertEqual(self._stage(), "Prospect")
        self._opportunity(self.customer)
        self.assertEqual(self._stage(), "Opportunity")

    def test_deleted_opportunity_moves_back(self):
        self._quotation(self.customer)
        opportunity = self._opportunity(self.customer)
        self.assertEqual(self._stage(), "Opportunity")
        opportunity.unlink()
        self.assertEqual(self._stage(), "Suspect")

    def test_opportunity_won(self):
        opportunity = self._opportunity(self.customer)
        self._refresh()
        opportunity.action_set_won()
        self.assertEqual(self._stage(), "Onboarding")
        self.assertEqual(self._journey()[-1], ("Opportunity", "Onboarding", "rule"))

    def test_first_order(self):
        self._quotation(self.customer)
        self._refresh()
        self._order(self.customer)
        self.assertEqual(self._stage(), "Onboarding")

    def test_third_fourth_and_fifth_order(self):
        for expected in ("Onboarding", "Onboarding", "Onboarding", "Customer"):
            self._order(self.customer)
            self.assertEqual(self._stage(), expected)
        self._order(self.customer)
        self.assertEqual(self._stage(), "Customer")
        self.assertEqual(
            self._journey(),
            [
                (False, "Suspect", "rule"),
                ("Suspect", "Onboarding", "rule"),
                ("Onboarding", "Customer", "rule"),
            ],
        )

    def test_several_stages_in_one_run_are_journalled_one_by_one(self):
        for _number in range(4):
            self._order(self.customer)
        self.assertEqual(self._stage(), "Customer")
        self.assertEqual(
            [to for _from, to, _origin in self._journey()],
            ["Suspect", "Onboarding", "Customer"],
        )

    def test_silence_of_364_365_and_366_days(self):
        for _number in range(4):
            self._order(self.customer)
        for days, expected in ((364, "Customer"), (365, "Churned"), (366, "Churned")):
            self.assertEqual(self._stage(days_later=days), expected, days)
        self.assertEqual(self._journey()[-1], ("Customer", "Churned", "rule"))

    def test_churned_with_few_orders_returns_to_onboarding(self):
        self._order(self.customer, days_ago=400)
        self.assertEqual(self._stage(), "Churned")
        self._order(self.customer)
        self.assertEqual(self._stage(), "Onboarding")
        self.assertEqual(self._journey()[-1], ("Churned", "Onboarding", "rule"))

    def test_churned_with_many_orders_returns_to_customer(self):
        for days_ago in (400, 410, 420, 430):
            self._order(self.customer, days_ago=days_ago)
        self.assertEqual(self._stage(), "Churned")
        self._order(self.customer)
        self.assertEqual(self._stage(), "Customer")

    def test_cancelled_orders_move_back(self):
        orders = [self._order(self.customer) for _number in range(4)]
        self.assertEqual(self._stage(), "Customer")
        orders[0]._action_cancel()
        self.assertEqual(self._stage(), "Onboarding")
        for order in orders[1:]:
            order._action_cancel()
        self._opportunity(self._customer("Other"))
        self._quotation(self.customer)
        self.assertEqual(self._stage(), "Prospect")

    def test_supplier_only_is_other(self):
        self.customer.supplier_rank = 1
        lead = self._opportunity(self._customer("Somebody"), type="lead")
        lead.message_post(
            body="Offer", author_id=self.customer.id, message_type="email"
        )
        self.assertEqual(self._stage(), "Other")
        self._opportunity(self.customer)
        self.assertEqual(self._stage(), "Opportunity")

    def test_every_rule_moves_somebody(self):
        supplier = self._customer("Supplier", supplier_rank=1)
        lead = self._opportunity(self.customer, type="lead")
        lead.message_post(body="Offer", author_id=supplier.id, message_type="email")
        self._quotation(self.customer)
        self._refresh()
        opportunity = self._opportunity(self.customer)
        self._refresh()
        opportunity.unlink()
        self._refresh()
        opportunity = self._opportunity(self.customer)
        self._refresh()
        opportunity.action_set_lost()
        self._refresh()
        orders = [self._order(self.customer) for _number in range(4)]
        self._refresh()
        for order in orders:
            order._action_cancel()
            self._refresh()
        self._order(self.customer, days_ago=400)
        self._refresh()
        self._order(self.customer)
        self._refresh()
        moved_by = self._profile(self.customer | supplier).journal_ids.rule_id
        self.assertFalse((self.lifecycle.rule_ids - moved_by).mapped("name"))

    def test_stages_set_by_hand_hold_until_a_document_says_more(self):
        self._quotation(self.customer)
        self._refresh()
        self._profile(self.customer).stage_id = self._stage_of("SQL")
        self.assertEqual(self._stage(), "SQL")
        self._order(self.customer)
        self.assertEqual(self._stage(), "Onboarding")

    def test_run_with_nothing_to_move_writes_nothing(self):
        self._order(self.customer)
        runs = self._refresh()
        self.assertEqual(runs.stage_count, 1)
        journal = self._journey()
        before = self._profile(self.customer).write_date
        self.env.cr.execute("UPDATE customer_retention_profile SET write_date = NULL")
        self.env.invalidate_all()
        self.assertEqual(self._refresh().stage_count, 0)
        self.assertTrue(before)
        self.assertFalse(self._profile(self.customer).write_date)
        self.assertEqual(self._journey(), journal)

    def test_job_between_nights_moves_the_customer_too(self):
        self._order(self.customer)
        self._refresh(self.customer)
        self.assertEqual(self._profile(self.customer).stage_id.name, "Onboarding")

    def test_partial_refresh_leaves_the_others_alone(self):
        other = self._customer("Other")
        self._quotation(self.customer)
        self._quotation(other)
        self._refresh()
        self._order(self.customer)
        self._order(other)
        self._refresh(self.customer)
        self.assertEqual(self._profile(other).stage_id.name, "Suspect")

    def test_stage_is_per_company(self):
        other = self._new_company("Other Ltd")
        self._refresh(company=other)
        self._order(self.customer)
        self._opportunity(self.customer, company_id=other.id)
        self._refresh()
        self._refresh(company=other)
        self.assertEqual(self._profile(self.customer).stage_id.name, "Onboarding")
        self.assertEqual(
            self._profile(self.customer, other).stage_id.name, "Opportunity"
        )
