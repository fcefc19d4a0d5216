from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

SURVEYORS = "survey.group_survey_user"
OF_TEN = Domain(
    [("question_type", "=", "scale"), ("scale_min", "=", 0), ("scale_max", "=", 10)]
)


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_nps_question_id = fields.Many2one(
        "survey.question",
        string="NPS question",
        ondelete="set null",
        index="btree_not_null",
        domain=list(OF_TEN),
        groups=SURVEYORS,
        help="The question how likely the customer is to recommend us, a scale from 0 "
        "to 10. What was answered last is the score of the customer; takes effect at "
        "the next refresh.",
    )

    @api.constrains("retention_nps_question_id")
    def _check_retention_nps_question_id(self):
        for question in self.sudo().retention_nps_question_id:
            if not question.filtered_domain(OF_TEN):
                raise ValidationError(
                    self.env._(
                        "'NPS question': '%(question)s' is not a scale from 0 to 10; "
                        "choose one that is.",
                        question=question.title,
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    retention_nps_question_id = fields.Many2one(
        related="company_id.retention_nps_question_id",
        readonly=False,
        groups=SURVEYORS,
    )
    retention_nps_question = fields.Char(
        related="retention_nps_question_id.title", string="Question", groups=SURVEYORS
    )
