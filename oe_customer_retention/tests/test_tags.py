from odoo.tests import BaseCase, TransactionCase
from odoo.tests.loader import get_test_modules

ADDON = __name__.rpartition(".tests.")[0]


def heirs(parent):
    """Yield the classes that inherit from another one, however far down."""
    for child in parent.__subclasses__():
        yield child
        yield from heirs(child)


class TestTags(BaseCase):
    def test_what_needs_a_database_runs_once_all_addons_are_installed(self):
        """Columns of addons whose code is not loaded yet would be in the way."""
        ours = [case for case in heirs(TransactionCase) if ADDON in case.__module__]
        self.assertGreater(len(ours), 100)
        early = {case.__name__ for case in ours if "at_install" in case.test_tags}
        self.assertEqual(early, set())

    def test_odoo_finds_every_test(self):
        """Packages of tests are imported by star: of two modules with one name, the
        first would never run."""
        found = {module.__name__ for module in get_test_modules(ADDON.split(".")[-1])}
        modules = {case.__module__ for case in heirs(BaseCase)}
        ours = {
            name
            for name in modules
            if name.startswith(f"{ADDON}.tests.") and ".test_" in name
        }
        self.assertEqual(ours - found, set())
