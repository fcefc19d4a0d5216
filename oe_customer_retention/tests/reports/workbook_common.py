from itertools import takewhile

from openpyxl import load_workbook

from .reports_common import ReportsCase


class WorkbookCase(ReportsCase):
    def _book(self, user=None, domain=(), **options):
        model = self.env["customer.retention.workbook"].with_user(user or self.manager)
        with model._open(list(domain), **options) as file:
            return load_workbook(file)

    def _rows(self, sheet):
        """Return the rows between the header and a blank row, as dicts."""
        header, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in takewhile(any, rows)]

    def _widths(self, sheet):
        return {
            index: column.width
            for column in sheet.column_dimensions.values()
            for index in range(column.min, column.max + 1)
        }

    def _names(self, sheet):
        return {row["Customer name"] for row in self._rows(sheet)}
