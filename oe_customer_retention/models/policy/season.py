"""The season of a policy: the part of the year in which a silence counts."""

from datetime import date

from babel.dates import format_skeleton
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import babel_locale_parse
from odoo.tools.date_utils import end_of
from odoo.tools.misc import get_lang

from ...analytics.season import LEAP_YEAR, Season, parse_day
from ..labels import field_label
from .clock import Clock

SEASON = ("season_from", "season_until")


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    season_from = fields.Char(
        string="Season from",
        size=5,
        tracking=True,
        help="First day of the season of these customers, as MM-DD. Days outside the "
        "season do not count as inactive. Empty: all days of the year count.",
    )
    season_until = fields.Char(
        string="Season until",
        size=5,
        tracking=True,
        help="Last day of the season, as MM-DD; one that is earlier in the year than "
        "the first day is in the next year. 02-29 is the end of February in every "
        "year.",
    )

    @api.onchange("season_from")
    def _onchange_season_from(self):
        """Have both days, or none: the end of the month at first."""
        if not self.season_from:
            self.season_until = False
        elif not self.season_until:
            month, day = parse_day(self.season_from)
            last_day = end_of(date(LEAP_YEAR, month, day), "month")
            self.season_until = f"{last_day:%m-%d}"

    @api.constrains(*SEASON)
    def _check_season(self):
        for policy in self:
            if error := policy._season_error():
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s: %(error)s", policy=policy.name, error=error
                    )
                )

    def _season_error(self):
        """Return what is wrong with the season, with a remedy; None for nothing."""
        if not self.season_from and not self.season_until:
            return None
        for name in SEASON:
            if error := self._season_day_error(name):
                return error
        if self._season().length:
            return None
        return self.env._(
            "a season of 29 February only is missing in most years. Let it end on "
            "another day."
        )

    def _season_day_error(self, name):
        label = field_label(self, name)
        if not self[name]:
            return self.env._(
                "'%(field)s' is empty. A season has a first and a last day: enter "
                "both, or none for all year.",
                field=label,
            )
        try:
            parse_day(self[name])
        except ValueError:
            return self.env._(
                "'%(field)s' is %(value)s, which is not a day of the year. Enter "
                "month and day as MM-DD, such as 04-30 for the last day of April.",
                field=label,
                value=self[name],
            )
        return None

    def _season(self):
        """Return the :class:`Season` of this policy, None for all year."""
        if not self.season_from:
            return None
        return Season(parse_day(self.season_from), parse_day(self.season_until))

    @api.model
    def _clock(self, company=None):
        """Return the :class:`Clock` of all policies, archived ones too.

        :param company: of those only that apply in this ``res.company``
        """
        seasons = dict(self._seasons())
        if company and seasons:
            applicable = self._applicable(company).ids
            seasons = {id_: seasons[id_] for id_ in applicable if id_ in seasons}
        return Clock(seasons)


def day_and_month(env, day):
    """Return a date without its year, as people write it in the user's language."""
    locale = babel_locale_parse(get_lang(env).code)
    return format_skeleton("MMMMd", day, locale=locale)
