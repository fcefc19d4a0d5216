"""Days in the workbook are the days they are, also before Excel's calendar."""

from datetime import date, datetime, time

from openpyxl import load_workbook

from ..common import AS_OF, MANAGER, RetentionCase, ago

DAYS = (
    date(1, 1, 1),
    date(1024, 2, 29),
    date(1899, 6, 15),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1900, 2, 28),
    date(1900, 3, 1),
    date(1999, 12, 31),
)


class TestWorkbookDates(RetentionCase):
    def _first_purchase_cells(self):
        """Return ``{customer: cell}`` of the sheet with all customers."""
        manager = self._user("book_manager", MANAGER)
        context = {"allowed_company_ids": self.company.ids, "retention_as_of": AS_OF}
        env = self.env(user=manager.id, context=context)
        with env["customer.retention.workbook"]._open([]) as file:
            sheet = load_workbook(file)["All customers"]
        header = [cell.value for cell in sheet[1]]
        name = env["customer.retention.profile"]._fields["first_purchase_date"].string
        column = header.index(name)
        return {row[0].value: row[column] for row in sheet.iter_rows(min_row=2)}

    def _customer_since(self, day):
        customer = self._customer(f"Since {day}")
        self._order(customer, datetime.combine(day, time(12)))
        self._order(customer, ago(10))

    def test_every_day_is_the_day_it_is(self):
        for day in DAYS:
            self._customer_since(day)
        self._refresh()
        cells = self._first_purchase_cells()
        for day in DAYS:
            with self.subTest(day=day):
                self.assertEqual(self._shown(cells[f"Since {day}"]), day.isoformat())

    def _shown(self, cell):
        """Return what Excel shows, in ISO form: of a date before 1900 only ####."""
        day = cell.value
        if not isinstance(day, datetime):
            return day
        return day.date().isoformat() if day.year >= 1900 else "####"
