"""Meetings of salespeople with customers, held and planned."""

from odoo import Command
from odoo.tools import SQL

from .. import bulk


def exemplars(scale):
    """The salesperson is the first attendee, the customer the second."""
    env = scale.env
    partner = env["res.partner"].create({"name": "Exemplar"})
    event = env["calendar.event"].create(
        {
            "name": "Meeting",
            "start": "2020-01-01 09:00:00",
            "stop": "2020-01-01 10:00:00",
            "partner_ids": [Command.set([env.user.partner_id.id, partner.id])],
        }
    )
    yield "meeting", event
    yield "meeting", event.attendee_ids.sorted(lambda a: a.partner_id == partner)


def plan(scale):
    """`plan_meeting`: about a third of the opportunities with a salesperson."""
    dice, n = scale.dice, SQL("position")
    bulk.plan(
        scale.env,
        "plan_meeting",
        SQL(
            """
            SELECT %(first_id)s + ROW_NUMBER() OVER (ORDER BY start, opportunity_id)
                       AS id,
                   *
              FROM (
                    SELECT id AS opportunity_id, person_id, user_id, opened_at,
                           opened_at::date + %(days)s
                           + make_interval(hours => %(hour)s) AS start
                      FROM plan_opportunity
                     WHERE user_id IS NOT NULL AND %(met)s
                   ) meeting
             WHERE start < %(as_of)s::date + 30
          ORDER BY 1
            """,
            met=dice.chance(n, "meeting", 0.35),
            days=dice.integer(n, "meeting, days later", 1, 25),
            hour=dice.integer(n, "meeting, hour", 8, 16),
            first_id=bulk.last_id(scale.env, "calendar_event"),
            as_of=scale.as_of,
        ),
    )


def insert(scale):
    """Inserts the meetings with two attendees each."""
    env = scale.env
    dated = {"create_date": SQL("m.opened_at"), "write_date": SQL("m.opened_at")}
    bulk.insert(
        env,
        "calendar_event",
        SQL(
            "plan_meeting m, %s, res_partner p WHERE p.id = m.person_id ORDER BY m.id",
            bulk.exemplar("calendar_event"),
        ),
        id=SQL("m.id"),
        name=SQL("'Meeting with ' || p.name"),
        user_id=SQL("m.user_id"),
        opportunity_id=SQL("m.opportunity_id"),
        res_model_id=SQL("%s::int", env["ir.model"]._get_id("crm.lead")),
        res_model=SQL("'crm.lead'"),
        res_id=SQL("m.opportunity_id"),
        start=SQL("m.start"),
        stop=SQL("m.start + interval '1 hour'"),
        **dated,
    )
    bulk.insert(
        env,
        "calendar_attendee",
        SQL(
            """plan_meeting m
            CROSS JOIN %s
            JOIN res_users u ON u.id = m.user_id
            JOIN res_partner p
              ON p.id = CASE e.part WHEN 1 THEN u.partner_id ELSE m.person_id END
            ORDER BY m.id, e.part""",
            bulk.exemplar("calendar_attendee"),
        ),
        id=SQL(
            "%s + ROW_NUMBER() OVER (ORDER BY m.id, e.part)",
            bulk.last_id(env, "calendar_attendee"),
        ),
        event_id=SQL("m.id"),
        partner_id=SQL("p.id"),
        common_name=SQL("p.name"),
        access_token=SQL("md5(m.id || '/' || e.part)"),
        **dated,
    )
    bulk.link(
        env,
        "calendar_event_res_partner_rel",
        ["calendar_event_id", "res_partner_id"],
        SQL(
            "SELECT a.event_id, a.partner_id FROM calendar_attendee a "
            "JOIN plan_meeting m ON m.id = a.event_id ORDER BY a.id"
        ),
    )
