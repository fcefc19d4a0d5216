"""Whatever a user gets to see of the addon: found in the registry, not listed."""

import json
import re
from io import BytesIO

from odoo.exceptions import UserError
from openpyxl import load_workbook
from psycopg2 import OperationalError

from ..condition.condition_common import STORED
from .access_common import ADDON, own_models, public_methods
from .access_decisions import METHODS, MODELS, ONE_CUSTOMER, ORM_METHODS, WIZARDS

PROFILE = "customer.retention.profile"
READ = {*MODELS, *WIZARDS, ONE_CUSTOMER}
PARTS = ("records", "methods", "conditions", "paths", "reports", "mails")
REPORT = f"{ADDON}.report_customers"
# Every employee finds contacts by what they owe, with Odoo alone: not for conditions.
ANSWERED_BY_ODOO = "partner_id.credit"
CONDITION = "customer.retention.condition.mixin"
# What a template of a reaction could say to some, and not to others. Odoo tries a
# template as its author, on one customer.
SAID = (
    "user.has_group('account.group_account_invoice') and object.overdue_amount",
    "user.partner_id.channel_ids.message_ids.mapped('body')",
)
# When the answer was made, not what it says.
MOMENTS = {"create_date", "write_date", "refreshed_at"}
TIME = re.compile(r"\d+/\d+/\d{2,4},? \d+:\d+(:\d+)?\s[AP]M")


class Answers:
    """Takes down what one role is answered, by what was asked.

    An answer is a value, or the error its reader is told.
    """

    def __init__(self, case, role, probes, models):
        self.case = case
        self.role = role
        self.env = case._as(role, case.env["res.users"]).env
        self.probes = probes
        self.models = models
        self.taken = {}

    def take(self, parts):
        """Return ``{question: answer}``: of ``records``, ``methods``, ``conditions``,
        each of their ``paths``, ``reports`` or ``mails``."""
        for part in parts:
            getattr(self, f"_{part}")()
        return self.taken

    def _records(self):
        for model in sorted(self.models):
            self._read(self.env[model])
        self._answer(("chatter",), self._chatter)

    def _methods(self):
        for name in sorted(METHODS):
            self._call(name)

    def _conditions(self):
        for model in STORED:
            self._save_conditions(model)

    def _paths(self):
        for model in STORED:
            self._ask_paths(model)
        self.env.clear()  # of the records the paths were tried on

    def _answer(self, question, call, reads=False):
        """Keep what a call answers; whatever it does is undone.

        :param reads: it writes nothing: what it read, the next one need not read again
        """
        with self.env.cr.savepoint(flush=False) as savepoint:
            try:
                answer = call()
                if not reads:
                    self.env.flush_all()
            except OperationalError:
                raise
            except Exception as error:
                answer = [type(error).__name__, str(error)]
                reads = reads and isinstance(error, UserError)
            finally:
                if not reads:
                    self.env.clear()  # what was not written, too
                    self.env.cr.precommit.clear()  # nor what was to be tracked
                savepoint.rollback()
        self.taken[question] = json.dumps(_plain(answer), default=str, sort_keys=True)

    def _read_answer(self, question, call):
        self._answer(question, call, reads=True)

    # -- records -----------------------------------------------------------------

    def _read(self, records):
        """Search, read, group, add up and export the records of a model."""
        name = records._name
        if name == ONE_CUSTOMER:
            customers = self.case._profile(self.case.own + self.case.colleagues)
            records = records.with_context(retention_profile_id=customers.ids)
        self._read_answer(("count", name), lambda: records.search_count([]))
        self._read_answer(("read", name), lambda: records.search_read([]))
        self._read_answer(("export", name), lambda: self._export(records))
        if name == ONE_CUSTOMER or not records.has_access("read"):
            return
        described = records.fields_get(attributes=["groupable", "aggregator", "type"])
        totals = [
            f"{field}:{of['aggregator']}"
            for field, of in described.items()
            if of.get("aggregator")
        ]
        self._group(records, [], totals)
        for field, of in described.items():
            if of.get("groupable"):
                by_month = ":month" if of["type"] in ("date", "datetime") else ""
                self._group(records, [f"{field}{by_month}"], [])
        for domain in self._probes_of(records):
            self._read_answer(
                ("find", name, str(domain)),
                lambda domain=domain: records.search_count(domain),
            )

    def _export(self, records):
        names = [name for name, field in records._fields.items() if field.exportable]
        found = records.search([])
        names = [
            n for n in names if records._has_field_access(records._fields[n], "read")
        ]
        return found.export_data(sorted({*names} - MOMENTS - {"id"}))

    def _chatter(self):
        """What is written on customers, and on their contacts."""
        domain = [("model", "in", (PROFILE, "res.partner"))]
        messages = self.env["mail.message"].search(domain)
        return [[message.subject, message.body] for message in messages]

    def _group(self, records, by, totals):
        self._read_answer(
            ("group", records._name, *by),
            lambda: records.formatted_read_group([], by, ["__count", *totals]),
        )

    def _probes_of(self, records):
        """Return the probes, asked of the customer of these records."""
        prefix = {
            PROFILE: "",
            "res.partner": "retention_profile_id.",
        }.get(records._name, "profile_id." if "profile_id" in records._fields else None)
        if prefix is None:
            return
        for domain in self.probes:
            if domain[0][0] == ANSWERED_BY_ODOO:
                continue
            yield [(f"{prefix}{path}", *asked) for path, *asked in domain]

    # -- methods -----------------------------------------------------------------

    def _call(self, name):
        """Call a public method on everything the role finds, and on nothing."""
        model, _dot, method = name.rpartition(".")
        records = self.env[model].with_context(
            active_test=False, **METHODS[name].context
        )
        function = getattr(type(records), method)
        is_of_model = hasattr(function, "_api_model")
        targets = [records]
        if not is_of_model and model in MODELS:
            targets += list(self._found(records))
        for target in targets:
            self._answer(
                ("call", name, target.id),
                lambda target=target: self._result(target, method, METHODS[name]),
                reads=getattr(function, "_readonly", False),
            )

    def _found(self, records):
        try:
            return records.search([], limit=8)
        except UserError:
            return records

    def _result(self, target, method, call):
        """Return what a method returns, and how many records its action lists."""
        result = getattr(target, method)(*call.arguments(self.case))
        if isinstance(result, dict) and isinstance(result.get("domain"), list):
            listed = self.env[result["res_model"]].search_count(result["domain"])
            return [result, listed]
        return result

    # -- conditions ----------------------------------------------------------------

    def _save_conditions(self, model):
        """Save each condition as this role, and ask whom it finds."""
        field = STORED[model]
        domains = self.case.conditions_of(self.env[model], self.probes)
        if not self.env[model].has_access("create"):
            domains = [next(domains)]
        for domain in domains:
            self._answer(
                ("condition", model, str(domain)),
                lambda domain=domain: self._found_by(model, {field: str(domain)}),
            )

    def _found_by(self, model, condition):
        values = self.case.condition_values(model)
        record = self.env[model].create({**values, **condition})
        return [self._met(record), USES[model](self, record)]

    def _met(self, record):
        query = record._condition_query(self.case.company)
        return sorted(query.get_result_ids())

    def _ask_paths(self, model):
        """Ask for each field of its own, as the check on saving sees it."""
        if not self.env[model].has_access("create"):
            return
        for path in self.case.paths_of(self.env[model]):
            self._read_answer(
                ("path", model, path), lambda path=path: self._has(model, path)
            )

    def _has(self, model, path):
        values = self.case.condition_values(model)
        domain = str([(path, "!=", False)])
        record = self.env[model].new({**values, STORED[model]: domain})
        record._check_condition()
        return self._met(record)

    # -- reports and mails -----------------------------------------------------------

    def _reports(self):
        """The PDF's page, the workbook's cells, the dashboard in each period."""
        self._read_answer(("pdf",), self._pdf)
        self._read_answer(("workbook",), self._cells)
        dashboard = self.env["customer.retention.dashboard"]
        for period in ("month", "quarter", "year", "this_year"):
            self._read_answer(
                ("dashboard", period),
                lambda period=period: dashboard.get_data([], period),
            )
            self._read_answer(
                ("bridge", period),
                lambda period=period: dashboard.get_bridge([], period),
            )

        for domain in self.probes:
            if domain[0][0] != ANSWERED_BY_ODOO:
                self._filter_reports(domain)

    def _filter_reports(self, domain):
        """Ask the dashboard, which the PDF shows, and the workbook for a filter."""
        dashboard = self.env["customer.retention.dashboard"]
        workbook = self.env["customer.retention.workbook"]
        of = str(domain)
        self._read_answer(("dashboard of", of), lambda: dashboard.get_data(domain))
        self._read_answer(("workbook of", of), lambda: workbook._customer_ids(domain))

    def _pdf(self):
        reports = self.env["ir.actions.report"]
        return reports._render_qweb_html(REPORT, [], data={"domain": []})[0]

    def _cells(self):
        with self.env["customer.retention.workbook"]._open([]) as file:
            return _sheets(load_workbook(file))

    def _mails(self):
        """Each template of the addon, rendered on all customers with these rights."""
        templates = (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", ADDON), ("model", "=", "mail.template")])
        )
        for data in templates.sorted("name"):
            template = self.env["mail.template"].browse(data.res_id)
            for record in self._found(self.env[template.sudo().model]):
                self._answer(
                    ("mail", data.name, record.id),
                    lambda template=template, record=record: [
                        template._render_field(field, record.ids)
                        for field in ("subject", "body_html")
                    ],
                )
        for said in SAID:
            self._answer(
                ("mailed by a reaction", said), lambda said=said: self._fire(said)
            )
        self._answer(("mailed report",), self._mailed_report)
        digest = self.env["digest.digest"].sudo().create({"name": "Digest"}).sudo(False)
        for name in digest._fields:
            if name.startswith("kpi_retention_") and name.endswith("_value"):
                self._answer(("digest", name), lambda name=name: digest[name])

    def _fire(self, said):
        """Have a reaction mail somebody who may read it; read what can be read."""
        template = self.env["mail.template"].create(
            {
                "name": "Mine",
                "model_id": self.env["ir.model"]._get_id(PROFILE),
                "subject": f"{{{{ {said} }}}}",
            }
        )
        self.env["customer.retention.reaction"].create(
            {
                "name": "Mine",
                "to_status": "lost",
                "action": "mail",
                "template_id": template.id,
                "responsible": "user",
                "user_id": self.case.reader.id,
            }
        )
        profile = self.case._profile(self.case.own).with_env(self.env)
        profile.write({"status_override": "lost", "override_reason": "Gone"})
        self.case._refresh()
        return [profile.reaction_log_ids.read(["state", "error"]), self._chatter()]

    def _mailed_report(self):
        """Have a report sent to somebody else; read what can be read of it."""
        subscriptions = self.env["customer.retention.subscription"]
        values = {"user_ids": [(6, 0, self.case.reader.ids)], "file_format": "xlsx"}
        subscriptions.create(values).action_send()
        files = self.env["ir.attachment"].search([("name", "like", ".xlsx")])
        return [_sheets(load_workbook(BytesIO(file.raw))) for file in files]


def _sheets(book):
    return {sheet.title: [*sheet.values] for sheet in book}


def _members(answers, segment):
    segment.action_refresh()
    return segment.profile_ids.mapped("display_name")


def _moves(answers, rule):
    rule.lifecycle_id.action_dry_run()
    return answers.env["customer.lifecycle.preview"].search_read([])


def _statuses(answers, policy):
    answers.case._refresh()
    return answers.env[PROFILE].search_read([], ["policy_id", "status"])


def _fired(answers, reaction):
    """A customer is lost by hand."""
    profile = answers.case._profile(answers.case.own).with_env(answers.env)
    profile.write({"status_override": "lost", "override_reason": "Gone"})
    answers.case._refresh()
    return reaction.log_ids.read(["profile_id", "state", "error"])


def _file(answers, subscription):
    """Its customers; the file itself is one of the reports."""
    domain = list(subscription._condition_domain())
    return answers.env[PROFILE].search_read(domain, ["partner_id", "status"])


# What becomes of a condition, for those who see it: by the model that keeps it.
USES = {
    "customer.lifecycle.rule": _moves,
    "customer.retention.policy": _statuses,
    "customer.retention.reaction": _fired,
    "customer.retention.subscription": _file,
    "customer.segment": _members,
}


def _plain(value):
    """Return what an answer says, without when it was made."""
    if isinstance(value, dict):
        return {str(key): _plain(of) for key, of in value.items() if key not in MOMENTS}
    if isinstance(value, (list, tuple)):
        return [_plain(of) for of in value]
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        return TIME.sub("", value)
    if isinstance(value, float):
        return float(f"{value:.12g}")  # PostgreSQL adds up rows as they are stored
    return value


def undecided(registry):
    """Return what the addon has that no answer is taken from."""
    own = [cls for cls in own_models(registry) if not cls._abstract]
    models = {cls._name for cls in own} - READ
    methods = {
        name
        for name in public_methods(registry)
        if name.rpartition(".")[2] not in ORM_METHODS
        and not name.startswith(ONE_CUSTOMER)
    } - METHODS.keys()
    holders = {
        cls._name
        for cls in registry.values()
        if not cls._abstract and issubclass(cls, registry[CONDITION])
    }
    return models | methods | (holders ^ USES.keys()) | (holders ^ STORED.keys())
