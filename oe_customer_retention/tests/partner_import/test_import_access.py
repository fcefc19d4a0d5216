from odoo.exceptions import AccessError

from ..common import SALESMAN
from .import_common import ImportCase, csv_file

HEADING = ["Name", "Email", "VAT", "Reference", "Phone"]


class TestImportAccess(ImportCase):
    def test_who_may_not_create_contacts_may_not_import(self):
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner"), ("perm_create", "=", True)]
        )
        rights.perm_create = False
        with self.assertRaises(AccessError):
            self._wizard(b"Name\nAcme\n")

    def test_an_employee_who_does_not_sell_may_not_import(self):
        employee = self._user("employee", "base.group_partner_manager")
        with self.assertRaises(AccessError):
            self._wizard(b"Name\nAcme\n", user=employee)

    def test_an_import_is_only_seen_by_who_made_it(self):
        wizard = self._wizard(b"Name\nAcme\n")
        with self.assertRaises(AccessError):
            wizard.with_user(self._user("other", SALESMAN)).read(["file_name"])

    def test_contacts_of_other_companies_are_neither_matched_nor_changed(self):
        other = self._new_company("Other Ltd")
        theirs = self._customer("Theirs", email="a@x.example", company_id=other.id)
        wizard = self._imported(HEADING, ["Ours", "a@x.example"], on_duplicate="fill")
        self.assertEqual(self._actions(wizard), {2: "create"})
        self.assertEqual(theirs.name, "Theirs")

    def test_with_two_companies_on_only_the_current_ones_contacts_match(self):
        other = self._new_company("Other Ltd")
        self._customer("Theirs", email="a@x.example", company_id=other.id)
        self.seller.company_ids += other
        wizard = self._wizard(csv_file(HEADING, ["Ours", "a@x.example"])).with_context(
            allowed_company_ids=(self.company | other).ids
        )
        wizard.action_preview()
        self.assertEqual(self._actions(wizard), {2: "create"})

    def test_a_contact_one_may_read_but_not_change_is_a_problem(self):
        acme = self._customer("Acme", ref="C-1")
        self.env["ir.rule"].create(
            {
                "name": "Acme is not to be changed",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {acme.id})]",
                "perm_read": False,
            }
        )
        wizard = self._imported(
            ["Name", "Reference"], ["A", "C-1"], ["B", "C-2"], on_duplicate="fill"
        )
        self.assertEqual(self._actions(wizard), {2: "error", 3: "create"})
        self.assertIn("You may not change Acme. Ask", self._line(wizard, 2).message)
        self.assertEqual(acme.name, "Acme")
