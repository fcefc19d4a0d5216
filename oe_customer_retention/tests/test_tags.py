from odoo.tests import BaseCase, TransactionCase

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
