from lxml import etree
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("-at_install", "post_install")
class TestRetentionSettings(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Parent"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.company.id}
        )
        cls.env.user.company_ids += cls.company + cls.branch
        cls.policies = cls.env["customer.retention.policy"]
        cls.policy = cls.policies._applicable(cls.company)

    def _settings(self, company, **values):
        settings = self.env["res.config.settings"].with_company(company)
        return settings.create(values)

    def test_what_a_change_does_stays_in_the_window_wherever_it_is_made(self):
        arch = self.env["res.config.settings"].get_view()["arch"]
        [trial] = etree.fromstring(arch).iterfind(".//widget[@name='retention_trial']")
        self.assertIn("position-sticky", trial.get("class"))
        # It is seen as long as what it stands in.
        self.assertEqual(trial.getparent().get("name"), "oe_customer_retention")

    def test_settings_show_the_default_policy_of_the_company(self):
        self.policy.write({"at_risk_days": 11, "no_crm_days": 12})
        settings = self._settings(self.company)
        self.assertEqual(settings.retention_policy_id, self.policy)
        self.assertEqual(settings.retention_at_risk_days, 11)
        self.assertEqual(settings.retention_no_crm_days, 12)
        self.assertFalse(settings.retention_policy_inherited)

    def test_a_changed_threshold_is_written_to_the_default_policy(self):
        self._settings(self.company, retention_dormant_days=101).execute()
        self.assertEqual(self.policy.dormant_days, 101)
        self.assertEqual(self.policy.lost_days, 365)

    def test_all_thresholds_can_move_in_one_save(self):
        self._settings(
            self.company,
            retention_at_risk_days=400,
            retention_dormant_days=500,
            retention_lost_days=600,
        ).execute()
        self.assertEqual(self.policy.at_risk_days, 400)
        self.assertEqual(self.policy.lost_days, 600)

    def test_thresholds_that_do_not_increase_are_refused_by_name(self):
        settings = self._settings(
            self.company, retention_at_risk_days=90, retention_dormant_days=90
        )
        with self.assertRaisesRegex(ValidationError, "'Dormant after' is 90 days"):
            settings.execute()

    def test_a_branch_shows_the_policy_of_its_parent_as_inherited(self):
        settings = self._settings(self.branch)
        self.assertEqual(settings.retention_policy_id, self.policy)
        self.assertTrue(settings.retention_policy_inherited)

    def test_saving_a_branch_unchanged_gives_it_no_policy(self):
        self._settings(self.branch).execute()
        self.assertEqual(self.policies._applicable(self.branch), self.policy)

    def test_a_branch_that_changes_a_threshold_gets_a_default_policy_of_its_own(self):
        self.policy.write({"count_payment": False, "no_order_days": 44})
        self._settings(self.branch, retention_at_risk_days=33).execute()
        own = self.policies._applicable(self.branch)
        self.assertEqual(own.company_id, self.branch)
        self.assertTrue(own.is_default)
        self.assertEqual((own.at_risk_days, own.no_order_days), (33, 44))
        self.assertFalse(own.count_payment)
        self.assertEqual(self.policy.at_risk_days, 60)

    def test_the_timezone_shown_is_the_one_days_are_cut_in(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        settings = self._settings(self.company)
        self.assertEqual(settings.retention_timezone, "Pacific/Auckland")

    def test_the_purchase_basis_is_kept_per_company(self):
        self._settings(self.company, retention_purchase_basis="invoice").execute()
        self.assertEqual(self.company.retention_purchase_basis, "invoice")
        self.assertEqual(self.branch.retention_purchase_basis, "both")
