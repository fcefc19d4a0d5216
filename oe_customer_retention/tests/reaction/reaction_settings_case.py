"""A company in which every setting moves somebody, and everything is reacted to."""

from ...models.status import STATUSES
from ..common import AS_OF, DAY
from .reaction_common import LOG, ReactionCase

PROFILE = "customer.retention.profile"
POLICY_CHANGES = (
    {"at_risk_days": 4},
    {"dormant_days": 11},
    {"lost_days": 24},
    {"count_order": False},
    {"count_quotation": False},
    {"count_invoice": False},
    {"count_payment": False},
    {"count_crm": False},
    {"count_outgoing": True},
    {"count_order": False, "count_quotation": False},
    {"prospect_handling": "by_activity"},
    {"season_from": "01-01", "season_until": "01-31"},
    {"key_account_revenue": 1},
)


class ReactionSettingsCase(ReactionCase):
    """Every way to move customers by a setting, and a reaction for all that happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref("oe_customer_retention.lifecycle_b2b").copy()
        cls.lifecycle.company_id = cls.company
        cls.special = cls.env["customer.lifecycle.stage"].create(
            {"name": "Special", "lifecycle_id": cls.lifecycle.id, "sequence": 1000}
        )  # no rule leads away from it
        cls.company.write(
            {
                "retention_lifecycle_id": cls.lifecycle.id,
                "retention_rfm_method": "own",
                "retention_health_score": True,
            }
        )
        cls.policy.write({"count_crm": True, "key_account_revenue": 0})
        cls.further_policy = cls.env["customer.retention.policy"].create(
            {
                "name": "Slow",
                "company_id": cls.company.id,
                "at_risk_days": 400,
                "dormant_days": 500,
                "lost_days": 600,
                "partner_domain": "[('email', '=', 'slow@example.com')]",
            }
        )
        cls._live()
        cls.slow = cls._buyer(15, email="slow@example.com", user_id=cls.salesman.id)
        cls._buyer(10, email="b@example.com", user_id=cls.salesman.id)
        cls._refresh(as_of=AS_OF)
        cls._add_rules_on_settings()
        cls._react_to_everything()
        cls._refresh(as_of=AS_OF)
        cls._refresh(as_of=AS_OF)

    @classmethod
    def _add_rules_on_settings(cls):
        """Have rules ask for what only settings decide, and nobody meets as yet."""
        cls.segment = cls.env["customer.segment"].create(
            {
                "name": "Some",
                "kind": "dynamic",
                "owner_id": False,
                "company_id": cls.company.id,
                "domain": "[('revenue_total', '>', 1000000000)]",
            }
        )
        cls.rfm_segment = cls.env["customer.retention.rfm.segment"].create(
            {
                "name": "Some",
                "company_id": cls.company.id,
                "sequence": 0,
                "min_purchase_days": 1000,
            }
        )
        cls.scale = cls.env["customer.retention.rfm.scale"].search(
            [("company_id", "=", cls.company.id), ("measure", "=", "frequency")]
        )
        cls.scale.write({f"score_{score}": 1000 for score in (2, 3, 4, 5)})
        cls.measures = cls.env["customer.retention.health"]._of(cls.company).measure_ids
        for measure in cls.measures:  # who was never contacted has 50
            measure.weight = 100 if measure.kind == "contact" else 0
        for condition in (
            f"[('segment_ids', 'in', {cls.segment.ids})]",
            f"[('rfm_segment', 'in', {cls.rfm_segment.ids})]",
            "[('rfm_frequency', '>', 1)]",
            "[('health_score', '>', 50)]",
            "[('is_key_account', '=', True)]",
        ):
            cls._add_rule(condition)

    @classmethod
    def _add_rule(cls, condition="[]"):
        cls.env["customer.lifecycle.rule"].create(
            {
                "name": "Rule",
                "lifecycle_id": cls.lifecycle.id,
                "to_stage_id": cls.special.id,
                "sequence": 0,
                "condition": condition,
            }
        )

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
        for values in POLICY_CHANGES:
            yield str(values), lambda values=values: self.policy.write(values)
        yield from self._further_policies()
        yield from self._company_changes()
        yield from self._lifecycle_changes()
        yield "segment", lambda: self.segment.write({"domain": "[]"})
        yield "RFM segment", lambda: self.rfm_segment.write({"min_purchase_days": 1})
        yield (
            "cut points",
            lambda: self.scale.write({f"score_{score}": 1 for score in (2, 3, 4, 5)}),
        )
        yield "weights of the health score", self._weigh_silence

    def _weigh_silence(self):
        for measure in self.measures:
            measure.weight = 100 if measure.kind == "silence" else 0

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
        other = self.further_policy
        yield "further policy", lambda: policies.create(values)
        yield (
            "filter",
            lambda: other.write(
                {"partner_domain": "[('email', '=', 'b@example.com')]"}
            ),
        )
        yield "archived policy", lambda: other.write({"active": False})
        yield "deleted policy", lambda: other.unlink()

    def _company_changes(self):
        for name, value in (
            ("retention_purchase_basis", "invoice"),
            ("retention_audience", "everybody"),
            ("retention_rfm_method", "percentile"),
        ):
            yield name, lambda name=name, value=value: self.company.write({name: value})
        yield (
            "timezone",
            lambda: self.company.partner_id.write({"tz": "Pacific/Kiritimati"}),
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

    def _lifecycle_changes(self):
        rules = self.lifecycle.rule_ids.filtered(lambda rule: rule.sequence)
        yield "lifecycle number", lambda: self.lifecycle.write({"churn_days": 20})
        values = {"condition": "[]", "to_stage_id": self.special.id}
        yield "rule", lambda: rules[:1].write(values)
        yield "further rule", self._add_rule

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
        """Return the run of a change, and what it did."""
        with self.cr.savepoint() as savepoint:
            before = self._done()
            change()
            run = self._refresh(as_of=AS_OF)
            counts = [run.status_count, run.stage_count]
            done = [now - was for was, now in zip(before, self._done(), strict=True)]
            savepoint.rollback()
        self._forget()
        return counts, done

    def _foretold(self, change):
        counts = self.env["customer.retention.trial"]._foretell(self.company, change)
        self._forget()
        return counts

    def _forget(self):
        """Forget what is cached of a change that was taken back: of the season."""
        self.env.registry.clear_cache()
        self.env.invalidate_all()
