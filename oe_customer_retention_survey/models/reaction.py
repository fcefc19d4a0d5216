from odoo import api, fields, models
from odoo.tools import SQL

from .answer import DETRACTS

ACTION = "survey"


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[("detractor", "Would not recommend us")],
        ondelete={"detractor": "cascade"},
    )
    action = fields.Selection(
        selection_add=[(ACTION, "Send a survey")], ondelete={ACTION: "cascade"}
    )
    survey_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        ondelete="restrict",
        help="The customer gets an email with a link of its own. The loss reason of an "
        "answer becomes that of the customer.",
    )

    @api.constrains("action", "survey_id")
    def _check_survey(self):
        for reaction in self:
            if reaction.action == ACTION:
                reaction._check_set("survey_id")

    def _events(self, company):
        answers = self.env["customer.retention.facts"]._select_nps(company)
        return {
            **super()._events(company),
            "detractor": SQL(
                """SELECT partner_id, company_id, at, day, id AS occasion
                   FROM (%s) said WHERE score <= %s""",
                answers,
                DETRACTS,
            ),
        }

    def _mails_customers(self):
        return self.action == ACTION or super()._mails_customers()

    def _recipient_label(self):
        if self.action == ACTION:
            return self.env._("The customer")
        return super()._recipient_label()

    def _do_survey(self, lines):
        """Queue an invitation for each; its link opens the answers, so that it is kept
        with these and the customer's chatter says only that it was sent."""
        invitation = self.env.ref("survey.mail_template_user_input_invite")
        self._assign(lines)
        for line in lines:
            partner = self._recipient(line)
            answer = self.survey_id._create_answer(
                partner=partner, check_attempts=False, retention_log_id=line.id
            )
            sender = line.user_id if line.user_id.email else line.company_id.partner_id
            invitation.with_context(lang=partner.lang).send_mail(
                answer.id,
                email_values={
                    "email_from": sender.email_formatted,
                    "author_id": self.env.user.partner_id.id,
                    "auto_delete": False,
                },
            )
        sent = self.env._("Survey sent: %(survey)s", survey=self.survey_id.title)
        profiles = lines.profile_id
        profiles._message_log_batch({profile.id: sent for profile in profiles})
