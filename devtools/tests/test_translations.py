"""Translations: what is kept, and what a translation may not lose."""

import json
import re
import tempfile
import unittest
from collections import defaultdict
from itertools import chain, product
from pathlib import Path
from unittest import mock

import polib
from lxml import etree

from devtools import translations
from devtools.paths import ADDONS


class TestProblem(unittest.TestCase):
    def test_a_complete_translation_has_none(self):
        for source, text in (
            ("%(days)s days", "%(days)s Tage"),
            ("%s of %s", "%s von %s"),
            ("50 %% of <b>all</b>", "<b>Alle</b>: 50 %%"),
            ('<i title="Late" class="fa"/>', '<i title="Spät" class="fa"/>'),
        ):
            self.assertIsNone(translations.problem(source, text), source)

    def test_placeholders_and_tags_are_kept(self):
        for source, text, lost in (
            ("%(days)s days", "%(tage)s Tage", "placeholders"),
            ("%s of %s", "%s", "placeholders"),
            ("{{ object.name }}", "{{ objekt.name }}", "placeholders"),
            ("Press <b>Refresh</b>", "<b>Aktualisieren", "tags"),
            ('<i class="fa"/>', '<i class="fett"/>', "tags"),
        ):
            self.assertIn(lost, translations.problem(source, text), source)

    def test_blanks_at_the_ends_are_kept(self):
        self.assertIn("blanks", translations.problem(" at stake", "auf dem Spiel"))

    def test_an_empty_text_is_no_translation(self):
        self.assertEqual(translations.problem("Customers", " "), "not translated")


class TestTypeset(unittest.TestCase):
    def test_a_french_line_neither_begins_nor_ends_with_a_mark(self):
        for source, text, typeset in (
            ("Lost: %s; all?", "Perdus : %s ; tous ?", "Perdus\xa0: %s\xa0; tous\xa0?"),
            ("Use “%s” now", "Utilisez « %s » !", "Utilisez «\xa0%s\xa0»\xa0!"),
            ("Next:", "Ensuite\n    :", "Ensuite\xa0:"),
            ("Next:", "Ensuite\xa0:", "Ensuite\xa0:"),
        ):
            with self.subTest(text):
                self.assertEqual(translations.typeset(source, text, "fr"), typeset)

    def test_a_percent_sign_stays_with_its_number(self):
        for language, text, typeset in (
            ("de", "nahe 100 %.", "nahe 100\N{NO-BREAK SPACE}%."),
            ("es", "el 50 %% de", "el 50\N{NO-BREAK SPACE}%% de"),
            ("fr", "5 %(days)s", "5 %(days)s"),
            ("ar", "100 %", "100 %"),
        ):
            self.assertEqual(translations.typeset("", text, language), typeset)

    def test_code_keeps_its_blanks(self):
        for source, text in (
            ("Write @Ann !", "Écrivez @Anne !"),
            ('<b invisible="days != 1">days</b>', '<b invisible="days != 1">jours</b>'),
        ):
            with self.subTest(text):
                self.assertEqual(translations.typeset(source, text, "fr"), text)

    def test_other_languages_are_left_alone(self):
        self.assertEqual(translations.typeset("Why?", "Wieso ?", "de"), "Wieso ?")


class TestCatalogs(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.addon = Path(temporary.name)
        languages = {"fr": "nplurals=2; plural=(n > 1);"}
        patch = mock.patch.object(translations, "LANGUAGES", languages)
        patch.start()
        self.addCleanup(patch.stop)
        translations.template_of(self.addon).parent.mkdir()

    def update(self, *terms):
        template = polib.POFile()
        template.metadata = {"POT-Creation-Date": "2026-11-24 15:00+0000"}
        template.extend(polib.POEntry(msgid=term) for term in terms)
        template.save(str(translations.template_of(self.addon)))
        return translations.update(self.addon)

    def merge(self, texts):
        return translations.merge(self.addon, "fr", texts)

    def missing(self):
        return translations.missing(self.addon, "fr")

    def files(self):
        folder = translations.template_of(self.addon).parent
        return [path.read_text() for path in sorted(folder.iterdir())]

    def test_a_translation_survives_a_new_term_beside_it(self):
        self.update("Lost")
        self.assertEqual(self.merge({"Lost": "Perdu"}), [])
        self.assertEqual(self.update("Active", "Lost"), {"fr": 1})
        self.assertEqual(self.missing(), {"Active": ""})

    def test_a_term_that_is_gone_is_obsolete_and_comes_back_translated(self):
        self.update("Lost")
        self.merge({"Lost": "Perdu"})
        self.update("Active")
        self.assertEqual(self.missing(), {"Active": ""})
        self.assertEqual(self.update("Lost"), {"fr": 0})

    def test_a_bad_text_is_named_and_left_out(self):
        self.update("%s days", "Lost")
        texts = {"%s days": "jours", "Lost": "Perdu", "Gone": "Parti"}
        problems = self.merge(texts)
        self.assertEqual(len(problems), 2)
        self.assertIn("'%s days': placeholders differ", problems[0])
        self.assertIn("'Gone': no such term", problems[1])
        self.assertEqual(self.missing(), {"%s days": ""})

    def test_complaints_name_what_is_missing_stale_fuzzy_or_untranslated(self):
        self.update("Active", "Dormant", "Lost")
        self.merge({"Active": "Actif", "Dormant": "Dormant"})
        catalog = polib.pofile(str(translations.path_of(self.addon, "fr")))
        catalog.find("Dormant").flags.append("fuzzy")
        catalog.append(polib.POEntry(msgid="Gone", msgstr="Parti"))
        catalog.remove(catalog.find("Active"))
        catalog.save()
        self.assertEqual(
            translations.complaints(self.addon, "fr"),
            [
                "'Active': missing, run ./dev translate",
                "'Dormant': fuzzy",
                "'Gone': stale, run ./dev translate",
                "'Lost': not translated",
            ],
        )

    def test_a_french_line_breaks_at_no_mark(self):
        self.update("Lost?")
        catalog = polib.pofile(str(translations.path_of(self.addon, "fr")))
        catalog.find("Lost?").msgstr = "Perdu ?"
        catalog.save()
        self.assertEqual(
            translations.complaints(self.addon, "fr"),
            ["'Lost?': a line may break at a mark, run ./dev translate"],
        )
        self.update("Lost?")
        self.assertEqual(translations.complaints(self.addon, "fr"), [])

    def test_the_same_terms_give_the_same_files(self):
        self.update("Active", "Lost")
        before = self.files()
        self.update("Active", "Lost")
        after = self.files()
        self.assertEqual(before, after)
        self.assertNotIn("Creation-Date", "".join(after))


NOUNS = "call|contact|customer|day|gap|month|order|purchase|salesperson|week|year"
NUMBER = re.compile(rf"%(?:\((\w+)\))?s (?:\w+ )?(?:{NOUNS})s\b")
# A string a script has translated, in one piece or several.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
TRANSLATED = re.compile(rf"\b_t\(\s*({STRING.pattern}(?:\s*\+\s*{STRING.pattern})*)")
# Numbers that are never one: limits, what is above one, and days that are fixed.
NEVER_ONE = re.compile(
    "%\\((fewest|limit|most|most_rows|number)\\)s|last %\\(days\\)s days|for "
    "%\\(days\\)s days|“gone after %\\(days\\)s days|anything %\\(days\\)s days "
    "ago|%\\(part\\)s customers are|^%s customers are|%\\(count\\)s (customers are "
    "(chosen|too many)|customers; a(sk| sheet)|other customers)|%\\(value\\)s "
    "customers; enter 0|%\\(purchases\\)s purchases are expected"
)
# Labels Odoo gives to fields that it adds to a model itself.
ODOO_S_OWN = re.compile(r"display_name|activity_\w+|has_message|message_\w+|my_\w+")
LABEL = re.compile(r"model:ir\.model\.fields,field_description:.*\bfield_(\w+)__(\w+)$")
HELP = re.compile(r"model:ir\.model\.fields,help:.*\bfield_(\w+)$")
CHOICE = re.compile(r"model:ir\.model\.fields\.selection,.*\bselection__(\w+?__\w+?)__")
# What a help explains: up to three words at a sentence's beginning, and a colon.
EXPLAINED = re.compile(r"(?:^|(?<=\. ))([A-Z]\w*(?: \w+){0,2}):")
# Dialogs that a customer's page opens, too.
OF_ONE = re.compile(
    r"customer_(lifecycle_move|retention_(decision|log|snooze))_view_form"
)
READ_ALOUD = ("alt", "aria-label", "data-tooltip", "placeholder", "title")
COMPUTED = re.compile(r"\{\{.*?\}\}")
# A string of an expression that is not compared with something.
TOLD = re.compile(r"(?<![=!]= )'([^']*)'(?!\s*[=!]=)")
INLINE = {"a", "b", "code", "em", "i", "kbd", "small", "span", "strong", "t"}
VALUES = ("t-esc", "t-out")


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


def search_filters():
    """Yield each filter of the search menu of customers: its addon and label."""
    filters = "//record[@id='customer_retention_profile_view_search']//filter"
    for addon in ADDONS:
        for path in (addon / "views").rglob("*.xml"):
            for label in etree.parse(str(path)).xpath(f"{filters}/@string"):
                yield addon, str(label)


def terms(addon):
    """Yield the entries of an addon's template."""
    yield from polib.pofile(str(translations.template_of(addon)))


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


class TestAddons(unittest.TestCase):
    def test_every_string_of_a_script_is_in_the_template(self):
        """Odoo's exporter overlooks a string behind a template literal."""
        for addon in ADDONS:
            template = polib.pofile(str(translations.template_of(addon)))
            terms = {entry.msgid for entry in template}
            for path in sorted(addon.glob("static/src/**/*.js")):
                for found in TRANSLATED.findall(path.read_text()):
                    term = "".join(map(json.loads, STRING.findall(found)))
                    with self.subTest(path=path.name, term=term):
                        self.assertIn(term, terms)

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

    def test_filters_fit_into_the_search_menu(self):
        """It shows about 23 letters of each: a longer text is cut."""
        for addon, label in search_filters():
            for language in translations.LANGUAGES:
                catalog = polib.pofile(str(translations.path_of(addon, language)))
                with self.subTest(language=language, label=label):
                    for text in (label, catalog.find(label).msgstr):
                        self.assertLessEqual(len(text), 23)

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

    def test_every_label_was_written_by_somebody(self):
        """Odoo makes one of the field's name, in Title Case, where there is none."""
        for (model, name), label in labels(ADDONS).items():
            if not ODOO_S_OWN.fullmatch(name):
                made = re.sub("_ids?$", "", name).replace("_", " ").title()
                with self.subTest(model=model, field=name):
                    self.assertTrue(" " not in made or label != made, label)

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

    def test_no_two_terms_differ_in_their_blanks_alone(self):
        for addon in ADDONS:
            terms = [
                entry.msgid
                for entry in polib.pofile(str(translations.template_of(addon)))
            ]
            self.assertEqual(len({term.strip() for term in terms}), len(terms))

    def test_a_language_that_was_begun_is_complete_and_keeps_what_it_has_to(self):
        for addon, language in product(ADDONS, translations.LANGUAGES):
            path = translations.path_of(addon, language)
            if path.exists() and polib.pofile(str(path)).translated_entries():
                with self.subTest(addon=addon.name, language=language):
                    self.assertEqual(translations.complaints(addon, language), [])
