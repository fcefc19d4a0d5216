"""The Excel workbook for planning: figures, charts, and every customer as data."""

import tempfile
from textwrap import shorten

import xlsxwriter
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every
from xlsxwriter.exceptions import XlsxFileError

from ...models.labels import count, enumerated
from ...models.prediction.profile import MOST_AT_STAKE_FIRST
from ...models.profile.derived import SENTENCES
from .. import wording
from .columns import COLUMNS, HEALTH, readable_columns, with_company
from .lists import CategoriesSheet, CustomersSheet, SalespeopleSheet
from .periods import BridgeSheet, CohortsSheet, MovementSheet
from .styles import Styles
from .summary import AboutSheet, SummarySheet, as_of_text

PROFILE = "customer.retention.profile"
BATCH = 2000
MAX_CUSTOMERS = 1_048_573  # with their head, a blank row and their total
FOOTER_LETTERS = 80  # of the names in it: Excel takes 255 in all
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
        :param str period: as in the dashboard
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
                    "the administrator to free up space there, or choose fewer "
                    "customers.",
                    folder=tempfile.gettempdir(),
                    error=error,
                )
            ) from error
        file.seek(0)
        return file

    def _fill(self, book, domain, period, filters):
        dashboard = self.env["customer.retention.dashboard"]
        data = dashboard.get_data(domain, period)
        ids = self._customer_ids(data["drill"]["profiles"])
        shown = data["drill"]["profiles"]
        styles = Styles(self.env, book)
        book.set_properties(self._properties(data))
        columns = readable_columns(self.env[PROFILE], self._columns())
        summary = SummarySheet(book, self.env._("Summary"), styles)
        salespeople = SalespeopleSheet(book, self.env._("By salesperson"), styles)
        customers = CustomersSheet(
            book, self.env._("All customers"), styles, columns, self._address()
        )
        stopped = CategoriesSheet(book, self.env._("Stopped categories"), styles)
        bridge = BridgeSheet(book, self.env._("Revenue bridge"), styles)
        movement = MovementSheet(book, self.env._("Movement"), styles)
        cohorts = CohortsSheet(book, self.env._("Cohorts"), styles)
        about = AboutSheet(book, self.env._("About this workbook"), styles)
        for sheet in book.worksheets():
            sheet.set_footer(self._footer(data))
        self._write_customers(ids, customers)
        salespeople.fill(self.env, data, dashboard._salespeople_by_status(shown))
        stopped.fill(self.env, self._stopped(shown))
        bridge.fill(self.env, data, dashboard.get_bridge(domain, period))
        movement.fill(self.env, data)
        cohorts.fill(self.env, data)
        summary.fill(self.env, data, customers, movement)
        facts = self._about(data, domain, filters, len(ids))
        about.fill(self.env, data, columns, facts)

    def _properties(self, data):
        """Return what Excel tells of the file itself."""
        return {
            "title": self.env._("Customer retention"),
            "author": self.env.user.name,
            "company": enumerated(self.env, self.env.companies.mapped("name")),
            "comments": as_of_text(self.env, data),
        }

    def _footer(self, data):
        """Return what each printed page ends with: whose it is, of when, its number."""
        names = enumerated(self.env, self.env.companies.mapped("name"))
        names = shorten(names, FOOTER_LETTERS, placeholder="…").replace("&", "&&")
        day = wording.day(self.env, data["as_of"])
        page = self.env._("Page %(page)s of %(pages)s", page="&P", pages="&N")
        return f"&L{names}&C{day}&R{page}"

    def _address(self):
        """Return the address of a customer's page, but for its id."""
        return f"{self.env[PROFILE].get_base_url()}/odoo/retention-customers/"

    @api.model
    def _columns(self):
        """Return the columns of the customers' sheets, in order.

        :rtype: tuple[Column]
        """
        columns = COLUMNS
        if not self.env[PROFILE]._has_health():
            columns = [column for column in columns if column.field not in HEALTH]
        return with_company(self.env, columns)

    def _customer_ids(self, domain):
        ids = self.env[PROFILE].search(domain, order=MOST_AT_STAKE_FIRST).ids
        if len(ids) > MAX_CUSTOMERS:
            raise UserError(
                self.env._(
                    "These are %(count)s customers; a sheet of Excel holds %(limit)s. "
                    "Add a filter, for example on the status or the salesperson.",
                    count=count(self.env, len(ids)),
                    limit=count(self.env, MAX_CUSTOMERS),
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

    def _write_customers(self, ids, sheet):
        """Read the customers in batches and write each to the sheet."""
        currencies = self.env["res.currency"]
        self.env.cr.cache[SENTENCES] = {}
        try:
            for batch in split_every(BATCH, ids):
                row_ids, currency_ids, cells = self._read(batch, sheet.columns)
                sheet.add(row_ids, list(map(currencies.browse, currency_ids)), cells)
        finally:
            self.env.cr.cache.pop(SENTENCES, None)
        sheet.close(self.env)

    def _read(self, ids, columns):
        """Return ids, currencies and, by column, cells of customers, under the user's
        rules.

        One statement reads them, past the record cache: it would take most of the
        time, to keep values that are wanted once. What words are made of goes through
        it, contacts among them, and is forgotten with each batch.
        """
        profiles = self.env[PROFILE].with_context(active_test=False)
        query = profiles._search([("id", "in", ids)], order=MOST_AT_STAKE_FIRST)
        kept = [column for column in columns if not column.is_told]
        select = query.select(
            *(
                profiles._field_to_sql(query.table, name, query)
                for name in ("id", "currency_id", *(column.name for column in kept))
            )
        )
        rows = self.env.execute_query(select)
        row_ids, currency_ids, *by_column = zip(*rows, strict=True)
        kept_cells = iter(by_column)
        told = profiles.browse(row_ids)
        cells = [
            told.mapped(column.name)
            if column.is_told
            else column.cells(self.env, next(kept_cells))
            for column in columns
        ]
        self.env.invalidate_all()
        return row_ids, currency_ids, cells

    def _about(self, data, domain, filters, count):
        """Return what an auditor asks of the file, as (label, value)."""
        companies = enumerated(self.env, self.env.companies.mapped("name"))
        facts = [
            (self.env._("Computed for"), wording.day(self.env, data["as_of"])),
            (self.env._("Created by"), self.env.user.name),
            (self.env._("Companies"), companies),
            (self.env._("Customers in this file"), wording.count(self.env, count)),
            (self.env._("Filters"), filters or self._default_filters(domain)),
        ]
        if domain:
            facts.append((self.env._("Filter domain"), str(domain)))
        return facts

    def _default_filters(self, domain):
        if domain:
            return self.env._("See the filter domain")
        return self.env._("None: all customers")
