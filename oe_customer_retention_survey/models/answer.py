from odoo import models
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import Document, Kind
from odoo.fields import Domain
from odoo.tools import SQL

PROMOTES, DETRACTS = 9, 6  # from, and up to, these of ten


class SurveySignal(models.AbstractModel):
    """Surveys that customers answered to the end. No test, and nobody is a customer
    only for that."""

    _inherit = "customer.retention.signal"

    def _kinds(self):
        survey = Kind(
            label=self.env._("Surveys"),
            event=self.env._("Answered a survey"),
            icon="fa-list-ol",
            selects=self._survey_selects,
            documents={
                "survey.user_input": Document(
                    changed=self._changed_answers,
                    searched=("survey_id.title",),
                    groups="survey.group_survey_user",
                )
            },
        )
        return {**super()._kinds(), "survey": survey}

    def _answered(self):
        done = Domain("state", "=", "done") & Domain("test_entry", "!=", True)
        return done & Domain("end_datetime", "!=", False)

    def _survey_selects(self, company):
        answer = self._select(
            "survey",
            "survey.user_input",
            self._from("survey.user_input", self._answered()),
            partner=SQL("d.partner_id"),
            company=SQL("NULL::integer"),
            **self._moment(company, SQL("d.end_datetime")),
        )
        return [answer]

    def _changed_answers(self, since):
        return SQL(
            """SELECT d.partner_id, NULL::integer FROM survey_user_input d
               WHERE d.write_date >= %s AND d.partner_id IS NOT NULL""",
            since.written,
        )


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        recommends = DocumentFacts(
            ("survey.user_input",),
            ("nps_score", "nps_date", "nps_group", "nps"),
            self._select_recommends,
        )
        return {**super()._document_facts(), "recommends": recommends}

    def _select_recommends(self, scope):
        """Return the SELECT of what each customer said last to the question of the
        company."""
        return SQL(
            """SELECT DISTINCT ON (customer_id)
                      customer_id, score AS nps_score, day AS nps_date,
                      CASE WHEN score >= %(promotes)s THEN 'promoter'
                           WHEN score <= %(detracts)s THEN 'detractor'
                           WHEN score IS NOT NULL THEN 'passive' END AS nps_group,
                      CASE WHEN score >= %(promotes)s THEN 100
                           WHEN score <= %(detracts)s THEN -100
                           WHEN score IS NOT NULL THEN 0 END AS nps
               FROM (%(said)s) said ORDER BY customer_id, at DESC, id DESC""",
            promotes=PROMOTES,
            detracts=DETRACTS,
            said=scope.roll_up(self._select_nps(scope.company)),
        )

    def _select_nps(self, company):
        """Return the SELECT of the answers to the question the company has chosen."""
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT d.id, d.partner_id, NULL::integer AS company_id,
                      line.value_scale AS score, d.end_datetime AS at, %s AS day
               FROM (SELECT d.* %s) d
               JOIN survey_user_input_line line ON line.user_input_id = d.id
               WHERE line.question_id = %s AND line.answer_type = 'scale'""",
            company._retention_day(SQL("d.end_datetime")),
            signals._from("survey.user_input", signals._answered()),
            company.sudo().retention_nps_question_id.id or None,
        )


class SurveyUserInput(models.Model):
    _name = "survey.user_input"
    _inherit = ["survey.user_input", "customer.retention.watched"]
