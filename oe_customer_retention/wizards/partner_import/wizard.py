"""Import of customers from a file: its steps, and what the person chooses."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.groups import salesperson_of_new
from ...models.labels import enumerated
from .file import ENCODINGS, read
from .table import MAX_FILE_SIZE, Unreadable

# A catalog drops a tab at the end of a term's name, and its translation with it.
TAB = "tab"


class CustomerRetentionImport(models.TransientModel):
    """One file of customers on its way into the contacts.

    Its columns are mapped to fields, its rows matched with the contacts there are;
    then they are created, updated or skipped in batches. A row that fails does not stop
    the others.
    """

    _name = "customer.retention.import"
    _description = "Import of Customers"
    _inherit = ["customer.retention.links.mixin"]
    _rec_name = "file_name"
    _transient_max_hours = 12.0

    state = fields.Selection(
        [
            ("file", "File"),
            ("columns", "Columns"),
            ("preview", "Preview"),
            ("running", "Importing"),
            ("done", "Report"),
        ],
        default="file",
        required=True,
        readonly=True,
        help="Progress of the import.",
    )
    file = fields.Binary(
        attachment=False,
        help="A CSV or Excel (XLSX) file whose first row names the columns.",
    )
    file_name = fields.Char(
        help="The name of the file on your computer.", string="File name"
    )
    encoding = fields.Selection(
        [(name, name) for name in ENCODINGS],
        help="How letters are stored in a CSV file. Empty: detected from the file. "
        "Choose another one if accents look wrong.",
    )
    separator = fields.Selection(
        [
            (",", "Comma ,"),
            (";", "Semicolon ;"),
            (TAB, "Tab"),
            ("|", "Bar |"),
        ],
        help="The character between two columns of a CSV file. Empty: detected from "
        "the heading row.",
    )
    column_ids = fields.One2many(
        "customer.retention.import.column",
        "import_id",
        string="Columns",
        help="The columns of the file, and the fields they are mapped to.",
    )
    line_ids = fields.One2many(
        "customer.retention.import.line",
        "import_id",
        string="Rows",
        help="The rows of the file, and what happens to each.",
    )
    problem_ids = fields.One2many(
        "customer.retention.import.line",
        "import_id",
        string="Problems",
        domain=[("action", "=", "error")],
        help="The rows that are not imported, and why.",
    )
    match_email = fields.Boolean(
        string="Email",
        default=True,
        help="A row is a duplicate of the contact with this address, regardless of "
        "capitals and of a name before it.",
    )
    match_vat = fields.Boolean(
        string="Tax ID",
        default=True,
        help="A row is a duplicate of the company with this tax ID: blanks, dots and "
        "the country's letters before it do not matter.",
    )
    match_ref = fields.Boolean(
        string="Reference",
        default=True,
        help="A row is a duplicate of the contact with exactly this reference.",
    )
    on_duplicate = fields.Selection(
        [
            ("skip", "Skip the row"),
            ("fill", "Update the contact with the cells that are not empty"),
            ("replace", "Update the contact with all cells, empty ones too"),
            ("create", "Create another contact"),
        ],
        string="If the contact exists",
        default="skip",
        required=True,
        help="What to do with a row whose customer is there already, in Odoo or "
        "earlier in the file. Name, language and whether it is a company are never "
        "emptied, tags never removed.",
    )
    are_companies = fields.Boolean(
        string="These are companies",
        default=True,
        help="New contacts are companies, except those that name the company they "
        "belong to. A column that states this row by row takes precedence.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: salesperson_of_new(self.env),
        domain="[('share', '=', False)]",
        help="For new customers whose row names none. Empty: not assigned yet.",
    )
    left_out = fields.Char(
        string="Columns left out",
        compute="_compute_left_out",
        help="Columns not mapped to any field: what is in them is not imported.",
    )
    row_count = fields.Integer(
        string="Rows in the file", readonly=True, help="Rows below the heading."
    )
    done_count = fields.Integer(
        string="Rows done",
        compute="_compute_counts",
        help="Rows imported, skipped or found to have a problem so far.",
    )
    create_count = fields.Integer(
        string="New contacts",
        compute="_compute_counts",
        help="Rows that become new contacts.",
    )
    update_count = fields.Integer(
        string="Updated",
        compute="_compute_counts",
        help="Rows that change existing contacts.",
    )
    same_count = fields.Integer(
        string="Nothing to change",
        compute="_compute_counts",
        help="Rows that say what their contacts say already.",
    )
    skip_count = fields.Integer(
        string="Skipped",
        compute="_compute_counts",
        help="Rows that change nothing: their customer is there already.",
    )
    error_count = fields.Integer(
        string="With a problem",
        compute="_compute_counts",
        help="Rows that are not imported; each says why and what to do.",
    )

    @api.depends("column_ids.target", "column_ids.sample")
    def _compute_left_out(self):
        for wizard in self:
            columns = wizard.column_ids.filtered(
                lambda column: not column.target and (column.header or column.sample)
            )
            wizard.left_out = enumerated(
                self.env,
                [
                    f"{column.letter} ({column.header})"
                    if column.header
                    else column.letter
                    for column in columns
                ],
            )

    @api.depends("state", "line_ids.action", "line_ids.done")
    def _compute_counts(self):
        groups = self.env["customer.retention.import.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "action", "done"],
            ["__count"],
        )
        for wizard in self:
            own = [group[1:] for group in groups if group[0] == wizard]
            wizard.done_count = sum(count for _action, done, count in own if done)
            for action in ("create", "update", "same", "skip", "error"):
                wizard[f"{action}_count"] = sum(
                    count for found, _done, count in own if found == action
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.partner"].check_access("create")
        return super().create(vals_list)

    @api.constrains("file")
    def _check_file_size(self):
        """Base64 makes four bytes of three."""
        for wizard in self.with_context(bin_size=False):
            if len(wizard.file or b"") > MAX_FILE_SIZE * 4 / 3 + 4:
                raise UserError(wizard._explain(Unreadable("too_big")))

    def action_read(self):
        """Read the file, and guess which field each column is.

        :raises UserError: says why it cannot be read, and what to do
        """
        self.ensure_one()
        table = self._read()
        heading, *rows = table.rows
        self.column_ids.unlink()
        self.line_ids.unlink()
        self.write(
            {
                "encoding": table.encoding,
                "separator": TAB if table.separator == "\t" else table.separator,
                "state": "columns",
                "row_count": len(rows),
            }
        )
        self.env["customer.retention.import.column"]._create_for(self, heading, rows)
        self.env["customer.retention.import.line"].create(
            [
                {"import_id": self.id, "row": row.number, "cells": row.cells}
                for row in rows
            ]
        )

    def _read(self):
        separator = "\t" if self.separator == TAB else self.separator
        try:
            table = read(base64.b64decode(self.file or b""), self.encoding, separator)
        except Unreadable as error:
            raise UserError(self._explain(error)) from error
        if len(table.rows) < 2:
            raise UserError(
                self.env._(
                    "%(file)s has no rows below its heading. The first row names the "
                    "columns, each further one is a customer.",
                    file=self._file_label(),
                )
            )
        return table

    def action_back(self):
        """Go back one step: from the preview to the columns, from there to the file."""
        self.ensure_one()
        self.state = "columns" if self.state == "preview" else "file"

    def action_preview(self):
        """Say of every row what importing it would do; nothing is changed yet.

        :raises UserError: the columns or the choices do not fit
        """
        self._prepare()
        self.state = "preview"

    def _prepare(self):
        """Judge every row by the columns and choices as they are now."""
        self.ensure_one()
        if not self.column_ids:
            self.action_read()
        self.column_ids._check_mapping()
        self._examine()
