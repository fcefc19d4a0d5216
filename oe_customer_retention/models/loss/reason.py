from odoo import api, fields, models


class CustomerRetentionLossReason(models.Model):
    """A reason why customers buy less or nothing any more, as people say it."""

    _name = "customer.retention.loss.reason"
    _description = "Loss Reason"
    _inherit = ["customer.retention.shared.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        default=True,
        help="An archived reason is no longer offered; it is kept where it was given.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: offered in every company.",
    )
    is_avoidable = fields.Boolean(
        string="Avoidable",
        default=True,
        help="We could have kept the customer: a price, a delay, an answer that "
        "never came.",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Suggested play",
        ondelete="set null",
        check_company=True,
        domain="[('res_model', '=', 'customer.retention.profile')]",
        help="The activities that answer this reason best; offered, never started "
        "automatically.",
    )
    lost_reason_id = fields.Many2one(
        "crm.lost.reason",
        string="Lost reason",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The reason of lost opportunities this one was taken over from.",
    )

    @api.model
    def _take_over(self):
        """Make a reason of each reason of lost opportunities that has none yet."""
        taken = self.with_context(active_test=False).search([]).lost_reason_id
        found = self.env["crm.lost.reason"].search([("id", "not in", taken.ids)])
        return self.create(
            [
                {"name": reason.name, "company_id": False, "lost_reason_id": reason.id}
                for reason in found
            ]
        )
