from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from ..common import ACCOUNTANT, AS_OF, DAY, MANAGER, SALESMAN, ago
from .call_list_common import CallListCase


class TestPage(CallListCase):
    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("page_seller", SALESMAN)
        cls.colleague = cls._user("page_colleague", SALESMAN)
        cls.manager = cls._user("page_manager", MANAGER)
        cls.mine = cls._buyer(
            160, 130, 100, 70, name="Mine", user_id=cls.seller.id, phone="+32 1 23"
        )
        cls.person = cls._customer(
            "Ann", parent_id=cls.mine.id, is_company=False, phone="+32 4 56"
        )
        cls.theirs = cls._buyer(
            160, 130, 100, 70, name="Theirs", user_id=cls.colleague.id
        )
        cls.suspect = cls._customer("Suspect", user_id=cls.seller.id)
        cls._quotation(cls.suspect, ago(5))
        cls.saver = cls._saver("Saves", cls.seller)
        cls._saver("Also saves", cls.colleague)
        cls._refresh()

    @classmethod
    def _saver(cls, name, seller):
        """Return a customer that still buys each month, for a tenth of what it did."""
        customer = cls._customer(name, user_id=seller.id)
        amounts = {days: 100 if days > 150 else 10 for days in range(360, 0, -30)}
        cls._insert_all(
            "sale.order",
            [cls._ordered(customer, ago(d), amount) for d, amount in amounts.items()],
        )
        return customer

    def _page(self, user=None, **options):
        lists = self.env["customer.retention.call.list"]
        return lists.with_user(user or self.seller).get_page(**options)

    def _names(self, page):
        return [row["partner_id"][1] for row in page["rows"]]

    def test_a_salesperson_sees_the_own_customers(self):
        page = self._page()
        self.assertEqual(page["whose"], "mine")
        self.assertEqual(self._names(page), ["Mine"])

    def test_a_manager_without_customers_sees_all(self):
        page = self._page(self.manager)
        self.assertEqual(page["whose"], "all")
        self.assertEqual(sorted(self._names(page)), ["Mine", "Theirs"])

    def test_a_manager_whose_own_customers_need_no_call_sees_all(self):
        self._buyer(60, 30, 1, name="Fine", user_id=self.manager.id)
        self._refresh()
        self.assertEqual(self._page(self.manager)["whose"], "all")
        self.mine.user_id = self.manager
        self._refresh()
        page = self._page(self.manager)
        self.assertEqual((page["whose"], self._names(page)), ("mine", ["Mine"]))

    def test_a_manager_chooses_a_salesperson(self):
        page = self._page(self.manager, whose=self.colleague.id)
        self.assertEqual(self._names(page), ["Theirs"])
        people = {person["id"]: person["count"] for person in page["people"]}
        self.assertEqual(people, {self.seller.id: 1, self.colleague.id: 1})

    def test_a_salesperson_learns_nothing_by_a_colleague_s_id(self):
        page = self._page(whose=self.colleague.id)
        self.assertFalse(page["rows"] or page["total"] or page["stake"])

    def test_total_and_stake_are_those_of_the_rows(self):
        page = self._page(self.manager)
        self.assertEqual(page["total"], len(page["rows"]))
        stake = sum(row["call_stake"] for row in page["rows"])
        # Each row is rounded to a cent, the total once.
        self.assertAlmostEqual(page["stake"], stake, delta=0.005 * page["total"])

    def test_the_person_to_ask_for_is_the_one_with_a_number(self):
        [row] = self._page()["rows"]
        self.assertEqual(row["person"]["name"], "Ann")
        self.assertEqual(row["call_phone"], "+32 4 56")

    def test_the_person_to_ask_for_is_the_primary_contact(self):
        cara = self._customer("Cara", parent_id=self.mine.id, is_company=False)
        profile = self._profile(self.mine)
        profile.set_primary_contact(cara.id)
        [row] = self._page()["rows"]
        self.assertEqual(row["person"]["name"], "Cara")

    def test_the_page_of_the_customer_dials_the_same_number(self):
        profile = self._profile(self.mine).with_user(self.seller)
        self.mine.phone = "+32 1 11"
        self.assertEqual(profile.call_phone, "+32 4 56")
        bob = self._customer("Bob", parent_id=self.mine.id, is_company=False)
        self._talk(profile.sudo(), ago(80), contact_id=bob.id)
        profile.invalidate_recordset()
        [row] = self._page()["rows"]
        self.assertEqual((row["call_phone"], profile.call_phone), ("+32 1 11",) * 2)

    def test_the_person_to_ask_for_is_who_was_talked_to_last(self):
        bob = self._customer("Bob", parent_id=self.mine.id, is_company=False)
        self._talk(self._profile(self.mine), ago(80), contact_id=bob.id)
        [row] = self._page()["rows"]
        self.assertEqual(row["person"]["name"], "Bob")

    def test_the_last_contact_is_told_with_its_outcome(self):
        profile = self._profile(self.mine)
        self._talk(profile, ago(80), outcome="positive", note="Asked for <b>prices</b>")
        [row] = self._page()["rows"]
        self.assertEqual(row["last_contact"]["outcome"], "Positive")
        self.assertEqual(row["last_contact"]["note"], "Asked for <b>prices</b>")

    def test_how_often_it_buys_is_told_in_few_words(self):
        [row] = self._page()["rows"]
        self.assertEqual(
            row["habit"], "Usually buys every 30 days; last purchase 70 days ago."
        )
        [row] = self._page(section="suspects")["rows"]
        self.assertIs(row["habit"], False)

    def test_what_is_overdue_is_for_those_who_read_invoices(self):
        [row] = self._page()["rows"]
        self.assertNotIn("overdue_amount", row)
        clerk = self._user("page_clerk", SALESMAN, ACCOUNTANT)
        self.mine.user_id = clerk
        self._refresh()
        [row] = self._page(clerk)["rows"]
        self.assertIn("overdue_amount", row)

    def test_who_is_left_out_is_counted_and_opened(self):
        profile = self._profile(self.mine)
        profile.snoozed_until = AS_OF
        page = self._page()
        [part] = page["left_out"]
        self.assertEqual((part["key"], part["count"]), ("snoozed", 1))
        found = profile.with_user(self.seller).search(part["domain"])
        self.assertEqual(found, profile)

    def test_done_today_counts_customers_not_calls(self):
        profile = self._profile(self.mine).with_user(self.seller)
        for reached in (False, True):
            talk = self._talk(profile, AS_OF, reached)
            talk.sudo().user_id = self.seller
        self.assertEqual(self._page()["done"], 1)
        self.assertEqual(self._page(self.manager)["done"], 1)

    def test_the_capacity_is_that_of_the_salespeople_listed(self):
        self.company.retention_calls_per_day = 7
        self.assertEqual(self._page()["capacity"], 7)
        self.assertEqual(self._page(self.manager)["capacity"], 14)

    def test_the_tail_is_on_further_pages(self):
        for _number in range(22):
            self._buyer(160, 130, 100, 70, user_id=self.seller.id)
        self._refresh()
        first, second = self._page(), self._page(offset=20)
        self.assertEqual((len(first["rows"]), len(second["rows"])), (20, 3))
        ids = {row["id"] for row in first["rows"] + second["rows"]}
        self.assertEqual(len(ids), first["total"])

    def test_suspects_have_a_place_of_their_own(self):
        page = self._page(section="suspects")
        self.assertEqual(self._names(page), ["Suspect"])
        self.assertEqual(sum(stage["count"] for stage in page["stages"]), 1)
        self.assertNotIn("Suspect", self._names(self._page()))

    def test_suspects_are_narrowed_to_a_stage(self):
        stage = self.env.ref("oe_customer_retention.lifecycle_b2b").stage_ids[0]
        page = self._page(section="suspects", stage_id=stage.id)
        profile = self._profile(self.suspect)
        self.assertEqual(bool(page["rows"]), profile.stage_id == stage)

    def test_who_spends_less_has_a_place_of_its_own(self):
        page = self._page(section="spending_less")
        self.assertEqual(self._names(page), ["Saves"])
        [row] = page["rows"]
        profile = self._profile(self.saver)
        self.assertEqual(row["spend_reason"], profile.spend_reason)
        self.assertTrue(row["is_spending_less"])
        self.assertEqual(page["stake_field"], "spend_at_risk")
        self.assertAlmostEqual(page["stake"], row["spend_at_risk"], places=2)
        self.assertNotIn("Saves", self._names(self._page()))

    def test_a_manager_sees_who_spends_less_most_at_stake_first(self):
        self._order(self.saver, ago(200), 5000)
        self._refresh()
        page = self._page(self.manager, section="spending_less")
        self.assertEqual(self._names(page), ["Saves", "Also saves"])
        stakes = [row["spend_at_risk"] for row in page["rows"]]
        self.assertEqual(stakes, sorted(stakes, reverse=True))
        self.assertAlmostEqual(page["stake"], sum(stakes), delta=0.005 * len(stakes))
        counts = {person["id"]: person["count"] for person in page["people"]}
        self.assertEqual(counts, {self.seller.id: 1, self.colleague.id: 1})

    def test_who_spends_less_rests_after_a_contact(self):
        self._talk(self._profile(self.saver), ago(3))
        page = self._page(section="spending_less")
        self.assertFalse(page["rows"])
        [part] = page["left_out"]
        self.assertEqual((part["key"], part["count"]), ("contacted", 1))
        found = self._profile(self.saver).search(part["domain"])
        self.assertEqual(found, self._profile(self.saver))

    def test_who_was_chosen_can_be_seen_to_have_nobody(self):
        self.saver.user_id = self.colleague
        self._refresh()
        chosen = {"section": "spending_less", "whose": self.seller.id}
        counts = {
            person["id"]: person["count"]
            for person in self._page(self.manager, **chosen)["people"]
        }
        self.assertEqual(counts, {self.seller.id: 0, self.colleague.id: 2})

    def test_a_suspect_with_a_plan_waits(self):
        profile = self._profile(self.suspect)
        profile.activity_schedule("mail.mail_activity_data_call", AS_OF + DAY)
        self.assertFalse(self._page(section="suspects")["rows"])

    def test_everybody_is_added_up_once(self):
        cls = type(self.env["customer.retention.profile"])
        for options in ({}, {"section": "suspects"}, {"whose": self.seller.id}):
            with (
                self.subTest(options),
                patch.object(
                    cls, "_read_group", autospec=True, side_effect=cls._read_group
                ) as read_group,
            ):
                self._page(self.manager, **options)
                self.assertEqual(read_group.call_count, 1)

    def test_nonsense_is_refused_by_name(self):
        for options, told in (
            ({"whose": "nobody"}, "'nobody'"),
            ({"whose": [1]}, r"\[1\]"),
            ({"whose": True}, "'True'"),
            ({"section": "lost"}, "'lost'"),
            ({"section": ["customers"]}, "customers"),
            ({"offset": -1}, "-1"),
            ({"offset": "1; DROP"}, "DROP"),
            ({"section": "suspects", "stage_id": "x"}, "'x'"),
        ):
            with self.subTest(options), self.assertRaisesRegex(UserError, told):
                self._page(**options)

    def test_an_employee_without_sales_rights_gets_no_page(self):
        with self.assertRaises(AccessError):
            self._page(self._user("page_employee"))

    def test_calls_per_day_are_a_number_of_calls(self):
        for number in (0, -1, 1001):
            with self.subTest(number), self.assertRaisesRegex(UserError, "Calls per"):
                self.company.retention_calls_per_day = number

    def test_the_dashboard_shows_the_first_five_of_the_same_list(self):
        for _number in range(6):
            self._buyer(160, 130, 100, 70, user_id=self.seller.id)
        self._refresh()
        dashboard = self.env["customer.retention.dashboard"].with_user(self.seller)
        mine = [("user_id", "=", self.seller.id)]
        card = [row["id"] for row in dashboard.get_data(mine)["call_today"]]
        self.assertEqual(card, [row["id"] for row in self._page()["rows"][:5]])
