from dataclasses import replace

from odoo.tools import SQL

from ...models.refresh.tables import FACTS, PURCHASES, SIGNALS
from ...models.scope import Scope
from ..common import ago
from .other_modules_common import OtherModulesCase

BASES = ("both", "invoice", "order")
DOCUMENTS = {
    *("event.registration", "loyalty.card", "loyalty.history", "mailing.trace"),
    *("pos.order", "project.task", "rating.rating", "repair.order", "stock.picking"),
    *("survey.user_input", "website.visitor"),
}


class TestLeftOut(OtherModulesCase):
    """A module costs no refresh anything while there is no document of it."""

    module = "stock"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls._order(cls.customer, ago(5))
        cls.refresh = cls.env["customer.retention.refresh"]
        scope = Scope.of(cls.company, partners=cls.customer)
        cls.scope = cls.refresh._looked_through(scope)

    def _selects(self, scope):
        signals = self.env["customer.retention.signal"]
        facts = self.env["customer.retention.facts"]
        sales = self.env["customer.retention.sale"]
        return {
            "signals": signals._of_customers(scope, ahead=True),
            "contacts": signals._contact_days(scope),
            "purchases": sales._of_customers(scope),
            "lines": sales._lines_of_customers(scope),
            "facts": facts._select(scope, SIGNALS, PURCHASES),
        }

    def test_no_select_reads_a_table_without_documents(self):
        self.assertLessEqual(DOCUMENTS, self.scope.empty)
        for basis in BASES:
            self.company.retention_purchase_basis = basis
            self.env.flush_all()
            for name, select in self._selects(self.scope).items():
                for model in DOCUMENTS:
                    with self.subTest(basis=basis, select=name, model=model):
                        table = self.env[model]._table
                        self.assertNotRegex(select.code, rf"\b{table}\b")

    def test_facts_are_the_same_as_if_all_were_read(self):
        [facts] = self._facts(self.scope)
        self.assertEqual(self._facts(replace(self.scope, empty=frozenset())), [facts])
        self.assertEqual((facts["rating_count"], facts["last_rating"]), (0, None))

    def _facts(self, scope):
        """Return the facts that are computed for ``scope``."""
        self.refresh._compute(scope)
        self.env.cr.execute(SQL("SELECT * FROM %s", FACTS))
        return self.env.cr.dictfetchall()
