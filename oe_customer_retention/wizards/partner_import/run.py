"""Importing the rows, in batches that each are a transaction of the browser's."""

import base64
import io
import logging

import xlsxwriter
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from psycopg2 import OperationalError

from ...models.labels import phrased, reason
from .column import PROFILE_TARGETS

BATCH = 100
LONGEST_TEXT = 32_767  # in a cell of Excel
NEVER_EMPTIED = ("name", "is_company", "lang")
_logger = logging.getLogger(__name__)


class CustomerRetentionImport(models.TransientModel):
    _inherit = "customer.retention.import"

    problem_file = fields.Binary(
        string="Problem file",
        compute="_compute_problem_file",
        help="The rows that were not imported, with the reason in a last column.",
    )

    def action_import(self):
        """Import the rows: few at once, many while the page shows how far it is."""
        self._prepare()
        self.line_ids.filtered(
            lambda line: (
                line.action == "error" or (line.action == "skip" and not line.first_id)
            )
        ).done = True
        self.state = "running"
        if self.row_count <= BATCH:
            self.import_batch()

    def import_batch(self):
        """Import the next rows.

        :return: ``{"done": rows, "total": rows}``; all are done when they are equal
        """
        self.ensure_one()
        self.env["res.partner"].check_access("create")
        lines = self.line_ids.search(
            [("import_id", "=", self.id), ("done", "=", False)],
            order="late, row",
            limit=BATCH,
        )
        if self.state == "running":
            self._import_lines(lines)
            lines.done = True
            self.invalidate_recordset(["done_count"])
            if self.done_count == self.row_count:
                self.state = "done"
        return {"done": self.done_count, "total": self.row_count}

    def _import_lines(self, lines):
        created = lines.filtered(lambda line: line.action == "create")
        people = created.filtered("late")
        self._attempt(created - people, "_create_partners")
        self._attempt(people, "_create_partners")
        for line in lines.filtered("first_id"):
            line.partner_id = line.first_id.partner_id
            if not line.partner_id:  # the row it repeats could not be imported
                line.write({"action": "create", "message": False})
                self._attempt(line, "_create_partners")
        self._attempt(
            lines.filtered(lambda line: line.action in ("update", "same")),
            "_update_partners",
        )

    def _attempt(self, lines, method):
        """Import all of ``lines`` at once; where that fails, one after the other."""
        if not lines:
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, method)(lines)
        except OperationalError:
            raise  # not the row's fault: Odoo tries the whole batch again
        except Exception as error:
            if len(lines) > 1:
                for line in lines:
                    self._attempt(line, method)
            else:
                if not isinstance(error, UserError):
                    _logger.info("A row could not be imported", exc_info=error)
                lines.write({"action": "error", "message": reason(self.env, error)})

    def _values(self, lines):
        """Return the values of each of ``lines``, new tags and companies made.

        :raises UserError: a cell no longer says what it did in the preview
        """
        values_model = self.env["customer.retention.import.values"]
        converted = values_model._convert(self._rows(lines))
        if problem := next((p for _values, p in converted if p), None):
            raise UserError(problem)
        values_list = [values for values, _problem in converted]
        values_model._make_tags(values_list)
        values_model._make_parents(values_list)
        values_model._make_industries(values_list)
        return values_list

    def _create_partners(self, lines):
        values_list = self._values(lines)
        new = [
            self._new_partner(line, values)
            for line, values in zip(lines, values_list, strict=True)
        ]
        partners = self.env["res.partner"].with_context(tracking_disable=True)
        for line, partner in zip(lines, partners.create(new), strict=True):
            line.partner_id = partner
        self._make_customers(lines, values_list)

    def _new_partner(self, line, values):
        """Return the values of a new contact: a company, unless it belongs to one."""
        is_company = self.are_companies and not values.get("parent_id")
        named = {
            name: value
            for name, value in values.items()
            if value and name not in PROFILE_TARGETS
        }
        if values.get("is_company") is None:
            named["is_company"] = is_company
        if not values.get("parent_id"):
            named.setdefault("user_id", self.user_id.id)
        if line.is_employer:
            named["is_company"] = True
        return named

    def _update_partners(self, lines):
        values_list = self._values(lines)
        for line, values in zip(lines, values_list, strict=True):
            told = self._differences(line.partner_id, values)
            changes = self._changes(line.partner_id, values)
            if changes:
                line.partner_id.write(changes)
            line.write(self._tell(told))
        self._make_customers(lines, values_list)

    def _changes(self, partner, values):
        """Return what of ``values`` differs and is to replace what ``partner`` has."""
        changes = {}
        for name, value in values.items():
            if name in PROFILE_TARGETS or self._leaves(name, value):
                continue
            if name == "category_id":
                new = set(self._linked(value)) - set(partner.category_id.ids)
                value = [Command.link(tag) for tag in new]
                if new:
                    changes[name] = value
            elif value != self._current_value(partner, name):
                changes[name] = value
        return changes

    def _leaves(self, name, value):
        """Return whether an empty cell changes nothing."""
        never = name in NEVER_EMPTIED or self.on_duplicate == "fill"
        return not value and never

    def _linked(self, commands):
        return [command[1] for command in commands or ()]

    def _current_value(self, partner, name):
        field, value = partner._fields[name], partner[name]
        return (value.id if field.relational else value) or False

    def _tell(self, told):
        """Return what to write to the row of a contact that was updated."""
        if not told:
            return {"action": "same"}
        fields = phrased(self.env, told)
        return {
            "action": "update",
            "message": self.env._("Changed: %(fields)s", fields=fields),
        }

    # -- afterwards --------------------------------------------------------------------

    def action_open_partners(self):
        """Return the action that lists the customers created and updated."""
        self.ensure_one()
        partners = self.line_ids.filtered(
            lambda line: line.action in ("create", "update")
        ).partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_profile_action"
        )
        customers = partners.commercial_partner_id
        return {
            **action,
            "name": self.env._("Imported customers"),
            "domain": [("partner_id", "in", customers.ids)],
            "context": {},
        }

    def action_download_problems(self):
        """Return the download of the rows that were not imported."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/problem_file/"
            f"{self.env._('rows to correct')}.xlsx?download=true",
        }

    @api.depends("line_ids.action")
    def _compute_problem_file(self):
        for wizard in self:
            wizard.problem_file = base64.b64encode(wizard._problem_workbook())

    def _problem_workbook(self):
        """Return an Excel file of the rows with a problem, as they were, and why."""
        buffer = io.BytesIO()
        columns = self.column_ids.sorted("index")
        heading = [*columns.mapped("header"), self.env._("Problem")]
        rows = [
            [*line.cells, *[""] * (len(columns) - len(line.cells)), line.message]
            for line in self.problem_ids.sorted("row")
        ]
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            for number, cells in enumerate([heading, *rows]):
                for index, cell in enumerate(cells):
                    sheet.write_string(number, index, (cell or "")[:LONGEST_TEXT])
        return buffer.getvalue()
