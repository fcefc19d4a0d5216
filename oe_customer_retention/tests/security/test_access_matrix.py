"""Every model, public method, route and guarded field against the decisions."""

import base64
from contextlib import nullcontext

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase

from ..common import ago
from .access_common import (
    ADDON,
    AccessCase,
    own_fields,
    own_models,
    public_methods,
)
from .access_decisions import (
    DONE_FOR,
    DONE_FOR_FIELDS,
    EXPORTERS,
    FIELDS,
    METHODS,
    MODELS,
    ONE_CUSTOMER,
    ORM_METHODS,
    ROLES,
    ROUTES,
    WIZARDS,
    WRITABLE,
)

OPERATIONS = ("read", "write", "create", "unlink")
PROFILE = "customer.retention.profile"


class TestModelAccess(AccessCase):
    def test_every_model_has_a_decision(self):
        concrete = [
            cls for cls in own_models(self.registry, self.addons) if not cls._abstract
        ]
        stored = {cls._name for cls in concrete if not cls._transient}
        stored.discard(ONE_CUSTOMER)
        wizards = {cls._name for cls in concrete if cls._transient}
        self.assertEqual(stored, set(MODELS), "decide in access_decisions.MODELS")
        self.assertEqual(wizards, set(WIZARDS), "decide in access_decisions.WIZARDS")

    def test_every_model_has_records_to_try(self):
        for model, access in MODELS.items():
            companies = {self._company_of(record) for record in self._records(model)}
            wanted = self.companies if access.company else [self.env["res.company"]]
            self.assertLessEqual(set(wanted), companies, model)

    def test_each_role_does_what_was_decided(self):
        for model, access in MODELS.items():
            for record in self._records(model):
                for role in ROLES:
                    self._check_operations(access, record, role)

    def _check_operations(self, access, record, role):
        is_shared = access.company and not self._company_of(record)
        for operation in OPERATIONS:
            wanted = role in getattr(access, operation) and self._sees(role, record)
            wanted = wanted and (operation == "read" or not is_shared)
            with self.subTest(model=record._name, role=role, operation=operation):
                allowed = self._as(role, record).has_access(operation)
                company = self._company_of(record).name
                self.assertEqual(allowed, wanted, f"{record} of {company}")

    def test_each_role_finds_what_it_may_read_and_nothing_else(self):
        for model, access in MODELS.items():
            records = self._records(model)
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    self._check_search(access, records, role)

    def _check_search(self, access, records, role):
        found = self._as(role, records.browse(), active_test=False)
        if role not in access.read:
            with self.assertRaises(AccessError):
                found.search([])
            return
        seen = records.filtered(lambda record: self._sees(role, record))
        self.assertEqual(set(found.search([]).ids) & set(records.ids), set(seen.ids))

    def test_switching_both_companies_on_shows_both(self):
        manager = self.users["manager"]
        manager.company_ids += self.other
        for model, access in MODELS.items():
            if not access.company:
                continue
            with self.subTest(model=model):
                found = self.env[model].with_user(manager)
                found = found.with_context(allowed_company_ids=self.companies.ids)
                found = found.with_context(active_test=False).search([])
                companies = {self._company_of(record) for record in found}
                self.assertLessEqual(set(self.companies), companies)

    def test_a_wizard_is_for_the_roles_decided(self):
        for model, roles in WIZARDS.items():
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    wizard = self._as(role, self.env[model])
                    for operation in OPERATIONS:
                        allowed = wizard.has_access(operation)
                        self.assertEqual(allowed, role in roles, operation)

    def test_a_wizard_is_only_for_who_opened_it(self):
        user = self.users["manager"]
        rules = self.env["ir.rule"].with_user(user)
        for model in WIZARDS:
            for operation in OPERATIONS:
                with self.subTest(model=model, operation=operation):
                    rule = list(rules._compute_domain(model, operation))
                    self.assertEqual(str(rule), f"[('create_uid', 'in', [{user.id}])]")


class TestMethodAccess(AccessCase):
    methods = METHODS

    def test_every_public_method_has_a_decision(self):
        found = {
            name
            for name in public_methods(self.registry, self.addons)
            if name.rpartition(".")[2] not in ORM_METHODS
            and not name.startswith(ONE_CUSTOMER)
        }
        self.assertEqual(found, set(self.methods), "decide in access_decisions.METHODS")

    def test_each_role_calls_what_was_decided(self):
        for name, call in self.methods.items():
            model, _dot, method = name.rpartition(".")
            for record in self._targets(name, model, method):
                allowed = [
                    role
                    for role in ROLES
                    if role in call.roles and self._reaches(role, record)
                ]
                # Who is refused leaves nothing that another one could meet.
                refused = ROLES.keys() - allowed
                self._check_calls(name, record, refused, self._refusal)
                for role in allowed:
                    self._check_calls(name, record, [role], nullcontext)

    def _reaches(self, role, record):
        is_kept = record._name in MODELS and bool(record)
        return not is_kept or self._sees(role, record)

    def _refusal(self):
        return self.assertRaises(AccessError)

    def _targets(self, name, model, method):
        """Return the records to call a method on, empty ones for a model's method."""
        is_model_method = hasattr(getattr(self.registry[model], method), "_api_model")
        if is_model_method or self.methods[name].anywhere:
            return [self.env[model]]
        if model in MODELS:
            return list(self._samples(model))
        return [self._target(model)]

    def _target(self, model):
        if model == "customer.retention.suggest":
            return self._suggestion()
        return self._record(model)

    def _record(self, model):
        if model == "res.partner":
            return self.own
        if model == "res.config.settings":
            return self.env[model].create({})
        if model == "crm.lead":
            return self._as("own", self.env[model]).create({"name": "Fair"})
        if asks := self._asked_about(model):
            return self.env[model].create(asks)
        if model == "customer.retention.import":
            return self.env[model].create({"file": base64.b64encode(b"Name\nAcme")})
        fields = self.env[model]._fields
        values = {name: "Because" for name in fields if name.endswith("reason")}
        if "name" in fields and fields["name"].required:
            values |= {"name": "Acme", "user_id": False}
        if "profile_ids" in fields:
            values["profile_ids"] = [(6, 0, self._profile(self.own).ids)]
        if "status" in fields:
            values["status"] = "lost"
        if "segment_ids" in fields:
            segment = self.env["customer.segment"].create({"name": "Static"})
            values["segment_ids"] = [(6, 0, segment.ids)]
        return self.env[model].create(values)

    def _suggestion(self):
        """Return the dialog of a quotation for a customer who ordered a product."""
        product = self.env["product.product"].create({"name": "Box"})
        line = Command.create({"product_id": product.id})
        order = self.env["sale.order"].create(
            {"partner_id": self.own.id, "order_line": [line]}
        )
        order.action_confirm()
        self._update(order, date_order=f"{ago(30)} 12:00:00")
        action = self._profile(self.own).action_suggest_quotation()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _asked_about(self, model):
        """Return the values of a wizard that asks before something is switched on."""
        if model == "customer.lifecycle.change":
            return {"lifecycle_id": self.company.retention_lifecycle_id.id}
        if model == "customer.retention.reaction.switch":
            reaction = self.env["customer.retention.reaction"].search(
                [("company_id", "=", self.company.id)], limit=1
            )
            reaction.template_id = self.env.ref(
                "oe_customer_retention.mail_template_reaction_internal"
            )
            reaction.action = "mail"
            return {"reaction_id": reaction.id}
        return None

    def _check_calls(self, name, record, roles, expected):
        """Call a method as each of some roles, and undo what it did."""
        call, method = self.methods[name], name.rpartition(".")[2]
        with self.env.cr.savepoint() as savepoint:
            for role in sorted(roles):
                with self.subTest(method=name, role=role, record=record):
                    target = self._opened(role, record)
                    self.called = target.sudo()
                    target = self._as(role, target, **call.context)
                    with expected():
                        getattr(target, method)(*call.arguments(self))
            savepoint.rollback()
        self.env.invalidate_all()

    def _opened(self, role, record):
        """Return the record for a role: everybody opens a wizard of one's own."""
        record = record.with_user(self.users[role])
        return record.sudo().copy().sudo(False) if record._name in WIZARDS else record


class TestFieldAccess(AccessCase):
    """What a role may not read, it finds out by no filter, group or order either."""

    guarded = FIELDS
    writable = WRITABLE
    done_for = DONE_FOR_FIELDS

    def test_every_guarded_field_has_a_decision(self):
        guarded = {
            f"{cls._name}.{field.name}"
            for cls, field in self._decided_fields()
            if field.groups
        }
        self.assertEqual(guarded, set(self.guarded), "decide in access_decisions")

    def _decided_fields(self):
        """Yield the fields of the addon's own models; ``test_security`` looks at those
        of others."""
        own = own_models(self.registry, self.addons)
        for cls, field in own_fields(self.registry, self.addons):
            if cls in own:
                yield cls, field

    def test_what_is_rendered_run_or_planned_was_decided(self):
        templates = self.registry["mail.render.mixin"]
        found = {
            f"{cls._name}.{field.name}"
            for cls, field in own_fields(self.registry, self.addons)
            if field.comodel_name in DONE_FOR
            or field.comodel_name
            and issubclass(self.registry[field.comodel_name], templates)
        }
        self.assertEqual(found, self.done_for, "decide in access_decisions.DONE_FOR")

    def test_what_is_owed_is_found_out_by_no_path(self):
        domain = [("overdue_amount", ">", 0)]
        transitions = "customer.retention.transition"
        paths = (
            lambda env: env[PROFILE].search(domain),
            lambda env: env[PROFILE].search([], order="overdue_amount"),
            lambda env: env[PROFILE]._read_group([], ["overdue_amount"]),
            lambda env: env[PROFILE].formatted_read_group(
                [], [], ["overdue_amount:sum"]
            ),
            lambda env: env[PROFILE].search([]).read(["overdue_amount"]),
            lambda env: env[PROFILE].search([]).export_data(["overdue_amount"]),
            lambda env: env[transitions].search([("profile_id", "any", domain)]),
            lambda env: env[transitions].search(
                [("profile_id.overdue_amount", ">", 0)]
            ),
            lambda env: env["res.partner"].search(
                [("retention_profile_ids.overdue_amount", ">", 0)]
            ),
            lambda env: env["res.partner"].search(
                [("retention_profile_id.overdue_amount", ">", 0)]
            ),
            lambda env: env["customer.retention.dashboard"].get_data(domain),
            lambda env: env["customer.retention.workbook"]._open(domain),
            lambda env: env[f"report.{ADDON}.report_customers"]._get_report_values(
                [], {"domain": domain}
            ),
        )
        for number, path in enumerate(paths):
            with self.subTest(path=number), self.assertRaises(AccessError):
                path(self._as("all", self.env["res.users"]).env)

    def test_what_people_write_on_a_profile_was_decided(self):
        fields = self.env[PROFILE]._fields.items()
        writable = {
            name
            for name, field in fields
            if field._module in self.addons
            and (field.store or field.related)
            and not field.readonly
            and field.type not in ("one2many", "many2many")
        }
        self.assertEqual(writable, self.writable, "decide in access_decisions.WRITABLE")

    def test_partner_fields_are_for_salespeople(self):
        names = {name for name in self.own._fields if name.startswith("retention_")}
        names -= {"retention_department"}  # of the contact, as its job
        for role in ROLES:
            for name in names:
                with self.subTest(role=role, field=name):
                    field = self.own._fields[name]
                    partner = self._as(role, self.own)
                    allowed = partner._has_field_access(field, "read")
                    self.assertEqual(allowed, role in ("own", "all", "manager"))


class TestRouteAccess(AccessCase, HttpCase):
    def _routes(self):
        return {
            url for url, _endpoint in _generate_routing_rules([ADDON], nodb_only=False)
        }

    def test_every_route_has_a_decision(self):
        self.assertEqual(
            self._routes(), set(ROUTES), "decide in access_decisions.ROUTES"
        )

    def test_each_role_downloads_what_was_decided(self):
        report = f"/report/html/{ADDON}.report_customers"
        for url, roles in {**ROUTES, report: EXPORTERS}.items():
            for role in ROLES:
                with self.subTest(url=url, role=role):
                    self._check_route(url, role, role in roles)

    def _check_route(self, url, role, allowed):
        login = f"access_{role}"
        self.authenticate(*([login, login] if role != "public" else [None, None]))
        answer = self.url_open(url, allow_redirects=False)
        if allowed:
            self.assertEqual(answer.status_code, 200)
        elif role == "public":
            self.assertIn("/web/login", answer.headers.get("Location", ""))
        else:
            self.assertEqual(answer.status_code, 403)

    def test_a_company_that_is_not_one_s_own_cannot_be_switched_on(self):
        self.authenticate("access_manager", "access_manager")
        [url] = ROUTES
        answer = self.url_open(f"{url}?company_ids=[{self.other.id}]")
        self.assertEqual(answer.status_code, 403)
