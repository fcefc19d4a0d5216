"""Sentences: whole in one term, with numbers that other languages can count."""

import re
import unittest
from itertools import product

import polib
from lxml import etree

from devtools import translations
from devtools.paths import ADDONS
from devtools.tests.catalogs import terms

NOUNS = "call|contact|customer|day|gap|month|order|purchase|salesperson|week|year"
NUMBER = re.compile(rf"%(?:\((\w+)\))?s (?:\w+ )?(?:{NOUNS})s\b")
# Numbers that are never one: limits, what is above one, and days that are fixed.
NEVER_ONE = re.compile(
    "%\\((fewest|limit|most|most_rows|number)\\)s|last %\\(days\\)s days|for "
    "%\\(days\\)s days|“gone after %\\(days\\)s days|anything %\\(days\\)s days "
    "ago|%\\(part\\)s customers are|^%s customers are|%\\(count\\)s (customers are "
    "(chosen|too many)|customers; a(sk| sheet)|other customers)|%\\(value\\)s "
    "customers; enter 0|%\\(purchases\\)s purchases are expected"
)
READ_ALOUD = ("alt", "aria-label", "data-tooltip", "placeholder", "title")
COMPUTED = re.compile(r"\{\{.*?\}\}")
# A string of an expression that is not compared with something.
TOLD = re.compile(r"(?<![=!]= )'([^']*)'(?!\s*[=!]=)")
INLINE = {"a", "b", "code", "em", "i", "kbd", "small", "span", "strong", "t"}
VALUES = ("t-esc", "t-out")
# Dialogs that a customer's page opens, too.
OF_ONE = re.compile(
    r"customer_(lifecycle_move|retention_(decision|log|snooze))_view_form"
)


def is_value(node):
    """Return whether an element is inline and writes a value."""
    inner = [node, *node.iterdescendants()]
    return node.tag in INLINE and any(
        each.get(name) for each in inner for name in VALUES
    )


def has_words(text):
    """Return whether a text has words: more than a sign or a separator."""
    return bool(re.search(r"[A-Za-z]{2}", text or ""))


def pieces(element):
    """Return the texts of an element that make a sentence with a value beside them.

    A title with its colon is none: the value that follows stands for itself.

    >>> pieces(etree.fromstring("<p><b t-esc='n'/> of them, <i/>then <i/></p>"))
    [' of them, ']
    >>> pieces(etree.fromstring("<p>Next: <b t-esc='n'/></p>"))
    []
    """
    beside, text = None, element.text
    found = []
    for child in [*element.iterchildren(tag=etree.Element), None]:
        is_title = (text or "").rstrip().endswith(":")
        values = [beside, None if is_title else child]
        if has_words(text) and any(is_value(n) for n in values if n is not None):
            found.append(text)
        beside, text = child, None if child is None else child.tail
    return found


class TestSentences(unittest.TestCase):
    def test_no_template_puts_a_sentence_together_around_a_value(self):
        for addon in ADDONS:
            for path in sorted(addon.glob("static/src/**/*.xml")):
                for element in etree.parse(str(path)).iter(etree.Element):
                    with self.subTest(path=path.name, line=element.sourceline):
                        self.assertEqual(pieces(element), [])

    def test_a_noun_has_as_many_forms_as_its_language(self):
        for addon, language in product(ADDONS, ("en", *translations.LANGUAGES)):
            path = translations.path_of(addon, language)
            if language == "en":
                path = translations.template_of(addon)
            for entry in polib.pofile(str(path)) if path.exists() else ():
                text = entry.msgid if language == "en" else entry.msgstr
                for name, forms in translations.FORMS.findall(text):
                    with self.subTest(language=language, text=text):
                        self.assertIn(f"%({name})s", text)
                        self.assertEqual(
                            len(forms.split("|")), 6 if language == "ar" else 2
                        )

    def test_no_noun_behind_a_number_is_always_plural(self):
        for addon in ADDONS:
            for entry in polib.pofile(str(translations.template_of(addon))):
                with self.subTest(term=entry.msgid):
                    text = NEVER_ONE.sub("", entry.msgid)
                    self.assertNotRegex(text, NUMBER)

    def test_no_term_is_the_end_of_a_sentence(self):
        for addon in ADDONS:
            for entry in terms(addon):
                with self.subTest(term=entry.msgid, where=entry.occurrences):
                    self.assertNotRegex(entry.msgid, r"^\s*[,.;:)]|^[^(]*\)")

    def test_no_view_writes_a_colon_behind_a_value(self):
        """French puts a blank before it: it belongs to the text, or to ``titled``."""
        for addon in ADDONS:
            for folder in ("views", "wizards", "reports", "static/src"):
                for path in sorted((addon / folder).glob("**/*.xml")):
                    for node in etree.parse(str(path)).iter(etree.Element):
                        with self.subTest(path=path.name, line=node.sourceline):
                            self.assertNotRegex(node.text or "", r"^\s*:")
                            self.assertNotRegex(node.tail or "", r"^\s*:")

    def test_no_script_writes_a_colon_behind_a_value(self):
        """As in views: it belongs to the text, or to ``labelled``."""
        for addon in ADDONS:
            for path in sorted(addon.glob("static/src/**/*.js")):
                with self.subTest(path=path.name):
                    self.assertNotRegex(path.read_text(), r"\}: \$\{")

    def test_what_is_read_aloud_comes_from_a_catalog(self):
        """Odoo's exporter takes no text out of an expression."""
        for addon in ADDONS:
            for path in sorted(addon.glob("static/src/**/*.xml")):
                for node in etree.parse(str(path)).iter(etree.Element):
                    for name in READ_ALOUD:
                        text = COMPUTED.sub("", node.get(f"t-attf-{name}") or "")
                        told = TOLD.findall(node.get(f"t-att-{name}") or "")
                        with self.subTest(path=path.name, line=node.sourceline):
                            self.assertFalse(has_words(text + "".join(told)), text)

    def test_dialogs_speak_of_one_customer(self):
        for addon in ADDONS:
            for entry in terms(addon):
                if any(OF_ONE.search(where) for where, _line in entry.occurrences):
                    with self.subTest(term=entry.msgid):
                        self.assertNotRegex(entry.msgid, r"\b(these customers|them)\b")

    def test_english_has_no_blank_before_a_percent_sign(self):
        for addon in ADDONS:
            for entry in polib.pofile(str(translations.template_of(addon))):
                with self.subTest(term=entry.msgid, where=entry.occurrences):
                    self.assertNotRegex(
                        entry.msgid, r"(\d|%s|\)s) %(%(?!\()|(?!\w|\(|%))"
                    )
