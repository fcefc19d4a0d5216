import re

from odoo.models import MAGIC_COLUMNS
from odoo.tests import TransactionCase, tagged

ADDON = "oe_customer_retention"
# Named the same all over Odoo, and said by the name alone.
ON_EVERY_RECORD = {
    *MAGIC_COLUMNS,
    "display_name",
    "name",
    "active",
    "sequence",
    "color",
}
# Which customer, company, salesperson … a row belongs to.
WHOSE = {
    "company_id",
    "country_id",
    "currency_id",
    "industry_id",
    "lifecycle_id",
    "partner_id",
    "profile_id",
    "profile_ids",
    "segment_id",
    "stage_id",
    "team_id",
    "user_id",
}
# Repeated from the partner beside its name, in lists one can phone and write from.
ADDRESS = {"partner_name", "partner_email", "partner_phone"}
EXEMPT = ON_EVERY_RECORD | WHOSE | ADDRESS | {"retention_currency_id"}


@tagged("post_install", "-at_install")
class TestHelp(TransactionCase):
    def _own_fields(self):
        for model in self.registry.values():
            for field in model._fields.values():
                if field._modules[:1] == (ADDON,):
                    yield field

    def test_every_field_says_what_it_means(self):
        fields = [field for field in self._own_fields() if field.name not in EXEMPT]
        self.assertTrue(fields)
        self.assertEqual([str(field) for field in fields if not field.help], [])

    def _own_actions(self):
        actions = self.env["ir.actions.act_window"].search(
            [("target", "!=", "new"), ("res_model", "!=", "res.config.settings")]
        )
        names = actions.get_external_id()
        return actions.filtered(lambda action: names[action.id].startswith(f"{ADDON}."))

    def test_every_empty_list_says_what_to_do(self):
        own = self._own_actions()
        self.assertTrue(own)
        without = own.filtered(lambda action: not action.help)
        self.assertEqual(without.mapped("name"), [])

    def test_an_empty_list_that_opens_filtered_says_so(self):
        filtered = self._own_actions().filtered(
            lambda action: re.search(r"search_default_(?!group_)", action.context)
        )
        self.assertTrue(filtered)
        silent = filtered.filtered(lambda action: "filter" not in (action.help or ""))
        self.assertEqual(silent.mapped("name"), [])
