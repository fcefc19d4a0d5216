"""A change of settings moves customers, and does nothing to any of them."""

from ...models.status import STATUSES
from ..common import AS_OF, DAY
from ..policy.test_policy_preview import values_of
from .reaction_common import LOG, ReactionCase

PROFILE = "customer.retention.profile"
DOCUMENTS = ("order", "quotation", "invoice", "payment", "crm", "outgoing")


class TestReactionSettings(ReactionCase):
    """Every way to move customers by a setting, and a reaction for all that happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref("oe_customer_retention.lifecycle_b2b").copy()
        cls.lifecycle.company_id = cls.company
        cls.company.retention_lifecycle_id = cls.lifecycle
        cls.policy.write({"count_crm": True})
        cls.segment = cls.env["customer.segment"].create(
            {
                "name": "Some",
                "kind": "dynamic",
                "owner_id": False,
                "company_id": cls.company.id,
                "domain": "[('revenue_total', '>', 1000000000)]",
            }
        )
        cls._live()
        cls._react_to_everything()
        cls._refresh(as_of=AS_OF)
        cls._refresh(as_of=AS_OF)

    @classmethod
    def _live(cls):
        """Customers whose last act is of each kind and age."""
        for days in (5, 12, 25, 60, 200):
            customer = cls._customer(email="c@example.com", user_id=cls.salesman.id)
            cls._order(customer, AS_OF - 300 * DAY)
            cls._order(customer, AS_OF - days * DAY)
            asked = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            quotation = cls._quotation(asked, AS_OF - days * DAY)
            cls._insert(
                "sale.order.line",
                order_id=quotation.id,
                company_id=cls.company.id,
                name="Line",
                product_uom_qty=1,
                price_unit=1,
                customer_lead=0,
            )
            invoiced = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(invoiced, AS_OF - 300 * DAY)
            cls._move(invoiced, AS_OF - days * DAY)
            paid = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(paid, AS_OF - 300 * DAY)
            cls._payment(paid, AS_OF - days * DAY)
            met = cls._customer(email="b@example.com", user_id=cls.salesman.id)
            cls._order(met, AS_OF - 300 * DAY)
            cls._opportunity(met, AS_OF - days * DAY)

    @classmethod
    def _react_to_everything(cls):
        action = cls.env["ir.actions.server"].create(
            {
                "name": "Count",
                "model_id": cls.env["ir.model"]._get_id(PROFILE),
                "state": "code",
                "code": "records.write({'block_reason': 'ran'})",
            }
        )
        template = cls.env.ref("oe_customer_retention.mail_template_reaction_customer")
        done = (
            {"action": "activity"},
            {"action": "mail", "mail_to": "customer", "template_id": template.id},
            {"action": "post", "message": "Moved"},
            {"action": "server", "server_action_id": action.id},
        )
        for values in done:
            for status, _label in STATUSES:
                cls._reaction(to_status=status, **values)
            for stage in cls.lifecycle.stage_ids:
                cls._reaction(trigger="stage", to_stage_id=stage.id, **values)

    # Settings

    def _changes(self):
        """Yield the name of each setting, and how to change it."""
        yield from self._policy_changes()
        yield from self._further_policies()
        yield (
            "what is a purchase",
            lambda: self.company.write({"retention_purchase_basis": "invoice"}),
        )
        yield (
            "lifecycle",
            lambda: self.company.write(
                {
                    "retention_lifecycle_id": self.env.ref(
                        "oe_customer_retention.lifecycle_shop"
                    ).id
                }
            ),
        )
        yield "lifecycle number", lambda: self.lifecycle.write({"churn_days": 20})
        yield "rule", lambda: self.lifecycle.rule_ids[:1].write({"condition": "[]"})
        yield "further rule", self._add_rule
        yield "rule's segment", self._ask_for_segment

    def _policy_changes(self):
        for name, days in (("at_risk", 4), ("dormant", 11), ("lost", 24)):
            yield (
                f"{name}_days",
                lambda name=name, days=days: self.policy.write({f"{name}_days": days}),
            )
        for kind in DOCUMENTS:
            name = f"count_{kind}"
            yield (
                name,
                lambda name=name: self.policy.write({name: not self.policy[name]}),
            )
        yield (
            "orders and quotations",
            lambda: self.policy.write({"count_order": False, "count_quotation": False}),
        )
        yield (
            "prospects",
            lambda: self.policy.write({"prospect_handling": "by_activity"}),
        )
        yield (
            "season",
            lambda: self.policy.write(
                {"season_from": "01-01", "season_until": "01-31"}
            ),
        )
        yield "key account", lambda: self.policy.write({"key_account_revenue": 1})

    def _further_policies(self):
        values = {
            "name": "Some",
            "company_id": self.company.id,
            "at_risk_days": 2,
            "dormant_days": 3,
            "lost_days": 4,
            "partner_domain": "[('email', '=', 'c@example.com')]",
        }
        policies = self.env["customer.retention.policy"]
        yield "further policy", lambda: policies.create(values)
        yield (
            "filter",
            lambda: policies.create(
                {**values, "partner_domain": "[('email', '=', 'none')]"}
            ).write({"partner_domain": values["partner_domain"]}),
        )

    def _add_rule(self):
        self.env["customer.lifecycle.rule"].create(
            {
                "name": "Everybody",
                "lifecycle_id": self.lifecycle.id,
                "to_stage_id": self.lifecycle.stage_ids[-1].id,
                "sequence": 0,
            }
        )

    def _ask_for_segment(self):
        self._add_rule()
        rule = self.lifecycle.rule_ids.sorted("id")[-1]
        rule.condition = f"[('segment_ids', 'in', {self.segment.ids})]"
        self._refresh(as_of=AS_OF)
        self.segment.domain = "[]"

    # What happened

    def _done(self):
        """Return how often anything was done to a customer."""
        self.env.invalidate_all()
        on_profiles = [("model", "=", PROFILE)]
        return (
            self.env[LOG].search_count([]),
            self.env["mail.activity"].search_count([("res_model", "=", PROFILE)]),
            self.env["mail.mail"].search_count(on_profiles),
            self.env[PROFILE].search_count([("block_reason", "=", "ran")]),
        )

    def _try(self, change):
        """Return how many customers a change moved, and what that did."""
        with self.cr.savepoint() as savepoint:
            before = self._done()
            change()
            run = self._refresh(as_of=AS_OF)
            moved = run.status_count + run.stage_count
            done = [now - was for was, now in zip(before, self._done(), strict=True)]
            savepoint.rollback()
        self.env.invalidate_all()
        return moved, done

    def test_nothing_is_done_for_what_is_past(self):
        moving = {}
        for name, change in self._changes():
            with self.subTest(name):
                moving[name], done = self._try(change)
                self.assertEqual(done, [0, 0, 0, 0])
        idle = {name for name, moved in moving.items() if not moved}
        self.assertLessEqual(
            idle,
            {"count_order", "count_quotation", "count_outgoing", "key account"},
            "moves nobody",
        )

    def test_it_is_done_where_it_was_ticked(self):
        moved, done = self._try(
            lambda: self.policy.write({"at_risk_days": 4, "react_to_past": True})
        )
        self.assertTrue(moved)
        self.assertTrue(all(done), done)

    def test_a_tick_on_a_lifecycle_is_for_the_rules_saved_with_it(self):
        rule = [1, self.lifecycle.rule_ids[:1].id, {"sequence": 77}]
        for ticked in (False, True):
            with self.subTest(ticked), self.cr.savepoint() as savepoint:
                self.lifecycle.write({"rule_ids": [rule], "react_to_past": ticked})
                changed = self.company._retention_settings_changed()
                self.assertEqual(changed, not ticked)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_change_is_applied_by_the_job_at_once(self):
        runs = self.env["customer.retention.run"]
        waiting = [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        for name, change in self._changes():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                runs.search(waiting).unlink()
                change()
                self.assertEqual(runs.search(waiting).trigger, "settings")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_label_is_no_setting(self):
        self.policy.name = "Renamed"
        self.lifecycle.name = "Renamed"
        self.assertFalse(self.company._retention_settings_changed())

    def test_what_is_reached_afterwards_fires(self):
        self.policy.at_risk_days = 6
        self._refresh(as_of=AS_OF)
        before = self._done()
        self._refresh(as_of=AS_OF + DAY)  # who ordered 5 days before is at risk now
        self.assertGreater(self._done()[0], before[0])

    def test_a_threshold_crossed_on_the_day_of_the_next_refresh_fires(self):
        before = self._done()
        self.policy.at_risk_days = 6
        self._refresh(as_of=AS_OF + DAY)
        self.assertGreater(self._done()[0], before[0])

    def test_a_status_set_by_hand_meanwhile_fires(self):
        self.policy.at_risk_days = 4
        profile = self.env[PROFILE].search(
            [("company_id", "=", self.company.id), ("status", "=", "active")], limit=1
        )
        profile.status_override = "lost"
        lines = self.env[LOG].search([("profile_id", "=", profile.id)])
        self.assertEqual(set(lines.mapped("to_status")), {"lost"})

    def test_as_many_reactions_fire_as_the_policy_foretold(self):
        values = values_of(self.policy, at_risk_days=4)
        told = self.env["customer.retention.policy"].get_preview(self.policy.id, values)
        on_status = [("reaction_id.trigger", "=", "status")]
        before = self.env[LOG].search_count(on_status)
        self.policy.write({"at_risk_days": 4, "react_to_past": True})
        self._refresh(as_of=AS_OF)
        fired = self.env[LOG].search_count(on_status) - before
        self.assertGreater(fired, 0)
        self.assertEqual(told["firing"], fired)

    def test_as_many_move_as_the_policy_foretold(self):
        for changes in (
            *({f"{name}_days": days} for name, days in (("at_risk", 4), ("lost", 24))),
            *({f"count_{kind}": kind == "outgoing"} for kind in DOCUMENTS),
            {"prospect_handling": "by_activity"},
            {"season_from": "01-01", "season_until": "01-31"},
        ):
            with self.subTest(changes), self.cr.savepoint() as savepoint:
                policies = self.env["customer.retention.policy"]
                told = policies.get_preview(
                    self.policy.id, values_of(self.policy, **changes)
                )
                self.policy.write(changes)
                run = self._refresh(as_of=AS_OF)
                self.assertEqual(run.status_count, told["moving"])
                savepoint.rollback()
                self.env.invalidate_all()
