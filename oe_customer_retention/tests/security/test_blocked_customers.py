"""Blocks: who is told why, what gets around them, and money that comes in anyway."""

from xmlrpc.client import Fault

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from ..common import MANAGER, SALESMAN, RetentionCase, ago
from .planted import PlantedMixin

REASON = "Lawsuit over 80,000"
SIGNATURE = "R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="


class BlockedCase(RetentionCase):
    """Acme is blocked in a company that refuses its orders; one quotation is older."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_blocked_mode = "refuse"
        cls.seller = cls._user("block_seller", SALESMAN)
        cls.acme = cls._customer("Acme", email="acme@example.com")
        cls.globex = cls._customer("Globex")
        cls.product = cls.env["product.product"].create(
            {"name": "Thing", "list_price": 100, "type": "service", "taxes_id": False}
        )
        cls._order(cls.acme, ago(10))
        cls.order = cls._sell(cls.acme, user_id=cls.seller.id)
        cls._refresh()
        cls.profile = cls._profile(cls.acme)

    @classmethod
    def _sell(cls, partner, env=None, **values):
        line = Command.create({"product_id": cls.product.id})
        orders = (env or cls.env)["sale.order"]
        return orders.create({"partner_id": partner.id, "order_line": [line], **values})

    def _block(self):
        self.profile.write({"blocked": True, "block_reason": REASON})

    def _refused(self, call):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            call()
            self.env.flush_all()
        self.env.invalidate_all()
        return str(caught.exception)


class TestBlockReason(PlantedMixin, BlockedCase, HttpCase):
    """The reason is for those who sell; an error is read by who sent the request."""

    def setUp(self):
        super().setUp()
        self.order.write({"state": "sent", "require_payment": False})
        self.token = self.order._portal_ensure_token()
        self._block()

    @mute_logger("odoo.http")
    def _accept(self, login=None):
        self.authenticate(login, login)
        answer = self.url_open(
            f"/my/orders/{self.order.id}/accept?access_token={self.token}",
            json={"params": {"name": "Porto", "signature": SIGNATURE}},
        )
        return answer.text

    def test_it_is_not_told_to_whoever_has_the_link(self):
        answer = self._accept()
        self.assertIn("Please contact us", answer)
        self.assertNotIn(REASON, answer)

    def test_it_is_not_told_to_the_customer_s_user_of_the_portal(self):
        partner = self._customer("Porto", is_company=False, parent_id=self.acme.id)
        login = "block_portal"
        new_test_user(self.env, login, "base.group_portal", partner_id=partner.id)
        answer = self._accept(login)
        self.assertIn("Please contact us", answer)
        self.assertNotIn(REASON, answer)

    def test_it_is_noticed_where_whoever_runs_the_order_decides(self):
        """Portal routes run it as OdooBot, who is internal."""
        hole = self._hole(
            "sale.order", "_reader_sells", lambda order: order.env.user._is_internal()
        )
        self._assert_noticed({"test_it_is_not_told_to_whoever_has_the_link": hole})

    def test_it_is_told_to_a_salesperson_over_http(self):
        self.authenticate(self.seller.login, self.seller.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/web/dataset/call_kw",
                json={
                    "params": {
                        "model": "sale.order",
                        "method": "action_confirm",
                        "args": [self.order.ids],
                        "kwargs": {},
                    }
                },
            )
        self.assertIn(REASON, answer.text)

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc", "odoo.http")
    def test_it_is_told_to_a_salesperson_s_program(self):
        with self.assertRaises(Fault) as caught:
            self.xmlrpc_object.execute(
                self.env.cr.dbname,
                self.seller.id,
                self.seller.login,
                "sale.order",
                "action_confirm",
                self.order.ids,
            )
        self.assertIn(REASON, caught.exception.faultString)

    def test_it_is_told_to_a_salesperson_and_not_to_other_colleagues(self):
        for user, is_told in (
            (self.seller, True),
            (self._user("block_accountant", "account.group_account_invoice"), False),
        ):
            order = self.order.with_user(user).sudo()
            said = self._refused(lambda order=order: order.action_confirm())
            with self.subTest(user=user.login):
                self.assertEqual(REASON in said, is_told)

    def test_it_is_kept_out_of_the_contact_s_chatter(self):
        """Every colleague of every company reads the contact."""
        manager = self._user("block_manager", MANAGER)
        wizard = self.env["customer.retention.decision"].with_user(manager)
        values = {"kind": "block", "reason": REASON}
        wizard.create({**values, "profile_ids": self.profile.ids}).action_apply()
        plain = self._user("block_plain", "base.group_user")
        said = (
            self.env["mail.message"]
            .with_user(plain)
            .search_read(
                [("model", "=", "res.partner"), ("res_id", "=", self.acme.id)], ["body"]
            )
        )
        said = " ".join(message["body"] for message in said)
        self.assertIn("Blocked", said)
        self.assertNotIn(REASON, said)
        self.assertIn(REASON, self.profile.message_ids[0].body)


class TestWaysAroundABlock(BlockedCase):
    def setUp(self):
        super().setUp()
        self.order.action_confirm()
        self._block()

    def test_the_invoice_or_the_goods_for_the_blocked_one(self):
        for name in ("partner_invoice_id", "partner_shipping_id"):
            with self.subTest(field=name):
                self._refused(
                    lambda name=name: self._sell(self.globex, **{name: self.acme.id})
                )

    def test_another_address_written_later(self):
        order = self._sell(self.globex)
        self._refused(lambda: order.write({"partner_invoice_id": self.acme.id}))

    def test_the_blocked_company_made_a_contact_of_another_one(self):
        person = self._customer("Person", is_company=False, parent_id=self.acme.id)
        self.acme.write({"is_company": False, "parent_id": self.globex.id})
        for partner in self.acme + person:
            self.assertEqual(partner.commercial_partner_id, self.globex)
            self._refused(lambda partner=partner: self._sell(partner))
        found = self.env["res.partner"].search([("retention_blocked", "=", True)])
        self.assertEqual(found, self.acme + person)
        self.assertTrue(all(found.mapped("retention_blocked")))

    def test_a_subsidiary_of_a_blocked_company_is_a_customer_of_its_own(self):
        subsidiary = self._customer("Subsidiary", parent_id=self.acme.id)
        self.assertTrue(self._sell(subsidiary))
        self.assertFalse(subsidiary.retention_blocked)
        found = self.env["res.partner"].search([("retention_blocked", "=", True)])
        self.assertEqual(found, self.acme)

    def test_more_on_an_order_that_was_confirmed_before(self):
        values = {"order_id": self.order.id, "product_id": self.product.id}
        lines = self.env["sale.order.line"]
        self._refused(lambda: lines.create(values))
        self._refused(lambda: self.order.order_line.write({"product_uom_qty": 2}))

    def test_less_or_nothing_more_on_it_is_no_sale(self):
        self.order.order_line.product_uom_qty = 0.5
        self.order.order_line = [
            Command.create({"display_type": "line_note", "name": "Late"})
        ]
        down_payment = {"is_downpayment": True, "product_uom_qty": 1, "name": "Ahead"}
        self.order.order_line = [Command.create(down_payment)]
        self.assertEqual(len(self.order.order_line), 3)


class TestMoneyOfABlockedCustomer(PlantedMixin, BlockedCase, HttpCase):
    """A bank transfer takes days; what it was for may have been blocked meanwhile."""

    def setUp(self):
        super().setUp()
        orders = self.registry["sale.order"]  # its mails are printed orders
        self.patch(orders, "_send_order_notification_mail", lambda *_args: None)
        journal = self.env["account.journal"].create(
            {"name": "Bank", "code": "BNK", "type": "bank"}
        )
        method = journal.inbound_payment_method_line_ids[0]
        self.provider = self.env["payment.provider"].create(
            {
                "name": "Transfer",
                "company_id": self.company.id,
                "journal_id": journal.id,
                "state": "test",
            }
        )
        account = self._receivable_account(self.company)
        self.acme.property_account_receivable_id = account
        method.write(
            {
                "payment_provider_id": self.provider.id,
                "payment_account_id": journal.default_account_id.id,
            }
        )

    def _payment_method(self):
        methods = self.env["payment.method"].with_context(active_test=False)
        return methods.search([("primary_payment_method_id", "=", False)], limit=1)

    def _pay(self, state, share=1):
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self._payment_method().id,
                "reference": f"{self.order.name} {state}",
                "amount": self.order.amount_total * share,
                "currency_id": self.order.currency_id.id,
                "partner_id": self.acme.id,
                "sale_order_ids": self.order.ids,
            }
        )
        self._block()
        transaction.state = state
        transaction._post_process()
        self.env.flush_all()
        return transaction

    def test_what_came_in_is_booked_and_the_order_confirmed(self):
        transaction = self._pay("done")
        self.assertTrue(transaction.payment_id)
        self.assertEqual(self.order.state, "sale")

    def test_it_is_when_the_customer_paid_by_the_link(self):
        """The route that asks whether the money is there brings it into the books."""
        self.order.write({"state": "sent", "require_payment": True})
        self.provider.is_published = True
        method = self._payment_method()
        token = self.order._portal_ensure_token()
        self.authenticate(None, None)
        values = self.make_jsonrpc_request(
            f"/my/orders/{self.order.id}/transaction",
            {
                "access_token": token,
                "provider_id": self.provider.id,
                "payment_method_id": method.id,
                "token_id": None,
                "amount": self.order.amount_total,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": "/",
            },
        )
        transactions = self.env["payment.transaction"]
        transaction = transactions.search([("reference", "=", values["reference"])])
        self._block()
        transaction.state = "done"
        answer = self.make_jsonrpc_request("/payment/status/poll", {})
        self.assertEqual(answer["state"], "done")
        self.env.invalidate_all()
        self.assertTrue(transaction.payment_id)
        self.assertEqual(self.order.state, "sale")

    @mute_logger("odoo.http", "odoo.addons.payment.controllers.post_processing")
    def test_it_is_noticed_when_money_that_came_in_is_refused(self):
        hole = self._hole("sale.order", "_is_paid_for", lambda order: False)
        self._assert_noticed({"test_it_is_when_the_customer_paid_by_the_link": hole})

    def test_it_is_left_to_the_salesperson_to_deliver_or_to_pay_back(self):
        transaction = self._pay("done")
        activity = self.order.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertNotIn(REASON, f"{activity.summary} {activity.note}")
        transaction._post_process()
        self.assertEqual(self.order.activity_ids, activity, "told once")

    def test_without_a_salesperson_it_is_left_to_a_manager(self):
        manager = self._user("money_manager", MANAGER)
        self.order.user_id = False
        self._pay("done")
        self.assertEqual(self.order.activity_ids.user_id, manager)

    def test_what_is_on_its_way_keeps_the_quotation(self):
        self._pay("pending")
        self.assertEqual(self.order.state, "sent")
        self._refused(lambda: self.order.action_confirm())

    def test_a_part_of_the_price_confirms_nothing(self):
        self.order.require_payment = True
        self._pay("done", share=0.1)
        self.assertEqual(self.order.state, "draft")
        self.assertTrue(self.order.activity_ids)
        self._refused(lambda: self.order.action_confirm())

    def test_nothing_more_is_asked_for(self):
        self._block()
        with self.assertRaises(ValidationError):
            self._pay("draft")


class TestExclusionByContext(RetentionCase):
    def _partners(self, *groups):
        user = self._user("exclude", *groups, "base.group_partner_manager")
        partners = self.env["res.partner"].with_user(user)
        return partners.with_context(default_retention_excluded=True)

    def test_a_salesperson_s_default_excludes_nobody(self):
        with self.assertRaises(AccessError):
            self._partners(SALESMAN).create({"name": "Hidden"})

    def test_nor_does_that_of_somebody_without_sales_rights(self):
        with self.assertRaises(AccessError):
            self._partners("base.group_user").create({"name": "Hidden"})

    def test_a_manager_s_default_does(self):
        self.assertTrue(
            self._partners(MANAGER).create({"name": "A"}).retention_excluded
        )
