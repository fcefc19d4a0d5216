from odoo import models
from odoo.tools import SQL

from ..common import RetentionCase, ago
from ..extending import extend

SIGNAL = "customer.retention.signal"


class NewSignalCase(RetentionCase):
    """A new kind of signal is one more SELECT, added by inheritance."""

    def setUp(self):
        super().setUp()

        class ReferralSignal(models.AbstractModel):
            """Who names us as their referrer was in touch."""

            _module = None
            _inherit = SIGNAL

            def _queries(self, company):
                referral = self._select(
                    "referral",
                    "utm.source",
                    SQL(
                        """FROM utm_source d JOIN res_partner referrer
                             ON referrer.name = d.name"""
                    ),
                    partner=SQL("referrer.id"),
                    company=SQL("%s::integer", company.id),
                    **self._moment(company, SQL("d.create_date")),
                )
                return {**super()._queries(company), "referral": [referral]}

        extend(self, ReferralSignal)

    def _refer(self, customer, days):
        source = self.env["utm.source"].create({"name": customer.name})
        self._update(source, create_date=ago(days))
        return source


class TestNewSignal(NewSignalCase):
    def test_new_kind_counts_as_activity_and_makes_history(self):
        customer = self._buyer(100, name="Referrer")
        self._refer(customer, 5)
        self._refresh()
        profile = self._profile(customer)
        self.assertEqual(profile.status, "active")
        self.assertEqual(profile.last_activity_date, ago(5))
        self.assertEqual(profile.last_order_date, ago(100))
        self.assertIn((ago(5), "dormant", "active"), self._timeline(customer))

    def test_new_kind_makes_the_customer_known(self):
        customer = self._customer("Newcomer")
        self._refer(customer, 5)
        self._refresh()
        self.assertEqual(self._profile(customer).status, "prospect")
        self.assertEqual(self._profile(customer).first_seen_date, ago(5))
