"""The access matrix of the other addons: one that is undecided in there fails here."""

from unittest import SkipTest

from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from ..condition.test_condition_paths import TestConditionFields
from ..security.access_common import ADDON, own_fields, own_models
from ..security.access_decisions import ROLES
from ..security.test_access_matrix import TestFieldAccess, TestMethodAccess
from ..security.test_links import TestLinks
from ..security.test_server_fields import TestServerFields
from . import beside_decisions as decided

# What the main addon's reactions do, and react to.
OWN = {
    "action": {"activity", "plan", "mail", "server", "post"},
    "trigger": {"status", "stage", "category"},
}


class BesideMixin:
    """Looks at the other addons, however many of them are installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"].search(
            [("state", "=", "installed"), ("name", "=like", f"{ADDON}\\_%")]
        )
        cls.addons = tuple(modules.mapped("name"))
        if not cls.addons:
            raise SkipTest("no other addon is installed: install one in this database")


@tagged("other_modules", "-standard")
class TestAccessBeside(
    BesideMixin, TestMethodAccess, TestFieldAccess, TestServerFields, TestLinks
):
    methods = decided.METHODS
    guarded = decided.FIELDS
    writable = set()
    done_for = decided.DONE_FOR_FIELDS
    tried_at_least = {"write": 50, "create": 0}  # profiles nobody creates
    links_elsewhere = decided.LINKS_ELSEWHERE

    def _decided_fields(self):
        return own_fields(self.registry, self.addons)

    def _record(self, model):
        if model != "mailing.mailing":
            return super()._record(model)
        mailing = self.env[model].create({"subject": "We miss you"})
        reactions = self.env["customer.retention.reaction"]
        mailing.retention_reaction_id = reactions.create(mailing._retention_values())
        return mailing

    def test_every_model_and_route_has_a_decision(self):
        models = [m for m in own_models(self.registry, self.addons) if not m._abstract]
        stored = {model._name for model in models if not model._transient}
        wizards = {model._name for model in models if model._transient}
        self.assertEqual(stored, set(decided.MODELS), "decide in beside_decisions")
        self.assertEqual(wizards, set(decided.WIZARDS), "decide in beside_decisions")
        routes = {url for url, _route in _generate_routing_rules(self.addons, False)}
        self.assertEqual(routes, set(decided.ROUTES), "decide in beside_decisions")

    def test_whatever_people_write_has_a_decision(self):
        written = {
            f"{cls._name}.{field.name}"
            for cls, field in own_fields(self.registry, self.addons)
            if (field.store or field.related) and not (field.readonly or cls._transient)
        }
        self.assertEqual(written, set(decided.WRITABLE), "decide in beside_decisions")

    def test_whatever_reactions_do_and_react_to_has_a_decision(self):
        fields = self.env["customer.retention.reaction"]._fields
        for name, elsewhere in (
            ("action", decided.ACTIONS),
            ("trigger", decided.TRIGGERS),
        ):
            values = fields[name].get_values(self.env)
            with self.subTest(name):
                self.assertEqual(set(values) - OWN[name], set(elsewhere))

    def test_each_role_reads_of_guarded_fields_what_was_decided(self):
        for name, roles in decided.FIELDS.items():
            model, _dot, field = name.rpartition(".")
            for role in ROLES:
                with self.subTest(field=name, role=role):
                    records = self._as(role, self.env[model])
                    field_ = records._fields[field]
                    allowed = records._has_field_access(field_, "read")
                    self.assertEqual(allowed, role in roles)

    def test_what_only_some_read_on_models_of_others_is_not_copied(self):
        own = own_models(self.registry, (ADDON, *self.addons))
        copied = {
            str(field)
            for cls, field in own_fields(self.registry, self.addons)
            if field.groups and field.copy and cls not in own
        }
        self.assertEqual(copied, {"res.company.retention_nps_question_id"})


@tagged("other_modules", "-standard")
class TestConditionsBeside(BesideMixin, TestConditionFields):
    not_in_conditions = decided.NOT_IN_CONDITIONS
