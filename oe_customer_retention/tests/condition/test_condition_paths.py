"""What conditions may ask for: nobody learns from them what they may not read."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tests import JsonRpcException

from ..common import MANAGER, SALESMAN
from ..extending import extend
from .condition_common import POLICY, PROFILE, STORED, ConditionCase, RpcCase
from .condition_decisions import NOT_IN_CONDITIONS

SEGMENT = "customer.segment"
ADDON = "oe_customer_retention"
# Paths from the customer, each to something no salesperson may read by itself.
HIDDEN = (
    "message_ids.body",
    "invoice_ids.amount_total",
    "sale_order_ids.amount_total",
    "channel_ids.message_ids.body",
    "user_ids.login",
    "user_id.partner_id.channel_ids.message_ids.body",
    "company_id.user_ids.partner_id.channel_ids.message_ids.body",
    "child_ids.comment",
    "comment",
    "credit",
)


class TestHiddenPaths(RpcCase):
    def _create(self, model, condition):
        values = {**self._values(model), STORED[model]: str(condition)}
        return self._call(model, "create", values)

    def _assert_refused(self, condition, model):
        with (
            self.subTest(model=model, condition=condition),
            self.assertRaisesRegex(JsonRpcException, "ValidationError"),
        ):
            self._create(model, condition)

    def test_what_every_salesperson_reads_may_be_asked_for(self):
        for model in STORED:
            prefix = "" if model == POLICY else "partner_id."
            with self.subTest(model=model):
                self.assertTrue(self._create(model, [(f"{prefix}city", "=", "Graz")]))

    def test_paths_to_the_records_of_others_are_refused(self):
        for model in STORED:
            prefix = "" if model == POLICY else "partner_id."
            for path in HIDDEN:
                self._assert_refused([(prefix + path, "!=", False)], model)

    def test_domains_within_a_domain_are_refused_the_same_paths(self):
        for model in STORED:
            hop = "commercial_partner_id" if model == POLICY else "partner_id"
            for operator in ("any", "not any", "any!", "not any!"):
                secret = [("channel_ids.message_ids.body", "ilike", "4711")]
                self._assert_refused([(hop, operator, secret)], model)
                self._assert_refused([("id", operator, secret)], model)

    def test_the_profile_s_own_records_of_others_are_refused(self):
        for path in (
            "overdue_amount",
            "message_ids.body",
            "activity_ids.note",
            "journal_ids.reason",
            "outcome_ids.user_id",
            "company_id.user_ids.partner_id.channel_ids.message_ids.body",
            "user_id.partner_id.channel_ids.message_ids.body",
            "segment_ids.profile_ids.partner_id",
        ):
            for model in {*STORED} - {POLICY}:
                self._assert_refused([(path, "!=", False)], model)

    def test_the_family_of_a_contact_is_not_found_out(self):
        for operator in ("child_of", "parent_of"):
            for value in (self.customer.id, "Secret"):
                self._assert_refused(
                    [("partner_id", operator, value)], "customer.segment"
                )
                self._assert_refused([("id", operator, value)], POLICY)


class TestConditionFields(ConditionCase):
    addons = (ADDON,)
    not_in_conditions = NOT_IN_CONDITIONS

    def test_every_model_that_keeps_a_condition_is_tried(self):
        keeps = self.registry["customer.retention.condition.mixin"]
        found = {
            name
            for name, cls in self.registry.items()
            if issubclass(cls, keeps) and not cls._abstract
        }
        self.assertEqual(found, STORED.keys())

    def test_whether_conditions_ask_for_a_field_of_the_profile_was_decided(self):
        own = {
            name
            for name, field in self.env[PROFILE]._fields.items()
            if field._modules[:1] and field._modules[0] in self.addons
        }
        listed = self.env[PROFILE]._condition_fields() & own
        self.assertFalse(listed & self.not_in_conditions.keys())
        self.assertEqual(own, listed | self.not_in_conditions.keys())

    def test_each_of_them_can_be_used(self):
        for model, field in STORED.items():
            searched = self.env[model]._condition_model
            domain = [
                (path, "!=", False)
                for path in sorted(self.env[searched]._condition_fields())
            ]
            with self.subTest(model=model):
                record = self._stored(model, str(domain))
                self.assertEqual(record[field], str(domain))

    def test_every_salesperson_reads_each_of_them(self):
        seller = self._user("condition_seller", SALESMAN)
        for searched in (PROFILE, "res.partner"):
            model = self.env[searched].with_user(seller)
            for path in model._condition_fields():
                with self.subTest(path=path):
                    hops, _dot, name = path.rpartition(".")
                    owner = model.browse()[hops] if hops else model
                    field = owner._fields[name]
                    self.assertTrue(owner._has_field_access(field, "read"))

    def test_a_refusal_names_the_path_and_what_to_use_instead(self):
        for path, instead in (
            ("partner_id.country_id.code", "Use 'partner_id.country_id' instead"),
            ("user_id.login", "Use 'user_id' instead"),
            ("partner_id.comment", "one of the editor's fields instead"),
            ("overdue_amount", "one of the editor's fields instead"),
        ):
            with self.subTest(path=path), self.assertRaises(ValidationError) as raised:
                self._stored(SEGMENT, str([(path, "=", "x")]))
            self.assertIn(f"'{path}'", str(raised.exception))
            self.assertIn(instead, str(raised.exception))
            self.assertIn("Condition", str(raised.exception))

    def test_a_domain_on_the_contact_asks_for_the_same_fields_as_a_path(self):
        domain = "[('partner_id', 'any', [('city', '=', 'Graz'), ('%s', '=', 'x')])]"
        self.assertTrue(self._stored(SEGMENT, domain % "zip"))
        with self.assertRaisesRegex(ValidationError, "'partner_id.comment'"):
            self._stored(SEGMENT, domain % "comment")

    def test_tags_are_a_tree_that_may_be_asked_for(self):
        tags = self.env["res.partner.category"]
        parent = tags.create({"name": "Trade"})
        self.customer.category_id = tags.create(
            {"name": "Hotels", "parent_id": parent.id}
        )
        domain = [("partner_id.category_id", "child_of", parent.id)]
        segment = self._stored(SEGMENT, str(domain))
        self.assertEqual(segment.profile_ids.partner_id, self.customer)

    def test_a_field_that_not_every_salesperson_reads_stays_out_of_a_list(self):
        class Profile(models.Model):
            _module = None
            _inherit = "customer.retention.profile"

            @api.model
            def _condition_fields(self):
                return {*super()._condition_fields(), "overdue_amount"}

        extend(self, Profile)
        with self.assertRaisesRegex(ValidationError, "overdue_amount"):
            self._stored(SEGMENT, "[('overdue_amount', '>', 0)]")

    def test_the_editor_is_told_of_the_fields(self):
        segments = self.env[SEGMENT].with_user(self.manager).get_condition_fields()
        self.assertEqual(segments.keys(), {PROFILE, "res.partner"})
        self.assertIn("status", segments[PROFILE])
        self.assertIn("city", segments["res.partner"])
        policies = self.env[POLICY].with_user(self.manager).get_condition_fields()
        self.assertEqual(policies.keys(), {"res.partner"})

    def test_an_accountant_s_condition_is_seen_by_those_who_are_not(self):
        both = self._user(
            "accountant_manager", MANAGER, "account.group_account_manager"
        )
        with self.assertRaises(ValidationError):
            self.env[SEGMENT].with_user(both).create(
                {**self._values(SEGMENT), "domain": "[('overdue_amount', '>', 0)]"}
            )
