"""What a company of 200,000 customers costs: learning from its past, all chances.

Runs inside Odoo, on the loaded and refreshed shop; its customers are copied until
there are as many.
"""

from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.tools import SQL

from .bench.meter import Measurement, Meter
from .load import bulk

CUSTOMERS = 200_000
FLOOR = ["recent_revenue:avg", "recent_purchase_days:avg"]
MOST_LEARNING, MOST_SCORING = 70, 3.8  # times what reading these two columns costs
TIMES = 20
PROFILE = "customer.retention.profile"


def claims(env):
    """Yield each claim of what it costs, with what was found, and if it holds."""
    _multiply(env)
    customers = env[PROFILE].search_count([("company_id", "=", env.company.id)])
    model = env["customer.retention.reorder.model"]
    scope, meter = Scope.of(env.company), Meter(env)
    floor = meter.best(lambda: _mean(env, FLOOR), times=TIMES).cost
    learned = meter.measure(
        lambda: model._learn(scope, scope.as_of, model._horizon(scope))
    ).cost
    claim = f"learned from {customers} customers in at most {MOST_LEARNING} floors"
    yield _told(claim, learned, floor), learned <= MOST_LEARNING * floor
    is_corrected = model._fit(env.company)._correction() is not None
    claim = f"corrected chances of {customers} in at most {MOST_SCORING} floors"
    scored = _score(env, meter)
    yield (
        f"{_told(claim, scored.cost, floor)}, {scored.seconds:.3f} s on the clock",
        is_corrected and customers == CUSTOMERS and scored.cost <= MOST_SCORING * floor,
    )


def _told(claim, cost, floor):
    return f"{claim}: {cost / floor:.1f} ({cost:.3f} s, floor {floor:.3f} s)"


def _mean(env, aggregates):
    return env[PROFILE]._read_group([], [], aggregates)


def _score(env, meter):
    """Return what the chances of all cost: the quickest on the clock with PostgreSQL's
    own number of workers, the cheapest for the processor with one."""

    def average():
        return _mean(env, ["reorder_probability:avg"])

    cost = meter.best(average, times=TIMES).cost
    env.cr.execute("RESET max_parallel_workers_per_gather")
    seconds = min(meter.measure(average).seconds for _ in range(TIMES))
    return Measurement(seconds=seconds, cost=cost)


def _multiply(env):
    """Copy customers with their purchase days until there are ``CUSTOMERS``."""
    env.flush_all()
    tables = ("res_partner", "customer_retention_profile")
    partner, profile = (bulk.last_id(env, table) for table in tables)
    bulk.plan(
        env,
        "copied",
        SQL(
            """SELECT id AS profile_id, partner_id, %(partner)s + n AS new_partner_id,
                      %(profile)s + n AS new_profile_id
               FROM (SELECT id, partner_id, ROW_NUMBER() OVER () AS n
                     FROM customer_retention_profile, generate_series(1, %(most)s)
                     WHERE company_id = %(company)s) row
               WHERE n <= %(most)s - (SELECT COUNT(*) FROM customer_retention_profile
                                      WHERE company_id = %(company)s)""",
            partner=partner,
            profile=profile,
            company=env.company.id,
            most=CUSTOMERS,
        ),
    )
    partner_id = SQL("copied.new_partner_id")
    profile_id = SQL("copied.new_profile_id")
    bulk.insert(
        env,
        "res_partner",
        SQL("res_partner e JOIN copied ON copied.partner_id = e.id"),
        id=partner_id,
        commercial_partner_id=partner_id,
    )
    bulk.insert(
        env,
        "customer_retention_profile",
        SQL("customer_retention_profile e JOIN copied ON copied.profile_id = e.id"),
        id=profile_id,
        partner_id=partner_id,
    )
    day = "customer_retention_purchase_day"
    bulk.insert(
        env,
        day,
        SQL(f"{day} e JOIN copied USING (profile_id)"),
        id=SQL("%s + ROW_NUMBER() OVER ()", bulk.last_id(env, day)),
        profile_id=profile_id,
    )
