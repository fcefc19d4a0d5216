"""The stage: three companies, two currencies and what they sell."""

import math
from datetime import timedelta

from odoo.tools import SQL

from .. import bulk

CHART = "generic_coa"
SHARES = {"main": 0.8, "abroad": 0.14, "branch": 0.06}  # of customers and salespeople


def prepare(scale):
    """Makes what the documents refer to, or takes what is there already."""
    env, main = scale.env, scale.env.company
    _charted(main)
    foreign = _foreign_currency(env, main)
    abroad = _company(env, f"{main.name} Abroad")
    if not abroad.chart_template:
        _charted(abroad)
        _use_currency(abroad, foreign)
    branch = _company(env, f"{main.name} Branch", parent_id=main.id)
    scale.companies = {"main": main, "abroad": abroad, "branch": branch}
    env.ref("base.user_admin").company_ids |= main | abroad | branch
    _insert_rates(scale, foreign)
    scale.foreign = foreign
    scale.pricelist = _named(
        env["product.pricelist"],
        f"Export ({foreign.name})",
        currency_id=foreign.id,
        company_id=main.id,
    )
    scale.product = _named(
        env["product.product"],
        "Merchandise",
        type="service",
        invoice_policy="order",
    )


def _named(model, name, **values):
    return model.search([("name", "=", name)], limit=1) or model.create(
        {"name": name, **values}
    )


def _company(env, name, **values):
    """Without a country, whose own accounting addon would install itself."""
    company = _named(env["res.company"], name, **values)
    env.cr.flush()  # a branch takes its parent's chart of accounts before a commit
    return company


def _charted(company):
    if not company.chart_template:
        company.env["account.chart.template"].try_loading(CHART, company)


def _use_currency(company, currency):
    company.currency_id = currency
    pricelists = company.env["product.pricelist"]
    pricelists.search([("company_id", "=", company.id)]).currency_id = currency


def _foreign_currency(env, main):
    euro, dollar = env.ref("base.EUR"), env.ref("base.USD")
    foreign = dollar if main.currency_id == euro else euro
    foreign.active = True
    return foreign


def _insert_rates(scale, foreign):
    """A rate a month, which swings by 6 % around 0.92."""
    main = scale.companies["main"]
    known = set(
        scale.env["res.currency.rate"]
        .search([("company_id", "=", main.id), ("currency_id", "=", foreign.id)])
        .mapped("name")
    )
    months = range(math.ceil((scale.as_of - scale.start).days / 30.4) + 2)
    days = [scale.start + timedelta(days=round(30.4 * (m - 1))) for m in months]
    scale.env["res.currency.rate"].create(
        [
            {
                "name": day,
                "currency_id": foreign.id,
                "company_id": main.id,
                "rate": round(0.92 * (1 + 0.06 * math.sin(month / 5)), 4),
            }
            for month, day in enumerate(days)
            if day not in known
        ]
    )


def plan(scale):
    """`plan_company`, and `plan_rate` for the main company's foreign currency."""
    rows = [
        SQL(
            "(%s, %s, %s, %s)",
            label,
            company.id,
            company.currency_id.id,
            bulk.timezone(company),
        )
        for label, company in scale.companies.items()
    ]
    bulk.plan(
        scale.env,
        "plan_company",
        SQL(
            """
            SELECT c.*,
                   (SELECT COUNT(*)
                      FROM plan_salesperson s
                     WHERE s.company_id = c.id) AS salespeople
              FROM (VALUES %s) AS c(label, id, currency_id, timezone)
            """,
            SQL(", ").join(rows),
        ),
    )
    _plan_rates(scale)


def _plan_rates(scale):
    """The rate of a day is the last known one, as in Odoo."""
    bulk.plan(
        scale.env,
        "plan_rate",
        SQL(
            """
            SELECT day::date AS day,
                   (SELECT r.rate
                      FROM res_currency_rate r
                     WHERE r.currency_id = %(currency)s
                       AND r.company_id = %(company)s
                       AND r.name <= day
                  ORDER BY r.name DESC
                     LIMIT 1) AS rate
              FROM generate_series(%(start)s::date, %(end)s, interval '1 day') day
            """,
            currency=scale.foreign.id,
            company=scale.companies["main"].id,
            start=scale.start - timedelta(days=30),
            end=scale.as_of,
        ),
    )
