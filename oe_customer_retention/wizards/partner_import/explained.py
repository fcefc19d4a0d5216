"""The reasons why a file cannot be imported, for the person who chose it."""

from odoo import models

from .table import MAX_FILE_SIZE, MAX_ROWS


class CustomerRetentionImport(models.TransientModel):
    _inherit = "customer.retention.import"

    def _file_label(self):
        return self.file_name or self.env._("The file")

    def _explain(self, error):
        """Return the sentence for an :class:`Unreadable`."""
        explanations = {
            "empty": self.env._(
                "%(file)s is empty. Choose a file with a heading row and a row for "
                "each customer."
            ),
            "too_big": self.env._(
                "%(file)s is too big: up to %(megabytes)s MB and %(most_rows)s rows "
                "are imported at once. Split it, or save its first sheet alone."
            ),
            "old_excel": self.env._(
                "%(file)s is in the old Excel format, or has a password. Save it as "
                "XLSX without a password, or as CSV."
            ),
            "broken_excel": self.env._(
                "%(file)s looks like an Excel file but cannot be opened. Open it in "
                "your spreadsheet program and save it as XLSX or CSV."
            ),
            "binary": self.env._(
                "%(file)s is neither a CSV nor an Excel (XLSX) file. Save the table in "
                "one of these formats."
            ),
            "encoding": self.env._(
                "Line %(line)s of %(file)s is not encoded as %(encoding)s. Choose "
                "another encoding, or none to have it detected."
            ),
            "csv": self.env._(
                "Row %(row)s of %(file)s cannot be read: %(error)s. Often a quote "
                "before it is not closed."
            ),
            "columns": self.env._(
                "Row %(row)s of %(file)s has more than the %(most)s columns that can "
                "be imported. Delete those that are not needed."
            ),
            "rows": self.env._(
                "%(file)s has more than the %(most)s rows that can be imported at "
                "once. Split it."
            ),
        }
        return explanations[error.reason] % {
            "file": self._file_label(),
            "megabytes": MAX_FILE_SIZE // 2**20,
            "most_rows": MAX_ROWS,
            **error.values,
        }
