"""Whatever comes from outside gets a clear error or a correct result.

A clear error is one Odoo shows to people; anything else would be a traceback, an SQL
error in the log or a status 500. Failures say the seed and the input.
"""

import json
import os
from contextlib import suppress
from email import message_from_bytes
from email.policy import SMTP
from itertools import takewhile
from urllib.parse import urlencode

from odoo.exceptions import UserError
from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger, sql
from openpyxl import load_workbook

from ...models.scope import Scope
from ...wizards.partner_import.file import Unreadable, read
from ..condition.condition_common import STORED
from ..partner_import.import_common import excel_file
from ..reports.reports_common import ReportsCase
from .access_common import AccessCase
from .access_decisions import MODELS
from .hostile import CONTEXT, VALUES, Hostile

# Raise it to search for longer: ODOO_HOSTILE_ROUNDS=5000.
ROUNDS = int(os.environ.get("ODOO_HOSTILE_ROUNDS", 60))
# In batches of so many, after each of which the tables are compared.
INPUTS = max(10_000, ROUNDS * 100)
BATCH = 500
UNCHANGED = (
    "ir.config_parameter",
    "mail.message",
    "res.company",
    "res.partner",
    "res.users",
    "sale.order",
)
FILES = (
    b"Name;Email;Phone\nAcme;a@example.com;+1 555\nGlobex;;\n",
    'Name,Stra\u00dfe\r\n"Acme, Inc.","a\nb"\r\n'.encode("utf-16"),
    excel_file(["Name", "Email"], ["Acme", "a@example.com"]),
)
HEADERS = (
    "Auto-Submitted",
    "Precedence",
    "Return-Path",
    "Content-Type",
    "X-Autoreply",
    "From",
    "\xff",
)
SHIPPED = "oe_customer_retention.lifecycle_b2b"
PROFILE = "customer.retention.profile"


class AttackMixin:
    """Calls with hostile arguments."""

    def _attack(self, call, *deals, rounds=ROUNDS, reads=False):
        """Call with what each of ``deals`` makes of a seed; collect the surprises.

        Something has to get through: else it is not the input that is refused.

        :param reads: the call writes nothing, so what it read is still right
        """
        surprises, results = {}, 0
        for seed in range(rounds):
            arguments = [deal(Hostile(seed * 31 + i)) for i, deal in enumerate(deals)]
            try:
                results += self._succeeds(call, arguments, reads)
            except Exception as error:
                surprise = f"{type(error).__name__}: {str(error)[:100]}"
                surprises.setdefault(surprise, (seed, arguments))
        self.assertFalse(surprises)
        self.assertTrue(results)

    def _succeeds(self, call, arguments, reads):
        """Return whether a call had a result, False for a clear error."""
        with (
            self.env.cr.savepoint(flush=False) as savepoint,
            mute_logger("odoo.models", "odoo.sql_db"),
        ):
            succeeded = False
            try:
                with suppress(UserError):
                    call(*arguments)
                    self.env.flush_all()
                    succeeded = True
            finally:
                if not (succeeded and reads):
                    self.env.clear()
                    savepoint.rollback()
        return succeeded


class HostileCase(AttackMixin, ReportsCase):
    def _model(self, name, user=None):
        return self.env[name].with_user(user or self.manager)


class TestHostileDomains(HostileCase):
    def test_dashboard(self):
        dashboard = self._model("customer.retention.dashboard", self.accountant)
        self._attack(dashboard.get_data, Hostile.domain, reads=True)

    def test_dashboard_period(self):
        dashboard = self._model("customer.retention.dashboard")
        self._attack(
            lambda period: dashboard.get_data([], period),
            lambda hostile: hostile.choice(("year", hostile.value())),
            reads=True,
        )

    def test_workbook(self):
        workbook = self._model("customer.retention.workbook")
        self._attack(workbook._open, Hostile.domain, rounds=ROUNDS // 4, reads=True)

    def test_report(self):
        report = self._model("report.oe_customer_retention.report_customers")
        self._attack(
            lambda domain, period, ids: report._get_report_values(
                ids, {"domain": domain, "period": period}
            ),
            lambda hostile: hostile.choice(([], hostile.domain())),
            lambda hostile: hostile.choice(("year", "month", hostile.value())),
            lambda hostile: hostile.choice(([], [1], [2**31])),
            rounds=ROUNDS // 4,
            reads=True,
        )

    def test_policy(self):
        policies = self._model("customer.retention.policy")
        # archived: an empty filter would make it a second default
        values = {"name": "Hostile", "company_id": self.company.id, "active": False}
        self._attack(
            lambda text: policies.create({**values, "partner_domain": text}),
            Hostile.text,
        )

    def test_lifecycle_rule(self):
        lifecycle = self.env.ref(SHIPPED).copy({"company_id": self.company.id})
        values = {
            "name": "Hostile",
            "lifecycle_id": lifecycle.id,
            "to_stage_id": lifecycle.stage_ids[-1].id,
        }
        self._attack(
            lambda text: self._rule({**values, "condition": text}), Hostile.text
        )

    def _rule(self, values):
        """What is saved is also run; the runs compile it by themselves."""
        rule = self._model("customer.lifecycle.rule").create(values)
        compiled = rule._compile(Scope.of(self.company, self.today))[rule]
        self.env.execute_query(compiled)

    def test_segment(self):
        self._attack(self._segment, Hostile.text)

    def _segment(self, text):
        values = {"name": "Hostile", "kind": "dynamic", "domain": text}
        self._model("customer.segment").create(values).action_refresh()

    def test_subscription(self):
        subscriptions = self._model("customer.retention.subscription")
        values = {"user_ids": self.manager.ids, "file_format": "xlsx"}
        self._attack(
            lambda text: subscriptions.create({**values, "domain": text}), Hostile.text
        )


class TestHostileArguments(HostileCase):
    def test_refresh_partners(self):
        profiles = self._model(PROFILE)
        self._attack(profiles.refresh_partners, Hostile.value)

    def test_thresholds(self):
        policies = self._model("customer.retention.policy")
        names = self.env["customer.retention.policy"]._days_fields()
        self._attack(
            lambda numbers: self._policy(policies, numbers),
            lambda hostile: hostile.numbers(names),
        )

    def _policy(self, policies, numbers):
        """What is saved is also refreshed by."""
        policies._applicable(self.company)[-1].write(numbers)
        self._refresh()
        self._model(PROFILE).search([]).read(["status", "status_reason", "no_order"])

    def test_policy_previews(self):
        policies = self._model("customer.retention.policy")
        names = ("partner_domain", "company_id", "sequence", *self._status_names())
        for method in ("get_preview", "get_hindsight", "get_return_curve"):
            with self.subTest(method=method):
                self._attack(
                    getattr(policies, method),
                    lambda hostile: hostile.choice((False, hostile.value())),
                    lambda hostile: hostile.choice(
                        (hostile.anything(names), hostile.value())
                    ),
                    reads=True,
                )

    def test_search_of_a_drafted_status(self):
        profiles = self._model(PROFILE)
        names = self._status_names()
        self._attack(
            lambda *condition: profiles.search([("drafted_status", *condition)]),
            lambda hostile: hostile.choice(("=", "!=", "in", "not in", "<")),
            lambda hostile: hostile.choice((self._draft(hostile, names), "{}", 1)),
            reads=True,
        )

    def _status_names(self):
        return [*self.env["customer.retention.policy"]._status_values()]

    def _draft(self, hostile, names):
        """Return what looks like a text the preview makes."""
        policy = hostile.anything(names)
        return json.dumps({"policy": policy, "status": hostile.value()})

    def test_preview_of_a_hostile_filter(self):
        policies = self._model("customer.retention.policy")
        for method in ("get_preview", "get_hindsight", "get_return_curve"):
            with self.subTest(method=method):
                self._attack(
                    lambda text, method=method: getattr(policies, method)(
                        False, {"company_id": self.company.id, "partner_domain": text}
                    ),
                    Hostile.text,
                    reads=True,
                )

    def test_movement_figures(self):
        movement = self._model("customer.retention.movement").search([], limit=1)
        self._attack(
            lambda figure: movement.with_context(retention_figure=figure).action_open(),
            lambda hostile: hostile.choice(("closing", hostile.value())),
        )

    def test_movement_of_a_hostile_filter(self):
        movement = self._model("customer.retention.movement")
        names = ("month", "new", "is_running", "user_id.name", "company_id", "no", 7)
        self._attack(
            lambda domain: movement.open_figure("closing", domain),
            lambda hostile: hostile.domain(names),
        )

    def test_dates_in_the_context(self):
        dashboard = self._model("customer.retention.dashboard")
        self._attack(
            lambda as_of: dashboard.with_context(retention_as_of=as_of).get_data([]),
            lambda hostile: str(hostile.value()),
            rounds=ROUNDS // 4,
            reads=True,
        )

    def test_names_in_the_workbook(self):
        """Customers' names come out of the workbook as they went in."""
        names = sorted(_hostile_name(Hostile(seed)) for seed in range(ROUNDS))
        customers = [self._buyer(1, name=name).id for name in names]
        self._refresh()
        workbook = self._model("customer.retention.workbook")
        with workbook._open([("partner_id", "in", customers)]) as file:
            _head, *rows = takewhile(any, load_workbook(file)["All customers"].values)
        self.assertEqual(sorted(row[0] for row in rows), names)


def _hostile_name(hostile):
    """Return a name without control characters, which no sheet can hold."""
    pool = "=+-@'\"<>&;\t|,{}[]%!#漢é🙂‮​ ab1"
    name = "".join(hostile.choice(pool) for _char in range(hostile.randint(1, 60)))
    return f"{name.strip()}x"


class TestTenThousandInputs(AttackMixin, AccessCase):
    """As many as a constant says, each kind in batches; none changes what its sender
    may not change."""

    def _many(self, share, attack):
        """Make ``share`` of all inputs; compare the tables after each batch."""
        count = INPUTS * share // 100
        self.inputs += count
        with mute_logger(
            "odoo.models", "odoo.sql_db", "odoo.addons.base.models.ir_rule"
        ):
            for start in range(0, count, BATCH):
                before = self._checksums()
                surprises = self._batch(range(start, min(start + BATCH, count)), attack)
                self.assertFalse(surprises)
                now = self._checksums()
                self.assertFalse([name for name in now if now[name] != before[name]])

    def _batch(self, seeds, attack):
        """Return the errors that are not clear ones, with the seed of each."""
        surprises = {}
        for seed in seeds:
            try:
                with self.env.cr.savepoint(flush=False):
                    attack(Hostile(seed))
            except UserError:
                continue
            except Exception as error:
                surprise = f"{type(error).__name__}: {str(error)[:100]}"
                surprises.setdefault(surprise, seed)
        self.env.flush_all()
        return surprises

    def _checksums(self):
        """Return what the tables say that no input here may change."""
        self.env.flush_all()
        tables = {self.env[model]._table for model in (*UNCHANGED, *MODELS)}
        stored = [table for table in sorted(tables) if self._is_table(table)]
        sums = SQL(" UNION ALL ").join(
            SQL(
                """SELECT %s, md5(string_agg(t::text, '|' ORDER BY t::text))
                   FROM %s t""",
                table,
                SQL.identifier(table),
            )
            for table in stored
        )
        return dict(self.env.execute_query(sums))

    def _is_table(self, name):
        return sql.table_kind(self.env.cr, name) == sql.TableKind.Regular

    def test_so_many_inputs_get_clear_errors_and_change_nothing(self):
        self.inputs = 0
        self.managed = {model: self._as("manager", self.env[model]) for model in STORED}
        self.mine = self._as("own", self._profile(self.own))
        self._many(45, self._condition)
        self._many(15, self._argument)
        self._many(10, self._context)
        self._many(15, self._file)
        self._many(15, self._mail)
        self.assertEqual(self.inputs, INPUTS)
        self.assertGreaterEqual(self.inputs, 10_000)

    def _condition(self, hostile):
        """Of each model that keeps one, as its check on saving sees it."""
        model = hostile.choice(sorted(STORED))
        values = {"name": "Hostile", STORED[model]: hostile.text()}
        if model == "customer.segment":
            values["kind"] = "dynamic"
        self.managed[model].new(values)._check_condition()

    def _argument(self, hostile):
        profile, policies = self.mine, self.managed["customer.retention.policy"]
        hostile.choice(
            (
                profile.get_notes,
                lambda value: profile.get_story(limit=value, kinds=[]),
                lambda value: profile.pin_notes(value, hostile.value()),
                lambda value: policies.get_preview(False, value),
                lambda value: profile.write({"stage_pinned": True, "status": value}),
            )
        )(hostile.choice((hostile.value(), [hostile.value()], {"x": hostile.value()})))

    def _context(self, hostile):
        """What is read is not written, whatever the context says."""
        names = hostile.sample(CONTEXT, hostile.randint(1, 3))
        context = {name: hostile.value() for name in names}
        profile = self.mine.with_context(**context)
        profile.read(["display_name", "status", "snoozed_until"])

    def _file(self, hostile):
        """A file with some bytes changed, cut off, or put in twice."""
        data = bytearray(hostile.choice(FILES))
        for _change in range(hostile.randint(1, 8)):
            place = hostile.randint(0, len(data))
            size = hostile.choice((0, 1, 1, 4, 40))
            data[place : place + size] = hostile.randbytes(hostile.choice((0, 1, 4)))
        try:
            read(bytes(data))
        except Unreadable as error:
            raise UserError(error.reason) from error

    def _mail(self, hostile):
        """Headers and bodies as machines, and worse, write them."""
        threads = self.env["mail.thread"]
        lines = [
            f"{hostile.choice(HEADERS)}: {hostile.choice(VALUES)}"
            for _header in range(hostile.randint(0, 6))
        ]
        data = "\n".join((*lines, "", hostile.text())).encode(errors="replace")
        message = message_from_bytes(data, policy=SMTP)
        self.assertIsInstance(threads._retention_is_automatic(message, False), bool)


class TestHostileDownload(HostileCase, HttpCase):
    @mute_logger("odoo.http", "odoo.sql_db")
    def test_download(self):
        self.authenticate("sales_boss", "sales_boss")
        failed = {}
        for seed in range(ROUNDS):
            query = urlencode(self._parameters(Hostile(seed)))
            answer = self.url_open(f"/customer_retention/workbook.xlsx?{query}")
            if answer.status_code not in (200, 400, 403, 404, 422):
                failed[seed] = (answer.status_code, query)
        self.assertFalse(failed)

    def _parameters(self, hostile):
        return {
            name: hostile.choice((json.dumps(value, default=str), str(value)))
            for name, value in (
                ("domain", hostile.domain()),
                ("period", hostile.choice(("year", "month", hostile.value()))),
                ("company_ids", hostile.choice(([], hostile.value()))),
                ("filters", hostile.value()),
            )
            if hostile.random() < 0.7
        }
