"""Attacks as they arrive: by XML-RPC, which has real datetimes, and by JSON-RPC."""

import base64
import re
from datetime import date, datetime, timezone
from io import BytesIO
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, get_db_name
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ...models.refresh.refresh import RefreshInProgress
from ...wizards.partner_import.table import Row
from ..common import MANAGER, SALESMAN, RetentionCase
from ..partner_import.test_import_limits import FEW, workbook
from .planted import PlantedMixin

ADDON = "odoo.addons.oe_customer_retention.models"
FILES = "odoo.addons.oe_customer_retention.wizards.partner_import"
PROFILE = "customer.retention.profile"
REACTION = "customer.retention.reaction"
REASON = "Lawsuit over 80,000"
# Refusals, and what is broken on purpose.
NOISY = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc.controllers.xmlrpc",
    f"{ADDON}.res_company",
    f"{ADDON}.lifecycle.engine",
    f"{ADDON}.reaction.actions",
)


class TestByRequest(PlantedMixin, RetentionCase, HttpCase):
    by_clock = True
    has_lifecycle = True

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
        self.enterContext(mute_logger(*NOISY))

    def _call(self, user, model, method, *args, **context):
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = {"context": context}
        result = self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}", params)
        self.env.invalidate_all()
        return result

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

    def test_nobody_learns_who_is_in_somebody_s_own_segment(self):
        """By no segment that is given to its owner, or shown by it; nor by its size."""
        model = "customer.segment"
        own = self.env[model].with_user(self.seller).create({"name": "Secret"})
        own.profile_ids = self.profile
        values = {"name": "Spy", "kind": "dynamic", "is_shared": True}
        call = (self.manager, model, "create")
        given = {**values, "owner_id": self.seller.id}
        self._assert_refused("AccessError", *call, given)
        self._assert_refused(
            "AccessError", *call, values, default_owner_id=self.seller.id
        )
        shown = self.env[model].with_user(self.seller).create(values)
        asks = {"domain": f"[('segment_ids', 'in', {own.ids})]"}
        call = (self.manager, model, "write", shown.ids)
        self._assert_refused("ValidationError", *call, asks)
        by_name = {"domain": "[('segment_ids', 'ilike', 'Secret')]"}
        self._call(self.manager, model, "write", shown.ids, by_name)
        self.assertFalse(shown.sudo().profile_ids)
        for sizes in ("customer.segment.size", "customer.segment.trend"):
            told = self._call(self.manager, sizes, "search_read", [], ["segment_id"])
            self.assertNotIn("Secret", str(told), sizes)

    # -- what settings would do --------------------------------------------------------

    def test_a_salesperson_tries_no_settings(self):
        segments = self.env["customer.segment"].with_user(self.seller)
        own = segments.create({"name": "Mine", "kind": "dynamic"})
        for record_id in (own.id, False):
            call = (self.seller, own._name, "get_trial", record_id, {"domain": "[]"})
            self._assert_refused("AccessError", *call)

    def test_a_trial_writes_to_no_other_record(self):
        line = [Command.UPDATE, self.profile.id, {"snooze_reason": "Told"}]
        segment = self.env["customer.segment"].create({"name": "Fair"})
        call = (self.manager, segment._name, "get_trial", segment.id)
        written = []

        def write(profiles, values, write_=self.registry[PROFILE].write):
            written.extend(values)
            return write_(profiles, values)

        with patch.object(self.registry[PROFILE], "write", write):
            self._call(*call, {"profile_ids": [line]})
        self.assertNotIn("snooze_reason", written)

    def test_no_request_says_that_it_is_a_trial(self):
        values = {"name": "Silent", "kind": "dynamic"}
        segment = self.env["customer.segment"].create({**values, "active": False})
        call = (self.manager, segment._name, "write", segment.ids, {"active": True})
        self._call(*call, retention_trying=True)
        self.assertEqual(segment.profile_ids, self.profile)

    def test_what_a_database_refuses_is_told_without_the_row(self):
        self.authenticate(self.manager.login, self.manager.login)
        model, values = "customer.segment", {"name": "Nothing", "kind": False}
        params = {"model": model, "method": "get_trial", "args": [False, values]}
        params["kwargs"] = {}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}", json={"params": params}
        ).json()
        told = answer["error"]["data"]["message"]
        self.assertIn("These values cannot be used", told)
        self.assertNotIn("Failing row", told)

    # -- one that is broken breaks nothing else --------------------------------------

    def test_an_unknown_timezone_of_another_company_stops_no_order_and_no_list(self):
        other = self._new_company("Mars Ltd")
        self._update(other.partner_id, tz="Mars/Phobos")
        self.env.registry.clear_cache()
        fields = ["days_since_order"]
        [row] = self._call(self.seller, PROFILE, "search_read", [], fields)
        self.assertEqual(row["days_since_order"], 100)
        values = {"partner_id": self.customer.id}
        self.assertTrue(self._call(self.seller, "sale.order", "create", values))
        page = self._call(self.seller, "customer.retention.call.list", "get_page")
        self.assertEqual(page["total"], 1)

    def test_a_number_of_a_stage_that_no_calendar_has(self):
        """It is refused; one kept from before stops no refresh."""
        lifecycle = self.env.ref("oe_customer_retention.lifecycle_b2b").copy(
            {"company_id": self.company.id}
        )
        stage = lifecycle.stage_ids.filtered(lambda s: s.milestone == "silence")[:1]
        call = (self.manager, stage._name, "write", stage.ids)
        for days in (-3, 2**31 - 1):
            self._assert_refused("ValidationError", *call, {"milestone_days": days})
        self._update(stage, milestone_days=2**31 - 1)
        self.company.retention_lifecycle_id = lifecycle
        self._ordered_today()
        self._call(self.manager, PROFILE, "action_refresh_company", [])
        self.assertEqual(self.profile.status, "active")

    def _ordered_today(self):
        self._insert_all("sale.order", [self._ordered(self.customer, self.today)])

    def test_a_pattern_that_fails_on_a_name_only(self):
        """It is refused; one kept from before stops no refresh."""
        lifecycle = self.company.retention_lifecycle_id
        values = {
            "name": "Pattern",
            "lifecycle_id": lifecycle.copy({"company_id": self.company.id}).id,
        }
        rules = self.env["customer.lifecycle.rule"]
        stages = rules.lifecycle_id.browse(values["lifecycle_id"]).stage_ids
        values["to_stage_id"] = stages[-1].id
        pattern = "[('partner_name', '=like', 'Zz\\\\')]"
        call = (self.manager, rules._name, "create", {**values, "condition": pattern})
        self._assert_refused("ValidationError", *call)
        rule = rules.create({**values, "condition": "[]"})
        self._update(rule, condition=pattern)
        self.company.retention_lifecycle_id = rule.lifecycle_id
        self.customer.name = "Zzyzx"
        self._ordered_today()
        self._call(self.seller, PROFILE, "refresh_partners", self.customer.ids)
        self.assertEqual(self.profile.status, "active")
        self._call(self.manager, PROFILE, "action_refresh_company", [])
        self.assertIn("backslash", rule.problem)

    def test_what_people_decide_during_a_refresh_is_kept(self):
        def _lock(self, company):
            raise RefreshInProgress(company.name)

        self.patch(self.registry["customer.retention.refresh"], "_lock", _lock)
        values = {"status_override": "lost", "override_reason": "Closed"}
        self._call(self.seller, PROFILE, "write", self.profile.ids, values)
        self.assertEqual(self.profile.status_override, "lost")
        noted = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, noted.partner_id)

    # -- the context -----------------------------------------------------------------

    def test_headers_of_the_caller_reach_no_mail_of_a_reaction(self):
        stage = self.company.retention_lifecycle_id.stage_ids[1]
        template = self.env.ref("oe_customer_retention.mail_template_reaction_internal")
        reaction = self.env[REACTION].create(
            {
                "name": "Welcome",
                "company_id": self.company.id,
                "trigger": "stage",
                "to_stage_id": stage.id,
                "action": "mail",
                "template_id": template.id,
            }
        )
        forged = {
            "default_headers": "{'Bcc': 'spy@evil.example'}",
            "default_email_cc": "spy@evil.example",
            "default_attachment_ids": [1],
        }
        call = (self.seller, PROFILE, "write", self.profile.ids)
        self._call(*call, {"stage_id": stage.id}, **forged)
        message = reaction.log_ids.message_id
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertTrue(mail)
        self.assertNotIn("spy", f"{mail.headers} {mail.email_cc}")
        self.assertFalse(mail.attachment_ids)

    # -- blocks ----------------------------------------------------------------------

    def _block(self):
        values = {"kind": "block", "reason": REASON, "profile_ids": self.profile.ids}
        decision = "customer.retention.decision"
        wizard = self._call(self.manager, decision, "create", values)
        self._call(self.manager, decision, "action_apply", [wizard])
        self.assertTrue(self.profile.blocked)

    def test_the_reason_of_a_block_is_read_by_no_other_colleague(self):
        self._block()
        other = self._new_company("Other Ltd")
        employee = self._user("request_employee")
        foreign = self._user("request_foreign", SALESMAN)
        foreign.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        for user in (employee, foreign):
            found = self._call(
                user, "mail.message", "search_read", [("body", "ilike", "8")], ["body"]
            )
            with self.subTest(user=user.login):
                self.assertNotIn(REASON, str(found))
        fields = ["retention_block_reason"]
        call = (employee, "res.partner", "read", self.customer.ids, fields)
        self._assert_refused("AccessError", *call)

    def test_there_is_no_way_around_a_block(self):
        self.company.retention_blocked_mode = "refuse"
        self.seller.group_ids += self.env.ref("base.group_partner_manager")
        product = self.env["product.product"].create(
            {"name": "Thing", "type": "service", "taxes_id": False}
        )
        line = Command.create({"product_id": product.id})
        confirmed = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [line]}
        )
        confirmed.action_confirm()
        shell = self._customer("Shell", user_id=self.seller.id)
        self._block()
        orders = (self.seller, "sale.order")
        for name in ("partner_invoice_id", "partner_shipping_id"):
            values = {"partner_id": shell.id, name: self.customer.id}
            self._assert_refused("ValidationError", *orders, "create", values)
        more = {"order_line": [line]}
        self._assert_refused("ValidationError", *orders, "write", confirmed.ids, more)
        values = {"is_company": False, "parent_id": shell.id}
        self._call(self.seller, "res.partner", "write", self.customer.ids, values)
        values = {"partner_id": self.customer.id}
        self._assert_refused("ValidationError", *orders, "create", values)

    # -- what an administrator entrusted ---------------------------------------------

    def test_a_manager_aims_no_server_action_elsewhere(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Code",
                "model_id": self.env["ir.model"]._get_id(PROFILE),
                "state": "code",
                "code": "pass",
            }
        )
        reaction = self.env[REACTION].create(
            {
                "name": "Entrusted",
                "company_id": self.company.id,
                "to_status": "lost",
                "action": "server",
                "server_action_id": action.id,
            }
        )
        call = (self.manager, REACTION, "write", reaction.ids)
        for values in (
            {"condition": "[('status', '=', 'active')]"},
            {"to_status": "active"},
            {"active": False},
        ):
            self._assert_refused("AccessError", *call, values)

    def test_a_server_action_that_fails_for_one_is_done_once_for_the_others(self):
        other = self._buyer(100, name="Bad", user_id=self.seller.id)
        self._refresh()
        profiles = self.profile + self._profile(other)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Code",
                "model_id": self.env["ir.model"]._get_id(PROFILE),
                "state": "code",
                "code": "for record in records.sorted('id'):\n"
                "    record.message_post(body='Done')\n"
                "    if record.partner_id.name == 'Bad': 1 / 0",
            }
        )
        stage = self.company.retention_lifecycle_id.stage_ids[1]
        reaction = self.env[REACTION].create(
            {
                "name": "Entrusted",
                "company_id": self.company.id,
                "trigger": "stage",
                "to_stage_id": stage.id,
                "action": "server",
                "server_action_id": action.id,
            }
        )
        values = {"stage_id": stage.id}
        self._call(self.seller, PROFILE, "write", profiles.ids, values)
        lines = reaction.log_ids.grouped("profile_id")
        states = [lines[profile].state for profile in profiles]
        self.assertEqual(states, ["done", "failed"])
        posted = [
            profile.message_ids.filtered(lambda message: "Done" in message.body)
            for profile in profiles
        ]
        self.assertEqual([len(messages) for messages in posted], [1, 0])

    # -- files -----------------------------------------------------------------------

    def _upload(self, content):
        """Open an import of a file, and have it read; return its columns."""
        model = "customer.retention.import"
        values = {"file": base64.b64encode(content).decode(), "file_name": "x.xlsx"}
        saved = self._call(
            self.manager, model, "web_save", [], values, {"file_name": {}}
        )
        [id_] = [row["id"] for row in saved]
        self._call(self.manager, model, "action_read", [id_])
        return self.env[model].browse(id_).column_ids

    def test_a_file_is_read_for_what_it_has_not_for_what_it_claims(self):
        claim = workbook(FEW, '<dimension ref="A1:XFD1048576"/>')
        self.assertLess(len(claim), 10_000)
        self.assertEqual(self._upload(claim).mapped("header"), ["Name"])

    def test_a_file_that_unpacks_to_more_than_is_read_is_refused(self):
        bomb = workbook(FEW + f"<!--{'A' * 100_000}-->" * 700)
        self.assertLess(len(bomb), 1_000_000)
        with self.assertRaisesRegex(JsonRpcException, "UserError"):
            self._upload(bomb)

    # -- arguments -------------------------------------------------------------------

    def test_a_time_that_no_calendar_has_is_a_clear_error(self):
        model = "customer.retention.interaction"
        values = {"profile_id": self.profile.id, "date": "9999-12-31 23:59:59"}
        call = (self.seller, model, "create", values)
        self.company.partner_id.tz = "Asia/Tokyo"
        self._assert_refused("ValidationError", *call, tz="Asia/Tokyo")
        wizard = "customer.retention.log.wizard"
        values = {"profile_ids": self.profile.ids, "date": "0001-01-01 00:00:00"}
        log = self._call(self.seller, wizard, "create", values)
        tz = "America/New_York"
        self.assertTrue(self._call(self.seller, wizard, "action_log", [log], tz=tz))

    def test_a_page_that_is_none_is_a_clear_error(self):
        for arguments in (["x"], [-5], [[1]]):
            call = (self.seller, PROFILE, "get_notes", self.profile.ids, *arguments)
            self._assert_refused("UserError", *call)

    # -- each of these fails with the hole it is there for -----------------------------

    def test_holes_are_noticed(self):
        stage = "customer.lifecycle.stage"
        never = re.compile(r"(?!)")
        self._assert_noticed(
            {
                "test_a_datetime_of_xml_rpc_is_no_day": self._hole(
                    "res.company", "_retention_given_day", _any_date
                ),
                "test_a_salesperson_forges_no_outcome": patch(
                    f"{ADDON}.interaction.interaction.refuse_server_fields"
                ),
                "test_a_salesperson_excludes_nobody": self._hole(
                    "res.partner", "_check_may_exclude", lambda partners: None
                ),
                "test_a_manager_sends_no_invitation_of_a_user": [
                    self._hole(REACTION, "_target_model", lambda reaction: PROFILE),
                    self._hole(
                        "mail.template", "_check_retention_said", lambda template: None
                    ),
                ],
                "test_a_manager_of_one_company_writes_for_no_other": [
                    self._without_rules(stage, "customer.lifecycle"),
                    self._hole(stage, "_check_shared_unwritten", lambda stages: None),
                ],
                "test_nobody_learns_who_is_in_somebody_s_own_segment": self._hole(
                    "customer.segment", "_check_owner", lambda segments: None
                ),
                "test_a_salesperson_tries_no_settings": patch(
                    f"{ADDON}.refresh.trial.MANAGER", SALESMAN
                ),
                "test_a_trial_writes_to_no_other_record": self._hole(
                    "customer.segment", "_tried", lambda _segments, values: values
                ),
                "test_no_request_says_that_it_is_a_trial": patch(
                    f"{ADDON}.refresh.segment.is_trying",
                    lambda env: "retention_trying" in env.context,
                ),
                "test_what_a_database_refuses_is_told_without_the_row": patch(
                    f"{ADDON}.labels.Error", ()
                ),
                "test_an_unknown_timezone_of_another_company_stops_no_order_and_no_list"
                "": self._hole(
                    "res.company",
                    "_retention_timezone",
                    lambda company: company.sudo().partner_id.tz or "UTC",
                ),
                "test_a_number_of_a_stage_that_no_calendar_has": patch(
                    f"{ADDON}.lifecycle.lifecycle._check_ranges"
                ),
                "test_a_pattern_that_fails_on_a_name_only": patch(
                    f"{ADDON}.condition.domain.LONE_BACKSLASH", never
                ),
                "test_the_reason_of_a_block_is_read_by_no_other_colleague": self._hole(
                    PROFILE, "_log_decision", _log_to_everybody
                ),
                "test_there_is_no_way_around_a_block": self._hole(
                    "sale.order", "_parties", lambda order: order.partner_id
                ),
                "test_a_manager_aims_no_server_action_elsewhere": self._without_rules(
                    REACTION
                ),
                "test_a_server_action_that_fails_for_one_is_done_once_for_the_others"
                "": self._hole(REACTION, "_perform", _perform_for_good),
                "test_a_file_is_read_for_what_it_has_not_for_what_it_claims": patch(
                    f"{FILES}.file.excel_rows", _claimed_rows
                ),
                "test_a_file_that_unpacks_to_more_than_is_read_is_refused": patch(
                    f"{FILES}.excel.MAX_UNPACKED", 2**40
                ),
                "test_a_time_that_no_calendar_has_is_a_clear_error": [
                    patch(f"{module}.local_time", _any_time)
                    for module in (
                        f"{ADDON}.interaction.interaction",
                        "odoo.addons.oe_customer_retention.wizards.log",
                    )
                ],
                "test_a_page_that_is_none_is_a_clear_error": patch(
                    f"{ADDON}.story.profile_notes.checked_limit",
                    lambda _env, limit: limit,
                ),
                # the last: it holds the company until the end
                "test_what_people_decide_during_a_refresh_is_kept": self._hole(
                    "customer.retention.refresh", "_try_refresh", _refresh_or_fail
                ),
            }
        )


def _any_date(company):
    day = company.env.context.get("retention_as_of")
    return day if isinstance(day, date) else None


def _log_to_everybody(profiles, decision, reason):
    for profile in profiles:
        profile.partner_id.message_post(body=f"{decision}: {reason}")


def _refresh_or_fail(refresh, company, customers, written_ids):
    refresh._refresh_company(company, partners=customers, written_ids=written_ids)
    return True


def _any_time(moment, tz):
    return moment.replace(tzinfo=timezone.utc).astimezone(tz)


def _perform_for_good(reaction, lines):
    """What was done before something failed stays done."""
    for attempt in (lines, *lines) if len(lines) > 1 else lines:
        try:
            getattr(reaction, f"_do_{reaction.action}")(attempt)
            attempt.write({"state": "done"})
        except Exception:
            attempt.write({"state": "failed"})


def _claimed_rows(data):
    """Return the first rows and columns of a sheet as large as it says; all of them
    would take hours."""
    sheet = load_workbook(BytesIO(data), read_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=3, max_col=300, values_only=True)
    return [
        Row(number, [str(cell or "") for cell in cells])
        for number, cells in enumerate(rows, start=1)
    ]
