"""A condition finds the same customers, whoever has it searched."""

from unittest.mock import patch

from odoo.fields import Command

from ..common import AS_OF, SALESMAN, ago
from .condition_common import POLICY, ConditionCase

SEGMENT = "customer.segment"
SUBSCRIPTION = "customer.retention.subscription"


class TestCallers(ConditionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.seller = cls._user("condition_seller", SALESMAN)
        cls.other = cls._new_company("Other Ltd", tz="Pacific/Pago_Pago")
        cls.company.partner_id.write({"tz": "Pacific/Kiritimati", "lang": "de_DE"})
        cls.industry = cls.env["res.partner.industry"].create({"name": "Inns"})
        cls.industry.with_context(lang="de_DE").name = "Wirtshaus"
        cls.customer.industry_id = cls.industry
        cls.archived = cls._customer("Archived", active=False)
        cls._order(cls.archived, ago(20))
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _found(self, record, **options):
        """Return what the condition finds, the same for each caller."""
        found = {
            record.with_user(user)
            .with_context(**context)
            ._condition_query(self.company, **options)
            .get_result_ids()
            for user in (self.env.user, self.manager, self.seller)
            for context in (
                {},
                {"lang": "de_DE", "tz": "Pacific/Kiritimati"},
                {"lang": "en_US", "tz": "Pacific/Pago_Pago"},
                {"active_test": False},
                {"allowed_company_ids": self.other.ids},
                {"retention_as_of": ago(300)},
            )
        }
        [ids] = found
        return self.env[record._condition_model].browse(ids)

    def _segment(self, *domain):
        own = ("company_id", "=", self.company.id)
        return self._stored(SEGMENT, str([own, *domain]))

    def test_days_are_those_of_the_company(self):
        today = self.company.with_context(retention_as_of=None)._retention_today()
        self._update(self.profile, last_order_date=today)
        found = self._found(self._segment(("last_order_date", "=", "today")))
        self.assertEqual(found, self.profile)

    def test_derived_days_are_counted_to_the_day_asked_for(self):
        days = (AS_OF - self.profile.last_order_date).days
        segment = self._segment(("days_since_order", "=", days))
        self.assertEqual(self._found(segment, as_of=AS_OF), self.profile)
        self.assertFalse(self._found(segment, as_of=ago(1)))

    def test_names_are_in_the_language_of_the_company(self):
        segment = self._segment(("industry_id", "ilike", "wirts"))
        self.assertEqual(self._found(segment), self.profile)

    def test_archived_customers_are_found_where_they_are_asked_for(self):
        segment = self._segment(("last_order_date", "!=", False))
        self.assertEqual(self._found(segment), self.profile)
        found = self._found(segment, archived=True)
        self.assertEqual(found.partner_id, self.customer + self.archived)

    def test_a_snooze_is_that_of_the_company(self):
        self.profile.snoozed_until = AS_OF
        segment = self._segment(("is_snoozed", "=", True))
        self.assertEqual(self._found(segment, as_of=AS_OF), self.profile)

    def test_segments_of_a_contact_are_those_in_the_company(self):
        segment = self.env[SEGMENT].create(
            {"name": "Fair", "profile_ids": [Command.set(self.profile.ids)]}
        )
        domain = [("retention_segment_ids", "in", segment.ids)]
        policy = self._stored(POLICY, str(domain))
        self.assertEqual(self._found(policy), self.customer)

    def test_a_report_is_made_in_the_context_of_its_recipient(self):
        subscription = self._stored(SUBSCRIPTION)
        self.manager.write({"lang": "de_DE", "tz": "Pacific/Kiritimati"})
        seen = {}

        def make(report, _file_format, _domain):
            seen.update(report.env.context, uid=report.env.uid)
            return "report.pdf", b"%PDF"

        with patch.object(type(subscription), "_make", make):
            subscription.with_context(
                active_test=False, default_name="Mine", lang="en_US"
            )._send_to(self.manager)
        self.assertEqual(seen["uid"], self.manager.id)
        self.assertEqual(seen["allowed_company_ids"], self.company.ids)
        self.assertEqual((seen["lang"], seen["tz"]), ("de_DE", "Pacific/Kiritimati"))
        self.assertNotIn("active_test", seen)
        self.assertNotIn("default_name", seen)
