"""What is chosen of the story, there and in the list that opens of it."""

import json

from odoo.exceptions import UserError

from ..common import SALESMAN, ago
from .story_common import StoryCase


class TestStoryChosen(StoryCase):
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
