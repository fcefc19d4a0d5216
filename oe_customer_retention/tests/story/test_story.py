import json
from datetime import datetime, time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..common import MANAGER, SALESMAN, ago
from ..documents import moment
from .test_touchpoint import TouchpointCase


class TestStory(TouchpointCase):
    def _story(self, **options):
        return self._profile(self.customer).get_story(**options)

    def _cursor(self, page):
        last = page["touchpoints"][-1]
        return [str(last["at"]), last["id"], str(last["date"])]

    def _pages(self, limit, **options):
        """Return all pages, as the widget asks for them."""
        pages = [self._story(limit=limit, **options)]
        while pages[-1]["has_more"]:
            before = self._cursor(pages[-1])
            pages.append(self._story(limit=limit, before=before, **options))
        return pages

    def _ids(self, pages):
        return [row["id"] for page in pages for row in page["touchpoints"]]

    def test_pages_are_the_whole_story_without_gap_or_repetition(self):
        for days in (9, 9, 9, 8, 3):
            self._order(self.customer, ago(days))
            self._payment(self.customer, ago(days))
        self._refresh()
        for limit in (1, 3, 9, 10, 11):
            with self.subTest(limit=limit):
                pages = self._pages(limit)
                self.assertEqual(self._ids(pages), self._found().ids)
                self.assertEqual(len(pages), -(-10 // limit))

    def test_a_document_that_comes_in_between_shifts_no_page(self):
        for days in (9, 8, 7):
            self._quotation(self.customer, ago(days))
        self._refresh()
        first = self._story(limit=2)
        self._quotation(self.customer, ago(0))
        page = self._story(limit=2, before=self._cursor(first))
        self.assertEqual([row["date"] for row in page["touchpoints"]], [ago(9)])

    def test_kinds_are_counted_whatever_is_chosen_of_them(self):
        self._order(self.customer, ago(9))
        self._order(self.customer, ago(8))
        self._message(self.customer, self.buyer, ago(7))
        self._refresh()
        story = self._story(kinds=["crm"])
        self.assertEqual([row["topic"] for row in story["touchpoints"]], ["mail"])
        counts = {row["kind"]: row["count"] for row in story["kinds"]}
        self.assertEqual(counts, {"order": 2, "mail": 1})

    def test_a_topic_is_chosen_like_a_kind(self):
        self._order(self.customer, ago(9))
        self._message(self.customer, self.buyer, ago(8))
        self._done_activity(self.customer, ago(7))
        self._opportunity(self.customer, ago(6))
        self._meeting(self.customer, ago(5))
        self._refresh()
        for kinds, days in (
            (["mail"], [8]),
            (["call"], [7]),
            (["deal"], [6]),
            (["meeting"], [5]),
            (["order", "call"], [7, 9]),
            (["crm"], [5, 6, 7, 8]),
        ):
            with self.subTest(kinds=kinds):
                rows = self._story(kinds=kinds)["touchpoints"]
                self.assertEqual([row["date"] for row in rows], [*map(ago, days)])

    def test_an_order_and_its_quotation_are_one_line(self):
        self._order(self.customer, ago(9), create_date=f"{ago(12)} 12:00:00")
        self._quotation(self.customer, ago(3))
        self._quotation(self.customer, ago(2), state="sent")
        self._refresh()
        rows = self._story()["touchpoints"]
        told = [(row["topic"], row["date"]) for row in rows]
        self.assertEqual(
            told, [("quotation", ago(2)), ("quotation", ago(3)), ("order", ago(9))]
        )
        self.assertIn(f"quoted on {format_date(self.env, ago(12))}", rows[2]["detail"])
        self.assertEqual([row["detail"] for row in rows[:2]], ["Quotation Sent", False])

    def test_how_an_order_is_paid_is_told_with_accounting_rights_only(self):
        order = self._order(self.customer, ago(9), invoice_status="invoiced")
        move = self._move(self.customer, ago(8), payment_state="paid")
        self._link(self._receivable(move, ago(8), 0), order)
        self._refresh()
        self.env.invalidate_all()  # the line was linked behind the ORM's back
        profile = self._profile(self.customer)
        accountant = self._user("both", MANAGER, "account.group_account_invoice")
        for user, told in (
            (accountant, "Fully Invoiced · Paid"),
            (self._user("boss", MANAGER), "Fully Invoiced"),
        ):
            with self.subTest(user=user.login):
                rows = profile.with_user(user).get_story(kinds=["order"])["touchpoints"]
                self.assertEqual([row["detail"] for row in rows], [told])

    def test_what_was_done_is_told_in_people_s_words(self):
        self._order(self.customer, ago(30))
        self._refresh()
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", summary="Samples", note="<p>By post</p>"
        )
        done = self.env["mail.message"].browse(
            activity.action_feedback("Prepared <b> sample\nbox")
        )
        done.date = moment(ago(2))
        [row] = self._story(kinds=["task"])["touchpoints"]
        self.assertEqual(row["event"], "To-Do")
        self.assertEqual(row["summary"], "Samples – Prepared <b> sample box")
        self.assertEqual(row["user_id"][0], self.env.uid)

    def test_notes_and_mail_of_ours_are_told_and_found_and_count_for_nothing(self):
        self._order(self.customer, ago(30))
        self._refresh()
        seller = self._user("seller", MANAGER, name="Zoe Smith")
        profile = self._profile(self.customer)
        note = profile.with_user(seller).add_note("Zebra at the back door")
        mail = self.customer.with_user(seller).message_post(
            body="Our price list",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        written = self.env["mail.message"].browse([note, mail.id])
        written.date = moment(ago(2))
        self._refresh()
        for text, topics in (("zebra", ["note"]), ("price list", ["mail"])):
            rows = self._story(search=text)["touchpoints"]
            self.assertEqual([row["topic"] for row in rows], topics)
        by_author = self._story(search="zoe smith")["touchpoints"]
        self.assertEqual({row["topic"] for row in by_author}, {"note", "mail"})
        self.assertFalse(profile.last_crm_date)
        self.assertEqual(profile.last_activity_date, ago(30))

    def test_within_a_day_all_is_by_time(self):
        self._message(self.customer, self.buyer, datetime.combine(ago(9), time(8)))
        self._order(self.customer, datetime.combine(ago(9), time(10)))
        self._refresh()
        story = self._story()
        times = {row["topic"]: row["at"] for row in story["touchpoints"]}
        self.assertLess(times["mail"], times["order"])
        first = min(story["changes"], key=lambda change: change["at"])
        self.assertLess(times["order"], first["at"])
        rows = {row["topic"]: row for row in story["touchpoints"]}
        self.assertTrue(rows["order"]["time"])

    def test_of_one_moment_the_order_comes_before_its_invoice(self):
        noon = datetime.combine(ago(9), time(12))
        invoice = self._move(self.customer, ago(9))
        self._order(self.customer, noon, id=invoice.id + 1_000_000)
        self._refresh()
        last, first = self._found()
        self.assertEqual(last.at, first.at)
        self.assertEqual((last.kind, first.kind), ("invoice", "order"))

    def test_of_one_moment_the_stage_stands_above_the_status_that_led_there(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._order(self.customer, ago(9))
        self._refresh()
        above, below = self._story()["changes"]
        self.assertEqual(above["at"], below["at"])
        self.assertEqual((above["label"], below["label"]), ("Onboarding", "Active"))

    def test_a_lead_is_told_as_it_came_in(self):
        self._opportunity(self.buyer, ago(9), type="lead", name="Asked at the fair")
        self._refresh()
        [row] = self._story()["touchpoints"]
        told = (row["event"], row["summary"], row["date"])
        self.assertEqual(told, ("Lead", "Asked at the fair", ago(9)))
        self.assertEqual(self._found(("topic", "=", "lead")).contact_id, self.buyer)

    def test_a_prospect_begins_below_what_happened_on_its_first_day(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._quotation(self.customer, datetime.combine(ago(9), time(8)))
        self._refresh()
        story = self._story()
        [row] = story["touchpoints"]
        labels = {line["label"] for line in story["changes"] if line["at"] < row["at"]}
        self.assertEqual(labels, {"Prospect", "Suspect"})

    def test_a_move_of_today_stands_between_what_was_before_and_after_it(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._refresh()
        for hour in (8, 10):
            self._quotation(self.customer, datetime.combine(ago(9), time(hour)))
        self._refresh()
        line = self._profile(self.customer).journal_ids[:1]
        self.assertTrue(line.at)
        line.write({"date": ago(9), "at": datetime.combine(ago(9), time(9))})
        story = self._story()
        [moved] = [row for row in story["changes"] if row["key"] == f"stage-{line.id}"]
        after, before = (row["at"] for row in story["touchpoints"])
        self.assertTrue(before < moved["at"] < after)
        self.assertTrue(moved["time"])
        line.at = datetime.combine(ago(7), time(9))
        changes = {row["key"]: row for row in self._story()["changes"]}
        self.assertFalse(changes[moved["key"]]["time"])

    def test_a_day_without_a_time_is_told_without(self):
        self._move(self.customer, ago(9))
        self._refresh()
        accountant = self._user("both", MANAGER, "account.group_account_invoice")
        profile = self._profile(self.customer).with_user(accountant)
        [row] = profile.get_story()["touchpoints"]
        self.assertIs(row["time"], False)

    def test_search_looks_into_document_contact_and_salesperson(self):
        seller = self._user("seller", SALESMAN, name="Zoe Smith")
        self._quotation(self.customer, ago(9), name="QUO815")
        self._quotation(self.buyer, ago(8))
        self._quotation(self.customer, ago(7), user_id=seller.id)
        self._refresh()
        for text, days in (("quo8", 9), ("buyer", 8), ("zoe", 7)):
            with self.subTest(text=text):
                story = self._story(search=text)
                dates = [row["date"] for row in story["touchpoints"]]
                self.assertEqual(dates, [ago(days)])
                self.assertEqual([row["count"] for row in story["kinds"]], [1])
                self.assertFalse(story["changes"])

    def test_changes_of_status_and_stage_stand_in_their_time(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        for days in (200, 10):
            self._order(self.customer, ago(days))
        self._refresh()
        changes = self._story()["changes"]
        statuses = [
            (change["date"], change["former"], change["label"])
            for change in changes
            if change["status"]
        ]
        self.assertEqual(
            statuses,
            [
                (ago(10), "Dormant", "Active"),
                (ago(110), "At risk", "Dormant"),
                (ago(140), "Active", "At risk"),
                (ago(200), False, "Active"),
            ],
        )
        stages = [change["label"] for change in changes if not change["status"]]
        journal = self._profile(self.customer).journal_ids
        self.assertTrue(stages)
        self.assertEqual(stages, journal.to_stage_id.mapped("name"))
        lead = self.env.ref("oe_customer_retention.stage_b2b_lead")
        journal.profile_id.write({"stage_id": lead.id, "stage_reason": "Met"})
        moved = [
            change["label"]
            for change in self._story()["changes"]
            if change["detail"] == f"{self.env.user.name}: Met"
        ]
        self.assertEqual(moved, ["Lead"])
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_shop"
        )
        details = [
            change["detail"]
            for change in self._story()["changes"]
            if not change["status"]
        ]
        self.assertEqual(details, [f"B2B lifecycle: {self.env.user.name}: Met"])

    def test_each_change_is_on_one_page_only(self):
        for days in (500, 300, 200, 100, 10):
            self._order(self.customer, ago(days))
        self._refresh()
        for limit in (1, 2, 3, 20):
            with self.subTest(limit=limit):
                pages = self._pages(limit)
                keys = [row["key"] for page in pages for row in page["changes"]]
                profile = self._profile(self.customer)
                changes = len(profile.transition_ids) + len(profile.journal_ids)
                self.assertEqual(len(keys), len(set(keys)))
                self.assertEqual(len(keys), changes)

    def _logged_call(self, **values):
        """Log a call of two days ago; return the profile."""
        self._order(self.customer, ago(30))
        self._refresh()
        profile = self._profile(self.customer)
        self.env["customer.retention.interaction"].create(
            {
                "profile_id": profile.id,
                "message_id": self._done_activity(self.customer, ago(2)).id,
                "date": f"{ago(2)} 12:00:00",
                **values,
            }
        )
        return profile

    def test_what_came_of_a_contact_stands_with_it(self):
        self._logged_call(outcome="positive", duration=20)
        row, order = self._story()["touchpoints"]
        self.assertEqual((row["outcome"], row["duration"]), ("positive", 20))
        self.assertEqual((order["outcome"], order["duration"]), (False, False))

    def test_the_list_says_with_whom_it_was_and_what_came_of_it(self):
        self._logged_call(contact_id=self.buyer.id, outcome="negative")
        row, order = self._found()
        self.assertEqual((row.contact_id, row.outcome), (self.buyer, "negative"))
        self.assertEqual((order.contact_id, order.outcome), (self.customer, False))
        self.assertEqual(self._found(("contact_id", "=", self.buyer.id)), row)

    def test_with_whom_it_was_is_told_to_those_who_may_read_it(self):
        self._logged_call(contact_id=self.buyer.id, outcome="negative")
        seller = self._user("seller", SALESMAN)
        [row] = self._found(("topic", "=", "call"), user=seller)
        self.assertEqual((row.contact_id, row.outcome), (self.buyer, "negative"))
        model_id = self.env["ir.model"]._get_id("customer.retention.interaction")
        self.env["ir.rule"].create(
            {
                "name": "No complaints",
                "model_id": model_id,
                "domain_force": "[('outcome', '!=', 'negative')]",
            }
        )
        self.env.invalidate_all()
        [row] = self._found(("topic", "=", "call"), user=seller)
        self.assertEqual((row.contact_id, row.outcome), (self.customer, False))

    def test_queries_do_not_grow_with_the_history(self):
        self._order(self.customer, ago(30))
        self._refresh()
        profile = self._profile(self.customer)

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            profile.get_story(limit=5)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for days in range(100):
            self._order(self.customer, ago(days))
            self._payment(self.customer, ago(days))
        self.assertLessEqual(queries(), few + 2)

    def test_the_list_of_touchpoints_is_that_of_the_story(self):
        self._order(self.customer, ago(9))
        self._refresh()
        action = self._profile(self.customer).action_open_touchpoints()
        rows = self.env[action["res_model"]].with_context(**action["context"])
        found = rows.web_search_read(action["domain"], {"event": {}, "date": {}})
        self.assertEqual(found["length"], 1)
        self.assertEqual([row["event"] for row in found["records"]], ["Order"])

    def test_the_list_keeps_what_was_chosen_and_searched(self):
        self._order(self.customer, ago(9), name="QUO815")
        self._order(self.customer, ago(8), name="QUO4")
        self._message(self.customer, self.buyer, ago(7), body="QUO815")
        self._refresh()
        action = self._profile(self.customer).action_open_touchpoints(
            kinds=["order", "quotation"], search="815"
        )
        rows = self.env[action["res_model"]].with_context(**action["context"])
        facet = json.loads(json.dumps(action["context"]["retention_facet"]))
        self.assertEqual(facet["description"], "Orders or Quotations: 815")
        self.assertEqual(rows.search(facet["domain"]).mapped("date"), [ago(9)])
        self.assertEqual(len(rows.search(action["domain"])), 3)
        with self.assertRaises(UserError):
            self._profile(self.customer).action_open_touchpoints(kinds=[["x"]])

    def test_the_list_shows_the_one_kind_that_was_chosen(self):
        self._order(self.customer, ago(9))
        self._message(self.customer, self.buyer, ago(7))
        self._refresh()
        action = self._profile(self.customer).action_open_touchpoints(kinds=["mail"])
        self.assertEqual(action["context"]["retention_facet"]["description"], "Emails")
        rows = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(len(rows.search(action["domain"])), 2)


class TestPeople(TouchpointCase):
    def setUp(self):
        super().setUp()
        self.seller = self._user("seller", SALESMAN)
        self.customer.user_id = self.seller
        self._order(self.customer, ago(30), user_id=self.seller.id)
        self._refresh()
        self.profile = self._profile(self.customer).with_user(self.seller)

    def test_the_main_contact_is_who_the_latest_document_names(self):
        values = {"parent_id": self.customer.id, "is_company": False}
        self._customer("Aaron", **values)
        later = self._customer("Zara", **values, function="Buys", email="z@example.com")
        self._order(self.buyer, ago(20), user_id=self.seller.id)
        self._order(later, ago(10), user_id=self.seller.id)
        contacts = self.profile.get_contacts()
        names = [contact["name"] for contact in contacts]
        self.assertEqual(names, ["Zara", "Buyer", "Aaron"])
        self.assertEqual(contacts[0]["function"], "Buys")
        self.assertEqual(contacts[0]["email"], "z@example.com")
        dates = [contact["last_date"] for contact in contacts]
        self.assertEqual(dates, [ago(10), ago(20), False])

    def test_an_address_is_never_the_main_contact(self):
        for kind in ("delivery", "invoice", "other"):
            values = {"parent_id": self.customer.id, "is_company": False, "type": kind}
            dock = self._customer(f"AAA {kind}", **values)
            self._order(dock, ago(1), user_id=self.seller.id)
        contacts = self.profile.get_contacts()
        self.assertEqual(contacts[0]["name"], "Buyer")
        self.assertTrue(contacts[0]["is_main"])
        self.assertEqual([row["is_main"] for row in contacts[1:]], [False] * 3)
        self.assertEqual(
            {row["address"] for row in contacts},
            {False, "Delivery", "Invoice", "Other"},
        )

    def test_the_primary_contact_comes_first_whatever_the_documents_name(self):
        values = {"parent_id": self.customer.id, "is_company": False}
        zara = self._customer("Zara", **values, retention_department="Purchasing")
        self._order(self.buyer, ago(20), user_id=self.seller.id)
        self.profile.set_primary_contact(zara.id)
        first, *_rest = self.profile.get_contacts()
        self.assertEqual((first["name"], first["is_primary"]), ("Zara", True))
        self.assertEqual(first["department"], "Purchasing")
        self.profile.set_primary_contact(False)
        first, *_rest = self.profile.get_contacts()
        self.assertEqual((first["name"], first["is_primary"]), ("Buyer", False))

    def test_a_primary_contact_who_left_is_none(self):
        zara = self._customer("Zara", parent_id=self.customer.id, is_company=False)
        self.profile.set_primary_contact(zara.id)
        for values in ({"active": False}, {"active": True, "parent_id": False}):
            with self.subTest(values=values):
                zara.write(values)
                self.assertFalse(self.profile._primary_contact())
                self.assertEqual(self.profile.get_contacts()[0]["name"], "Buyer")

    def test_nobody_else_s_person_and_no_address_is_primary(self):
        stranger = self._customer("Stranger", is_company=False)
        dock = self._customer(
            "Dock", parent_id=self.customer.id, is_company=False, type="delivery"
        )
        for contact in (stranger, dock, self.customer):
            with self.subTest(contact=contact.name), self.assertRaises(ValidationError):
                self.profile.set_primary_contact(contact.id)

    def test_mail_to_the_customer_goes_to_the_primary_contact(self):
        self.customer.email = "office@example.com"
        zara = self._customer("Zara", parent_id=self.customer.id, is_company=False)

        def recipients():
            found = self.profile._message_get_suggested_recipients(no_create=True)
            return {row["partner_id"] for row in found}

        self.assertIn(self.customer.id, recipients())
        self.profile.set_primary_contact(zara.id)
        self.assertIn(self.customer.id, recipients())  # zara has no address yet
        zara.email = "zara@example.com"
        self.assertIn(zara.id, recipients())
        self.assertNotIn(self.customer.id, recipients())

    def test_a_person_is_its_own_contact(self):
        person = self._customer("Ada", is_company=False)
        self._order(person, ago(3))
        self._refresh(person)
        [contact] = self._profile(person).get_contacts()
        self.assertEqual(contact["name"], "Ada")

    def test_open_deals_come_first_and_a_colleague_s_do_not_come(self):
        mine = {"user_id": self.seller.id}
        self._opportunity(
            self.customer,
            ago(90),
            name="Won",
            won_status="won",
            date_closed=f"{ago(80)} 12:00:00",
            **mine,
        )
        self._opportunity(self.buyer, ago(70), name="Open", **mine)
        boss = self._user("boss", MANAGER)
        self._opportunity(self.customer, ago(60), name="Theirs", user_id=boss.id)
        deals = self.profile.get_plans()["deals"]
        self.assertEqual([deal["name"] for deal in deals], ["Open", "Won"])

    def test_a_lost_deal_is_one_on_the_button_in_the_panel_and_in_the_history(self):
        lost = self._opportunity(
            self.customer,
            ago(9),
            name="Lost",
            won_status="lost",
            active=False,
            date_closed=moment(ago(8)),
            user_id=self.seller.id,
        )
        self._refresh()
        profile = self._profile(self.customer).with_user(self.seller)
        self.assertEqual(profile.opportunity_count, 1)
        action = profile.action_open_opportunities()
        self.assertEqual(self.env["crm.lead"].search(action["domain"]), lost)
        [deal] = profile.get_plans()["deals"]
        self.assertEqual(deal["id"], lost.id)
        kinds = {kind["kind"]: kind for kind in profile.get_story()["kinds"]}
        self.assertEqual((kinds["deal"]["documents"], kinds["deal"]["count"]), (1, 2))

    def test_activities_of_the_customer_and_its_documents_by_date(self):
        order = self.customer.sale_order_ids
        lead = self._opportunity(self.buyer, ago(20), user_id=self.seller.id)
        for days, record in enumerate((lead, order, self.customer, self.profile)):
            self._insert(
                "mail.activity",
                res_model_id=self.env["ir.model"]._get_id(record._name),
                res_model=record._name,
                res_id=record.id,
                summary=record._name,
                date_deadline=ago(-days),
                user_id=self.seller.id,
                active=True,
            )
        other = self._customer("Other")
        other.activity_schedule("mail.mail_activity_data_call", summary="Other")
        activities = self.profile.get_plans()["activities"]
        self.assertEqual(
            [activity["summary"] for activity in activities],
            ["crm.lead", "sale.order", "res.partner", "customer.retention.profile"],
        )

    def test_people_outside_sales_are_told_nothing(self):
        clerk = self._user("clerk", "base.group_user")
        for method in ("get_contacts", "get_plans", "get_notes"):
            with self.assertRaises(AccessError):
                getattr(self.profile.with_user(clerk), method)()
