from dataclasses import replace

from odoo.tools import SQL

from ...models.refresh.tables import FACTS, PURCHASES, SIGNALS
from ...models.scope import Scope
from ..common import ago
from .other_modules_common import OtherModulesCase

BASES = ("both", "invoice", "order")


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
        self.assertLessEqual(
            {"stock.picking", "pos.order", "rating.rating", "loyalty.card"},
            self.scope.empty,
        )
        for basis in BASES:
            self.company.retention_purchase_basis = basis
            self.env.flush_all()
            for name, select in self._selects(self.scope).items():
                for model in self.scope.empty:
                    with self.subTest(basis=basis, select=name, model=model):
                        table = self.env[model]._table
                        self.assertNotRegex(select.code, rf"\b{table}\b")

    def test_facts_are_the_same_and_of_the_same_types(self):
        read = self._facts(replace(self.scope, empty=frozenset()))
        self.assertEqual(self._facts(self.scope), read)
        self.assertEqual(len(read[1]), 1)

    def _facts(self, scope):
        """Return types and rows of the facts that are computed for ``scope``."""
        self.refresh._compute(scope)
        rows = self.env.execute_query(SQL("SELECT * FROM %s", FACTS))
        types = self.env.execute_query(
            SQL(
                """SELECT attname, FORMAT_TYPE(atttypid, NULL) FROM pg_attribute
                   WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attname""",
                FACTS.code.strip('"'),
            )
        )
        return types, rows
