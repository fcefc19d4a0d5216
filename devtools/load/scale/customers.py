"""Customers: companies with nested contacts, and private persons."""

from odoo.tools import SQL

from .. import bulk
from .companies import SHARES


def exemplars(scale):
    """Kinds: company, person, and contact (of the company)."""
    partners = scale.env["res.partner"]
    email = {"email": "exemplar@customers.example"}
    company = partners.create({"name": "Company", "is_company": True, **email})
    yield "company", company
    yield "person", partners.create({"name": "Person", **email})
    yield (
        "contact",
        partners.create({"name": "Contact", "parent_id": company.id, **email}),
    )


def plan(scale):
    """`plan_customer`: who they are, when they come and go, how often they buy.

    Buyers share the orders among them, one each and the others in proportion to how
    often and how long they buy. Days count from the start of the data.
    """
    dice, n = scale.dice, SQL("n")
    first_id = bulk.last_id(scale.env, "res_partner")
    scale.first_contact = first_id + scale.customers
    bulk.plan(
        scale.env,
        "plan_customer",
        SQL(
            CUSTOMERS,
            customers=scale.customers,
            orders=scale.orders,
            horizon=scale.horizon,
            first_id=first_id,
            main=SHARES["main"],
            abroad=SHARES["main"] + SHARES["abroad"],
            where=dice.uniform(n, "company"),
            is_company=dice.chance(n, "company or person", 0.6),
            founding=dice.chance(n, "there from the start", 0.25),
            arrival=dice.uniform(n, "arrival"),
            life=dice.lognormal(n, "life", 800, 1.0),
            gap_of_company=dice.lognormal(n, "gap", 60, 1.1),
            gap_of_person=dice.lognormal(n, "gap", 110, 1.0),
            regularity=dice.lognormal(n, "regularity", 1.1, 0.3),
            spend_of_company=dice.lognormal(n, "spend", 420, 1.0),
            spend_of_person=dice.lognormal(n, "spend", 75, 0.8),
            prospect=dice.chance(n, "prospect", 0.15),
            exports=dice.chance(n, "exports", 0.08),
            restricted=dice.chance(n, "restricted", 0.25),
            assigned=dice.chance(n, "assigned", 0.9),
            salesperson=dice.uniform(n, "salesperson"),
            has_contacts=dice.chance(n, "contacts", 0.55),
            contacts=dice.integer(n, "contacts, how many", 1, 3),
        ),
    )
    _plan_contacts(scale)


CUSTOMERS = """
    WITH drawn AS (
        SELECT n,
               CASE WHEN %(where)s < %(main)s THEN 'main'
                    WHEN %(where)s < %(abroad)s THEN 'abroad'
                    ELSE 'branch' END AS label,
               %(is_company)s AS is_company,
               CASE WHEN %(founding)s THEN 0
                    ELSE %(arrival)s * (%(horizon)s - 1) END AS born,
               %(life)s AS life,
               %(regularity)s AS regularity,
               %(prospect)s AS prospect,
               %(exports)s AS exports,
               %(restricted)s AS restricted,
               CASE WHEN %(assigned)s THEN %(salesperson)s END AS salesperson
          FROM generate_series(1, %(customers)s) n
    ),
    characterised AS (
        SELECT *,
               LEAST(born + life, %(horizon)s) AS died,
               CASE WHEN is_company THEN %(gap_of_company)s
                    ELSE %(gap_of_person)s END AS gap,
               CASE WHEN is_company THEN %(spend_of_company)s
                    ELSE %(spend_of_person)s END AS spend,
               CASE WHEN is_company AND %(has_contacts)s THEN %(contacts)s
                    ELSE 0 END AS contacts
          FROM drawn
    ),
    weighed AS (
        SELECT *,
               CASE WHEN prospect THEN 0 ELSE 1 END AS buyer,
               CASE WHEN prospect THEN 0 ELSE (died - born) / gap END AS weight
          FROM characterised
    ),
    totalled AS (
        SELECT *,
               NULLIF(SUM(buyer) OVER (), 0) AS buyers,
               NULLIF(SUM(weight) OVER (), 0) AS total_weight
          FROM weighed
    ),
    shared AS (
        SELECT *,
               COALESCE(
                   buyer * LEAST(%(orders)s::float8 / buyers, 1)
                   + weight / total_weight * GREATEST(%(orders)s - buyers, 0), 0
               ) AS share
          FROM totalled
    ),
    summed AS (
        SELECT *, ROUND(SUM(share) OVER (ORDER BY n))::int AS orders_so_far
          FROM shared
    )
    SELECT s.n,
           %(first_id)s + s.n AS id,
           c.id AS company_id,
           c.timezone,
           CASE WHEN s.exports AND s.label = 'main' THEN 'export'
                ELSE 'home' END AS market,
           s.restricted,
           s.is_company,
           s.born,
           s.died,
           s.regularity,
           s.spend,
           s.salesperson,
           p.user_id,
           s.contacts,
           COALESCE(SUM(s.contacts) OVER (
               ORDER BY s.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ), 0)::int AS contacts_before,
           s.orders_so_far - LAG(s.orders_so_far, 1, 0) OVER (ORDER BY s.n) AS orders,
           s.orders_so_far
      FROM summed s
      JOIN plan_company c ON c.label = s.label
 LEFT JOIN plan_salesperson p
        ON p.company_id = c.id
       AND p.position = 1 + floor(s.salesperson * c.salespeople)::int
  ORDER BY s.n
"""


def _plan_contacts(scale):
    """`plan_contact`: the third contact of a company works for its first."""
    dice, n = scale.dice, SQL("n")
    bulk.plan(
        scale.env,
        "plan_contact",
        SQL(
            """
            SELECT n,
                   %(first_id)s + n AS id,
                   customer_id,
                   customer_n,
                   CASE WHEN place = 3 THEN %(first_id)s + n - 2
                        ELSE customer_id END AS parent_id,
                   NOT %(archived)s AS active
              FROM (
                    SELECT c.contacts_before + place AS n,
                           c.id AS customer_id,
                           c.n AS customer_n,
                           place
                      FROM plan_customer c, generate_series(1, c.contacts) place
                   ) contact
          ORDER BY n
            """,
            first_id=scale.first_contact,
            archived=dice.chance(n, "archived", 0.08),
        ),
    )


def insert(scale):
    """Inserts customers, entered just before their first document, then contacts."""
    _insert_customers(scale)
    _insert_contacts(scale)


def _insert_customers(scale):
    email = SQL("'office@customer' || c.n || '.example'")
    bulk.insert(
        scale.env,
        "res_partner",
        SQL(
            """(
                SELECT c.*,
                       CASE WHEN is_company
                            THEN 'Company ' ELSE 'Person ' END || c.n AS name,
                       LEAST(
                           %(start)s::date + make_interval(hours => (24 * born)::int),
                           met_at - interval '1 hour'
                       ) AS entered_at
                  FROM plan_customer c
             LEFT JOIN (
                        SELECT customer_id,
                               MIN(LEAST(o.quoted_at, l.opened_at)) AS met_at
                          FROM plan_order o
                     LEFT JOIN plan_opportunity l ON l.order_id = o.id
                      GROUP BY customer_id
                       ) met
                    ON met.customer_id = c.id
            ) c
            JOIN %(exemplar)s
              ON e.kind = CASE WHEN c.is_company THEN 'company' ELSE 'person' END
            ORDER BY c.n""",
            start=scale.start,
            exemplar=bulk.exemplar("res_partner"),
        ),
        id=SQL("c.id"),
        commercial_partner_id=SQL("c.id"),
        name=SQL("c.name"),
        complete_name=SQL("c.name"),
        commercial_company_name=SQL("CASE WHEN c.is_company THEN c.name END"),
        company_id=SQL("CASE WHEN c.restricted THEN c.company_id END"),
        user_id=SQL("c.user_id"),
        customer_rank=SQL("LEAST(c.orders, 1)"),
        email=email,
        email_normalized=email,
        create_date=SQL("c.entered_at"),
        write_date=SQL("c.entered_at"),
        calendar_last_notif_ack=SQL("c.entered_at"),
    )


def _insert_contacts(scale):
    email = SQL("'person' || c.n || '@customer' || c.customer_n || '.example'")
    bulk.insert(
        scale.env,
        "res_partner",
        SQL(
            """(
                SELECT c.*, 'Contact ' || c.n AS name,
                       p.name AS company_name, p.company_id, p.user_id,
                       p.create_date AS entered_at
                  FROM plan_contact c
                  JOIN res_partner p ON p.id = c.customer_id
            ) c
            JOIN %s ON e.kind = 'contact'
            ORDER BY c.n""",
            bulk.exemplar("res_partner"),
        ),
        id=SQL("c.id"),
        parent_id=SQL("c.parent_id"),
        commercial_partner_id=SQL("c.customer_id"),
        name=SQL("c.name"),
        complete_name=SQL("c.company_name || ', ' || c.name"),
        commercial_company_name=SQL("c.company_name"),
        company_id=SQL("c.company_id"),
        user_id=SQL("c.user_id"),
        active=SQL("c.active"),
        email=email,
        email_normalized=email,
        create_date=SQL("c.entered_at"),
        write_date=SQL("c.entered_at"),
        calendar_last_notif_ack=SQL("c.entered_at"),
    )
