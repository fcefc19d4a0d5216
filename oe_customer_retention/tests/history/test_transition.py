from odoo.tools import SQL

from ..common import RetentionCase, ago

HISTORY = [
    (ago(900), False, "prospect", False),
    (ago(800), "prospect", "active", "new"),
    (ago(740), "active", "at_risk", False),
    (ago(710), "at_risk", "dormant", "lapsed"),
    (ago(435), "dormant", "lost", False),
    (ago(10), "lost", "active", "returned"),
]


class TestFlow(RetentionCase):
    def setUp(self):
        super().setUp()
        self.customer = self._customer()
        self._quotation(self.customer, ago(900))
        self._order(self.customer, ago(800))
        self._order(self.customer, ago(10))
        self._refresh()

    @property
    def changes(self):
        return self._profile(self.customer).transition_ids.sorted("date")

    def test_each_change_says_which_flow_it_belongs_to(self):
        flows = [(c.date, c.from_status, c.to_status, c.flow) for c in self.changes]
        self.assertEqual(flows, HISTORY)

    def test_who_was_won_back_is_read_and_found_by_the_flow(self):
        self.assertEqual(self.changes.filtered("is_winback"), self.changes[-1])
        own = [("profile_id", "=", self._profile(self.customer).id)]
        for is_winback in (True, False):
            found = self.changes.search([*own, ("is_winback", "=", is_winback)])
            expected = self.changes.filtered(
                lambda c, is_=is_winback: c.is_winback is is_
            )
            self.assertEqual(found.sorted("date"), expected)

    def test_a_refresh_fills_in_flows_from_before_they_were_stored(self):
        self.env.execute_query(
            SQL(
                """UPDATE customer_retention_transition SET flow = NULL
                   WHERE id = ANY(%s) RETURNING id""",
                self.changes.ids,
            )
        )
        self.env.invalidate_all()
        run = self._refresh()
        self.assertEqual(run.transition_count, 3)
        self.assertEqual(self.changes.mapped("flow"), [f for *_other, f in HISTORY])
