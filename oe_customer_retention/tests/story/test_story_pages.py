"""The story page by page, as the widget asks for it."""

from ..common import ago
from .story_common import StoryCase


class TestStoryPages(StoryCase):
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
