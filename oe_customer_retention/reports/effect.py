from odoo import api, fields, models
from odoo.tools import SQL

from ..analytics import experiment
from ..analytics.experiment import Arm
from ..models.groups import MANAGER
from ..models.history.transition import WATCHED_DAYS
from ..models.notification import notification
from ..models.optional_fields import OptionalFloat, OptionalMonetary
from . import periods, wording


class CustomerRetentionEffect(models.Model):
    """Customers a reaction acted on, beside those it left alone, month by month.

    A row counts the customers drawn in a month whose ``WATCHED_DAYS`` are over; effect
    and interval are of all months up to and including this one.
    """

    _name = "customer.retention.effect"
    _description = "Effect of a Reaction"
    _auto = False
    _order = "month desc, reaction_id, company_id, id"
    _rec_name = "reaction_id"
    _depends = {
        "customer.retention.holdout": [
            "reaction_id",
            "profile_id",
            "company_id",
            "date",
            "share",
            "is_held_out",
        ],
        "customer.retention.purchase.day": [
            "profile_id",
            "date",
            "purchase_count",
            "revenue",
        ],
    }

    reaction_id = fields.Many2one(
        "customer.retention.reaction",
        readonly=True,
        help="The reaction whose effect it is.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        readonly=True, help="The month in which the reaction was first due for them."
    )
    treated = fields.Integer(
        string="Acted on",
        readonly=True,
        help=f"Customers the reaction acted on, whose {WATCHED_DAYS} days are over. "
        "Each counts once, from the first time the reaction was due.",
    )
    treated_returned = fields.Integer(
        string="Of these, bought again",
        readonly=True,
        help=f"Those of them who bought in the {WATCHED_DAYS} days.",
    )
    held_out = fields.Integer(
        string="Control group",
        readonly=True,
        help="Customers drawn into the control group, "
        f"whose {WATCHED_DAYS} days are over.",
    )
    held_out_returned = fields.Integer(
        string="Of these, bought anyway",
        readonly=True,
        help=f"Those of them who bought in the {WATCHED_DAYS} days.",
    )
    running = fields.Integer(
        string="Still watched",
        readonly=True,
        help=f"Customers whose {WATCHED_DAYS} days are not over yet.",
    )
    effect = OptionalFloat(
        compute="_compute_effect",
        help="How many more of those acted on bought again than of the control group, "
        "of all months so far: 5% are five more of a hundred. Empty while fewer than "
        f"{experiment.FEWEST} of either are known.",
    )
    effect_low = OptionalFloat(
        string="At least",
        compute="_compute_effect",
        help="The effect is no smaller than this, 95 times out of a hundred, however "
        "often one looks.",
    )
    effect_high = OptionalFloat(
        string="At most",
        compute="_compute_effect",
        help="The effect is no greater than this, 95 times out of a hundred, however "
        "often one looks.",
    )
    revenue_effect = OptionalMonetary(
        string="Effect in money",
        compute="_compute_effect",
        help=f"How much more a customer acted on spent in the {WATCHED_DAYS} days than "
        "one in the control group, of all months so far.",
    )
    revenue_effect_low = OptionalMonetary(
        string="Money, at least",
        compute="_compute_effect",
        help="The effect in money is no smaller than this, 95 times out of a hundred.",
    )
    revenue_effect_high = OptionalMonetary(
        string="Money, at most",
        compute="_compute_effect",
        help="The effect in money is no greater than this, 95 times out of a hundred.",
    )
    detectable = OptionalFloat(
        string="Smallest visible effect",
        compute="_compute_effect",
        help="The smallest effect that this number of customers would reveal, four "
        "times out of five: 8% are eight more customers in a hundred who bought again. "
        "A smaller one may exist and not be visible yet. Empty: too few customers for "
        "any effect.",
    )
    verdict = fields.Char(
        compute="_compute_effect",
        help="What is known of the effect up to this month.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT MIN(id) AS id, reaction_id, company_id, month,
                      COUNT(*) FILTER (WHERE is_over AND NOT is_held_out)::integer
                          AS treated,
                      COUNT(*) FILTER (WHERE is_over AND NOT is_held_out
                                         AND has_returned)::integer
                          AS treated_returned,
                      COUNT(*) FILTER (WHERE is_over AND is_held_out)::integer
                          AS held_out,
                      COUNT(*) FILTER (WHERE is_over AND is_held_out
                                         AND has_returned)::integer
                          AS held_out_returned,
                      COUNT(*) FILTER (WHERE NOT is_over)::integer AS running
               FROM (%s) drawn
               GROUP BY reaction_id, company_id, month""",
            self._drawn(),
        )

    def _drawn(self):
        """Return the SELECT of every customer drawn, and what it did since.

        ==== ========== ======= ===== =========== ======= ============ =======
        id   profile_id month   share is_held_out is_over has_returned revenue
        ==== ========== ======= ===== =========== ======= ============ =======
        7    71         January 20    False       True    True         120
        8    72         January 20    True        True    False        0
        ==== ========== ======= ===== =========== ======= ============ =======
        """
        return SQL(
            """SELECT drawn.id, profile_id, drawn.date, reaction_id, drawn.company_id,
                      share, is_held_out,
                      DATE_TRUNC('month', drawn.date::timestamp)::date AS month,
                      drawn.date + %(watched)s <= %(today)s AS is_over,
                      bought.has_returned, bought.revenue
               FROM customer_retention_holdout drawn
               CROSS JOIN LATERAL (
                   SELECT COALESCE(BOOL_OR(purchase_count > 0), FALSE) AS has_returned,
                          COALESCE(SUM(revenue), 0) AS revenue
                   FROM customer_retention_purchase_day purchase
                   WHERE purchase.profile_id = drawn.profile_id
                     AND purchase.date > drawn.date
                     AND purchase.date <= drawn.date + %(watched)s) bought
               WHERE share > 0""",
            watched=WATCHED_DAYS,
            today=SQL("%s::date", periods.as_of(self.env)),
        )

    @api.depends("treated", "held_out")
    @api.depends_context("lang")
    def _compute_effect(self):
        groups = self._groups()
        for row in self:
            own = [
                group
                for group in groups
                if group["reaction_id"] == row.reaction_id.id
                and group["company_id"] == row.company_id.id
                and group["month"] <= row.month
            ]
            row._tell(own)

    def _groups(self, drawn=None):
        """Return what customers drawn in the same month, at the same share, did.

        :param SQL drawn: SELECT of those who count (default: of these reactions)
        """
        return self.env.execute_query_dict(
            SQL(
                """SELECT reaction_id, company_id, month, share, is_held_out,
                          COUNT(*) AS customers,
                          COUNT(*) FILTER (WHERE has_returned) AS returned,
                          SUM(revenue)::float AS revenue,
                          SUM(revenue * revenue)::float AS squares
                   FROM (%s) drawn WHERE is_over
                   GROUP BY reaction_id, company_id, month, share, is_held_out""",
                drawn or self._drawn_here(),
            )
        )

    def _drawn_here(self):
        """Return the SELECT of the customers drawn for these reactions."""
        return SQL(
            """SELECT * FROM (%s) drawn
               WHERE reaction_id = ANY(%s) AND company_id = ANY(%s)""",
            self._drawn(),
            self.reaction_id.ids,
            self.company_id.ids,
        )

    def action_pool(self):
        """Tell the effect of the reactions of these rows together, of all months.

        A customer counts once, for the first of them that was due. Each reaction is
        compared within itself, as each share is.

        :return: a notification
        """
        self.check_access("read")
        together = self.new({})
        together._tell(
            self._groups(
                SQL(
                    """SELECT DISTINCT ON (profile_id) * FROM (%s) drawn
                       ORDER BY profile_id, date, id""",
                    self._drawn_here(),
                )
            )
        )
        return notification(
            together.verdict,
            type="info",
            title=self.env._(
                "Reactions together: %(count)s", count=len(self.reaction_id)
            ),
            sticky=True,
        )

    def _tell(self, groups):
        """Write what these groups say of the effect, in customers and in money."""
        returned = sum(group["returned"] for group in groups)
        squares = sum(group["squares"] for group in groups)
        usual = (squares / returned) ** 0.5 if returned else 0
        counts = _pairs(groups, "returned", "returned")
        found = experiment.effect(counts)
        money = experiment.effect(_pairs(groups, "revenue", "squares"), usual or 1)
        self.effect, self.effect_low, self.effect_high = found or (None,) * 3
        (
            self.revenue_effect,
            self.revenue_effect_low,
            self.revenue_effect_high,
        ) = money or (None,) * 3
        self.detectable = found and self._detectable(groups)
        self.verdict = self._verdict(found, groups)

    def _detectable(self, groups):
        alone = [group for group in groups if group["is_held_out"]]
        customers = sum(group["customers"] for group in groups)
        held_out = sum(group["customers"] for group in alone)
        rate = sum(group["returned"] for group in alone) / held_out
        return experiment.detectable(customers, held_out / customers, rate)

    def _verdict(self, found, groups):
        """Return in a sentence what is known."""
        if not found:
            acted, alone = (
                sum(each["customers"] for each in groups if each["is_held_out"] == kind)
                for kind in (False, True)
            )
            return self.env._(
                "Not yet known: %(fewest)s customers acted on, and %(fewest)s in the "
                "control group, have to be watched for %(days)s days each; so far "
                "these are %(acted)s and %(alone)s.",
                fewest=experiment.FEWEST,
                days=WATCHED_DAYS,
                acted=acted,
                alone=alone,
            )
        customers = wording.more_or_fewer(self.env, found.low, found.high)
        if not found.is_known:
            return self.env._(
                "Not yet known whether it helps: of a hundred customers, %(customers)s "
                "may buy again because of it.",
                customers=customers,
            )
        if found.value > 0:
            return self.env._(
                "It helps: of a hundred customers, %(customers)s buy again because of "
                "it.",
                customers=customers,
            )
        return self.env._(
            "It is harmful: of a hundred customers, %(customers)s buy again because "
            "of it.",
            customers=customers,
        )


def _pairs(groups, total, squares):
    """Return the arms acted upon and left alone, a pair for each reaction and share."""
    pairs = {}
    for group in groups:
        key = tuple(group[name] for name in ("reaction_id", "company_id", "share"))
        sums = pairs.setdefault(key, {False: [0] * 3, True: [0] * 3})
        values = (group["customers"], group[total], group[squares])
        for place, value in enumerate(values):
            sums[group["is_held_out"]][place] += value
    return [(Arm(*pair[False]), Arm(*pair[True])) for pair in pairs.values()]


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    effect_verdict = fields.Char(
        string="Result",
        compute="_compute_effect_verdict",
        groups=MANAGER,
        help="What is known so far of the effect, in the current company.",
    )

    @api.depends("holdout_percent")
    @api.depends_context("company", "lang")
    def _compute_effect_verdict(self):
        effects = self.env["customer.retention.effect"]
        rows = effects.search(
            [("reaction_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
        )
        latest = {}
        for row in rows.sorted("month"):
            latest[row.reaction_id] = row
        for reaction in self:
            row = latest.get(reaction._origin)
            reaction.effect_verdict = row and row.verdict

    def action_open_effect(self):
        """Open the effect of this reaction, month by month.

        :raises AccessError: for those who may not read effects
        """
        self.ensure_one()
        self.check_access("read")
        self.env["customer.retention.effect"].browse().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_effect_action"
        )
        return {**action, "domain": [("reaction_id", "=", self.id)]}
