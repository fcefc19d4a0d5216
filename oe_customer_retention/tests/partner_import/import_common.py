import base64
import csv
import io

import openpyxl

from ..common import ALL_LEADS, RetentionCase


def csv_file(*rows, separator=",", encoding="utf-8"):
    """Return the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(encoding)


def excel_file(*rows):
    """Return the bytes of an XLSX file."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class ImportCase(RetentionCase):
    """A salesperson imports files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", ALL_LEADS)

    def _wizard(self, data, user=None, **choices):
        """Return the import of a file, opened by ``user``."""
        wizards = self.env["customer.retention.import"].with_user(user or self.seller)
        values = {"file": base64.b64encode(data), "file_name": "customers", **choices}
        return wizards.create(values)

    def _previewed(self, *rows, **choices):
        wizard = self._wizard(csv_file(*rows), **choices)
        wizard.action_preview()
        return wizard

    def _imported(self, *rows, **choices):
        """Import rows, the first of them the heading; return the import, finished."""
        wizard = self._wizard(csv_file(*rows), **choices)
        wizard.action_import()
        while wizard.state == "running":
            wizard.import_batch()
        return wizard

    def _actions(self, wizard):
        """Return ``{row: action}``."""
        return {line.row: line.action for line in wizard.line_ids}

    def _line(self, wizard, row):
        return wizard.line_ids.filtered(lambda line: line.row == row)

    def _contact(self, name):
        return self.env["res.partner"].search([("name", "=", name)])
