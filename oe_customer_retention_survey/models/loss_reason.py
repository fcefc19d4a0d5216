"""Why a customer left, as it answered: an answer that has a loss reason sets it."""

from odoo import SUPERUSER_ID, fields, models
from odoo.addons.oe_customer_retention.models.groups import SALES
from odoo.fields import NO_ACCESS


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "customer.retention.links.mixin"]

    retention_loss_reason_id = fields.Many2one(
        "customer.retention.loss.reason",
        string="Loss reason",
        index="btree_not_null",
        ondelete="set null",
        groups=SALES,
        copy=False,
        help="Customers who choose this answer get this loss reason.",
    )

    def copy_data(self, default=None):
        """Copy the reasons for those who may read them; others copy the rest."""
        values_list = super().copy_data(default)
        if self._has_field_access(self._fields["retention_loss_reason_id"], "read"):
            for answer, values in zip(self, values_list, strict=True):
                values.setdefault(
                    "retention_loss_reason_id", answer.retention_loss_reason_id.id
                )
        return values_list


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    retention_log_id = fields.Many2one(
        "customer.retention.reaction.log",
        string="Sent by reaction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=NO_ACCESS,
        help="The reaction that sent the survey to the customer.",
    )

    def _mark_done(self):
        super()._mark_done()
        for answer in self.with_user(SUPERUSER_ID):
            if not answer.test_entry:
                answer._tell_loss_reason()

    def _tell_loss_reason(self):
        """Write the reason onto the customer the survey was sent to; sent by hand, in
        every company that knows the customer."""
        chosen = self.user_input_line_ids.suggested_answer_id
        reason = chosen.retention_loss_reason_id[:1]
        profiles = self.retention_log_id.profile_id or self._profiles()
        for profile in profiles if reason else ():
            if reason.company_id in (profile.company_id, reason.company_id.browse()):
                profile.loss_reason_id = reason

    def _profiles(self):
        customer = self.partner_id.commercial_partner_id
        profiles = self.env["customer.retention.profile"]
        return profiles.search([("partner_id", "in", customer.ids)])
