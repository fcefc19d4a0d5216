from .import_common import ImportCase, csv_file, excel_file

HEADING = ["Name", "Email", "VAT", "Reference", "Phone"]


class TestImportPreview(ImportCase):
    """What a row would do."""

    def test_nothing_is_changed_by_a_preview(self):
        count = self.env["res.partner"].search_count([])
        wizard = self._previewed(HEADING, ["New Ltd", "new@one.example"])
        self.assertEqual(self._actions(wizard), {2: "create"})
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_email_is_the_same_whatever_its_capitals_and_name(self):
        acme = self._customer("Acme", email="Info@Acme.example")
        wizard = self._previewed(HEADING, ["A", '"Acme" <INFO@acme.EXAMPLE>'])
        self.assertEqual(self._actions(wizard), {2: "skip"})
        self.assertEqual(wizard.line_ids.partner_id, acme)
        self.assertIn("Same value in 'Email'", wizard.line_ids.message)

    def test_tax_id_is_the_same_whatever_its_dots_and_prefix(self):
        belgium = self.env.ref("base.be")
        acme = self._customer("Acme", vat="BE0477472701", country_id=belgium.id)
        for vat in ("BE 0477.472.701", "be0477472701", "0477-472-701"):
            with self.subTest(vat=vat):
                wizard = self._previewed(HEADING, ["A", "", vat])
                self.assertEqual(wizard.line_ids.partner_id, acme)

    def test_tax_id_of_another_country_is_another_one(self):
        vat = {"vat": "0477472701", "country_id": self.env.ref("base.be").id}
        self.env["res.partner"].with_context(no_vat_validation=True).create(
            {"name": "Acme", **vat}
        )
        wizard = self._previewed(
            ["Name", "VAT", "Country"], ["A", "0477472701", "FR"], ["B", "477472701"]
        )
        self.assertEqual(self._actions(wizard), {2: "create", 3: "create"})

    def test_a_contact_of_a_company_is_not_found_by_its_tax_id(self):
        acme = self._customer("Acme", vat="BE0477472701")
        self._customer("Ann", is_company=False, parent_id=acme.id)
        wizard = self._previewed(HEADING, ["A", "", "BE0477472701"])
        self.assertEqual(wizard.line_ids.partner_id, acme)

    def test_reference_is_the_same_only_when_equal(self):
        acme = self._customer("Acme", ref="C-17")
        wizard = self._previewed(HEADING, ["A", "", "", "C-17"], ["B", "", "", "C-1"])
        self.assertEqual(self._actions(wizard), {2: "skip", 3: "create"})
        self.assertEqual(self._line(wizard, 2).partner_id, acme)

    def test_keys_not_chosen_do_not_count(self):
        self._customer("Acme", email="a@acme.example", ref="C-17")
        row = ["A", "a@acme.example", "", "C-17"]
        wizard = self._previewed(HEADING, row, match_email=False, match_ref=False)
        self.assertEqual(self._actions(wizard), {2: "create"})

    def test_archived_contacts_are_there_too(self):
        self._customer("Acme", email="a@acme.example", active=False)
        wizard = self._previewed(HEADING, ["A", "a@acme.example"])
        self.assertEqual(self._actions(wizard), {2: "skip"})
        self.assertIn("archived", wizard.line_ids.message)

    def test_of_several_with_one_email_the_namesake_is_meant(self):
        acme = self._customer("Acme", email="a@acme.example")
        self._customer("Ann", email="a@acme.example", parent_id=acme.id)
        choices = {"on_duplicate": "fill"}
        wizard = self._previewed(HEADING, ["ACME", "a@acme.example"], **choices)
        self.assertEqual(wizard.line_ids.partner_id, acme)
        wizard = self._previewed(HEADING, ["Bob", "a@acme.example"], **choices)
        self.assertEqual(self._actions(wizard), {2: "error"})
        self.assertIn("2 contacts have the same Email", wizard.line_ids.message)

    def test_rows_with_nothing_to_change_are_counted_apart(self):
        for name in ("A", "B", "C"):
            self._customer(name, email=f"{name.lower()}@x.example")
        rows = [["A", "a@x.example"], ["New name", "b@x.example"], ["C", "c@x.example"]]
        wizard = self._previewed(HEADING, *rows, on_duplicate="fill")
        self.assertEqual(self._actions(wizard), {2: "same", 3: "update", 4: "same"})
        self.assertEqual((wizard.update_count, wizard.same_count), (1, 2))
        wizard.action_import()
        self.assertEqual(self._actions(wizard), {2: "same", 3: "update", 4: "same"})
        self.assertEqual((wizard.update_count, wizard.same_count), (1, 2))

    def test_a_row_may_repeat_an_earlier_one(self):
        wizard = self._previewed(
            HEADING, ["A", "a@acme.example"], ["B", ""], ["C", "A@ACME.example"]
        )
        self.assertEqual(self._actions(wizard), {2: "create", 3: "create", 4: "skip"})
        self.assertEqual(
            self._line(wizard, 4).message, "Same value in 'Email' as row 2."
        )

    def test_a_new_row_without_a_name_is_a_problem(self):
        wizard = self._previewed(HEADING, ["", "a@acme.example"])
        self.assertEqual(self._actions(wizard), {2: "error"})
        self.assertIn("Fill in the name", wizard.line_ids.message)

    def test_a_cell_that_does_not_fit_is_named_with_column_value_and_remedy(self):
        heading = [
            "Name",
            "Email",
            "Country",
            "Salesperson",
            "Is a company",
            "Language",
        ]
        row = ["A", "nowhere", "Atlantis", "Nemo", "perhaps", "Klingon"]
        message = self._previewed(heading, row).line_ids.message
        for part in (
            "Column B, Email “nowhere”: is not an email address. Correct it",
            "Column C, Country “Atlantis”: there is no such country. Use its name",
            "“Nemo”: there is no such user. Use",
            "“perhaps”: is neither yes nor no",
            "“Klingon”: this language is not installed",
        ):
            self.assertIn(part, message)

    def test_formulas_errors_and_very_long_cells_are_problems_of_their_row(self):
        wizard = self._wizard(
            excel_file(["Name"], ["=A9"], ["#N/A"], ["x" * 501], ["x" * 500])
        )
        wizard.action_preview()
        self.assertEqual(
            self._actions(wizard), {2: "error", 3: "error", 4: "error", 5: "create"}
        )
        self.assertIn("501 characters", self._line(wizard, 4).message)

    def test_queries_do_not_grow_with_the_rows(self):
        def queries(count):
            wizard = self._wizard(
                csv_file(
                    HEADING,
                    *(
                        [f"N{n}", f"n{n}@x.example", f"BE{n:010}", n]
                        for n in range(count)
                    ),
                )
            )
            wizard.action_read()
            self.env.flush_all()
            before = self.cr.sql_log_count
            wizard.action_preview()
            return self.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(2), queries(60))
