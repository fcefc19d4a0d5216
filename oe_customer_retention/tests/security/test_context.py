from datetime import date, datetime
from unittest.mock import patch

from odoo.tools import mute_logger

from ..common import AS_OF, SALESMAN, RetentionCase, ago
from .planted import PlantedMixin

COMPANY = "odoo.addons.oe_customer_retention.models.res_company"


class TestContext(PlantedMixin, RetentionCase):
    """Nothing that a caller brings along reaches what is computed for everybody."""

    has_lifecycle = True

    def test_a_datetime_of_a_request_is_no_day(self):
        for day in (datetime(1990, 1, 1), "1990-01-01", 7, True):
            company = self.company.with_context(retention_as_of=day)
            with self.subTest(day=day):
                self.assertLess(date(2026, 1, 1), company._retention_today())

    def test_a_salesperson_s_datetime_deletes_no_profile(self):
        customer = self._customer(user_id=self._user("nora", SALESMAN).id)
        self._order(customer, ago(10))
        self._refresh()
        profiles = self.env["customer.retention.profile"].with_user(customer.user_id)
        profiles = profiles.with_context(retention_as_of=datetime(1990, 1, 1))
        profiles.refresh_partners(customer.ids)
        self.assertTrue(self._profile(customer).exists())

    def test_defaults_of_the_caller_reach_no_mail_of_a_reaction(self):
        stage = self.company.retention_lifecycle_id.stage_ids[1]
        self.env["customer.retention.reaction"].create(
            {
                "name": "Welcome",
                "company_id": self.company.id,
                "trigger": "stage",
                "to_stage_id": stage.id,
                "action": "activity",
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call",
            }
        )
        customer = self._buyer(10)
        self._refresh()
        profile = self._profile(customer)
        profile.with_context(default_summary="Forged", default_active=False).write(
            {"stage_id": stage.id}
        )
        activity = self.env["mail.activity"].with_context(active_test=False)
        planned = activity.search([("res_model", "=", profile._name)])
        self.assertEqual((planned.summary, planned.active), ("Call", True))

    def test_it_is_noticed_where_the_caller_s_context_runs_on(self):
        original = self.registry["res.company"]._retention_env

        def env_of_the_caller(company):
            env = original(company)
            return env(context={**company.env.context, **env.context})

        hole = self._hole("res.company", "_retention_env", env_of_the_caller)
        name = "test_defaults_of_the_caller_reach_no_mail_of_a_reaction"
        self._assert_noticed({name: hole})


class TestContextOfASalesperson(RetentionCase):
    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seller = cls._user("context_seller", SALESMAN)
        cls.customer = cls._buyer(100, user_id=seller.id)
        cls._refresh()
        cls.profile = cls._profile(cls.customer).with_user(seller)

    def test_the_day_that_is_written_is_not_the_caller_s_to_choose(self):
        later = AS_OF.replace(year=AS_OF.year + 5).isoformat()
        self.profile.with_context(retention_as_of=later).action_refresh()
        self.assertEqual(self.profile.status, "dormant")

    def test_a_move_by_hand_is_kept_in_the_journal_whatever_the_context(self):
        stage = self.profile.lifecycle_id.stage_ids - self.profile.stage_id
        lines = self.profile.journal_ids
        moved = self.profile.with_context(lifecycle_by_rule=True)
        moved.write({"stage_id": stage[0].id})
        self.assertTrue(self.profile.journal_ids - lines)


class TestTimezones(RetentionCase):
    def _set_timezone(self, name, company=None):
        self._update((company or self.company).partner_id, tz=name)
        self.env.registry.clear_cache()

    def test_an_unknown_timezone_cuts_days_in_utc(self):
        self._set_timezone("Mars/Phobos")
        with mute_logger(COMPANY):
            self.assertEqual(self.company._retention_timezone(), "UTC")

    def test_a_former_name_is_the_present_timezone(self):
        self._set_timezone("US/Pacific-New")
        with patch(f"{COMPANY}.pytz.timezone") as timezone:
            timezone.return_value.zone = "America/Los_Angeles"
            self.assertEqual(self.company._retention_timezone(), "America/Los_Angeles")

    def test_an_unknown_timezone_of_another_company_stops_nobody(self):
        other = self._new_company("Mars Ltd")
        customer = self._buyer(10)
        self._refresh()
        self._set_timezone("Mars/Phobos", other)
        with mute_logger(COMPANY):
            found = self.env["customer.retention.profile"].search(
                [("days_since_order", "=", 10), ("company_id", "=", self.company.id)]
            )
        self.assertEqual(found.partner_id, customer)
        self.assertEqual(AS_OF, self.company._retention_today())
