"""Opportunities behind some quotations and orders: won, lost and open."""

from odoo.tools import SQL

from .. import bulk


def exemplars(scale):
    """Kinds: open, won and lost."""
    env = scale.env
    partner = env["res.partner"].create({"name": "Exemplar"})
    values = {
        "name": "Exemplar",
        "type": "opportunity",
        "partner_id": partner.id,
        "email_from": "exemplar@customers.example",
        "expected_revenue": 1,
    }
    won, lost = env["crm.lead"].create([values, values])
    yield "open", won
    won.action_set_won()
    yield "won", won
    lost.action_set_lost(lost_reason_id=env["crm.lost.reason"].search([], limit=1).id)
    yield "lost", lost


def plan(scale):
    """`plan_opportunity`: opened weeks before the quotation, closed with its fate."""
    dice, n = scale.dice, SQL("position")
    bulk.plan(
        scale.env,
        "plan_opportunity",
        SQL(
            """
            WITH behind AS (
                SELECT o.*,
                       CASE state WHEN 'sale' THEN 'won'
                                  WHEN 'cancel' THEN 'lost' ELSE 'open' END AS fate,
                       quoted_at - make_interval(hours => %(weeks)s) AS opened_at
                  FROM plan_order o
                 WHERE %(draw)s < CASE state WHEN 'sale' THEN 0.12
                                             WHEN 'cancel' THEN 0.4 ELSE 0.6 END
            )
            SELECT %(first_id)s + ROW_NUMBER() OVER (
                       ORDER BY opened_at, position
                   ) AS id,
                   position, id AS order_id, person_id, company_id, user_id, team_id,
                   fate, opened_at, amount,
                   CASE fate
                       WHEN 'won' THEN ordered_at
                       WHEN 'lost' THEN LEAST(
                           quoted_at + make_interval(days => %(patience)s),
                           %(as_of)s::timestamp
                       )
                   END AS closed_at
              FROM behind
          ORDER BY 1
            """,
            draw=dice.uniform(n, "opportunity"),
            weeks=dice.integer(n, "opportunity, hours before", 24, 1500),
            patience=dice.integer(n, "opportunity, days until lost", 5, 80),
            first_id=bulk.last_id(scale.env, "crm_lead"),
            as_of=scale.as_of,
        ),
    )


def insert(scale):
    """Inserts the opportunities; those not won are in one of the earlier stages."""
    stages = scale.env["crm.stage"].search([("is_won", "=", False)]).ids
    days_to_close = SQL(
        "floor(EXTRACT(epoch FROM o.closed_at - o.opened_at) / 86400)::float8"
    )
    bulk.insert(
        scale.env,
        "crm_lead",
        SQL(
            """plan_opportunity o
            JOIN %s ON e.kind = o.fate
            JOIN res_partner p ON p.id = o.person_id
            ORDER BY o.id""",
            bulk.exemplar("crm_lead"),
        ),
        id=SQL("o.id"),
        name=SQL("p.name || ': restocking'"),
        partner_id=SQL("p.id"),
        email_from=SQL("p.email"),
        email_normalized=SQL("p.email_normalized"),
        email_domain_criterion=SQL("substring(p.email FROM '@.*')"),
        company_id=SQL("o.company_id"),
        user_id=SQL("o.user_id"),
        team_id=SQL("o.team_id"),
        stage_id=SQL(
            "CASE WHEN o.fate = 'won' THEN e.stage_id ELSE %s END",
            scale.dice.pick(SQL("o.position"), "stage", stages),
        ),
        date_open=SQL("CASE WHEN o.user_id IS NOT NULL THEN o.opened_at END"),
        day_open=SQL("CASE WHEN o.user_id IS NOT NULL THEN 0 END"),
        date_closed=SQL("o.closed_at"),
        day_close=days_to_close,
        date_last_stage_update=SQL("COALESCE(o.closed_at, o.opened_at)"),
        create_date=SQL("o.opened_at"),
        write_date=SQL("COALESCE(o.closed_at, o.opened_at)"),
        expected_revenue=SQL("o.amount"),
        prorated_revenue=SQL("ROUND(o.amount * e.probability::numeric / 100, 2)"),
    )
