from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.addons.oe_customer_retention.tests.common import AS_OF, ago
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.tools import SQL

from .common import ReceiptCase

CRON = "oe_customer_retention.ir_cron_refresh_changed"


class TestReceipt(ReceiptCase):
    """What a customer does at the counter."""

    def test_a_receipt_is_a_purchase_and_ends_a_silence(self):
        self._receipt(self.customer, ago(100), 80)
        self._receipt(self.customer, ago(5), 20)
        self._refresh()
        profile = self._profile(self.customer)
        self.assertEqual(profile.status, "active")
        self.assertEqual(profile.last_receipt_date, ago(5))
        self.assertEqual(profile.last_purchase_date, ago(5))
        self.assertEqual((profile.revenue_total, profile.purchase_count), (100, 2))
        self.assertIn((ago(5), "dormant", "active"), self._timeline(self.customer))
        days = profile.search([("days_since_receipt", "=", 5)])
        self.assertIn(profile, days)

    def test_where_the_policy_does_not_count_it_it_ends_no_silence(self):
        self._order(self.customer, ago(100))
        self._receipt(self.customer, ago(5), 20)
        self.policy.count_receipt = False
        self.assertEqual(self._status(self.customer), "dormant")

    def test_what_is_not_paid_is_none(self):
        self._receipt(self.customer, ago(5), 20, state="draft")
        self._receipt(self.customer, ago(5), 20, state="cancel")
        self._refresh()
        self.assertFalse(self._profile(self.customer))

    def test_a_refund_lowers_revenue_and_is_no_act(self):
        receipt = self._receipt(self.customer, ago(100), 80)
        self._receipt(self.customer, ago(90), 30)
        self._refund(receipt, ago(5))
        self.assertEqual(self._bought(), (30, 1))
        profile = self._profile(self.customer)
        self.assertEqual(
            (profile.last_receipt_date, profile.status), (ago(90), "dormant")
        )

    def test_before_the_refund_it_was_a_purchase(self):
        receipt = self._receipt(self.customer, ago(100), 80)
        self._refund(receipt, ago(5))
        self._refresh(as_of=ago(6))
        profile = self._profile(self.customer)
        self.assertEqual((profile.revenue_total, profile.purchase_count), (80, 1))

    def test_an_exchange_counts_what_is_left(self):
        bought = self._receipt(self.customer, ago(20), 80)
        given_back = {
            "price_subtotal": -80,
            "qty": -1,
            "refunded_orderline_id": bought.lines.id,
        }
        self._receipt(self.customer, ago(10), 100, lines=[given_back])
        self.assertEqual(self._bought(), (100, 1))

    def test_another_currency_counts_at_the_rate_of_the_receipt(self):
        self._receipt(self.customer, ago(5), 30, currency_rate=1.5)
        self.assertEqual(self._bought(), (20, 1))

    def test_the_day_is_that_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self._receipt(self.customer, moment(ago(6)).replace(hour=23), 20)
        self._refresh()
        self.assertEqual(self._profile(self.customer).last_receipt_date, ago(5))


class TestReceiptsOfOne(ReceiptCase):
    """One customer is refreshed by the own receipts, however many others there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_back(cls.customer)
        for _each in range(30):
            cls._give_back(cls._customer())

    @classmethod
    def _give_back(cls, partner):
        cls._refund(cls._receipt(partner, ago(20), 80), ago(10))

    def _rows_read(self, select):
        """Return how many rows of receipts and their lines a SELECT looks at, planned
        as if the tables were large."""
        self.env.cr.execute("ANALYZE pos_order, pos_order_line")
        for means in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            setting = SQL.identifier(f"enable_{means}")
            self.env.execute_query(SQL("SET LOCAL %s TO off", setting))
        [([plan],)] = self.env.execute_query(
            SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", select)
        )
        return sum(self._rows_of(plan["Plan"]))

    def _rows_of(self, node):
        if node.get("Relation Name", "").startswith("pos_order"):
            removed = node.get("Rows Removed by Filter", 0)
            yield (node["Actual Rows"] + removed) * node["Actual Loops"]
        for child in node.get("Plans", ()):
            yield from self._rows_of(child)

    def test_refunds_of_others_are_not_read(self):
        self.env.flush_all()
        scope = Scope.of(self.company, AS_OF, self.customer)
        signals = self.env["customer.retention.signal"]
        sales = self.env["customer.retention.sale"]
        for basis in ("both", "order"):
            self.company.retention_purchase_basis = basis
            with self.subTest(basis):
                self.assertLess(self._rows_read(sales._of_customers(scope)), 30)
        select = signals._of_customers(scope, ["receipt"])
        self.assertLess(self._rows_read(select), 30)

    def test_alone_it_is_what_it_is_among_all(self):
        self._receipt(self.customer, ago(5), 30)
        self._refresh()
        profiles = self._profile(self.customer)
        fields = ["last_receipt_date", "revenue_total", "purchase_count", "status"]
        among_all = profiles.read(fields)
        self._update(profiles, last_receipt_date=None)
        self._refresh(partners=self.customer)
        self.assertEqual(profiles.read(fields), among_all)


class TestFirstReceipt(JobMixin, ReceiptCase):
    """A company that has never sold at a counter pays nothing for receipts."""

    by_clock = True

    def test_the_first_one_ever_is_known_within_the_minute(self):
        for basis in ("both", "invoice", "order"):
            self.company.retention_purchase_basis = basis
            self.env["pos.order"].search([]).sudo().unlink()
            self._refresh_without("pos.order")
            self.assertFalse(self._profile(self.customer))
            receipt = self._receipt(self.customer, self.today, 20, state="draft")
            receipt.state = "paid"
            self._run_job()
            profile = self._profile(self.customer)
            with self.subTest(basis=basis):
                self.assertEqual(profile.last_receipt_date, self.today)
                self.assertEqual(profile.revenue_total, 20)
            self._update(receipt, state="cancel")


class TestChangedReceipt(ReceiptCase, CronMixinCase):
    """A receipt is seen between nights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipt = cls._receipt(cls.customer, ago(5), 20, state="draft")
        cls._update(cls.receipt, write_date="2020-01-01")
        cls._update(cls.customer, write_date="2020-01-01")

    def setUp(self):
        super().setUp()
        self.env["customer.retention.stale"].search([]).unlink()
        self.env.flush_all()
        self.env.cr.precommit.data.clear()
        self.env.cr.postcommit.data.clear()

    def _changed(self):
        """Return the customers the job would refresh."""
        incremental = self.env["customer.retention.incremental"]
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        mark = marks.create(incremental._horizon())
        formers = self.env["customer.retention.stale"].search([])
        return incremental._changed(mark, formers)[self.company]

    def test_a_receipt_that_is_paid_wakes_the_job_which_finds_the_customer(self):
        self.assertNotIn(self.customer, self._changed())
        with self.capture_triggers(CRON) as captured:
            self.receipt.state = "paid"
        self.assertEqual(len(captured.records), 1)
        self.assertIn(self.customer, self._changed())

    def test_who_lost_a_receipt_is_found(self):
        self.receipt.partner_id = self._customer("Other")
        formers = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, formers.partner_id)

    def test_a_changed_invoice_of_it_is_found(self):
        move = self._move(self._customer("Other"), ago(5), 20)
        self._update(self.receipt, account_move=move.id, state="done")
        self.assertEqual(self._found_by(move), self.customer)

    def test_a_refund_of_it_to_somebody_else_is_found(self):
        other = self._customer("Other")
        refund = self._refund(self.receipt, ago(1), partner_id=other.id)
        self.assertEqual(self._found_by(refund), self.customer | other)
