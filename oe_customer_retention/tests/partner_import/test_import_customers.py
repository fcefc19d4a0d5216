import csv
from pathlib import Path

import openpyxl
from odoo.tools import file_path

from ..common import SALESMAN
from .import_common import ImportCase, csv_file

SEED = "name,email,phone,industry,website,address,status".split(",")
TEMPLATES = "oe_customer_retention/static/import/customers"


class TestImportedCustomers(ImportCase):
    """What makes imported contacts customers: list, stage, status, segments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_lifecycle_id = cls.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        cls._refresh()
        cls.retail = cls.env["res.partner.industry"].create({"name": "Shops"})

    def _made(self, *rows, **choices):
        """Import rows; return the profile of the first."""
        wizard = self._imported(*rows, **choices)
        self.assertFalse(wizard.problem_ids.mapped("message"))
        return self._profile(wizard.line_ids.sorted("row")[0].partner_id)

    def _row(self, wizard, number=2):
        return wizard.line_ids.filtered(lambda line: line.row == number)

    def test_the_heading_of_a_usual_template_is_understood(self):
        wizard = self._wizard(
            b"name,email,phone,industry,website,address,status\nA,,,,,,\n"
        )
        wizard.action_read()
        self.assertEqual(
            wizard.column_ids.mapped("target"),
            [
                "name",
                "email",
                "phone",
                "industry_id",
                "website",
                "street",
                "status_override",
            ],
        )
        self.assertFalse(wizard.left_out)

    def test_new_customers_of_a_salesperson_are_its_own_unless_the_row_says(self):
        seller = self._user("import_seller", SALESMAN, "base.group_partner_manager")
        other = self._user("import_other", SALESMAN)
        rows = (["name", "salesperson"], ["Mine", ""], ["Hers", "import_other"])
        wizard = self._imported(*rows, user=seller)
        self.assertFalse(wizard.problem_ids.mapped("message"))
        self.assertEqual(self._contact("Mine").user_id, seller)
        self.assertEqual(self._contact("Hers").user_id, other)

    def test_new_customers_of_who_sees_all_are_nobodys_yet(self):
        self.assertFalse(self._wizard(csv_file(["name"], ["A"])).user_id)

    def test_rows_become_customers_on_the_list(self):
        row = ["Sign Ltd", "a@sign.example", "1", "shops", "", "Road 1", "Prospect"]
        profile = self._made(SEED, row)
        partner = profile.partner_id
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.industry_id, self.retail)
        self.assertEqual(partner.street, "Road 1")
        self.assertEqual(
            (profile.status, profile.stage_id.name), ("prospect", "Suspect")
        )
        self.assertFalse(profile.status_override)

    def test_they_are_opened_as_customers(self):
        wizard = self._imported(["Name"], ["Sign Ltd"], ["Board Ltd"])
        action = wizard.action_open_partners()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(action["res_model"], "customer.retention.profile")
        self.assertEqual(
            sorted(found.mapped("partner_id.name")), ["Board Ltd", "Sign Ltd"]
        )

    def test_a_status_is_set_by_hand_in_any_usual_word(self):
        for word, status in (
            ("churned", "lost"),
            ("Inactive", "dormant"),
            ("At risk", "at_risk"),
        ):
            with self.subTest(word):
                profile = self._made(["Name", "Status"], [f"{word} Ltd", word])
                self.assertEqual(profile.status_override, status)
                self.assertEqual(profile.override_reason, "Imported")

    def test_a_word_that_is_no_status_is_a_problem_that_names_them(self):
        wizard = self._previewed(["Name", "Status"], ["Sign Ltd", "purple"])
        self.assertIn("not a status. Use one of: ", self._row(wizard).message)

    def test_a_stage_is_set_by_hand_and_stays(self):
        profile = self._made(["Name", "Stage"], ["Sign Ltd", "mql"])
        self.assertEqual(profile.stage_id.name, "MQL")
        self.assertTrue(profile.stage_by_hand)
        self._refresh()
        self.assertEqual(profile.stage_id.name, "MQL")

    def test_a_stage_of_another_lifecycle_is_a_problem(self):
        wizard = self._previewed(["Name", "Stage"], ["Sign Ltd", "Raw"])
        self.assertIn("no such stage", self._row(wizard).message)

    def test_segments_are_joined(self):
        fair, club = self.env["customer.segment"].create(
            [{"name": name, "company_id": self.company.id} for name in ("Fair", "Club")]
        )
        profile = self._made(["Name", "Segment"], ["Sign Ltd", "fair; Club"])
        self.assertEqual(profile.segment_ids, fair + club)

    def test_a_segment_that_is_not_there_dynamic_or_somebody_elses_is_a_problem(self):
        other = self._user("import_other", SALESMAN)
        segments = self.env["customer.segment"]
        values = {"company_id": self.company.id}
        segments.create({"name": "Dynamic", "kind": "dynamic", **values})
        segments.with_user(other).create(
            {"name": "Theirs", "is_shared": True, **values}
        )
        for name in ("Nowhere", "Dynamic", "Theirs"):
            with self.subTest(name):
                wizard = self._previewed(["Name", "Segment"], ["Sign Ltd", name])
                self.assertIn("no static segment", self._row(wizard).message)

    def test_whether_they_are_companies_is_said_once_or_row_by_row(self):
        for choices, heading, row, expected in (
            ({}, ["Name"], ["A"], True),
            ({"are_companies": False}, ["Name"], ["B"], False),
            ({}, ["Name", "Is a company"], ["C", "no"], False),
            ({"are_companies": False}, ["Name", "Is a company"], ["D", "yes"], True),
            ({}, ["Name", "Is a company"], ["E", ""], True),
        ):
            with self.subTest(row=row, choices=choices):
                self._imported(heading, row, **choices)
                self.assertEqual(self._contact(row[0]).is_company, expected)

    def test_who_names_a_company_is_a_person(self):
        self._imported(["Name", "Company"], ["Ann", "Sign Ltd"])
        self.assertFalse(self._contact("Ann").is_company)
        self.assertTrue(self._contact("Sign Ltd").is_company)
        self.assertTrue(self._profile(self._contact("Sign Ltd")))

    def test_unknown_columns_are_said(self):
        wizard = self._previewed(["Name", "Shoe size", "Email"], ["A", "44", ""])
        self.assertEqual(wizard.left_out, "B (Shoe size)")

    def test_an_unknown_industry_is_left_out_and_said(self):
        wizard = self._imported(["Name", "Industry"], ["Sign Ltd", "Nonsense"])
        self.assertFalse(self._contact("Sign Ltd").industry_id)
        self.assertIn("no industry Nonsense", self._row(wizard).message)

    def test_a_preview_says_what_an_update_changes(self):
        sign = self._customer("Sign", email="a@sign.example", phone="111")
        self._imported(
            ["Name", "Email"], ["Sign", "a@sign.example"], on_duplicate="fill"
        )
        wizard = self._previewed(
            ["Name", "Email", "Phone", "City", "Tags", "Industry"],
            ["Sign", "a@sign.example", "222", "", "New", "shops"],
            on_duplicate="fill",
        )
        message = self._row(wizard).message
        self.assertIn("Phone: 111 → 222", message)
        self.assertIn("Tags: empty → + New", message)
        self.assertIn("Industry: empty → Shops", message)
        self.assertNotIn("City", message)
        self.assertEqual(sign.phone, "111")
        wizard.action_import()
        self.assertIn("Phone: 111 → 222", self._row(wizard).message)
        self.assertEqual(sign.phone, "222")

    def test_an_update_puts_on_the_list_and_moves(self):
        sign = self._customer("Sign", email="a@sign.example")
        self._imported(
            ["Email", "Stage"], ["a@sign.example", "SQL"], on_duplicate="fill"
        )
        self.assertEqual(self._profile(sign).stage_id.name, "SQL")

    def test_equal_names_are_warned_of_and_imported(self):
        self._customer("Sign Ltd", email="old@sign.example")
        wizard = self._imported(
            ["Name", "Email"],
            ["SIGN LTD", "new@sign.example"],
            ["Board", "1@board.example"],
            ["Board", "2@board.example"],
        )
        messages = wizard.line_ids.sorted("row").mapped("message")
        self.assertIn("duplicate of Sign Ltd, old@sign.example", messages[0])
        self.assertFalse(messages[1])
        self.assertIn("An earlier row has the same name", messages[2])
        self.assertEqual(set(wizard.line_ids.mapped("action")), {"create"})

    def test_blanks_nobody_sees_go(self):
        self._imported(
            ["Name", "Email"],
            ["\u00a0Sign\u200b Ltd\ufeff ", "a@sign\u200d.example\u00a0"],
        )
        self.assertEqual(self._contact("Sign Ltd").email, "a@sign.example")

    def test_a_second_address_is_told(self):
        wizard = self._previewed(["Name", "Email"], ["A", "a@x.example, b@x.example"])
        self.assertEqual(self._row(wizard).action, "create")
        self.assertIn("More than one address", self._row(wizard).message)

    def test_templates_have_headings_that_are_understood(self):
        with Path(file_path(f"{TEMPLATES}.csv")).open(encoding="utf-8") as file:
            heading, *rows = csv.reader(file)
        sheet = openpyxl.load_workbook(file_path(f"{TEMPLATES}.xlsx")).active
        self.assertEqual([cell.value for cell in sheet[1]], heading)
        wizard = self._previewed(heading, *rows)
        self.assertFalse(wizard.left_out)
        self.assertEqual(len(set(wizard.column_ids.mapped("target"))), len(heading))
        self.assertFalse(wizard.problem_ids.mapped("message"))

    def test_a_salesperson_imports_customers_of_colleagues_too(self):
        own = self._user("import_own", SALESMAN)
        rows = (["Name", "Salesperson"], ["Mine", "import_own"], ["Theirs", "seller"])
        wizard = self._wizard("\n".join(map(",".join, rows)).encode(), user=own)
        wizard.action_import()
        self.assertFalse(wizard.problem_ids.mapped("message"))
        self.assertTrue(self._profile(self._contact("Mine")))
        self.assertTrue(self._profile(self._contact("Theirs")))
