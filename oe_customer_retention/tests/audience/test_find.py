from unittest.mock import patch

from odoo.fields import Domain
from odoo.tools import SQL

from ..common import SALESMAN, RetentionCase, ago


class TestFind(RetentionCase):
    """One search box finds a customer by all that one may know of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anchor = cls._customer(
            "Anchor Café",
            email="hello@anchor.example.com",
            phone="+32 9 555 00 11",
            city="Antwerp",
            ref="K-1234",
            vat="BE0477472701",
        )
        cls.person = cls._customer(
            "Ada Anker",
            is_company=False,
            parent_id=cls.anchor.id,
            email="ada@elsewhere.example.com",
            phone="0475/12.34.56",
        )
        cls.other = cls._customer("Birch & Bean", phone="09/555.00.12", city="Ghent")
        for customer in cls.anchor + cls.other:
            cls._order(customer, ago(5))
        cls._refresh()
        cls.env.flush_all()

    def _found(self, text, user=None):
        profiles = self.env["customer.retention.profile"].with_user(
            user or self.env.user
        )
        domain = [("display_name", "ilike", text), ("company_id", "=", self.company.id)]
        return profiles.search(domain).partner_id

    def _assert_found(self, customer, *texts):
        for text in texts:
            with self.subTest(text):
                self.assertEqual(self._found(text), customer)

    def test_any_spelling_of_a_number(self):
        self._assert_found(
            self.anchor,
            "+32 9 555 00 11",
            "+3295550011",
            "0032-9555 0011",
            "09/555.00.11",
            "+32 (0)9 555.00.11",
            "09 555 00 11",
            "555 00 11",
        )

    def test_words_beyond_the_first_twenty_cost_nothing(self):
        self._assert_found(self.anchor, " ".join(["Anchor", "Café"] * 5_000))
        partners = self.env["res.partner"]
        asked = patch.object(
            type(partners), "_retention_with_word", return_value=Domain.TRUE
        )
        with asked as with_word:
            partners._retention_with_words(" ".join("abcdefghijklmnopqrstuvwxyz"))
        self.assertEqual(with_word.call_count, 20)

    def test_a_number_stored_without_its_country(self):
        self._assert_found(self.other, "+32 9 555 00 12", "09-5550012")

    def test_the_number_of_a_contact_person(self):
        self._assert_found(self.anchor, "+32 475 12 34 56", "0475123456")

    def test_part_of_a_number_finds_all_that_have_it(self):
        self.assertEqual(self._found("555 00"), self.anchor + self.other)

    def test_words_of_the_customer(self):
        self._assert_found(
            self.anchor,
            "Anchor Café",
            "anchor",
            "hello@anchor",
            "Antwerp",
            "K-1234",
            "BE0477472701",
            "0477.472.701",
            "antwerp caf",
        )

    def test_name_and_mail_of_a_contact_person(self):
        self._assert_found(self.anchor, "Ada Anker", "ada@elsewhere")

    def test_a_tag(self):
        self.anchor.category_id = self.env["res.partner.category"].create(
            {"name": "Trade fair"}
        )
        self._assert_found(self.anchor, "trade fair")

    def test_what_is_not_there_finds_nobody(self):
        nobody = self.env["res.partner"]
        self._assert_found(nobody, "Zebra", "+32 9 777 77 77", "Antwerp Birch")

    def test_signs_of_sql_are_only_signs(self):
        nobody = self.env["res.partner"]
        self._assert_found(nobody, "%", "100%", "_nchor", "\\", "a'b", '"', "%s")

    def test_short_and_blank_texts_do_not_fail(self):
        everybody = self.anchor + self.other
        self.assertEqual(self._found("09") & everybody, self._found("09"))
        self.assertEqual(self._found(" "), everybody)

    def test_the_exact_name_as_an_import_asks_for_it(self):
        profiles = self.env["customer.retention.profile"]
        found = profiles.search([("display_name", "=", "Anchor Café")])
        self.assertEqual(found.partner_id, self.anchor)

    def test_a_drop_down_finds_the_same(self):
        found = self.env["customer.retention.profile"].name_search("0475 12 34 56")
        self.assertEqual([name for _id, name in found], ["Anchor Café"])

    def test_nobody_is_found_by_a_contact_one_may_not_read(self):
        user = self._user("find_seller", SALESMAN)
        self.assertEqual(self._found("Ada Anker", user), self.anchor)
        self.person.company_id = self._new_company("Other Ltd")
        self.env.flush_all()
        self.assertFalse(self._found("Ada Anker", user))
        self.assertFalse(self._found("0475 12 34 56", user))

    def test_customers_of_colleagues_stay_unseen(self):
        colleague = self._user("find_colleague", SALESMAN)
        self.anchor.user_id = colleague
        self._refresh()
        user = self._user("find_own", SALESMAN)
        self.assertFalse(self._found("09/555.00.11", user))
        self.assertEqual(self._found("09/555.00.11", colleague), self.anchor)

    def test_words_are_looked_up_in_an_index(self):
        if not self.registry.has_trigram:
            self.skipTest("no pg_trgm")
        self.env.execute_query(SQL("SET LOCAL enable_seqscan TO off"))
        partners = self.env["res.partner"]
        query = partners.sudo()._search(partners._retention_with_word("anchor"))
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("res_partner__retention_text_idx", str(plan))
