from odoo import models
from odoo.tools import SQL

from ...models.signals.kind import Document, Kind
from ..common import RetentionCase, ago
from ..extending import extend

SIGNAL = "customer.retention.signal"


class NewSignalCase(RetentionCase):
    """A new kind of document is one more description, added by inheritance."""

    def setUp(self):
        super().setUp()

        class ReferralSignal(models.AbstractModel):
            """Who names us as their referrer was in touch."""

            _module = None
            _inherit = SIGNAL

            def _kinds(self):
                source = Document(changed=self._changed_referrals)
                referral = Kind(
                    label="Referrals",
                    event="Named us",
                    icon="fa-share",
                    selects=self._referral_selects,
                    documents={"utm.source": source},
                    names_people=False,
                )
                return {**super()._kinds(), "referral": referral}

            def _referral_selects(self, company):
                referral = self._select(
                    "referral",
                    "utm.source",
                    SQL("FROM utm_source d %s", self._join_referrer()),
                    partner=SQL("referrer.id"),
                    company=SQL("%s::integer", company.id),
                    **self._moment(company, SQL("d.create_date")),
                )
                return [referral]

            def _changed_referrals(self, since):
                return SQL(
                    """SELECT referrer.id, NULL::integer FROM utm_source d %s
                       WHERE d.write_date >= %s""",
                    self._join_referrer(),
                    since.written,
                )

            def _join_referrer(self):
                return SQL("JOIN res_partner referrer ON referrer.name = d.name")

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

    def test_a_change_of_a_new_kind_is_found_between_nights(self):
        customer = self._customer("Referrer")
        self._update(customer, write_date="2020-01-01")
        self.assertNotIn(customer, self._changed())
        self._refer(customer, 5)
        self.assertIn(customer, self._changed())

    def _changed(self):
        """Return the customers the job would refresh."""
        incremental = self.env["customer.retention.incremental"]
        self.env["customer.retention.watermark"].search([]).unlink()
        mark = self.env["customer.retention.watermark"].create(incremental._horizon())
        formers = self.env["customer.retention.stale"]
        return incremental._changed(mark, formers)[self.company]


class TestKinds(RetentionCase):
    def test_every_select_is_of_a_described_document(self):
        signals = self.env[SIGNAL]
        for key, kind in signals._kinds().items():
            models = {select.model for select in kind.selects(self.company)}
            self.assertEqual(models, {*kind.documents}, key)

    def test_labels_are_in_the_language_of_who_asks(self):
        self.env["res.lang"]._activate_lang("de_DE")
        kinds = self.env[SIGNAL].with_context(lang="de_DE")._kinds()
        self.assertEqual(kinds["order"].label, "Aufträge")
