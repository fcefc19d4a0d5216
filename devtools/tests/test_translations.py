"""Translations: what is kept, and what a translation may not lose."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import polib

from devtools import translations


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
        folder = Path(temporary.name)
        for name, value in {
            "FOLDER": folder,
            "TEMPLATE": folder / "addon.pot",
            "LANGUAGES": {"fr": "nplurals=2; plural=(n > 1);"},
        }.items():
            patch = mock.patch.object(translations, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def update(self, *terms):
        template = polib.POFile()
        template.metadata = {"POT-Creation-Date": "2026-11-24 15:00+0000"}
        template.extend(polib.POEntry(msgid=term) for term in terms)
        template.save(str(translations.TEMPLATE))
        return translations.update()

    def test_a_translation_survives_a_new_term_beside_it(self):
        self.update("Lost")
        self.assertEqual(translations.merge("fr", {"Lost": "Perdu"}), [])
        self.assertEqual(self.update("Active", "Lost"), {"fr": 1})
        self.assertEqual(translations.missing("fr"), {"Active": ""})

    def test_a_term_that_is_gone_is_obsolete_and_comes_back_translated(self):
        self.update("Lost")
        translations.merge("fr", {"Lost": "Perdu"})
        self.update("Active")
        self.assertEqual(translations.missing("fr"), {"Active": ""})
        self.assertEqual(self.update("Lost"), {"fr": 0})

    def test_a_bad_text_is_named_and_left_out(self):
        self.update("%s days", "Lost")
        texts = {"%s days": "jours", "Lost": "Perdu", "Gone": "Parti"}
        problems = translations.merge("fr", texts)
        self.assertEqual(len(problems), 2)
        self.assertIn("'%s days': placeholders differ", problems[0])
        self.assertIn("'Gone': no such term", problems[1])
        self.assertEqual(translations.missing("fr"), {"%s days": ""})

    def test_complaints_name_what_is_missing_stale_fuzzy_or_untranslated(self):
        self.update("Active", "Dormant", "Lost")
        translations.merge("fr", {"Active": "Actif", "Dormant": "Dormant"})
        catalog = polib.pofile(str(translations.path_of("fr")))
        catalog.find("Dormant").flags.append("fuzzy")
        catalog.append(polib.POEntry(msgid="Gone", msgstr="Parti"))
        catalog.remove(catalog.find("Active"))
        catalog.save()
        self.assertEqual(
            translations.complaints("fr"),
            [
                "'Active': missing, run ./dev translate",
                "'Dormant': fuzzy",
                "'Gone': stale, run ./dev translate",
                "'Lost': not translated",
            ],
        )

    def test_the_same_terms_give_the_same_files(self):
        self.update("Active", "Lost")
        before = [path.read_text() for path in sorted(translations.FOLDER.iterdir())]
        self.update("Active", "Lost")
        after = [path.read_text() for path in sorted(translations.FOLDER.iterdir())]
        self.assertEqual(before, after)
        self.assertNotIn("Creation-Date", "".join(after))


class TestAddon(unittest.TestCase):
    def test_a_language_that_was_begun_is_complete_and_keeps_what_it_has_to(self):
        self.assertTrue(translations.TEMPLATE.exists())
        for language in translations.LANGUAGES:
            path = translations.path_of(language)
            if polib.pofile(str(path)).translated_entries():
                with self.subTest(language=language):
                    self.assertEqual(translations.complaints(language), [])
