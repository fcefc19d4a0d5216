"""Reports by mail: the PDF or Excel, regularly, to each what he or she may see."""

import logging

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools.date_utils import end_of
from psycopg2 import OperationalError

from ...models.labels import enumerated, reason
from ...models.notification import notification
from ..pdf.customers_report import MAILED

_logger = logging.getLogger(__name__)

REPORT = "oe_customer_retention.report_customers"
PROFILE = "customer.retention.profile"


class CustomerRetentionSubscription(models.Model):
    """One report: of which customers, as what file, to whom and how often."""

    _name = "customer.retention.subscription"
    _description = "Retention Report by Email"
    _inherit = [
        "customer.retention.shared.mixin",
        "mail.thread",
        "customer.retention.condition.mixin",
    ]
    _order = "company_id, name, id"
    _condition_field = "domain"
    _condition_model = PROFILE

    name = fields.Char(
        required=True,
        default=lambda self: self.env._("Customer retention"),
        help="The subject of the email.",
    )
    active = fields.Boolean(default=True, help="Archive it to stop sending.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="The report is about this company's customers.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Recipients",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Recipients only get the customers they may see: salespeople their own, "
        "managers all of them.",
    )
    file_format = fields.Selection(
        [("pdf", "PDF, for the meeting"), ("xlsx", "Excel, for planning")],
        string="File",
        required=True,
        default="pdf",
        tracking=True,
        help="What is attached to the email.",
    )
    interval = fields.Selection(
        [("week", "Weekly"), ("month", "Monthly")],
        string="Frequency",
        required=True,
        default="month",
        tracking=True,
        help="How often it is sent.",
    )
    next_date = fields.Date(
        string="Next sending",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        help="Sent on this day, and then weekly or monthly from it.",
    )
    domain = fields.Char(
        string="Customers",
        default="[]",
        tracking=True,
        help="Which customers the report is about. Without a filter: all of them.",
    )

    def _condition_consequence(self):
        return self.env._("The report is not sent.")

    def action_send(self):
        """Send the report now, to each recipient what he or she may see.

        :return: a notification that says to whom
        :raises AccessError: for those who may not change these subscriptions
        :raises ValidationError: for a filter that cannot be used any more
        """
        self.check_access("write")
        self._check_condition()
        for subscription in self:
            for user in subscription.sudo().user_ids:
                subscription._send_to(user)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        recipients = self.sudo().user_ids.mapped("name")
        return notification(
            self.env._(
                "The report is being sent to %(recipients)s.",
                recipients=enumerated(self.env, recipients),
            )
        )

    @api.model
    def _cron_send(self):
        """Send what is due, committing after each."""
        due = self._due()
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for subscription in due:
            subscription._send_due()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _due(self):
        """Return the subscriptions whose day has come."""
        return self.search([]).filtered(lambda report: report._is_due())

    def _is_due(self):
        return self.next_date <= self.company_id._retention_today()

    def _send_due(self):
        """Send one subscription, or say why not, and set its next day."""
        problem = self._condition_problem(self.company_id)
        self._set_problem(self.company_id, problem)
        if problem:
            self.message_post(body=self._explain_problem(problem))
        else:
            self._send_to_each()
        while self._is_due():
            self.next_date = self._following_date()

    def _following_date(self):
        """Return the day after the next one: after the last day of a month, that of the
        following month."""
        if self.interval == "week":
            return self.next_date + relativedelta(weeks=1)
        is_last = self.next_date == end_of(self.next_date, "month")
        return self.next_date + relativedelta(months=1, day=31 if is_last else None)

    def _send_to_each(self):
        """Send it; a recipient whose report fails keeps nobody else from theirs."""
        for user in self.user_ids:
            try:
                with self.env.cr.savepoint():
                    self._send_to(user)
            except OperationalError:
                raise
            except Exception as error:
                self.env.invalidate_all()
                _logger.warning(
                    "Report by mail %s to %s: %s", self.id, user, error, exc_info=True
                )
                self.message_post(
                    body=self.env._(
                        "Not sent to %(user)s: %(error)s",
                        user=user.name,
                        error=reason(self.env, error),
                    )
                )

    def _send_to(self, user):
        """Mail the report made with the rights and in the language of ``user``.

        OdooBot writes it: who had it sent would read one's own message, and its file.
        """
        self.ensure_one()
        own = self.with_env(self.company_id._retention_env())
        reader = own.with_user(user).with_context(lang=user.lang, tz=user.tz)
        domain = list(self._condition_domain())
        file_name, content = reader.env[self._name]._make(self.file_format, domain)
        template = own.env.ref("oe_customer_retention.mail_template_subscription")
        mail_id = template.with_context(lang=user.lang).send_mail(
            self.id,
            email_values={
                # a file in the chatter would be for all who read the subscription
                "model": False,
                "res_id": False,
                # the file is for nobody else, whatever the template says
                "email_to": False,
                "email_cc": False,
                "recipient_ids": [fields.Command.link(user.partner_id.id)],
            },
        )
        self._attach(own.env["mail.mail"].browse(mail_id), file_name, content)

    def _attach(self, mail, file_name, content):
        """Attach the report so that it is the mail's alone, and deleted with it."""
        mail.attachment_ids = mail.env["ir.attachment"].create(
            {
                "name": file_name,
                "raw": content,
                "res_model": mail._name,
                "res_id": mail.id,
            }
        )

    @api.model
    def _make(self, file_format, domain):
        """Return name and content of the report of the present user's customers."""
        profiles = self.env[PROFILE]
        profiles.check_access("read")
        workbook = self.env["customer.retention.workbook"]
        if file_format == "xlsx":
            with workbook._open(domain) as file:
                return profiles._export_name("xlsx"), file.read()
        reports = self.env["ir.actions.report"].with_context(retention_mailed=MAILED)
        content, _type = reports._render_qweb_pdf(REPORT, data={"domain": domain})
        return profiles._export_name("pdf"), content


class RetentionDashboard(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _mailed_models(self):
        return (*super()._mailed_models(), "customer.retention.subscription")
