import base64
import io
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import openpyxl
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from ..common import AS_OF, ago
from .import_common import ImportCase, csv_file

HEADING = ["Name", "Email", "VAT", "Reference", "Phone"]


class TestImport(ImportCase):
    """What a row has done."""

    def test_all_fields_arrive(self):
        self.env["res.partner.category"].create({"name": "Gold"})
        heading = [
            *(
                "Name",
                "Is a company",
                "Email",
                "Phone",
                "Tax ID",
                "Reference",
                "Street",
            ),
            *("Zip", "City", "Country", "State", "Salesperson", "Tags", "Language"),
        ]
        row = [
            *(
                "Acme",
                "yes",
                "a@acme.example",
                "+32 2 290 34 90",
                "BE0477472701",
                "C-1",
            ),
            *("Main 1", "94105", "Springfield", "us", "California", "SELLER"),
            *("gold; Fresh", "en_US"),
        ]
        wizard = self._imported(heading, row)
        partner = wizard.line_ids.partner_id
        self.assertEqual(partner.name, "Acme")
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.email, "a@acme.example")
        self.assertEqual(partner.phone, "+32 2 290 34 90")
        self.assertEqual(partner.vat, "BE0477472701")
        self.assertEqual((partner.ref, partner.street), ("C-1", "Main 1"))
        self.assertEqual((partner.zip, partner.city), ("94105", "Springfield"))
        self.assertEqual(partner.country_id, self.env.ref("base.us"))
        self.assertEqual(partner.state_id, self.env.ref("base.state_us_5"))
        self.assertEqual(partner.user_id, self.seller)
        self.assertEqual(set(partner.category_id.mapped("name")), {"Gold", "Fresh"})
        self.assertEqual(partner.lang, "en_US")

    def test_a_duplicate_is_skipped(self):
        acme = self._customer("Acme", email="a@acme.example", phone="1")
        wizard = self._imported(HEADING, ["B", "a@acme.example", "", "", "2"])
        self.assertEqual(self._actions(wizard), {2: "skip"})
        self.assertEqual((acme.name, acme.phone), ("Acme", "1"))

    def test_filling_leaves_what_empty_cells_are_for(self):
        acme = self._customer("Acme", email="a@acme.example", phone="1", ref="C-1")
        wizard = self._imported(
            HEADING, ["Acme Ltd", "a@acme.example", "", "", "2"], on_duplicate="fill"
        )
        self.assertEqual((acme.name, acme.phone, acme.ref), ("Acme Ltd", "2", "C-1"))
        self.assertIn(
            "Changed: Name: Acme → Acme Ltd; Phone: 1 → 2", wizard.line_ids.message
        )

    def test_replacing_empties_all_but_the_name(self):
        acme = self._customer("Acme", email="a@acme.example", phone="1", ref="C-1")
        self._imported(HEADING, ["", "a@acme.example"], on_duplicate="replace")
        self.assertEqual((acme.name, acme.phone, acme.ref), ("Acme", False, False))

    def test_updating_to_what_is_there_writes_nothing(self):
        acme = self._customer("Acme", email="a@acme.example")
        self.env.flush_all()
        self._update(acme, write_date=ago(9))
        wizard = self._imported(
            HEADING, ["Acme", "a@acme.example"], on_duplicate="fill"
        )
        self.assertEqual(self._actions(wizard), {2: "same"})
        self.assertEqual(wizard.line_ids.message, "Same value in 'Email'.")
        self.env.flush_all()
        self.assertEqual(acme.write_date.date(), ago(9))

    def test_updating_adds_tags_and_removes_none(self):
        tag = self.env["res.partner.category"].create({"name": "Old"})
        acme = self._customer("Acme", ref="C-1", category_id=[Command.link(tag.id)])
        self._imported(
            ["Reference", "Tags"], ["C-1", "New"], ["C-1", ""], on_duplicate="replace"
        )
        self.assertEqual(set(acme.category_id.mapped("name")), {"Old", "New"})

    def test_a_duplicate_is_created_where_that_is_wanted(self):
        self._customer("Acme", email="a@acme.example")
        wizard = self._imported(
            HEADING, ["Acme", "a@acme.example"], on_duplicate="create"
        )
        self.assertEqual(self._actions(wizard), {2: "create"})
        self.assertEqual(len(self._contact("Acme")), 2)

    def test_a_row_that_repeats_a_new_one_updates_it(self):
        wizard = self._imported(
            HEADING,
            ["Acme", "a@acme.example"],
            ["", "a@acme.example", "", "", "2"],
            on_duplicate="fill",
        )
        self.assertEqual(self._actions(wizard), {2: "create", 3: "update"})
        self.assertEqual(self._contact("Acme").phone, "2")

    def test_a_row_that_repeats_a_failed_one_takes_its_place(self):
        with self._refused("Bad"):
            wizard = self._imported(
                HEADING, ["Bad", "a@acme.example"], ["Acme", "a@acme.example"]
            )
        self.assertEqual(self._actions(wizard), {2: "error", 3: "create"})
        self.assertEqual(self._contact("Acme"), self._line(wizard, 3).partner_id)

    def test_bad_rows_do_not_stop_good_ones(self):
        with self._refused("Bad"):
            wizard = self._imported(
                HEADING, ["A"], ["Bad 1"], ["B"], ["Bad 2"], ["C"], ["Bad 3"]
            )
        self.assertEqual(wizard.state, "done")
        self.assertEqual((wizard.create_count, wizard.error_count), (3, 3))
        self.assertEqual(len(self._contact("B")), 1)
        self.assertFalse(self._contact("Bad 1"))
        self.assertEqual(self._line(wizard, 3).message, "Bad 1")

    def test_bad_updates_do_not_stop_good_ones(self):
        acme, globex = (self._customer(name, ref=name) for name in ("Acme", "Globex"))
        with self._refused("Bad"):
            wizard = self._imported(
                ["Reference", "Name"],
                ["Acme", "Bad"],
                ["Globex", "Globex Ltd"],
                on_duplicate="fill",
            )
        self.assertEqual(self._actions(wizard), {2: "error", 3: "update"})
        self.assertEqual((acme.name, globex.name), ("Acme", "Globex Ltd"))

    def test_what_the_database_refuses_is_a_problem_of_its_row(self):
        with self._refused("Bad", lambda: self.cr.execute("SELECT 1 / 0")):
            with mute_logger("odoo.sql_db"):
                wizard = self._imported(HEADING, ["A"], ["Bad"], ["B"])
        self.assertEqual(self._actions(wizard), {2: "create", 3: "error", 4: "create"})
        self.assertIn("The database refused it.", self._line(wizard, 3).message)

    def test_a_conflict_with_another_transaction_is_no_problem_of_the_row(self):
        def conflict():
            raise SerializationFailure("could not serialize access")

        wizard = self._wizard(csv_file(HEADING, ["Bad"]))
        with self._refused("Bad", conflict), self.assertRaises(SerializationFailure):
            wizard.action_import()

    @contextmanager
    def _refused(self, start, refuse=None):
        """Let contacts whose names start so be refused when written."""

        def check(partners):
            for partner in partners:
                if partner.name.startswith(start):
                    if refuse:
                        refuse()
                    raise ValidationError(partner.name)

        partner_class = self.registry["res.partner"]

        def write(partners, values):
            result = original(partners, values)
            check(partners)
            return result

        def create(partners, vals_list):
            created = create_all(partners, vals_list)
            check(created)
            return created

        original, create_all = partner_class.write, partner_class.create
        with (
            patch.object(partner_class, "write", write),
            patch.object(partner_class, "create", create),
        ):
            yield

    def test_people_come_after_their_companies_wherever_they_are_in_the_file(self):
        wizard = self._imported(
            ["Name", "Company", "Is a company"],
            ["Ann", "Acme", ""],
            ["Acme", "", "yes"],
            ["Bob", "Globex", "no"],
            ["Cid", "GLOBEX", "no"],
        )
        self.assertEqual(wizard.create_count, 4)
        self.assertEqual(self._contact("Ann").parent_id, self._contact("Acme"))
        globex = self._contact("Bob").parent_id
        self.assertEqual((globex.name, globex.is_company), ("Globex", True))
        self.assertEqual(self._contact("Cid").parent_id, globex)

    def test_a_company_other_rows_name_is_one_whether_the_file_says_so_or_not(self):
        wizard = self._imported(
            ["Name", "Company"], ["Ann", "Acme"], ["ACME", ""], ["Bob", "Globex"]
        )
        company = self._contact("ACME")
        self.assertTrue(company.is_company)
        self.assertEqual(self._contact("Ann").parent_id, company)
        self.assertFalse(self._line(wizard, 2).message)
        self.assertIn("new company Globex", self._line(wizard, 4).message)

    def test_many_rows_go_in_batches_that_tell_how_far_they_are(self):
        wizard = self._wizard(csv_file(["Name"], *([f"N{n}"] for n in range(250))))
        wizard.action_import()
        self.assertEqual((wizard.state, wizard.done_count), ("running", 0))
        done = [wizard.import_batch()["done"] for _batch in range(3)]
        self.assertEqual(done, [100, 200, 250])
        self.assertEqual((wizard.state, wizard.create_count), ("done", 250))

    def test_a_batch_after_the_last_does_nothing(self):
        wizard = self._imported(["Name"], ["Acme"])
        self.assertEqual(wizard.import_batch(), {"done": 1, "total": 1})
        self.assertEqual(len(self._contact("Acme")), 1)

    def test_rows_to_correct_are_a_file_that_can_be_imported(self):
        wizard = self._imported(
            ["Name", "Email"], ["Good", "g@x.example"], ["=Bad", "b"], ["Worse", "w"]
        )
        sheet = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(wizard.problem_file))
        ).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0], ("Name", "Email", "Problem"))
        self.assertEqual([row[:2] for row in rows[1:]], [("=Bad", "b"), ("Worse", "w")])
        self.assertIn("not an email address", rows[2][2])
        self.assertEqual(sheet["A2"].data_type, "s")
        sheet["A2"], sheet["B2"], sheet["B3"] = "Bad", "b@x.example", "w@x.example"
        data = io.BytesIO()
        sheet.parent.save(data)
        again = self._wizard(data.getvalue())
        again.action_import()
        self.assertEqual(again.create_count, 2)

    def test_the_list_of_imported_customers_holds_the_new_and_the_changed(self):
        acme = self._customer("Acme", ref="C-1")
        self._customer("Globex", ref="C-2")
        wizard = self._imported(
            ["Name", "Reference"],
            ["Acme Ltd", "C-1"],
            ["Globex", "C-2"],
            ["New", "C-3"],
            on_duplicate="fill",
        )
        domain = wizard.action_open_partners()["domain"]
        found = self.env["customer.retention.profile"].search(domain)
        self.assertEqual(found.partner_id, acme | self._contact("New"))

    def test_an_imported_customer_is_on_the_list_before_any_document(self):
        [partner] = self._imported(["Name"], ["Acme"]).line_ids.partner_id
        self._refresh()
        self.assertEqual(self._profile(partner).status, "prospect")
        self._order(partner.with_env(self.env), AS_OF - timedelta(days=3))
        self._refresh()
        self.assertEqual(self._profile(partner).status, "active")
