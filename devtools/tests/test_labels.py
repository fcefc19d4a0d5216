"""Labels, headings, filters and helps: somebody wrote them, and they fit."""

import re
import unittest
from collections import defaultdict
from itertools import chain, product

import polib
from lxml import etree

from devtools import translations
from devtools.paths import ADDONS
from devtools.tests.catalogs import terms

# Labels Odoo gives to fields that it adds to a model itself.
ODOO_S_OWN = re.compile(r"display_name|activity_\w+|has_message|message_\w+|my_\w+")
LABEL = re.compile(r"model:ir\.model\.fields,field_description:.*\bfield_(\w+)__(\w+)$")
HELP = re.compile(r"model:ir\.model\.fields,help:.*\bfield_(\w+)$")
CHOICE = re.compile(r"model:ir\.model\.fields\.selection,.*\bselection__(\w+?__\w+?)__")
# What a help explains: up to three words at a sentence's beginning, and a colon.
EXPLAINED = re.compile(r"(?:^|(?<=\. ))([A-Z]\w*(?: \w+){0,2}):")


def search_filters():
    """Yield each filter of the search menu of customers: its addon and label."""
    filters = "//record[@id='customer_retention_profile_view_search']//filter"
    for addon in ADDONS:
        for path in (addon / "views").rglob("*.xml"):
            for label in etree.parse(str(path)).xpath(f"{filters}/@string"):
                yield addon, str(label)


def labels(addons):
    """Return the labels of fields, by model and field, as ``_`` joins their names."""
    return {
        found.groups(): entry.msgid
        for addon in addons
        for entry in terms(addon)
        for occurrence, _line in entry.occurrences
        if (found := LABEL.match(occurrence))
    }


def by_field(place):
    """Return the terms of all addons in a kind of place, by the field it names."""
    found = defaultdict(set)
    for entry in chain.from_iterable(map(terms, ADDONS)):
        for where, _line in entry.occurrences:
            if match := place.match(where):
                found[match[1]].add(entry.msgid)
    return found


def explained_choices():
    """Yield each choice a help explains: the help, its word, the field's labels."""
    choices = by_field(CHOICE)
    helps = by_field(HELP)
    for field in helps.keys() & choices:
        for text in helps[field]:
            for word in set(EXPLAINED.findall(text)) - {"Empty"}:
                yield text, word, choices[field]


def headings(view, model, named):
    """Return the headings of a list's columns."""
    columns = [
        column
        for column in view.iterchildren("field")
        if column.get("column_invisible", "0") in ("0", "False")
        and column.get("widget") != "handle"
        and not column.get("nolabel")
    ]
    model = model.replace(".", "_")
    return [
        column.get("string") or named.get((model, column.get("name")))
        for column in columns
    ]


class TestLabels(unittest.TestCase):
    def test_every_label_was_written_by_somebody(self):
        """Odoo makes one of the field's name, in Title Case, where there is none."""
        for (model, name), label in labels(ADDONS).items():
            if not ODOO_S_OWN.fullmatch(name):
                made = re.sub("_ids?$", "", name).replace("_", " ").title()
                with self.subTest(model=model, field=name):
                    self.assertTrue(" " not in made or label != made, label)

    def test_filters_fit_into_the_search_menu(self):
        """It shows about 23 letters of each: a longer text is cut."""
        for addon, label in search_filters():
            for language in translations.LANGUAGES:
                catalog = polib.pofile(str(translations.path_of(addon, language)))
                with self.subTest(language=language, label=label):
                    for text in (label, catalog.find(label).msgstr):
                        self.assertLessEqual(len(text), 23)

    def test_no_selection_of_another_field_is_taken_in_english(self):
        """``_description_selection`` has the labels in the reader's language."""
        for addon in ADDONS:
            for path in sorted(addon.glob("**/*.py")):
                if "tests" not in path.relative_to(addon).parts:
                    with self.subTest(path=path.name):
                        self.assertNotRegex(path.read_text(), r"\]\s*\.selection\b")

    def test_no_selection_s_value_is_lost_from_the_name_of_its_term(self):
        """A catalog drops blanks and tabs at the end of a name."""
        for addon in ADDONS:
            for entry in terms(addon):
                for where, _line in entry.occurrences:
                    with self.subTest(term=entry.msgid):
                        self.assertNotRegex(where, r"\bselection__.*__$")

    def test_a_help_names_choices_by_the_beginning_of_their_labels(self):
        for text, word, choices in explained_choices():
            with self.subTest(help=text):
                self.assertTrue(any(each.startswith(word) for each in choices), word)

    def test_a_translated_help_names_choices_by_their_labels(self):
        for language in translations.LANGUAGES:
            texts = {
                entry.msgid: entry.msgstr.lower()
                for addon in reversed(ADDONS)
                for entry in polib.pofile(str(translations.path_of(addon, language)))
            }
            for text, word, choices in explained_choices():
                if word in choices:
                    with self.subTest(language=language, help=text):
                        self.assertIn(texts[word], texts[text])

    def test_no_two_columns_of_a_list_have_the_same_heading(self):
        named = labels(ADDONS)
        for addon, language in product(ADDONS, ("en", *translations.LANGUAGES)):
            texts = {entry.msgid: entry.msgid for entry in terms(addon)}
            if language != "en":
                catalog = polib.pofile(str(translations.path_of(addon, language)))
                texts = {entry.msgid: entry.msgstr for entry in catalog}
            for path in sorted(addon.glob("**/*.xml")):
                for view in etree.parse(str(path)).iter("list"):
                    model = view.xpath("ancestor::record/field[@name='model']")
                    found = headings(view, model[0].text, named) if model else []
                    shown = [texts[text] for text in found if text in texts]
                    with self.subTest(path=path.name, language=language):
                        self.assertCountEqual(shown, set(shown))

    def test_no_column_of_money_is_headed_by_a_status(self):
        """*At risk* is a status; what stands in the column is *Revenue at risk*."""
        for addon in ADDONS:
            for path in sorted(addon.glob("reports/**/*.xml")):
                for cell in etree.parse(str(path)).iter("th"):
                    with self.subTest(path=path.name, line=cell.sourceline):
                        self.assertNotEqual((cell.text or "").strip(), "At risk")
