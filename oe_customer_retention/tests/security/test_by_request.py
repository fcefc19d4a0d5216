"""Attacks as they arrive: by XML-RPC, which has real datetimes, and by JSON-RPC."""

from datetime import datetime

from odoo.tests import HttpCase, JsonRpcException, get_db_name
from odoo.tools import mute_logger

from ..common import MANAGER, SALESMAN, RetentionCase

PROFILE = "customer.retention.profile"


class TestByRequest(RetentionCase, HttpCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("request_seller", SALESMAN)
        cls.manager = cls._user("request_manager", MANAGER)
        cls.customer = cls._buyer(100, user_id=cls.seller.id)
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"))

    def _call(self, user, model, method, *args, **context):
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = {"context": context}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}", params)

    def _assert_refused(self, error, *call, **context):
        with self.assertRaisesRegex(JsonRpcException, error):
            self._call(*call, **context)

    def test_a_datetime_of_xml_rpc_is_no_day(self):
        for day in (datetime(1990, 1, 1), datetime(2031, 1, 1)):
            context = {"retention_as_of": day}
            self.xmlrpc_object.execute_kw(
                get_db_name(),
                self.seller.id,
                self.seller.login,
                PROFILE,
                "refresh_partners",
                [self.customer.ids],
                {"context": context},
            )
            self.env.invalidate_all()
            with self.subTest(day=day):
                self.assertEqual(self.profile.exists().status, "dormant")

    def test_a_salesperson_forges_no_outcome(self):
        values = {"profile_id": self.profile.id, "user_id": self.manager.id}
        model = "customer.retention.interaction"
        self._assert_refused("AccessError", self.seller, model, "create", values)

    def test_a_salesperson_excludes_nobody(self):
        self.seller.group_ids += self.env.ref("base.group_partner_manager")
        values, context = {"name": "New"}, {"default_retention_excluded": True}
        call = (self.seller, "res.partner", "create", values)
        self._assert_refused("AccessError", *call, **context)

    def test_a_manager_sends_no_invitation_of_a_user(self):
        invite = self.env.ref("auth_signup.set_password_email")
        values = {"name": "Mine", "to_status": "lost", "action": "mail"}
        values["template_id"] = invite.id
        model = "customer.retention.reaction"
        self._assert_refused("ValidationError", self.manager, model, "create", values)

    def test_a_manager_of_one_company_writes_for_no_other(self):
        shared = self.env.ref("oe_customer_retention.lifecycle_b2b")
        values = {"name": "Mine", "lifecycle_id": shared.id}
        model = "customer.lifecycle.stage"
        for forged in ({}, {"company_id": self.company.id}):
            call = (self.manager, model, "create", {**values, **forged})
            self._assert_refused("AccessError", *call)

    def test_a_page_that_is_none_is_a_clear_error(self):
        for arguments in (["x"], [-5], [[1]]):
            call = (self.seller, PROFILE, "get_notes", self.profile.ids, *arguments)
            self._assert_refused("UserError", *call)
