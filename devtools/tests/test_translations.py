"""Translations: what is kept, and what a translation may not lose."""

import json
import re
import tempfile
import unittest
from itertools import product
from pathlib import Path
from unittest import mock

import polib

from devtools import translations
from devtools.paths import ADDONS

# A string a script has translated, in one piece or several.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
TRANSLATED = re.compile(rf"\b_t\(\s*({STRING.pattern}(?:\s*\+\s*{STRING.pattern})*)")


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
