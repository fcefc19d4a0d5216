from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.labels import enumerated
from .file import column_letter

TARGETS = (
    "name",
    "is_company",
    "parent_id",
    "email",
    "phone",
    "vat",
    "ref",
    "street",
    "street2",
    "zip",
    "city",
    "country_id",
    "state_id",
    "website",
    "function",
    "user_id",
    "category_id",
    "lang",
    "industry_id",
    "status_override",
    "stage_id",
    "segment_ids",
)
# Of the customer, not of the contact.
PROFILE_TARGETS = ("status_override", "stage_id", "segment_ids")
# What columns are called besides the labels of the fields, in capitals or not.
ALIASES = {
    "name": ("customer", "customer name", "full name", "contact name"),
    "is_company": ("company?", "company y/n"),
    "parent_id": ("company", "parent", "parent company", "company name", "employer"),
    "email": ("e-mail", "mail", "email address", "e-mail address"),
    "phone": ("telephone", "tel", "tel.", "phone number", "mobile"),
    "vat": ("vat", "vat number", "vat no", "vat id", "tax number", "tin"),
    "ref": ("customer number", "customer no", "customer id", "number", "code"),
    "street": ("address", "street 1", "address 1"),
    "street2": ("street 2", "address 2"),
    "zip": ("zip code", "postcode", "postal code"),
    "city": ("town", "place"),
    "state_id": ("province", "region"),
    "website": ("web", "url", "homepage"),
    "user_id": ("account manager", "sales rep", "seller", "owner"),
    "category_id": ("tag", "labels", "categories"),
    "industry_id": ("sector", "branch of industry"),
    "status_override": ("status", "customer status", "state of the customer"),
    "stage_id": ("stage", "lifecycle stage", "lifecycle"),
    "segment_ids": ("segment", "segments", "list"),
}


class CustomerRetentionImportColumn(models.TransientModel):
    """A column of an imported file, and the field its cells go to."""

    _name = "customer.retention.import.column"
    _description = "Imported Column"
    _inherit = ["customer.retention.links.mixin"]
    _order = "index"

    import_id = fields.Many2one(
        "customer.retention.import",
        string="Imported file",
        required=True,
        ondelete="cascade",
        index=True,
        help="The import of the file the column is in.",
    )
    index = fields.Integer(
        required=True, readonly=True, help="Place of the column in the file, from 0."
    )
    letter = fields.Char(
        string="Column",
        compute="_compute_letter",
        help="The letter a spreadsheet shows for the column.",
    )
    header = fields.Char(
        string="Heading", readonly=True, help="What the first row calls the column."
    )
    sample = fields.Char(readonly=True, help="What the first rows have in it.")
    target = fields.Selection(
        selection="_selection_target",
        string="Odoo field",
        help="The field of the contact or the customer this column is imported into. "
        "Empty: the column is left out.",
    )

    @api.depends("index")
    def _compute_letter(self):
        for column in self:
            column.letter = column_letter(column.index)

    @api.model
    def _selection_target(self):
        described = self._described("string")
        labels = {name: each["string"] for name, each in described.items()}
        labels["status_override"] = self.env._("Status")
        return [(name, labels[name]) for name in TARGETS if name in labels]

    @api.model
    def _described(self, *attributes):
        """Return what fields can be imported, with these attributes."""
        partner_targets = [name for name in TARGETS if name not in PROFILE_TARGETS]
        profiles = self.env["customer.retention.profile"]
        return {
            **self.env["res.partner"].fields_get(partner_targets, attributes),
            **profiles.fields_get(PROFILE_TARGETS, attributes),
        }

    @api.model
    def _target_label(self, name):
        return dict(self._selection_target())[name]

    @api.model
    def _create_for(self, wizard, heading, rows):
        """Create the columns of ``rows``, with a guess of what each is."""
        width = max(len(row.cells) for row in (heading, *rows))
        headers = heading.cells + [""] * (width - len(heading.cells))
        targets = self._guess(headers)
        self.create(
            [
                {
                    "import_id": wizard.id,
                    "index": index,
                    "header": header,
                    "sample": self._sample(index, rows),
                    "target": targets.get(index),
                }
                for index, header in enumerate(headers)
            ]
        )

    def _sample(self, index, rows):
        cells = [row.cells[index][:40] for row in rows[:50] if index < len(row.cells)]
        return ", ".join([cell for cell in cells if cell][:3])

    def _guess(self, headers):
        """Return ``{index: field}``: by our names, else as Odoo's own import guesses.

        Odoo's knows technical names, labels in the user's language and in English, what
        people chose before, and forgives a letter or two.
        """
        found = {}
        aliases = {alias: name for name, each in ALIASES.items() for alias in each}
        guessed = self._guess_by_label(headers)
        for index, header in enumerate(headers):
            name = aliases.get(header.casefold()) or guessed.get(index)
            if name and name not in found.values():
                found[index] = name
        return found

    def _guess_by_label(self, headers):
        described = self._described("string", "type")
        tree = [
            {"name": name, "model_name": "res.partner", "fields": [], **description}
            for name, description in described.items()
        ]
        types = sorted({description["type"] for description in described.values()})
        keys = [(index, header) for index, header in enumerate(headers)]
        suggestions = (
            self.env["base_import.import"]
            .new({"res_model": "res.partner"})
            ._get_mapping_suggestions(headers, dict.fromkeys(keys, types), tree)
        )
        return {
            index: suggestion["field_path"][0]
            for (index, _header), suggestion in suggestions.items()
            if suggestion and suggestion["field_path"][0] in described
        }

    def _check_mapping(self):
        """Complain where two columns go to one field, or no row could be used."""
        for target, columns in self.filtered("target").grouped("target").items():
            if len(columns) > 1:
                raise UserError(
                    self.env._(
                        "Columns %(columns)s are all mapped to %(field)s. Keep one of "
                        "them, and leave the others empty.",
                        columns=enumerated(self.env, columns.mapped("letter")),
                        field=self._target_label(target),
                    )
                )
        if "name" not in self.mapped("target") and not self.import_id._keys():
            raise UserError(
                self.env._(
                    "No column is mapped to the name, nor to an email, tax ID or "
                    "reference to find contacts by. Specify which column has the "
                    "names."
                )
            )
        if self.import_id.on_duplicate in ("fill", "replace"):
            self._check_keys()

    def _check_keys(self):
        if not self.import_id._keys():
            raise UserError(
                self.env._(
                    "To update contacts they have to be found: map a column to email, "
                    "tax ID or reference, and tick it under “Find existing contacts "
                    "by”."
                )
            )
