from odoo.tools import SQL

from ..prediction.prediction_common import PredictionCase

AFTER_WRITING = {
    "customer.retention.training.data": "_buckets",
    "customer.retention.promise": "_renew",
}


class TestPlanner(PredictionCase):
    """What a refresh reads of the rows it has just written, the planner takes for
    next to nothing: of a large company one row was looked up after the other, for
    hours."""

    def setUp(self):
        super().setUp()
        self.customer, *_others = self._buyers(*self._random_histories(20))
        self.found = {}
        for model, method in AFTER_WRITING.items():
            self._note_setting(model, method)

    def _note_setting(self, model, method):
        """Keep in ``found`` what is allowed while the method of a model runs."""
        models = self.registry[model]
        original = getattr(models, method)

        def noting(records, *args):
            self.found[model] = self._nested_loops()
            return original(records, *args)

        self.patch(models, method, noting)

    def _nested_loops(self):
        [(setting,)] = self.env.execute_query(SQL("SHOW enable_nestloop"))
        return setting

    def test_of_everybody_it_learns_without_nested_loops_and_gives_them_back(self):
        self._refresh()
        self.assertEqual(self.found, dict.fromkeys(AFTER_WRITING, "off"))
        self.assertEqual(self._nested_loops(), "on")

    def test_of_one_customer_rows_are_looked_up(self):
        self._refresh(partners=self.customer)
        self.assertEqual(self.found, {"customer.retention.promise": "on"})
