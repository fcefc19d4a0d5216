from odoo import api, fields, models


class CustomerRetentionImportLine(models.TransientModel):
    """A row of an imported file, and what becomes of it."""

    _name = "customer.retention.import.line"
    _description = "Imported Row"
    _inherit = ["customer.retention.links.mixin"]
    _order = "row"

    import_id = fields.Many2one(
        "customer.retention.import",
        string="Imported file",
        required=True,
        ondelete="cascade",
        index=True,
        help="The import of the file the row is in.",
    )
    row = fields.Integer(
        readonly=True, help="The number a spreadsheet shows for the row."
    )
    cells = fields.Json(readonly=True, help="The row as it is in the file.")
    label = fields.Char(
        string="Customer",
        compute="_compute_label",
        help="The name of the customer, as it is in the file.",
    )
    action = fields.Selection(
        [
            ("create", "New contact"),
            ("update", "Update"),
            ("same", "Nothing to change"),
            ("skip", "Skip"),
            ("error", "Problem"),
        ],
        readonly=True,
        help="What importing the row does, or has done.",
    )
    done = fields.Boolean(
        readonly=True, help="Nothing is left to do for the row in this import."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        readonly=True,
        help="The contact it is a duplicate of, or became.",
    )
    first_id = fields.Many2one(
        "customer.retention.import.line",
        string="Duplicate of row",
        readonly=True,
        help="The earlier row of the file it is a duplicate of.",
    )
    late = fields.Boolean(
        string="Imported later",
        readonly=True,
        help="Imported after the rows of the companies it names.",
    )
    is_employer = fields.Boolean(
        string="Employer",
        readonly=True,
        help="Other rows name it as the company they belong to.",
    )
    message = fields.Char(
        readonly=True, help="Why it is a duplicate, what was changed, or what is wrong."
    )

    @api.depends("cells", "import_id.column_ids.target")
    def _compute_label(self):
        for wizard, lines in self.grouped("import_id").items():
            for line, row in zip(lines, wizard._rows(lines), strict=True):
                cells = [row[key][1] for key in ("name", "email", "ref") if key in row]
                line.label = next(filter(None, cells), False)
