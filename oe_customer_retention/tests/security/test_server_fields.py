"""What the server alone decides, nobody writes: found in the registry, not listed."""

from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS
from odoo.models import LOG_ACCESS_COLUMNS

from .access_common import ADDON, AccessCase
from .access_decisions import ROLES

# Administrators are trusted with everything.
MISTRUSTED = [role for role in ROLES if role != "system"]
# Chosen once, when the record is made; or looked at in the record that was made.
CHOSEN = {
    "customer.retention.interaction.profile_id",
    "mail.activity.retention_log_id",
    "mail.message.retention_is_automatic",
}


class TestServerFields(AccessCase):
    tried_at_least = {"write": 100, "create": 10}

    def _server_fields(self):
        """Yield each model with its stored fields that are shown as read-only.

        Wizards are left out: what is in them their owner alone reads, and does.
        """
        for model, cls in self.registry.items():
            names = [
                name
                for name, field in cls._fields.items()
                if field._module in self.addons
                and field.store
                and field.readonly
                and name not in LOG_ACCESS_COLUMNS
                and field.groups != NO_ACCESS
            ]
            if names and not (cls._abstract or cls._transient):
                yield model, names

    def _refused(self, operation, call, but=()):
        """Return how many fields some role was refused, of models it may write."""
        tried = 0
        for model, names in self._server_fields():
            names = [name for name in names if f"{model}.{name}" not in but]
            for role in MISTRUSTED:
                records = self._as(role, self.env[model])
                if records.has_access(operation):
                    for name in names:
                        tried += self._is_refused(call, records, name)
        return tried

    def _is_refused(self, call, records, name):
        field = str(records._fields[name])
        with (
            self.subTest(field=field, user=records.env.user.login),
            self.assertRaisesRegex(
                AccessError, "cannot be changed by users|not have the rights"
            ),
        ):
            call(records, name)
        return True

    def test_they_are_not_written(self):
        tried = self._refused("write", lambda records, name: records.write({name: 1}))
        self.assertGreaterEqual(tried, self.tried_at_least["write"])

    def test_they_are_not_given_on_creation(self):
        tried = self._refused(
            "create", lambda records, name: records.create({name: 1}), but=CHOSEN
        )
        self.assertGreaterEqual(tried, self.tried_at_least["create"])

    def test_what_people_make_is_duplicated_without_them(self):
        for model, names in self._server_fields():
            if self._as("manager", self.env[model]).has_access("create"):
                fields = self.env[model]._fields
                copied = {f"{model}.{name}" for name in names if fields[name].copy}
                self.assertLessEqual(copied, CHOSEN, model)

    def test_a_stage_of_all_companies_is_not_passed_off_as_one_s_own(self):
        """By its company, on which the record rules look."""
        shared = self.env.ref(f"{ADDON}.lifecycle_b2b")
        stages = self._as("manager", self.env["customer.lifecycle.stage"])
        values = {"name": "Mine", "lifecycle_id": shared.id}
        own = {"company_id": self.company.id}
        with self.assertRaises(AccessError):
            stages.create({**values, **own})
        with self.assertRaises(AccessError):
            stages.with_context(default_company_id=self.company.id).create(values)
