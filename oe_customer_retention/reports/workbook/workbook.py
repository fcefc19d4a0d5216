"""The Excel workbook for planning: figures, charts, and every customer as data."""

import tempfile

import xlsxwriter
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every
from xlsxwriter.exceptions import XlsxFileError

from ...models.prediction.profile import MOST_AT_STAKE_FIRST
from .columns import COLUMNS, HEALTH, WHOSE_AMOUNTS, readable_columns
from .sheets import (
    AboutSheet,
    CategoriesSheet,
    CustomersSheet,
    MovementSheet,
    SummarySheet,
)
from .styles import Styles

PROFILE = "customer.retention.profile"
BATCH = 2000
MAX_CUSTOMERS = 1_048_575
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


class RetentionWorkbook(models.AbstractModel):
    """Writes the customers of any domain, as the asking user sees them.

    Rows go to the disk as they are read: the memory taken does not depend on how many
    customers there are.
    """

    _name = "customer.retention.workbook"
    _description = "Retention Workbook"

    @api.model
    def _open(self, domain, period="year", filters=""):
        """Return an open, rewound temporary file with the user's workbook.

        :param list domain: on ``customer.retention.profile``
        :param str period: ``month``, ``quarter`` or ``year``, as in the dashboard
        :param str filters: the domain in words, for the reader of the workbook
        :raises UserError: for more customers than a sheet of Excel can hold, and when
            the disk is full
        """
        self = self.sudo(False)
        file = tempfile.TemporaryFile()
        try:
            with tempfile.TemporaryDirectory() as folder:
                options = {**WORKBOOK_OPTIONS, "tmpdir": folder}
                with xlsxwriter.Workbook(file, options) as book:
                    self._fill(book, domain, period, filters)
        except (OSError, XlsxFileError) as error:
            raise UserError(
                self.env._(
                    "The workbook could not be written to %(folder)s: %(error)s. Ask "
                    "the administrator to make room there, or choose fewer customers.",
                    folder=tempfile.gettempdir(),
                    error=error,
                )
            ) from error
        file.seek(0)
        return file

    def _fill(self, book, domain, period, filters):
        data = self.env["customer.retention.dashboard"].get_data(domain, period)
        ids = self._customer_ids(data["drill"]["profiles"])
        styles = Styles(book)
        columns = readable_columns(self.env[PROFILE], self._columns())
        summary = SummarySheet(book, self.env._("Summary"), styles)
        sheets = self._customer_sheets(book, styles, columns, data)
        stopped = CategoriesSheet(book, self.env._("What stopped"), styles)
        movement = MovementSheet(book, self.env._("Movement"), styles)
        about = AboutSheet(book, self.env._("About"), styles)
        self._write_customers(ids, sheets)
        stopped.fill(self._stopped(data["drill"]["profiles"]))
        movement.fill(self.env, data)
        summary.fill(self.env, data, movement)
        facts = self._about(data, domain, filters, len(ids))
        about.fill(self.env, data, columns, facts)

    @api.model
    def _columns(self):
        """Return the columns of the customers' sheets, in order.

        :rtype: tuple[Column]
        """
        if self.env[PROFILE]._has_health():
            return COLUMNS
        return tuple(column for column in COLUMNS if column.field not in HEALTH)

    def _customer_ids(self, domain):
        ids = self.env[PROFILE].search(domain, order=MOST_AT_STAKE_FIRST).ids
        if len(ids) > MAX_CUSTOMERS:
            raise UserError(
                self.env._(
                    "These are %(count)s customers; a sheet of Excel holds %(limit)s. "
                    "Add a filter, for example on the status or the salesperson.",
                    count=len(ids),
                    limit=MAX_CUSTOMERS,
                )
            )
        return ids

    def _stopped(self, domain):
        """Return what the customers of a domain have stopped buying, of those who buy
        something else, most to lose first."""
        return self.env["customer.retention.category"].search(
            [
                ("profile_id", "any", domain),
                ("state", "=", "stopped"),
                ("still_buys", "=", True),
            ],
            order="expected_loss desc, id",
            limit=MAX_CUSTOMERS,
        )

    def _customer_sheets(self, book, styles, columns, data):
        """Return the sheet of each status, and under None the one of all customers."""
        whose = WHOSE_AMOUNTS if len(self.env.companies) > 1 else ()
        narrow = [
            column
            for column in columns
            if column.in_status_sheets or column.name in whose
        ]
        labels = {row["status"]: row["label"] for row in data["statuses"]}
        sheets = {
            status: CustomersSheet(book, label, styles, narrow, status)
            for status, label in labels.items()
        }
        title = self.env._("All customers")
        sheets[None] = CustomersSheet(book, title, styles, columns)
        return sheets

    def _write_customers(self, ids, sheets):
        """Read the customers in batches and write each to its sheets."""
        currencies = self.env["res.currency"]
        for batch in split_every(BATCH, ids):
            for status, currency_id, cells in self._read(batch, sheets[None].columns):
                for key in {None, status} & set(sheets):
                    sheets[key].add(cells, currencies.browse(currency_id))
        for sheet in sheets.values():
            sheet.close()

    def _read(self, ids, columns):
        """Yield status, currency and cells of customers, under the user's rules.

        One statement reads them, past the record cache: it would take most of the
        time, to keep values that are wanted once.
        """
        profiles = self.env[PROFILE].with_context(active_test=False)
        query = profiles._search([("id", "in", ids)], order=MOST_AT_STAKE_FIRST)
        names = [column.name for column in columns]
        select = query.select(
            *(
                profiles._field_to_sql(query.table, name, query)
                for name in ("status", "currency_id", *names)
            )
        )
        rows = self.env.execute_query(select)
        statuses, currency_ids, *by_column = zip(*rows, strict=True)
        cells = [
            column.cells(self.env, values)
            for column, values in zip(columns, by_column, strict=True)
        ]
        for status, currency_id, *row in zip(
            statuses, currency_ids, *cells, strict=True
        ):
            yield status, currency_id, dict(zip(names, row, strict=True))

    def _about(self, data, domain, filters, count):
        """Return what an auditor asks of the file, as (label, value)."""
        companies = ", ".join(self.env.companies.mapped("name"))
        return [
            (self.env._("Computed for"), data["as_of"]),
            (self.env._("Made by"), self.env.user.name),
            (self.env._("Companies"), companies),
            (self.env._("Customers in this file"), count),
            (self.env._("Filters"), filters or self._default_filters(domain)),
            (self.env._("Filters, technically"), str(domain)),
        ]

    def _default_filters(self, domain):
        return self.env._("As below") if domain else self.env._("None: all customers")
