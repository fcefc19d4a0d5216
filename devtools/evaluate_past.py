"""What the addon tells on days of a real past, knowing nothing later.

On each day the model is fitted to what was known, and every figure of the customers is
asked for as it was then. Runs inside Odoo.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.tools import SQL

from .evaluate import HORIZON

PROFILE = "customer.retention.profile"


class Told(NamedTuple):
    """What was told on a day.

    ``plain`` and ``corrected`` are the chances, {customer: chance}; ``stake`` and
    ``expected`` sums over all customers; ``errors`` how forecasts came true before, and
    ``forecasts`` expected revenue, its weight and what came, of each customer.
    """

    plain: dict
    corrected: dict
    stake: float
    expected: float
    errors: tuple
    forecasts: list


def tell(env, shift, cuts):
    """Return what is told on each of the days, {cut-off: :class:`Told`}.

    :param timedelta shift: from the days of the file to those of the database
    :param cuts: ordinal days of the file
    """
    numbers = {
        partner.id: int(partner.name.split()[-1])
        for partner in env[PROFILE].search([]).partner_id
    }
    return {cut: _told(env, day_of(cut, shift), numbers) for cut in cuts}


def day_of(cut, shift):
    """Return the day of the database."""
    return date.fromordinal(cut) + shift


def _told(env, day, numbers):
    model = env["customer.retention.reorder.model"]._fit(env.company, day)
    own = [("company_id", "=", env.company.id)]
    profiles = env[PROFILE]
    told = {
        "corrected": _chances(profiles, day, numbers),
        "stake": profiles._revenue_at_risk_on(own, day),
        "expected": profiles._expected_revenue_on(own, day),
        "errors": model._errors(),
        "forecasts": _forecasts(env, day),
    }
    model.sudo().correction_intercept = False
    return Told(plain=_chances(profiles, day, numbers), **told)


def _chances(profiles, day, numbers):
    query = profiles._past_query([], day)
    partner = profiles._field_to_sql(query.table, "partner_id", query)
    rows = profiles.env.execute_query(
        query.select(partner, profiles._past_chance(query, day))
    )
    return {numbers[partner_id]: chance for partner_id, chance in rows}


def _forecasts(env, day):
    scope = Scope.of(env.company, day + timedelta(HORIZON))
    history = env["customer.retention.training.data"]
    return env.execute_query(
        SQL(
            "SELECT expected, expected * value, actual FROM (%s) forecast",
            history._expected(scope, day, HORIZON),
        )
    )
