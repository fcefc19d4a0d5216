from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ...models.labels import field_label
from ..common import RetentionCase, ago

DAYS = (
    "at_risk_days",
    "dormant_days",
    "lost_days",
    "no_quotation_days",
    "no_order_days",
    "no_crm_days",
    "horizon_days",
)


class TestPolicy(RetentionCase):
    def _create(self, **values):
        values = {"name": "Narrow", "company_id": self.company.id, **values}
        return self.env["customer.retention.policy"].create(values)

    def _policy_of(self, customer, company=None):
        self._order(customer, ago(1), company_id=(company or self.company).id)
        self._refresh(customer, company=company)
        return self._profile(customer, company).policy_id

    # -- a new one ---------------------------------------------------------------

    def test_a_new_one_starts_with_what_the_default_one_decides(self):
        self.policy.write(
            {"at_risk_days": 20, "count_crm": False, "key_account_revenue": 10_000}
        )
        policy = self._create(partner_domain="[('name', '=', 'VIP')]")
        self.assertEqual(policy.at_risk_days, 20)
        self.assertFalse(policy.count_crm)
        self.assertEqual(policy.key_account_revenue, 10_000)
        self.assertFalse(policy.is_default)

    def test_what_is_given_comes_before_the_default_policy(self):
        self.policy.at_risk_days = 20
        policies = self.env["customer.retention.policy"]
        values = policies.with_context(default_at_risk_days=30).default_get(
            ["company_id", "at_risk_days"]
        )
        self.assertEqual(values["at_risk_days"], 30)

    def test_one_of_a_branch_starts_with_the_default_of_its_parent(self):
        self.policy.dormant_days = 100
        branch = self._new_company("Branch", parent_id=self.company.id)
        self.assertEqual(self._create(company_id=branch.id).dormant_days, 100)

    def test_before_it_is_saved_one_that_counts_nothing_says_so(self):
        with Form(self.env["customer.retention.policy"]) as policy:
            policy.name = "Nothing"
            policy.partner_domain = "[('name', '=', 'VIP')]"
            policy.key_account_revenue = 1
            self.assertFalse(policy.caution)
            for name in self.policy._switches():
                policy[name] = False
            self.assertIn("Nothing counts as activity", policy.caution)

    def test_one_for_some_customers_without_key_accounts_says_so(self):
        policy = self._create(partner_domain="[('name', '=', 'VIP')]")
        self.assertIn("Key account from", policy.caution)
        policy.key_account_revenue = 1
        self.assertFalse(policy.caution)
        self.policy.key_account_revenue = 0
        self.assertFalse(self.policy.caution, "usual for the default one")

    # -- values ------------------------------------------------------------------

    def test_days_from_1_to_36500_are_accepted(self):
        self.policy.write({"no_order_days": 1, "no_crm_days": 36500, "horizon_days": 1})
        self.policy.write({"at_risk_days": 1, "dormant_days": 2, "lost_days": 36500})

    def test_other_days_are_refused_by_name_and_value(self):
        for name in DAYS:
            label = field_label(self.policy, name)
            for value in (0, -1, 36501):
                with (
                    self.subTest(name, value=value),
                    self.assertRaises(ValidationError) as raised,
                    self.cr.savepoint(),
                ):
                    self.policy[name] = value
                self.assertIn(label, str(raised.exception))
                self.assertIn(f"{value:,}", str(raised.exception))

    def test_thresholds_must_increase(self):
        for name, value, lower in (
            ("dormant_days", 60, "At risk after"),
            ("dormant_days", 59, "At risk after"),
            ("lost_days", 90, "Dormant after"),
            ("at_risk_days", 90, "At risk after"),
        ):
            with (
                self.subTest(name, value=value),
                self.assertRaises(ValidationError) as raised,
                self.cr.savepoint(),
            ):
                self.policy[name] = value
            self.assertIn(lower, str(raised.exception))
            self.assertIn(str(value), str(raised.exception))

    def test_neighbouring_thresholds_are_accepted(self):
        self.policy.write({"at_risk_days": 89, "dormant_days": 90, "lost_days": 91})

    def test_negative_key_account_amount_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "'Key account from' is -1"):
            self.policy.key_account_revenue = -1

    def test_negative_queue_threshold_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is -1 customers"):
            self.company.retention_queue_threshold = -1

    # -- defaults ----------------------------------------------------------------

    def test_new_company_has_a_default_policy(self):
        company = self._new_company("New Ltd")
        policies = self.env["customer.retention.policy"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(policies.mapped("is_default"), [True])
        thresholds = policies.at_risk_days, policies.dormant_days, policies.lost_days
        self.assertEqual(thresholds, (60, 90, 365))

    def test_second_default_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as raised:
            self._create()
        told = self.policy._sql_error_to_message(raised.exception)
        self.assertIn("A company can only have one default policy", told)

    def test_default_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.policy.unlink()

    def test_archived_default_is_replaced_by_the_built_in_one(self):
        self.policy.active = False
        policy = self._policy_of(self._customer())
        self.assertTrue(policy.is_default)
        self.assertNotEqual(policy, self.policy)

    # -- resolution --------------------------------------------------------------

    def test_first_matching_policy_by_sequence_applies(self):
        second = self._create(partner_domain="[('ref', '=', 'A')]", sequence=2)
        first = self._create(partner_domain="[('ref', 'in', ['A', 'B'])]", sequence=1)
        self.assertEqual(self._policy_of(self._customer(ref="A")), first)
        second.sequence = 0
        self.assertEqual(self._policy_of(self._customer(ref="A")), second)
        self.assertEqual(self._policy_of(self._customer(ref="B")), first)
        self.assertEqual(self._policy_of(self._customer(ref="C")), self.policy)

    @mute_logger("odoo.addons.oe_customer_retention.models.policy.policy")
    def test_a_filter_that_became_useless_gives_way_to_the_next_policy(self):
        useless = self._create(partner_domain="[('ref', '=', 'A')]", sequence=1)
        following = self._create(partner_domain="[('ref', '=', 'A')]", sequence=2)
        for domain in ("[('no_such_field', '=', 1)]", "[("):
            self._update(useless, partner_domain=domain)
            with self.subTest(domain):
                self.assertEqual(self._policy_of(self._customer(ref="A")), following)
                self.assertIn("The policy is skipped", useless.problem)

    def test_archived_policy_applies_to_nobody(self):
        narrow = self._create(partner_domain="[('ref', '=', 'A')]")
        narrow.active = False
        self.assertEqual(self._policy_of(self._customer(ref="A")), self.policy)

    def test_policy_applies_to_an_archived_customer(self):
        narrow = self._create(partner_domain="[('ref', '=', 'A')]")
        customer = self._customer(ref="A", active=False)
        self.assertEqual(self._policy_of(customer), narrow)

    def test_policy_of_another_company_applies_to_nobody_here(self):
        other = self._new_company("Other Ltd")
        self._create(partner_domain="[('ref', '=', 'A')]", company_id=other.id)
        self.assertEqual(self._policy_of(self._customer(ref="A")), self.policy)

    def test_branch_inherits_the_policies_of_its_parent(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        narrow = self._create(partner_domain="[('ref', '=', 'A')]")
        self.assertEqual(self._policy_of(self._customer(ref="A"), branch), narrow)
        self.assertEqual(self._policy_of(self._customer(), branch), self.policy)

    def test_policies_of_a_branch_come_first(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        self._create(partner_domain="[('ref', '=', 'A')]", sequence=0)
        own = self._create(
            partner_domain="[('ref', '=', 'A')]", sequence=9, company_id=branch.id
        )
        self.assertEqual(self._policy_of(self._customer(ref="A"), branch), own)

    def test_default_of_a_branch_hides_the_policies_of_its_parent(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        self._create(partner_domain="[('ref', '=', 'A')]")
        own = self._create(company_id=branch.id)
        self.assertEqual(self._policy_of(self._customer(ref="A"), branch), own)
