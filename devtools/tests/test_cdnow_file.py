"""The reader of the CDNOW file gives every purchase, and names a bad line."""

import tempfile
import unittest
from datetime import date
from pathlib import Path

from devtools.load import cdnow_file

HEADING = " customer_id  date number_of_cds  dollar_value\n"


class TestReadPurchases(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "purchases.txt"

    def read(self, text):
        self.path.write_text(text)
        return list(cdnow_file.read_purchases(self.path))

    def test_a_line_is_customer_day_quantity_and_amount(self):
        (purchase,) = self.read(HEADING + " 00002 19970112  5   77.00\n")
        self.assertEqual(purchase, (2, date(1997, 1, 12), 5, 77.0))

    def test_purchases_on_one_day_stay_several(self):
        purchases = self.read(" 00002 19970112 1 12.00\n 00002 19970112 1 12.00\n")
        self.assertEqual(len(purchases), 2)

    def test_a_purchase_of_nothing_is_kept(self):
        (purchase,) = self.read(" 00007 19971001 1 0.00\n")
        self.assertEqual(purchase.amount, 0)

    def test_blank_lines_are_skipped(self):
        self.assertEqual(self.read(HEADING + "\n"), [])

    def test_a_bad_line_is_named(self):
        for line in ("00001 19970132 1 12.00", "00001 19970101 12.00", "1 2 3 4 5"):
            with self.subTest(line), self.assertRaisesRegex(ValueError, "line 2"):
                self.read(f"{HEADING}{line}\n")


class TestFetch(unittest.TestCase):
    def test_a_file_already_there_is_not_fetched_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / cdnow_file.FILE_NAME
            path.write_text(HEADING)
            self.assertEqual(cdnow_file.fetch(folder), path)
            self.assertEqual(path.read_text(), HEADING)
