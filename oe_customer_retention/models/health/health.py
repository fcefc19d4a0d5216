from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ..groups import MANAGER
from ..labels import counted, percent
from ..optional_fields import OptionalInteger
from .measure import FIRST_WEIGHTS

LEAST_CASES = 30  # below, a share of them says nothing
COUNTED = ("lost_red", "red", "red_lost")
LIMITS = ("red_below", "green_from")


class CustomerRetentionHealth(models.Model):
    """One company's health score: its measures, its colors, and how right it was."""

    _name = "customer.retention.health"
    _description = "Health Score"
    _inherit = ["customer.retention.shared.mixin"]
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    red_below = fields.Integer(
        string="Red below",
        required=True,
        default=40,
        aggregator=None,
        help="Customers with a lower score are red.",
    )
    green_from = fields.Integer(
        string="Green from",
        required=True,
        default=70,
        aggregator=None,
        help="Customers with this score or a higher one are green, those in between "
        "amber.",
    )
    measure_ids = fields.One2many(
        "customer.retention.health.measure",
        "health_id",
        string="Measures",
        help="What is measured, and how much each measure counts.",
    )
    checked_on = fields.Date(
        string="Checked on",
        readonly=True,
        help="The accuracy of the score is known as of this day.",
    )
    customer_count = fields.Integer(
        string="Customers checked",
        readonly=True,
        aggregator=None,
        help="In a larger company these are chosen at random.",
    )
    lost_count = fields.Integer(
        string="Lost",
        readonly=True,
        aggregator=None,
        help="How often, in the last two years, one of them was lost: without a "
        "purchase for twice the policy's horizon, or for the policy's days until "
        "lost, if fewer.",
    )
    look_count = fields.Integer(
        string="Checks",
        readonly=True,
        aggregator=None,
        help="Their scores of every 30th day of the last two years on which they had "
        "bought and were not lost yet, and whose outcome is known.",
    )
    look_lost_count = fields.Integer(
        string="Lost after a check",
        readonly=True,
        aggregator=None,
        help="Checks after which the customer bought nothing more until it was lost.",
    )
    own_lost_red = OptionalInteger(
        string="Lost, and red 60 days before",
        readonly=True,
        aggregator=None,
        help="By the weights in use.",
    )
    own_red = OptionalInteger(
        string="Red",
        readonly=True,
        aggregator=None,
        help="Red checks, by these weights.",
    )
    own_red_lost = OptionalInteger(
        string="Red, and lost",
        readonly=True,
        aggregator=None,
        help="Red checks, by these weights, after which the customer was lost.",
    )
    learned_lost_red = OptionalInteger(
        string="Lost, and red 60 days before (learned)",
        readonly=True,
        aggregator=None,
        help="By the weights of the last two years: each half of the customers by "
        "weights learned from the other half.",
    )
    learned_red = OptionalInteger(
        string="Red (learned)",
        readonly=True,
        aggregator=None,
        help="Red checks, by the weights of the last two years.",
    )
    learned_red_lost = OptionalInteger(
        string="Red, and lost (learned)",
        readonly=True,
        aggregator=None,
        help="Red checks, by the weights of the last two years, after which the "
        "customer was lost.",
    )
    base_summary = fields.Char(
        string="Overall",
        compute="_compute_summaries",
        help="What to compare the shares below with.",
    )
    own_summary = fields.Char(
        string="By your weights",
        compute="_compute_summaries",
        help="How accurate the score would have been in the last two years.",
    )
    learned_summary = fields.Char(
        string="By the weights of the last two years",
        compute="_compute_summaries",
        help="The same with the weights that would have predicted best. Each half of "
        "the customers is judged by weights learned from the other half.",
    )
    has_learned = fields.Boolean(
        string="Learned weights",
        compute="_compute_has_learned",
        help="There are weights that can be used.",
    )

    _company_unique = models.UniqueIndex(
        "(company_id)", "A company can only have one health score."
    )

    @api.constrains(*LIMITS)
    def _check_limits(self):
        for health in self:
            if not 0 <= health.red_below <= health.green_from <= 100:
                raise ValidationError(
                    self.env._(
                        "Red below %(red)s and green from %(green)s: enter numbers "
                        "from 0 to 100, the first one not above the second.",
                        red=health.red_below,
                        green=health.green_from,
                    )
                )

    @api.depends("measure_ids.learned_weight")
    def _compute_has_learned(self):
        for health in self:
            learned = health.measure_ids.mapped("learned_weight")
            health.has_learned = any(weight is not False for weight in learned)

    @api.depends("checked_on", "lost_count", "own_red", "learned_red")
    @api.depends_context("lang")
    def _compute_summaries(self):
        for health in self:
            health.base_summary = health._summarise_base()
            health.own_summary = health._summarise("own")
            health.learned_summary = (
                health._summarise("learned") or health._summarise_few()
            )

    def _summarise_base(self):
        if not self.checked_on:
            return self.env._("Not checked yet: click Check now.")
        return counted(
            self.env,
            self.env._(
                "Lost in two years: %(lost)s, of %(customers)s "
                "{customers:customer|customers}. Of all customers, checked every 30 "
                "days, lost afterwards: %(rate)s (%(part)s of %(looks)s)."
            ),
            lost=self.lost_count,
            customers=self.customer_count,
            rate=self._share(self.look_lost_count, self.look_count),
            part=self.look_lost_count,
            looks=self.look_count,
        )

    def _summarise(self, whose):
        """Return how right the score was by ``own`` or ``learned`` weights."""
        lost_red, red, red_lost = (self[f"{whose}_{name}"] for name in COUNTED)
        if not self.checked_on or red is False:
            return False
        return self.env._(
            "Of the lost, red 60 days before: %(caught)s (%(lost_red)s of %(lost)s). "
            "Of the red, lost afterwards: %(right)s (%(red_lost)s of %(red)s).",
            caught=self._share(lost_red, self.lost_count),
            lost_red=lost_red,
            lost=self.lost_count,
            right=self._share(red_lost, red),
            red_lost=red_lost,
            red=red,
        )

    def _summarise_few(self):
        """Return why there are no weights of the last two years."""
        if not self.checked_on or self.lost_count >= LEAST_CASES:
            return False
        return self.env._(
            "Too few customers were lost (%(lost)s) to say which weights would have "
            "predicted best: %(least)s are needed.",
            lost=self.lost_count,
            least=LEAST_CASES,
        )

    def _share(self, part, whole):
        if whole < LEAST_CASES:
            return self.env._("too few to tell")
        return percent(self.env, part / whole)

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {*LIMITS}:
            self._forget()
        return result

    def _forget(self):
        """Drop how right the score was: that was with other limits."""
        self.sudo().checked_on = False
        self._forget_own()

    def _forget_own(self):
        """Drop how right the score was by the weights there were."""
        self.sudo().write({f"own_{name}": False for name in COUNTED})
        self.env["customer.retention.profile"].invalidate_model()

    @api.model
    def _begin(self, companies):
        """Make the score of ``companies`` that have none yet."""
        known = self.sudo().search([("company_id", "in", companies.ids)]).company_id
        self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "measure_ids": [
                        Command.create({"kind": kind, "weight": weight})
                        for kind, weight in FIRST_WEIGHTS.items()
                    ],
                }
                for company in companies - known
            ]
        )

    @api.model
    def _of(self, company):
        return self.sudo().search([("company_id", "=", company.id)])

    def action_check(self):
        """Look up how right the score was, and which weights would have told best.

        :raises AccessError: for anybody but sales managers
        """
        self._check_manager()
        for health in self:
            health._check(health.company_id)

    def action_use_learned(self):
        """Take over the weights of the last two years.

        :raises UserError: where there are none
        """
        self._check_manager()
        for health in self:
            if not health.has_learned:
                raise UserError(
                    self.env._(
                        "The last two years have no weights to use: too few customers "
                        "were lost. Set the weights yourself."
                    )
                )
            for measure in health.measure_ids:
                measure.weight = measure.learned_weight
            health._check(health.company_id)

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only sales managers can set the weights of the health score."
                )
            )
        self.check_access("write")

    @api.model
    def action_open_current(self):
        """Return the action that shows the score of the current company."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_health_action"
        )
        current = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("company_id.retention_health_score", "=", True),
            ]
        )
        if current:
            action |= {"res_id": current.id, "views": [(False, "form")]}
        return action

    @api.model
    def _weights_sql(self, companies):
        """Return the SELECT of a row for each of ``companies``: its limits, and each
        measure's share of all weights."""
        self.env["res.company"].flush_model(["retention_follow_categories"])
        self.flush_model(LIMITS)
        self.env["customer.retention.health.measure"].flush_model()
        return SQL(
            """(SELECT health.company_id, red_below, green_from, %(shares)s
                FROM customer_retention_health health
                JOIN (SELECT measure.health_id, measure.kind,
                             CASE WHEN measure.kind <> 'breadth'
                                    OR company.retention_follow_categories
                                  THEN measure.weight ELSE 0 END::float8 AS weight
                      FROM customer_retention_health_measure measure
                      JOIN res_company company ON company.id = measure.company_id
                     ) measure ON measure.health_id = health.id
                WHERE health.company_id IN %(companies)s
                GROUP BY health.id HAVING SUM(weight) > 0)""",
            shares=SQL(", ").join(
                SQL(
                    "SUM(weight) FILTER (WHERE kind = %s) / SUM(weight) AS %s",
                    kind,
                    SQL.identifier(kind),
                )
                for kind in FIRST_WEIGHTS
            ),
            companies=tuple(companies),
        )
