"""Words of the glossary: every string and translation uses these, and no other."""

import html
import re
import unittest

import polib

from devtools import translations
from devtools.paths import ADDONS, ROOT

PAGE = ROOT / "docs" / "glossary.md"
GUIDES = [*ROOT.glob("docs/guide-*.md"), ROOT / "docs" / "faq.md"]
CODES = {"German": "de", "French": "fr", "Spanish": "es", "Arabic": "ar"}
TERMS, TAKEN, RIGHT = "Terms", "Taken words", "Where a struck word is right"
ONE_MEANING = "One meaning each"
# Where a term stands, by what the glossary calls it.
PLACES = {
    "label": re.compile("^model:ir.model.fields"),
    "button": re.compile("^model_terms:ir.ui.view|static/src/"),
}
STRUCK = re.compile(r"~~(.+?)~~")
# Letters Arabic writes onto a word: and, by, for, as, the.
ARABIC, PREFIX = "ar", "[وفبكل]*(?:ال)?"


def tables(text):
    """Return the rows of a page's tables, as {column: cell}, by the heading above.

    >>> tables("## Words\\n| a | b |\\n|---|---|\\n| 1 | 2 |")
    {'Words': [{'a': '1', 'b': '2'}]}
    """
    found = {}
    for part in text.split("\n## ")[0 if text.startswith("## ") else 1 :]:
        heading, *lines = part.removeprefix("## ").splitlines()
        rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in lines
            if line.startswith("|")
        ]
        if rows:
            found[heading] = [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]
    return found


def words(cell):
    """Return the words of a cell, and those struck in it."""
    parts = [part.strip() for part in cell.split(";")]
    struck = [found[1] for part in parts if (found := STRUCK.fullmatch(part))]
    return [part for part in parts if not STRUCK.fullmatch(part)], struck


def sources(cell):
    """Return the strings a cell names."""
    return set(cell.strip("`").split("`; `"))


def pattern(word, language="en"):
    """Return what finds a word, with any ending where it ends in an ellipsis."""
    stem = word.removesuffix("…")
    before = PREFIX if language == ARABIC else ""
    after = "" if stem != word else r"(?!\w)"
    return re.compile(rf"(?<!\w){before}{re.escape(stem)}{after}", re.IGNORECASE)


def read(text):
    """Return what of a string people read: no placeholders, tags or attributes."""
    aloud = " ".join(found[1] for found in translations.READ_ALOUD.findall(text))
    text = translations.FORMS.sub(r" \2 ", translations.TAG.sub(" ", text))
    text = translations.PLACEHOLDER.sub(" ", f"{text} {aloud}")
    return " ".join(html.unescape(text).split())


def entries(language):
    """Yield source and translation of every addon; the source twice for English."""
    for addon in ADDONS:
        path = translations.template_of(addon)
        if language != "en":
            path = translations.path_of(addon, language)
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                yield entry.msgid, entry.msgstr or entry.msgid


class TestGlossary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = tables(PAGE.read_text())
        cls.columns = {"term": "en", **CODES}
        cls.texts = {
            language: {source: text for source, text in entries(language)}
            for language in cls.columns.values()
        }

    def struck(self):
        """Yield each struck word with its language."""
        for row in self.tables[TERMS]:
            for column, language in self.columns.items():
                for word in words(row[column])[1]:
                    yield language, word

    def right(self, language, word):
        """Return the strings in which a struck word is right."""
        return {
            source
            for row in self.tables[RIGHT]
            if (CODES[row["language"]], row["word"]) == (language, word)
            for source in sources(row["in"])
        }

    def with_word(self, language, word, allowed):
        """Yield the texts a word stands in, but for those it is right in."""
        found = pattern(word, language)
        for source, text in self.texts[language].items():
            if source not in allowed and found.search(read(text)):
                yield text

    def test_every_term_has_a_word_in_each_language(self):
        for row in self.tables[TERMS]:
            for column in self.columns:
                with self.subTest(term=row["term"], language=column):
                    self.assertTrue(words(row[column])[0])

    def test_a_struck_word_stands_in_no_string(self):
        faults = [
            f"{language}, {word}: {text}"
            for language, word in self.struck()
            for text in self.with_word(language, word, self.right(language, word))
        ]
        self.assertEqual(faults, [])

    def test_a_label_that_is_a_term_is_translated_by_its_word(self):
        for row in self.tables[TERMS]:
            terms = {term.casefold() for term in words(row["term"])[0]}
            for column, language in CODES.items():
                known = {word.casefold() for word in words(row[column])[0]}
                for source, text in self.texts[language].items():
                    if source.casefold() in terms:
                        with self.subTest(language=column, source=source):
                            self.assertIn(text.casefold(), known)

    def test_a_term_is_said_as_a_label_somewhere(self):
        labels = {source.casefold() for source in self.texts["en"]}
        for row in self.tables[TERMS]:
            with self.subTest(term=row["term"]):
                terms = {term.casefold() for term in words(row["term"])[0]}
                self.assertTrue(terms & labels)

    def test_a_taken_word_stands_only_where_it_means_what_odoo_means(self):
        faults = [
            f"{row['word']} means {row['means']}: {text}"
            for row in self.tables[TAKEN]
            for text in self.with_word("en", row["word"], sources(row["but in"]))
        ]
        self.assertEqual(faults, [])

    def test_a_word_of_two_meanings_stands_for_one(self):
        where = {}
        for addon in ADDONS:
            for entry in polib.pofile(str(translations.template_of(addon))):
                places = [place for place, _line in entry.occurrences]
                where.setdefault(entry.msgid, []).extend(places)
        for row in self.tables[ONE_MEANING]:
            for place in words(row["not as"])[0]:
                found = PLACES.get(place) or re.compile(place)
                with self.subTest(word=row["word"], place=place):
                    wrong = filter(found.search, where.get(row["word"], ()))
                    self.assertEqual(list(wrong), [])

    def test_guides_use_no_struck_word(self):
        english = [word for language, word in self.struck() if language == "en"]
        for path in GUIDES:
            for word in english:
                with self.subTest(guide=path.name, word=word):
                    self.assertNotRegex(path.read_text(), pattern(word))
