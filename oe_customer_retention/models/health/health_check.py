"""Hit rate of a company's health score in the last two years."""

from collections import Counter
from operator import mul
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ...analytics.health import learn_weights, score, whole_parts
from ..prediction.training_data import SCATTER_FACTOR, SCATTER_PRIME
from .health import COUNTED, LEAST_CASES
from .measure import KINDS

SAMPLE = 5000
BEFORE = 60  # days before a loss, on which the score should have told
EVERY = 30
LOOKED_BACK = 730
GRID = 5  # measures that far apart count as alike when weights are learned


class Look(NamedTuple):
    """A customer's measures on a past day, in the order of ``KINDS``.

    ``is_loss``: the day is that before a loss; else one of every 30th, and ``lost``
    says whether it was lost afterwards. ``half`` is 0 or 1.
    """

    is_loss: bool
    lost: bool
    half: int
    values: tuple


class CustomerRetentionHealth(models.Model):
    _inherit = "customer.retention.health"

    def _check(self, company, as_of=None):
        """Look up how right the score was by the weights in use and by those the last
        two years would choose, and keep both.

        Measures are those of each past day; the reorder model is today's.
        """
        env = company._retention_env()
        as_of = as_of or company._retention_today()
        health = self.with_env(env)
        looks, customers = health._looks(company.with_env(env), as_of)
        columns = health._weighed_columns()
        losses = sum(look.is_loss for look in looks)
        enough = looks if losses >= LEAST_CASES else []
        learned, *halves = (
            _learn([look for look in enough if look.half != judged], columns)
            for judged in (None, 0, 1)
        )
        weights = {measure.kind: measure.weight for measure in health.measure_ids}
        own = [weights.get(kind, 0) for kind, _label in KINDS]
        own = [weight if used else 0 for weight, used in zip(own, columns, strict=True)]
        health.write(
            {
                "checked_on": as_of,
                "customer_count": customers,
                "lost_count": losses,
                "look_count": len(looks) - losses,
                "look_lost_count": sum(e.lost for e in looks if not e.is_loss),
                **health._counts("own", looks, [own, own] if any(own) else None),
                **health._counts("learned", looks, halves if all(halves) else None),
            }
        )
        whole = whole_parts(learned) if learned else [False] * len(KINDS)
        for (kind, _label), weight in zip(KINDS, whole, strict=True):
            measure = health.measure_ids.filtered(lambda each, k=kind: each.kind == k)
            measure.learned_weight = weight

    def _weighed_columns(self):
        """Return of each measure whether the company has what it is made of."""
        follows = self.company_id.retention_follow_categories
        return [kind != "breadth" or follows for kind, _label in KINDS]

    def _counts(self, whose, looks, weights):
        """Return the counted values of the fields of ``whose`` weights.

        :param weights: those that judge each half of the customers, None for none
        """
        names = [f"{whose}_{name}" for name in COUNTED]
        if not weights:
            return dict.fromkeys(names, False)
        red = [
            look
            for look in looks
            if score(look.values, weights[look.half]) < self.red_below
        ]
        seen = [look for look in red if not look.is_loss]
        counts = (len(red) - len(seen), len(seen), sum(look.lost for look in seen))
        return dict(zip(names, counts, strict=True))

    def _looks(self, company, as_of):
        """Return the :class:`Look` rows of a sample, and how many customers it has."""
        profiles = self.env["customer.retention.profile"].with_context(
            active_test=False
        )
        chosen = self._sample(company)
        query = profiles._search([("company_id", "=", company.id)])
        query.add_join(
            "JOIN",
            "asked",
            self._asked(chosen, as_of),
            SQL("asked.profile_id = %s", SQL.identifier(query.table, "id")),
        )
        values = profiles._health_values(query.table, query, SQL("asked.day"))
        rows = self.env.execute_query(
            query.select(
                SQL("asked.is_loss"),
                SQL("asked.lost"),
                SQL("MOD(%s, 2)", SQL.identifier(query.table, "partner_id")),
                *(values[kind] for kind, _label in KINDS),
            )
        )
        looks = [Look(*row[:3], row[3:]) for row in rows if None not in row[3:]]
        [(customers,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) chosen", chosen)
        )
        return looks, customers

    def _sample(self, company):
        """Return the SELECT of customers chosen by chance, and of the days of silence
        after which each is lost."""
        self.env.flush_all()
        return SQL(
            """SELECT profile.id AS profile_id,
                      LEAST(2 * policy.horizon_days, policy.lost_days) AS patience
               FROM customer_retention_profile profile
               JOIN customer_retention_policy policy ON policy.id = profile.policy_id
               WHERE profile.company_id = %(company)s
                 AND profile.first_purchase_date IS NOT NULL
                 AND profile.excluded IS NOT TRUE
               ORDER BY MOD(MOD(partner_id, %(prime)s) * %(factor)s, %(prime)s),
                        partner_id
               LIMIT %(customers)s""",
            company=company.id,
            prime=SCATTER_PRIME,
            factor=SCATTER_FACTOR,
            customers=SAMPLE,
        )

    def _asked(self, chosen, as_of):
        """Return the SELECT of ``profile_id``, ``day``, ``is_loss`` and ``lost``.

        A silence begins with each purchase day and ends with the next one. Who lets
        ``patience`` days go by is lost, 60 days after the day asked for that loss. All
        others are every 30th day, of silences that are not a loss yet and of which
        it is known whether they became one.
        """
        return SQL(
            """(WITH silence AS (
                    SELECT profile_id, patience, date AS day,
                           COALESCE(LEAD(date) OVER (PARTITION BY profile_id
                                                     ORDER BY date),
                                    'infinity') AS until
                    FROM (%(chosen)s) chosen
                    JOIN customer_retention_purchase_day USING (profile_id)
                    WHERE purchase_count > 0 AND date <= %(as_of)s
                )
                SELECT profile_id, day + patience - %(before)s AS day,
                       TRUE AS is_loss, TRUE AS lost
                FROM silence
                WHERE until > day + patience AND day + patience <= %(as_of)s
                  AND day + patience > %(start)s
                UNION ALL
                SELECT profile_id, look.day, FALSE, until > silence.day + patience
                FROM silence
                JOIN (SELECT %(as_of)s - %(every)s * number AS day
                      FROM GENERATE_SERIES(1, %(looks)s) number) look
                  ON look.day >= silence.day AND look.day < until
                 AND look.day < silence.day + patience
                 AND look.day + patience <= %(as_of)s)""",
            chosen=chosen,
            as_of=SQL("%s::date", as_of),
            before=BEFORE,
            start=fields.Date.subtract(as_of, days=LOOKED_BACK),
            every=EVERY,
            looks=LOOKED_BACK // EVERY,
        )


def _learn(looks, columns):
    """Return the weights learned from looks, None where nothing tells.

    :param columns: of each measure, whether it may weigh anything
    """
    counts, kept = Counter(), Counter()
    for look in looks:
        if look.is_loss:
            continue
        alike = tuple(
            GRID * round(value / GRID) if used else 0
            for value, used in zip(look.values, columns, strict=True)
        )
        counts[alike] += 1
        kept[alike] += not look.lost
    weights = learn_weights([(cell, counts[cell], kept[cell]) for cell in counts])
    return weights and list(map(mul, weights, columns))
