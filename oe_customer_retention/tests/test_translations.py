from io import BytesIO
from pathlib import Path

import polib
from lxml import etree
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export, xml_translate

from ..hooks import name_plan

ADDON = "oe_customer_retention"
TEMPLATE = Path(__file__).parents[1] / "i18n" / f"{ADDON}.pot"


def _static_texts(root):
    """Return the texts of a tree that may be broken anywhere in their lines."""
    for node in root.iter(etree.Element):
        if node.get("class") != "text-nowrap":
            yield node.text or ""
        yield node.tail or ""


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_the_template_has_the_terms_of_the_addon_and_no_others(self):
        installed = [("state", "=", "installed"), ("name", "=like", f"{ADDON}\\_%")]
        if self.env["ir.module.module"].search_count(installed, limit=1):
            self.skipTest("other addons change terms of this one: run it without them")
        exported = BytesIO()
        trans_export(None, [ADDON], exported, "po", self.env)
        terms = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
        kept = {entry.msgid for entry in polib.pofile(str(TEMPLATE))}
        self.assertTrue(terms)
        self.assertEqual(terms - kept, set(), "new terms: run ./dev translate")
        self.assertEqual(kept - terms, set(), "stale terms: run ./dev translate")

    def test_no_french_line_ends_with_an_opening_quotation_mark(self):
        """Owl makes blanks of the no-break spaces in static text."""
        catalog = polib.pofile(str(TEMPLATE.with_name("fr.po")))
        french = {" ".join(entry.msgid.split()): entry.msgstr for entry in catalog}

        def translated(term):
            return french.get(" ".join(term.split()))

        forms = (
            (view.name, etree.fromstring(xml_translate(translated, view.arch)))
            for view in self._views()
        )
        found = {
            f"{name}: {text}"
            for name, form in forms
            for text in _static_texts(form)
            if "«" in text
        }
        for path in (Path(__file__).parents[1] / "static" / "src").rglob("*.xml"):
            texts = _static_texts(etree.parse(path).getroot())
            found |= {
                f"{path.name}: {text}"
                for text in texts
                if "«" in (translated(text) or "")
            }
        self.assertEqual(found, set())

    def _views(self):
        """Return the addon's views that Owl draws."""
        data = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        return views.filtered(lambda view: view.type != "qweb")

    def test_the_plan_is_named_in_the_language_of_the_installation(self):
        self.env["res.lang"]._activate_lang("de_DE")
        name_plan(self.env(context={"lang": "de_DE"}))
        plan = self.env.ref("oe_customer_retention.activity_plan_winback")
        self.assertEqual(plan.name, "Kunden zurückgewinnen")
        german = polib.pofile(str(TEMPLATE.with_name("de.po")))
        self.assertEqual(
            plan.template_ids.mapped("summary"),
            [
                german.find(step).msgstr
                for step in (
                    "Ask why they stopped buying",
                    "Send an offer that answers it",
                    "Meet, or close the case",
                )
            ],
        )
