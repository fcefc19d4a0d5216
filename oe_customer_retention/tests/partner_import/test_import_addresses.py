"""A contact is found by its address, however the address is written."""

from .import_common import ImportCase

KNOWN = "sales@known.example"
WRITTEN = (
    KNOWN,
    "SALES@Known.Example",
    "  sales@known.example ",
    "sales@known.example\u200b",
    "\u200bsales@known.example",
    "\ufeffsales@known.example",
    "\u202asales@known.example\u202c",
    "sales@kno\u00adwn.example",
    "\u00a0sales@known.example\u00a0",
    "mailto:sales@known.example",
    "Sales <sales@known.example>",
    "sales@known.example; other@known.example",
    "other@known.example; sales@known.example",
    "other@known.example, sales@known.example",
    "other@known.example sales@known.example",
)


class TestImportAddresses(ImportCase):
    def _assert_found(self, contact, *cells):
        for cell in cells:
            with self.subTest(cell=cell):
                wizard = self._previewed(["Name", "Email"], ["A", cell])
                self.assertEqual(self._actions(wizard), {2: "skip"})
                self.assertEqual(wizard.line_ids.partner_id, contact)

    def test_blanks_seen_and_unseen_and_second_addresses(self):
        self._assert_found(self._customer("Known", email=KNOWN), *WRITTEN)

    def test_second_address_of_a_contact(self):
        contact = self._customer("Two", email=f"first@known.example, {KNOWN}")
        self._assert_found(contact, "first@known.example", *WRITTEN)

    def test_contact_whose_own_address_has_an_unseen_blank(self):
        self._assert_found(self._customer("Known", email=f"{KNOWN}\u200b"), KNOWN)

    def test_other_addresses_are_other_contacts(self):
        self._customer("Known", email=KNOWN)
        others = (
            "ales@known.example",
            "sales@known.example.org",
            "sales@notknown.example",
            "ssales@known.example",
            "sales@known.exampl",
        )
        for cell in others:
            with self.subTest(cell=cell):
                wizard = self._previewed(["Name", "Email"], ["A", cell])
                self.assertEqual(self._actions(wizard), {2: "create"})

    def test_two_rows_with_one_address_are_one_contact(self):
        rows = (["A", f"a@new.example; {KNOWN}"], ["B", f"{KNOWN}\u200b"])
        wizard = self._previewed(["Name", "Email"], *rows)
        self.assertEqual(self._actions(wizard), {2: "create", 3: "skip"})

    def test_two_addresses_of_two_contacts_make_no_choice_in_silence(self):
        first = self._customer("First", email="first@known.example")
        second = self._customer("Second", email="second@known.example")
        cell = "first@known.example; second@known.example"
        wizard = self._previewed(["Name", "Email"], ["A", cell])
        self.assertNotEqual(self._actions(wizard), {2: "create"})
        self.assertLessEqual(wizard.line_ids.partner_id, first + second)
        self.assertTrue(wizard.line_ids.message)

    def test_imported_address_is_kept_without_unseen_blanks(self):
        wizard = self._imported(["Name", "Email"], ["New", f"\ufeff{KNOWN}\u200b"])
        partner = wizard.line_ids.partner_id
        self.assertEqual((partner.email, partner.email_normalized), (KNOWN, KNOWN))
