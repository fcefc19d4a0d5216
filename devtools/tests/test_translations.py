"""Translations: what is kept, and what a translation may not lose."""

import tempfile
import unittest
from itertools import product
from pathlib import Path
from unittest import mock

import polib

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

    def test_the_same_terms_give_the_same_files(self):
        self.update("Active", "Lost")
        before = self.files()
        self.update("Active", "Lost")
        after = self.files()
        self.assertEqual(before, after)
        self.assertNotIn("Creation-Date", "".join(after))


class TestAddons(unittest.TestCase):
    def test_filters_of_days_differ_where_the_search_menu_cuts_them(self):
        """It shows about 22 letters: three filters read the same in French."""
        addon = next(addon for addon in ADDONS if addon.name == "oe_customer_retention")
        for language in translations.LANGUAGES:
            with self.subTest(language=language):
                catalog = polib.pofile(str(translations.path_of(addon, language)))
                filters = [f"No order for {days} days" for days in (30, 60, 90)]
                seen = {catalog.find(term).msgstr[:20] for term in filters}
                self.assertEqual(len(seen), len(filters))

    def test_no_term_is_the_end_of_a_sentence(self):
        for addon in ADDONS:
            for entry in polib.pofile(str(translations.template_of(addon))):
                with self.subTest(term=entry.msgid, where=entry.occurrences):
                    self.assertNotRegex(entry.msgid, r"^\s*[,.;:)]")

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
