"""Nobody learns the name of a record by linking to it one of their own."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import LOG_ACCESS_COLUMNS

from ...models.shared.links import LinksMixin
from .access_common import AccessCase, own_fields
from .access_decisions import LINKS_ELSEWHERE, MODELS, WIZARDS
from .planted import PlantedMixin

LINKS = "customer.retention.links.mixin"
NAME = {"fields": {"display_name": {}}}


def by_default(records, name, id_):
    given = records.with_context(**{f"default_{name}": id_})
    return given.onchange({}, [], {name: NAME})


def by_value(records, name, id_):
    return records.onchange({name: id_}, [], {name: NAME})


def by_record(records, name, id_):
    return records.onchange({name: {"id": id_}}, [], {name: NAME})


def by_creating(records, name, id_):
    return records.create({name: id_})


def by_writing(records, name, id_):
    return records.write({name: id_})


class TestLinks(PlantedMixin, AccessCase):
    links_elsewhere = {*LINKS_ELSEWHERE}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        private = {"company_id": cls.other.id}
        product = cls.env["product.product"].create({"name": "Kept", **private})
        cls.kept = cls.env["res.partner"].create({"name": "Kept", **private})
        cls.env["sale.order"].create(
            {
                "partner_id": cls.kept.id,
                "order_line": [Command.create({"product_id": product.id})],
                **private,
            }
        )
        cls.env.flush_all()

    def _hidden(self, records, model):
        """Return a record with a name that the user of ``records`` may not read."""
        every = self.env[model].with_context(active_test=False).search([])
        readable = every.with_env(records.env)._filtered_access("read")
        hidden = every - every.browse(readable.ids)
        return hidden.filtered("display_name")[-1:]

    def test_links_that_nobody_looks_at_are_noticed(self):
        tests = (
            "test_nothing_is_linked_that_its_writer_may_not_read",
            "test_nor_by_a_line_within",
        )
        hole = self._hole(LINKS, "_check_links", lambda _records, _vals: None)
        self._assert_noticed(dict.fromkeys(tests, hole))

    def _people(self):
        """Yield the models of whose records people write any."""
        for model, access in MODELS.items():
            if access.write or access.create:
                yield self.env[model]
        for model in WIZARDS:
            yield self.env[model]

    def test_whatever_people_write_checks_its_links(self):
        self.assertFalse(
            [
                model._name
                for model in self._people()
                if not isinstance(model, LinksMixin)
            ]
        )

    def test_links_on_models_of_others_are_looked_at_or_decided(self):
        unseen = {
            f"{cls._name}.{field.name}"
            for cls, field in own_fields(self.registry, self.addons)
            if field.type in ("many2one", "many2many")
            and field.store
            and not (field.readonly or cls._transient)
            and cls._original_module not in self.addons
            and not issubclass(cls, LinksMixin)
        }
        self.assertEqual(unseen, self.links_elsewhere, "inherit the links mixin")

    def test_nothing_is_linked_that_its_writer_may_not_read(self):
        tried = 0
        for model in self._people():
            for role in ("own", "manager"):
                tried += self._assert_links_refused(self._as(role, model))
        self.assertGreater(tried, 100)

    def _assert_links_refused(self, records):
        ways = [by_default, by_value, by_record, by_creating]
        if not records.has_access("create"):
            if not records.has_access("write"):
                return 0
            ways = [by_writing]
            records = records.browse(self._samples(records._name)[:1].ids)
        links = [
            field
            for field in records._fields.values()
            if field.type == "many2one" and field.name not in LOG_ACCESS_COLUMNS
        ]
        tried = 0
        for field in links:
            if not records._has_field_access(field, "write"):
                continue
            hidden = self._hidden(records, field.comodel_name)
            for way in ways if hidden else ():
                tried += 1
                with (
                    self.subTest(field=str(field), by=way.__name__),
                    self.assertRaises(AccessError) as caught,
                ):
                    way(records, field.name, hidden.id)
                self.assertNotIn(hidden.display_name, str(caught.exception))
        return tried

    def test_nor_by_a_line_within(self):
        hidden = self._hidden(self._as("own", self.kept), "sale.order.line")
        suggests = self._as("own", self.env["customer.retention.suggest"])
        spec = {"line_ids": {"fields": {"last_line_id": NAME}}}
        values = {"line_ids": [Command.create({"last_line_id": hidden.id})]}
        with self.assertRaises(AccessError):
            suggests.onchange(values, [], spec)

    def test_nor_by_one_within_a_form_of_another_model(self):
        kept = self.env["customer.retention.loss.reason"].create(
            {"name": "Kept", "company_id": self.other.id}
        )
        link = {"loss_reason_id": kept.id}
        spec = {"retention_profile_ids": {"fields": {"loss_reason_id": NAME}}}
        partner = self._as("own", self.own)
        for command in (
            Command.create(link),
            Command.update(self._profile(self.own).id, link),
        ):
            values = {"retention_profile_ids": [command]}
            with self.subTest(command), self.assertRaises(AccessError):
                partner.onchange(values, [], spec)

    def test_what_is_linked_already_stays(self):
        """By the server, or while it could be read."""
        imports = self._as("own", self.env["customer.retention.import"]).create({})
        lines = self._as("own", self.env["customer.retention.import.line"])
        line = lines.create({"import_id": imports.id})
        line.sudo().partner_id = self.kept
        line.write({"partner_id": self.kept.id, "done": True})
        self.assertTrue(line.done)
