from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    loss_reason_id = fields.Many2one(
        "customer.retention.loss.reason",
        string="Loss reason",
        tracking=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('company_id', 'in', (company_id, False))]",
        help="Why the customer buys less or no longer buys, as last recorded.",
    )
    loss_is_avoidable = fields.Boolean(
        related="loss_reason_id.is_avoidable",
        string="Avoidable loss",
        store=True,
        help="We could have kept the customer.",
    )
    loss_revenue = fields.Monetary(
        string="Revenue before the loss",
        compute="_compute_loss_revenue",
        store=True,
        help="Untaxed revenue of the 12 months up to the last purchase, when the "
        "reason was given: what is lost in a year.",
    )

    @api.depends("loss_reason_id")
    def _compute_loss_revenue(self):
        told = self.filtered("loss_reason_id")
        (self - told).loss_revenue = 0
        revenues = told._last_year_bought()
        for profile in told:
            profile.loss_revenue = revenues.get(profile.id, 0)

    def _last_year_bought(self):
        """Return the revenue of each one's last year as a buyer, by id."""
        self.env["customer.retention.purchase.day"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT profile.id, SUM(day.revenue)
                       FROM customer_retention_profile profile
                       JOIN customer_retention_purchase_day day
                         ON day.profile_id = profile.id
                        AND day.date > profile.last_purchase_date - 365
                       WHERE profile.id = ANY(%s) GROUP BY profile.id""",
                    self.ids,
                )
            )
        )

    @api.model
    def _condition_fields(self):
        return {
            *super()._condition_fields(),
            "loss_reason_id",
            "loss_is_avoidable",
            "loss_revenue",
        }

    def _hand_made(self):
        return [*super()._hand_made(), ("loss_reason_id",)]

    def action_start_play(self):
        """Plan what answers the loss reason best.

        :raises UserError: where no play is suggested for the reason
        """
        self.ensure_one()
        self.check_access("write")
        plan = self.loss_reason_id.plan_id
        if not plan:
            raise UserError(
                self.env._(
                    "'Suggested play' of the loss reason is empty: have a sales "
                    "manager choose a plan there."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": plan.name,
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_plan_id": plan.id,
                "plan_mode": True,
            },
        }
