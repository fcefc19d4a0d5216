"""What may run on a read-only replica of the database writes nothing."""

from .reports_common import PROFILE, ReportsCase

ADDON = "odoo.addons.oe_customer_retention."
POLICY = "customer.retention.policy"


class TestReadonly(ReportsCase):
    def _calls(self):
        """Return ``{(model, method): arguments}`` of every method marked so."""
        profile = self.env[PROFILE].search([("partner_id", "=", self.active.id)]).ids
        policy = self.env[POLICY]._applicable(self.company).id
        month = self.today.replace(day=1)
        return {
            (PROFILE, "get_contacts"): (profile,),
            (PROFILE, "get_notes"): (profile,),
            (PROFILE, "get_change"): (profile, "2020-01-01"),
            (PROFILE, "get_picture"): (profile,),
            (PROFILE, "get_plans"): (profile,),
            (PROFILE, "get_story"): (profile,),
            (POLICY, "get_condition_fields"): ([],),
            (POLICY, "get_hindsight"): ([], policy, {}),
            (POLICY, "get_preview"): ([], policy, {"lost_days": 400}),
            (POLICY, "get_return_curve"): ([], policy, {}),
            (POLICY, "get_seasonal_buyers"): ([],),
            ("customer.retention.call.list", "get_page"): ([],),
            ("customer.retention.dashboard", "get_bridge"): ([], []),
            ("customer.retention.dashboard", "get_data"): ([], []),
            ("customer.retention.movement", "open_figure"): (
                [],
                "closing",
                [("month", "=", month)],
            ),
            ("customer.retention.onboarding", "get_steps"): ([],),
            # Of a route, not of a client.
            ("customer.retention.workbook", "_open"): ([], []),
        }

    def _marked(self):
        """Return the methods of this addon, own models or not, marked so."""
        methods = {
            getattr(cls, name)
            for cls in self.env.registry.values()
            for name in dir(cls)
            if getattr(getattr(cls, name), "_readonly", False)
        }
        return {method for method in methods if ADDON in method.__module__}

    def test_every_method_marked_readonly_runs_in_a_readonly_transaction(self):
        calls = self._calls()
        called = {getattr(self.env.registry[model], name) for model, name in calls}
        self.assertEqual(self._marked() - called, set())
        for (model, method), (ids, *arguments) in calls.items():
            with self.subTest(model=model, method=method):
                self.env.flush_all()
                self.env.invalidate_all()
                with self.env.cr.savepoint() as savepoint:
                    self.env.cr.execute("SET TRANSACTION READ ONLY")
                    getattr(self.env[model].browse(ids), method)(*arguments)
                    savepoint.rollback()
