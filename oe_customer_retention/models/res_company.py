import logging
from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytz
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache
from psycopg2.errors import InvalidParameterValue

from .groups import MANAGER

_logger = logging.getLogger(__name__)
# To pytz, to Python and to PostgreSQL.
UNKNOWN_TIMEZONE = (
    *(pytz.UnknownTimeZoneError, ZoneInfoNotFoundError, ValueError),
    InvalidParameterValue,
)


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_purchase_basis = fields.Selection(
        [
            ("order", "Confirmed orders"),
            ("invoice", "Posted invoices"),
            ("both", "Orders, and invoices without an order"),
        ],
        string="Retention purchase basis",
        default="both",
        required=True,
        help="The documents that make someone a customer and make up the revenue. "
        "Saving applies the change within a minute.",
    )
    retention_queue_threshold = fields.Integer(
        string="Refresh at once up to",
        default=20_000,
        help="With more customers than this, the Refresh button hands the work to "
        "the background job and notifies you when it is done.",
    )

    @api.constrains("retention_queue_threshold")
    def _check_retention_queue_threshold(self):
        for company in self:
            if company.retention_queue_threshold < 0:
                raise ValidationError(
                    self.env._(
                        "'Refresh at once up to' is %(value)s customers; enter 0 "
                        "(always refresh in the background) or more.",
                        value=company.retention_queue_threshold,
                    )
                )

    def _retention_companies(self):
        """Return all companies, whatever the user may read."""
        return self.sudo().browse(self._retention_company_ids())

    @ormcache()
    def _retention_company_ids(self):
        return self.sudo().search([])._ids

    def _retention_manager(self):
        """Return a sales manager of this company, else the administrator."""
        self.ensure_one()
        managers = self.env.ref(MANAGER).all_user_ids
        found = managers.filtered(lambda user: user.active and self in user.company_ids)
        return found.sorted("id")[:1] or self.env.ref("base.user_admin")

    def _retention_env(self):
        """Return the environment in which everything about this company is computed.

        It is the superuser's, and reads the status that is stored, to compare it with
        the one found. Nothing of the caller's context goes on in it but the day that
        server code lets stand in for today.
        """
        self.ensure_one()
        context = {
            "allowed_company_ids": self.ids,
            "tz": self._retention_timezone(),
            "retention_stored": True,
        }
        if day := self._retention_given_day():
            context["retention_as_of"] = day
        return self.env(user=SUPERUSER_ID, su=True, context=context)

    def _retention_timezone(self):
        """Return the name of the timezone in which this company's days are cut."""
        self.ensure_one()
        company = self.sudo()
        company.fetch(["partner_id", "resource_calendar_id"])  # and no other field
        company.partner_id.fetch(["tz"])
        return self._known_timezone(
            company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        )

    @ormcache("name")
    def _known_timezone(self, name):
        """Return ``name``, or the present name of that timezone, where both Python and
        PostgreSQL know it; else UTC: one company's clock stops no other's work."""
        try:
            present = pytz.timezone(name).zone
            ZoneInfo(present)
            # pg_timezone_names reads hundreds of files each time it is asked.
            with self.env.cr.savepoint(flush=False):
                asked = SQL("SELECT NOW() AT TIME ZONE %s", present)
                self.env.cr.execute(asked, log_exceptions=False)
        except UNKNOWN_TIMEZONE:
            _logger.warning("The timezone %s is not known: days are cut in UTC", name)
            return "UTC"
        return present

    def _retention_day(self, at):
        """Return the SQL of the date, in this company, of a UTC timestamp column.

        Other software writes "no date" as the first moment there is, which in the west
        lies before the calendar of Python: it becomes the first day.
        """
        return SQL(
            "GREATEST((%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, '0001-01-01')",
            at,
            self._retention_timezone(),
        )

    def _retention_moment(self, day, at=time.min):
        """Return in UTC a time of a day in this company: by default its first."""
        zone = ZoneInfo(self._retention_timezone())
        moment = datetime.combine(day, at, zone).astimezone(timezone.utc)
        return moment.replace(tzinfo=None, microsecond=0)

    def _retention_today(self):
        """Return today's date in this company's timezone.

        A date as ``retention_as_of`` in the context stands in for today: every
        derived value is then that of the given date.
        """
        if day := self._retention_given_day():
            return day
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return now.astimezone(ZoneInfo(self._retention_timezone())).date()

    def _retention_given_day(self):
        """Return the date that server code lets stand in for today, else None.

        Requests carry texts and, by XML-RPC, datetimes, but no plain date: nobody
        outside chooses the day.
        """
        day = self.env.context.get("retention_as_of")
        return day if type(day) is date else None
