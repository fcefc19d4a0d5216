"""Actions of reactions, done for the customers they fired for in batches.

Each action of a reaction is one method, ``_do_<action>``, of lines of the log.
"""

import logging
from functools import cache

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from psycopg2 import OperationalError

from ..labels import reason

_logger = logging.getLogger(__name__)

PROFILE = "customer.retention.profile"


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    def _perform(self, lines):
        """Do it for all of these lines of the log, or as many as can be.

        A failure is kept on its line; the others are done, and so are the other
        reactions. A conflict with another transaction, or a cancelled statement, is
        the refresh's own: it ends, and begins again.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._check_target()
                getattr(self, f"_do_{self.action}")(lines)
                lines.write({"state": "done", "error": False})
                self.env.flush_all()
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(lines) > 1:
                for line in lines:
                    self._perform(line)
                return
            _logger.warning("Reaction %s failed: %s", self.id, error, exc_info=True)
            lines.write({"state": "failed", "error": reason(self.env, error)})

    def _responsible(self, profile, may_read=lambda user: True):
        """Return the first of those who could be responsible who still works here.

        :param may_read: whether a user may be told of the customer
        """
        own = {
            "salesperson": (profile.user_id, profile.team_id.user_id),
            "leader": (profile.team_id.user_id,),
            "user": (self.user_id,),
        }
        company = profile.company_id
        fallbacks = (self.fallback_user_id, company.retention_fallback_user_id)
        for user in (*own[self.responsible], *fallbacks):
            if user.active and company in user.company_ids and may_read(user):
                return user
        return company._retention_manager()

    def _assign(self, lines, readers_only=False):
        """Write the responsible on each line, by lines with the same one.

        :param bool readers_only: pass over those who may not read the customer
        """

        @cache
        def read_by(user):
            return lines.profile_id.with_user(user)._filtered_access("read")

        def responsible(line):
            profile = line.profile_id
            return self._responsible(
                profile, lambda user: not readers_only or profile in read_by(user)
            )

        found = {line: responsible(line) for line in lines}
        for user, own in lines.grouped(found.get).items():
            own.user_id = user

    # Activities

    def _do_activity(self, lines):
        self._assign(lines)
        self._schedule(
            lines,
            lambda line: {
                "activity_type_id": self.activity_type_id.id,
                "summary": self._in_language(line.user_id).summary,
                "note": self._in_language(line.user_id).note,
                "date_deadline": fields.Date.add(line.date, days=self.due_days),
                "user_id": line.user_id.id,
            },
        )

    def _do_plan(self, lines):
        self._assign(lines)
        for step in self.plan_id.template_ids:
            self._schedule(lines, lambda line, step=step: self._plan_step(step, line))

    def _plan_step(self, step, line):
        """Return the values of one activity of a plan; on demand: the responsible."""
        found = step._determine_responsible(line.user_id, line.profile_id)
        user = found["responsible"]
        return {
            "activity_type_id": step.activity_type_id.id,
            "summary": step.summary,
            "note": step.note,
            "date_deadline": step._get_date_deadline(line.date),
            "user_id": user.id if user.active else line.user_id.id,
        }

    def _schedule(self, lines, values_of):
        """Create an activity for each line, without a mail about each assignment."""
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **values_of(line),
                    "res_model_id": self.env["ir.model"]._get_id(PROFILE),
                    "res_id": line.profile_id.id,
                    "automated": True,
                    "retention_log_id": line.id,
                }
                for line in lines
            ]
        )

    def _in_language(self, user):
        return self.with_context(lang=user.lang)

    # Mails and others

    def _do_mail(self, lines):
        """Queue the mails; what the template says of recipients is not used."""
        self._assign(lines, readers_only=True)
        for user, own in lines.grouped("user_id").items():
            self._mail_as(user, own)

    def _mail_as(self, user, lines):
        """Queue mails that say what the one who is responsible may read, no more."""
        recipients = {line: self._recipient(line) for line in lines}
        mails = self.template_id.with_user(user).send_mail_batch(
            lines.profile_id.ids,
            email_values={
                "author_id": self.env.user.partner_id.id,
                "email_to": False,
                "email_cc": False,
                "recipient_ids": [],
            },
        )
        for line, mail in zip(lines, mails.sudo(), strict=True):
            mail.recipient_ids = [Command.set(recipients[line].ids)]
            line.message_id = mail.mail_message_id

    def _recipient(self, line):
        to_customer = self._mails_customers()
        partner = line.profile_id.partner_id if to_customer else line.user_id.partner_id
        if not partner.email:
            raise UserError(
                self.env._(
                    "%(name)s has no email address: enter one, and try again.",
                    name=partner.display_name,
                )
            )
        return partner

    def _do_server(self, lines):
        profiles = lines.profile_id
        self.server_action_id.with_context(
            active_model=PROFILE, active_ids=profiles.ids, active_id=profiles[0].id
        ).run()

    def _do_post(self, lines):
        profiles = lines.profile_id
        messages = profiles._message_log_batch(
            {profile.id: self.message for profile in profiles}
        )
        for line, message in zip(lines, messages, strict=True):
            line.message_id = message
