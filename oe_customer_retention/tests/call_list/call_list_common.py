"""What is logged, written and planned with customers, and a slow list of calls."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from ..common import RetentionCase


def local(day, hour, company):
    """Return the UTC datetime of an hour of a day in ``company``."""
    zone = ZoneInfo(company._retention_timezone())
    at = datetime.combine(day, time(hour), zone)
    return at.astimezone(timezone.utc).replace(tzinfo=None)


SPOKEN = ("call", "mail", "meeting")


class CallListCase(RetentionCase):
    """Customers who slip: silent for 70 to 160 days."""

    @classmethod
    def _talk(cls, profile, day, reached=True, hour=12, **values):
        return cls.env["customer.retention.interaction"].create(
            {
                "profile_id": profile.id,
                "date": local(day, hour, profile.company_id),
                "reached": reached,
                **values,
            }
        )

    @classmethod
    def _write_mail(cls, profile, day, hour=12, author=None, **values):
        """A mail somebody here sent to the customer."""
        message = cls._message(
            profile.partner_id,
            author or cls.env.user.partner_id,
            local(day, hour, profile.company_id),
            message_type="comment",
            **values,
        )
        cls.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": profile.partner_id.id,
                "notification_type": "email",
            }
        )
        return message

    def _listed(self, profiles):
        return profiles.search([("id", "in", profiles.ids), ("is_to_call", "=", True)])


def is_colleague(author):
    users = author.with_context(active_test=False).user_ids
    return any(not user.share for user in users)


def obstacle(env, profile):
    """Return what keeps a customer out of the list, found out one by one."""
    today = profile.company_id._retention_today()
    zone = ZoneInfo(profile.company_id._retention_timezone())

    def day(at):
        return at.replace(tzinfo=timezone.utc).astimezone(zone).date()

    talks = [
        (day(talk.date), talk.reached)
        for talk in env["customer.retention.interaction"].search(
            [
                ("profile_id", "=", profile.id),
                ("kind", "in", ("call", "mail", "meeting")),
            ]
        )
        if day(talk.date) <= today
    ]
    mails = [
        day(sent.mail_message_id.date)
        for sent in env["mail.notification"].search(
            [("res_partner_id.commercial_partner_id", "=", profile.partner_id.id)]
        )
        if is_colleague(sent.mail_message_id.author_id)
    ]
    touched = [at for at, reached in talks if reached] + mails
    planned = env["mail.activity"].search(
        [
            "|",
            "&",
            ("res_model", "=", "res.partner"),
            ("res_id", "=", profile.partner_id.id),
            "&",
            ("res_model", "=", profile._name),
            ("res_id", "=", profile.id),
        ]
    )
    if profile.blocked:
        return "blocked"
    if profile.snoozed_until and profile.snoozed_until >= today:
        return "snoozed"
    rest = timedelta(days=profile.policy_id.rest_days)
    if profile.last_crm_date == today or any(
        today - rest < at <= today for at in touched
    ):
        return "contacted"
    if any(at == today for at, _reached in talks):
        return "attempted"
    if planned and min(planned.mapped("date_deadline")) > today:
        return "planned"
    return False
