"""Mail from customers, and the noise around it."""

from markupsafe import Markup
from odoo.tools import SQL

from .. import bulk

BODIES = {
    "email": "<p>Could you tell us when to expect this?</p>",
    "comment": "<p>Thank you for your message; please see below.</p>",
    "note": "<p>Spoke about the terms.</p>",
    "notification": "<p>Updated.</p>",
}


def exemplars(scale):
    """Kinds: email (incoming, of the customer), comment (outgoing), note, notification,
    and call (the trace of an activity that was done)."""
    partner = scale.env["res.partner"].create(
        {"name": "Exemplar", "email": "exemplar@customers.example"}
    )
    for kind, body in BODIES.items():
        subtype = "mail.mt_comment" if kind in ("email", "comment") else "mail.mt_note"
        message_type = "comment" if kind == "note" else kind
        message = partner.message_post(
            body=Markup(body),
            message_type=message_type,
            subtype_xmlid=subtype,
            author_id=partner.id if kind == "email" else None,
        )
        yield kind, message
    call = partner.activity_schedule(
        "mail.mail_activity_data_call", user_id=scale.env.uid
    )
    messages, _next = call._action_done(feedback="Reached")
    yield "call", messages


def plan(scale):
    """`plan_message`: what was said on customers, orders and opportunities."""
    dice, n = scale.dice, SQL("position")
    bulk.plan(
        scale.env,
        "plan_message",
        SQL(
            MESSAGES,
            first_id=bulk.last_id(scale.env, "mail_message"),
            logged=dice.chance(n, "order logged", 0.5),
            asked=dice.chance(n, "customer wrote about order", 0.15),
            answered=dice.chance(n, "answer on order", 0.15),
            called=dice.chance(n, "call", 0.05),
            lead_asked=dice.chance(n, "customer wrote about opportunity", 0.5),
            lead_noted=dice.chance(n, "note on opportunity", 0.5),
            wrote=dice.chance(SQL("n"), "customer wrote", 0.3),
            noted=dice.chance(SQL("n"), "note on customer", 0.5),
            moment=dice.uniform(SQL("n"), "customer wrote, when"),
            hours=dice.integer(n, "hours later", 1, 40),
            start=scale.start,
            as_of=scale.as_of,
        ),
    )


MESSAGES = """
    WITH said AS (
        SELECT 'notification' AS kind, 'sale.order' AS model, id AS res_id, user_id,
               person_id, quoted_at AS at
          FROM plan_order WHERE %(logged)s
         UNION ALL
        SELECT 'email', 'sale.order', id, user_id, person_id,
               quoted_at + make_interval(hours => %(hours)s)
          FROM plan_order WHERE %(asked)s
         UNION ALL
        SELECT 'comment', 'sale.order', id, user_id, person_id,
               quoted_at + make_interval(hours => %(hours)s, mins => 10)
          FROM plan_order WHERE %(answered)s
         UNION ALL
        SELECT 'call', 'res.partner', customer_id, user_id, person_id,
               quoted_at - make_interval(hours => %(hours)s)
          FROM plan_order WHERE %(called)s
         UNION ALL
        SELECT 'email', 'crm.lead', id, user_id, person_id,
               opened_at + make_interval(hours => %(hours)s)
          FROM plan_opportunity WHERE %(lead_asked)s
         UNION ALL
        SELECT 'note', 'crm.lead', id, user_id, person_id,
               opened_at + make_interval(hours => %(hours)s)
          FROM plan_opportunity WHERE %(lead_noted)s
         UNION ALL
        SELECT 'email', 'res.partner', id, user_id, id,
               %(start)s::date + make_interval(
                   secs => floor(86400 * (born + %(moment)s * (died - born)))
               )
          FROM plan_customer WHERE %(wrote)s
         UNION ALL
        SELECT 'note', 'res.partner', id, user_id, id,
               %(start)s::date + make_interval(secs => floor(86400 * born))
          FROM plan_customer WHERE %(noted)s
    )
    SELECT %(first_id)s + ROW_NUMBER() OVER (ORDER BY at, model, res_id, kind) AS id, *
      FROM said
     WHERE at < %(as_of)s
  ORDER BY 1
"""


def insert(scale):
    """Inserts the messages; only incoming mail has the customer as its author."""
    from_customer = SQL("m.kind = 'email'")
    bulk.insert(
        scale.env,
        "mail_message",
        SQL(
            """plan_message m
            JOIN %s ON e.kind = m.kind
            JOIN res_partner person ON person.id = m.person_id
            LEFT JOIN res_users u ON u.id = m.user_id
            LEFT JOIN res_partner colleague ON colleague.id = u.partner_id
            ORDER BY m.id""",
            bulk.exemplar("mail_message"),
        ),
        id=SQL("m.id"),
        model=SQL("m.model"),
        res_id=SQL("m.res_id"),
        date=SQL("m.at"),
        author_id=SQL(
            "CASE WHEN %s THEN person.id ELSE COALESCE(colleague.id, e.author_id) END",
            from_customer,
        ),
        email_from=SQL(
            "CASE WHEN %s THEN person.email "
            "ELSE COALESCE(colleague.email, e.email_from) END",
            from_customer,
        ),
        message_id=SQL("'<' || m.id || '.' || %s || '@load.example>'", scale.dice.seed),
        create_date=SQL("m.at"),
        write_date=SQL("m.at"),
    )
