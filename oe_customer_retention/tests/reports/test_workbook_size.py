"""Many customers: in batches, forgotten once written, up to what a sheet holds."""

import errno
import os
from tempfile import TemporaryDirectory
from unittest.mock import Mock, patch

from odoo.exceptions import UserError

from ...models.profile import derived
from ...reports.workbook import workbook
from ...reports.workbook.columns import readable_columns
from .reports_common import PROFILE
from .workbook_common import WorkbookCase


class TestWorkbookSize(WorkbookCase):
    def test_nothing_is_remembered_of_customers_once_written(self):
        workbooks = self.env["customer.retention.workbook"].with_user(self.manager)
        columns = readable_columns(workbooks.env[PROFILE], workbooks._columns())
        ids = workbooks._customer_ids([])
        self.assertTrue(workbooks._read(ids, columns))
        for model in (PROFILE, "res.partner"):
            for field in self.env[model]._fields.values():
                self.assertFalse(field._get_cache(workbooks.env), field)

    def test_a_sentence_is_put_into_words_once_for_all_it_is_true_of(self):
        self.patch(workbook, "BATCH", 1)
        partners = [self._buyer(100) for _number in range(3)]
        self._refresh()
        workbooks = self.env["customer.retention.workbook"].with_user(self.manager)
        ids = workbooks._customer_ids([("partner_id", "in", [p.id for p in partners])])
        columns = readable_columns(workbooks.env[PROFILE], workbooks._columns())
        with patch.object(derived, "_silence_in_words", return_value="So") as tell:
            workbooks._write_customers(ids, sheet := Mock(columns=columns))
        tell.assert_called_once()
        self.assertEqual(sheet.add.call_count, 3)

    def test_customers_of_every_batch_are_written_once(self):
        self.patch(workbook, "BATCH", 2)
        rows = self._rows(self._book()["All customers"])
        self.assertEqual(len(rows), 3)
        self.assertEqual(len({row["Customer name"] for row in rows}), 3)

    def test_more_customers_than_a_sheet_holds_are_refused(self):
        self.patch(workbook, "MAX_CUSTOMERS", 2)
        with self.assertRaisesRegex(UserError, "These are 3 customers"):
            self._book()

    def test_a_full_disk_is_told_and_leaves_no_files(self):
        full = OSError(errno.ENOSPC, "No space left on device")
        self.patch(workbook.CustomersSheet, "add", Mock(side_effect=full))
        with TemporaryDirectory() as folder, patch("tempfile.tempdir", folder):
            with self.assertRaisesRegex(UserError, "No space left"):
                self._book()
            self.assertEqual(os.listdir(folder), [])
