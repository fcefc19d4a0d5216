"""What households stop buying, as the addon tells it, and whether that was right.

The addon's own tables are filled with the baskets that ``evaluate_orders`` has loaded,
a household a customer; on days of the past its own SQL tells chances and warnings,
knowing nothing later. Runs inside Odoo.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.oe_customer_retention.analytics.backtest import Scored, auc
from odoo.addons.oe_customer_retention.analytics.mbg_nbd import Parameters
from odoo.addons.oe_customer_retention.models.category.category_model import (
    LEAST_WARNINGS,
)
from odoo.addons.oe_customer_retention.models.category.category_sql import (
    chance,
    horizon,
    usual_gap,
)
from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.tools import SQL

from .load.bulk import QUIET

CHANCE = "chance"
HORIZON = 30  # days, of the policy: households buy weekly
LOOKED_BACK = timedelta(2 * HORIZON)  # from then on a warning's days are over
FIRST, LAST, EVERY = date(2017, 6, 30), date(2017, 10, 28), timedelta(30)
END = date(2017, 12, 31)
MOST_OFF = 0.05  # the share that was right, told beforehand


class Day(NamedTuple):
    """What was told on a day, and what came."""

    day: date
    pairs: int
    aucs: dict
    told: tuple  # warnings looked back at, and how many of them were right
    came: tuple  # warnings of the day, and how many of them were right


def print_report(env):
    """Fill the tables, look at each day, print what was told and what came.

    :return: whether every claim holds
    """
    load(env)
    days = []
    while (day := FIRST + len(days) * EVERY) <= LAST:
        days.append(_look_at(env, day))
    print(*_report(days), sep="\n")
    claims = list(_claims(days))
    for claim, holds in claims:
        print("holds:" if holds else "FAILS:", claim)
    return all(holds for _claim, holds in claims)


def load(env):
    """Make a customer of each household, and its purchases by category and day."""
    env = env(context={**env.context, **QUIET})
    company = env.company
    policy = env["customer.retention.policy"]._applicable(company)[-1:]
    policy.horizon_days = HORIZON
    _make(env, "res.partner", "customer_id", {})
    _make(env, "product.category", "category", {})
    _make(env, "product.product", "category", {"type": "consu"})
    env.flush_all()
    for statement in _statements(company, policy):
        env.cr.execute(statement)
    env.invalidate_all()


def _make(env, model, column, values):
    """Make a record of each value of a column, and a table that says which."""
    found = env.execute_query(
        SQL("SELECT DISTINCT %s FROM line", SQL.identifier(column))
    )
    names = [value for (value,) in found]
    records = env[model].create([{"name": f"{name}", **values} for name in names])
    table = SQL.identifier(f"made_{records._table}")
    env.cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE %s AS "
            "SELECT * FROM UNNEST(%s, %s) AS made (name, id)",
            table,
            names,
            records.ids,
        )
    )


def _statements(company, policy):
    """Yield the statements that fill the addon's tables from ``line``."""
    yield SQL(
        """INSERT INTO customer_retention_profile
                  (partner_id, company_id, policy_id, status)
           SELECT id, %s, %s, 'active' FROM made_res_partner""",
        company.id,
        policy.id,
    )
    yield SQL(
        """INSERT INTO customer_retention_product_group (product_category_id)
           SELECT id FROM made_product_category WHERE name != ''"""
    )
    yield SQL(
        """INSERT INTO customer_retention_purchase_line
                  (profile_id, company_id, date, product_id, category_id, quantity,
                   revenue, is_purchase)
           SELECT profile.id, profile.company_id, line.day, product.id,
                  product_group.id, SUM(line.quantity), SUM(line.amount), TRUE
           FROM line
           JOIN made_res_partner customer ON customer.name = line.customer_id
           JOIN customer_retention_profile profile ON profile.partner_id = customer.id
           JOIN made_product_product product ON product.name = line.category
           JOIN made_product_category category ON category.name = line.category
           LEFT JOIN customer_retention_product_group product_group
                  ON product_group.product_category_id = category.id
           GROUP BY 1, 2, 3, 4, 5"""
    )
    yield SQL(
        """INSERT INTO customer_retention_purchase_day
                  (profile_id, company_id, date, purchase_count, revenue)
           SELECT profile_id, company_id, date, 1, SUM(revenue)
           FROM customer_retention_purchase_line GROUP BY 1, 2, 3"""
    )
    yield SQL(
        """ANALYZE customer_retention_profile, customer_retention_purchase_line,
                   customer_retention_purchase_day"""
    )


def _look_at(env, day):
    model = env["customer.retention.category.model"]
    aucs, pairs = _aucs(env, model, day)
    return Day(
        day,
        pairs,
        aucs,
        _counts(model._look_back(Scope.of(env.company, day), day - LOOKED_BACK)),
        _counts(model._look_back(Scope.of(env.company, day + LOOKED_BACK), day)),
    )


def _counts(row):
    return row["warning_count"], row["right_count"]


def _aucs(env, model, day):
    """Return how well each way ranks who buys no more, and of how many pairs.

    Pairs of a household and a category whose days looked ahead are over by the end.
    """
    scope = Scope.of(env.company, END)
    fitted = model._fit(scope, day)
    history = {name: SQL.identifier(name) for name in ("x", "tx", "t")}
    gap = usual_gap(x=history["x"], tx=history["tx"], mean_gap=fitted["mean_gap"])
    rows = env.execute_query_dict(
        SQL(
            """SELECT %(chance)s AS chance, t - tx AS silence,
                      (t - tx) / %(gap)s AS gaps,
                      next_day IS NULL OR next_day > %(day)s::date + days AS is_over
               FROM (SELECT *, (%(days)s)::integer AS days FROM (%(histories)s) history
                    ) history
               WHERE days <= %(end)s::date - %(day)s::date""",
            chance=chance(
                **history,
                days=SQL("days"),
                parameters={name: fitted[name] for name in Parameters._fields},
            ),
            gap=gap,
            day=day,
            end=END,
            days=horizon(policy_days=HORIZON, gap=gap),
            histories=model._histories(scope, day),
        )
    )
    ways = {
        CHANCE: lambda row: row["chance"],
        "days since": lambda row: -row["silence"],
        "days / usual gap": lambda row: -row["gaps"],
    }
    return {
        name: auc([Scored(float(score(row)), 1, not row["is_over"]) for row in rows])
        for name, score in ways.items()
    }, len(rows)


def _report(days):
    """Yield the lines of the table."""
    yield "day         pairs   AUC by chance  days since  days / gap   warnings  right"
    for each in days:
        ranks = "".join(f"{figure:12.3f}" for figure in each.aucs.values())
        told, came = _share(each.told), _share(each.came)
        yield (
            f"{each.day}{each.pairs:8,}{ranks}{each.came[0]:10,}{came:8.1%}  "
            f"told before: {told:.1%} of {each.told[0]:,}"
        )


def _share(counts):
    warnings, right = counts
    return right / warnings if warnings else 0


def _claims(days):
    """Yield each claim of docs/evaluation.md, and if it holds."""
    for other in list(days[0].aucs)[1:]:
        better = all(each.aucs[CHANCE] > each.aucs[other] for each in days)
        yield f"categories: chance ranks better than {other}, on every day", better
    for each in days:
        if each.told[0] >= LEAST_WARNINGS:
            told, came = _share(each.told), _share(each.came)
            yield (
                f"of 100 warnings {told * 100:.0f} said to be right on {each.day}: "
                f"{came * 100:.0f} were",
                abs(told - came) <= MOST_OFF,
            )
