"""Sheets with a row a customer, category or salesperson."""

from odoo.tools import split_every
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from ...models.labels import enumerated, field_label
from .. import wording
from .columns import Column, serial, with_company
from .rows import MAX_TEXT, RowsSheet, column_xml
from .sheet import Sheet

BATCH = 1000
MAX_LINKS = 65_000  # of a sheet of Excel
PAGES_WIDE = 4  # of the customers' many columns on paper, to be read
SUM_OF_SHOWN = 109  # as Excel counts what a subtotal is


class CustomersSheet(Sheet):
    """Customers, one a row, under a frozen head with a filter."""

    worksheet_class = RowsSheet

    def __init__(self, book, title, styles, columns, address):
        super().__init__(book, title, styles)
        self.columns = columns
        self.address = address
        self.currencies = set()
        self.sums = {i: 0 for i, column in enumerate(columns) if column.is_summed}
        for index, column in enumerate(columns):
            self.set_width(index, index, column.width)
        texts = [i for i, column in enumerate(columns) if column.format == "text"]
        self.header(
            [column.header for column in columns],
            numbers={*range(len(columns))} - {*texts},
            prose=texts[1:],
        )
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)
        self.sheet.fit_to_pages(PAGES_WIDE, 0)

    def add(self, profile_ids, currencies, cells):
        """Write customers: the name of each as a link to its page, the amounts in its
        currency.

        :param list cells: of each column, one a customer
        """
        self.currencies.update(currencies)
        money = [self.styles.money(currency) for currency in currencies]
        for index, (column, values) in enumerate(zip(self.columns, cells, strict=True)):
            if column.format == "text":
                self.widen(index, values)
            if index in self.sums:
                self.sums[index] += sum(filter(None, values))
        names, *others = cells
        xml = (
            column_xml(index, self.row, values, self._formats(column, money))
            for index, (column, values) in enumerate(
                zip(self.columns[1:], others, strict=True), 1
            )
        )
        for id_, name, *row in zip(profile_ids, names, *xml, strict=True):
            self._write_name(id_, name)
            self.sheet.write_others(self.row, row)
            self.row += 1

    def _formats(self, column, money):
        """Return the format of a column's cells: ``money`` is those of amounts."""
        if column.format == "money":
            return money
        if column.is_told:
            return [self.styles.words] * len(money)
        return [self.styles.numbers[column.format]] * len(money)

    def _write_name(self, profile_id, name):
        text = (name or "")[:MAX_TEXT]
        if text and self.row <= MAX_LINKS:
            url = f"{self.address}{profile_id}"
            self.sheet.write_url(self.row, 0, url, self.styles.link, text)
        else:
            self.sheet.write_string(self.row, 0, text, self.styles.name)

    def range(self, name):
        """Return the address of a column's cells, for formulas of other sheets."""
        index = [column.name for column in self.columns].index(name)
        first = xl_rowcol_to_cell(1, index, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(self.row, index, row_abs=True, col_abs=True)
        return f"{quote_sheetname(self.title)}!{first}:{last}"

    def close(self, env):
        """Add what needs to know how many customers there are."""
        last_row = max(self.row - 1, 1)
        if self.currencies:
            self.sheet.repeat_columns(0)
        else:
            self.prose(wording.no_customers(env))
        self.sheet.autofilter(0, 0, last_row, len(self.columns) - 1)
        for index, column in enumerate(self.columns):
            if column.name == "status":
                self._colour(index, last_row, column.labels)
        if len(self.currencies) == 1:
            self._write_total(env, last_row, *self.currencies)

    def _write_total(self, env, last_row, currency):
        """Write what the customers add up to, those filtered alone. A blank row keeps
        it out of what is sorted, filtered or grouped in a pivot."""
        row = last_row + 2
        self.sheet.write_string(row, 0, env._("Total"), self.styles.header)
        for index, value in self.sums.items():
            cells = xl_range(1, index, last_row, index)
            style = self.styles.numbers["integer"]
            if self.columns[index].format == "money":
                style = self.styles.money(currency)
            formula = f"=SUBTOTAL({SUM_OF_SHOWN},{cells})"
            self.sheet.write_formula(row, index, formula, style, value)

    def _colour(self, index, last_row, labels):
        for status, label in labels.items():
            options = {
                "type": "cell",
                "criteria": "==",
                "value": '"{}"'.format(label.replace('"', '""')),
                "format": self.styles.tint(status),
            }
            self.sheet.conditional_format(1, index, last_row, index, options)


class CategoriesSheet(Sheet):
    """Categories that customers have stopped buying who still buy others."""

    COLUMNS = (
        Column("partner_id", 30, "text"),
        Column("user_id", 20, "text"),
        Column("category_id", 30, "text"),
        Column("expected_loss", 14, "money"),
        Column("yearly_revenue", 18, "money"),
        Column("reorder_probability", 12, "percent"),
        Column("last_date", 12, "date"),
        Column("usual_gap_days", 10, "integer"),
    )

    def fill(self, env, categories):
        """Write a row a customer and category.

        :param categories: ``customer.retention.category`` the user may read
        """
        columns = with_company(env, self.COLUMNS)
        texts = [i for i, column in enumerate(columns) if column.format == "text"]
        for index, column in enumerate(columns):
            self.set_width(index, index, column.width)
        titles = [field_label(categories, column.field) for column in columns]
        self.header(titles, numbers={*range(len(columns))} - {*texts})
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)
        for batch in split_every(BATCH, categories.ids, categories.browse):
            for category in batch:
                cells = [self._cell(category, column) for column in columns]
                self.line(cells)
                for index in texts:
                    self.widen(index, [cells[index][0]])
            batch.invalidate_recordset()
        if not categories:
            self.prose(self._why_empty(env))
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(columns) - 1)

    def _why_empty(self, env):
        """Return why nothing is listed, and what to do."""
        unfollowed = env.companies.filtered(
            lambda company: not company.retention_follow_categories
        )
        if not unfollowed:
            return env._(
                "None of these customers has stopped buying a category while buying "
                "others. Remove a filter to look at more customers."
            )
        return env._(
            "No category is known to have been stopped: product categories are not "
            "followed in %(companies)s. 'Follow product categories' in the settings "
            "switches them on, for administrators.",
            companies=enumerated(env, unfollowed.mapped("name")),
        )

    def _cell(self, category, column):
        """Return the value and the format of a category's cell."""
        value = category[column.field]
        if column.field == "partner_id":
            return value.name, None
        if column.format == "text":
            return value.display_name, None
        if column.format == "money":
            return value, self.styles.money(category.currency_id)
        if column.format == "date":
            value = serial(value)
        return value, self.styles.numbers[column.format]


class SalespeopleSheet(Sheet):
    """Customers of each status, past, expected and endangered revenue of each
    salesperson."""

    def fill(self, env, data, salespeople):
        """Write a row a salesperson, most at stake first.

        :param dict data: of ``customer.retention.dashboard.get_data``
        :param salespeople: of its ``_salespeople_by_status``
        """
        statuses = {row["status"]: row["label"] for row in data["statuses"]}
        titles = [
            field_label(env["customer.retention.profile"], "revenue_12m"),
            env._("Expected revenue"),
            env._("Revenue at risk"),
        ]
        self.set_width(0, 0, 30)
        self.set_width(1, len(statuses), 11)
        last = len(statuses) + len(titles)
        self.set_width(len(statuses) + 1, last, 22)
        titles = [env._("Salesperson"), *statuses.values(), *titles]
        self.header(titles, numbers=range(1, len(titles)))
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)
        money = self.styles.money(env["res.currency"].browse(data["currency_id"]))
        integer = self.styles.numbers["integer"]
        for row in salespeople:
            counts = ((row["counts"].get(status, 0), integer) for status in statuses)
            amounts = (
                (row[name], money) for name in ("revenue_12m", "expected", "stake")
            )
            self.line([(row["name"], None), *counts, *amounts])
        if not salespeople:
            self.prose(wording.no_customers(env))
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), last)
