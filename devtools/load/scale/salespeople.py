"""Teams of salespeople in each company."""

from odoo import Command
from odoo.tools import SQL

from .. import bulk
from .companies import SHARES

SALESPEOPLE = 200
TEAM_SIZE = 20
LEVELS = {
    "leader": "sales_team.group_sale_salesman_all_leads",
    "member": "sales_team.group_sale_salesman",
}


def prepare(scale):
    """Makes the teams and their members; the first member of a team leads it and sees
    everybody's documents, the others see their own."""
    rows = []
    for label, company in scale.companies.items():
        for team_number in range(_team_count(label)):
            team = _team(scale, label, company, team_number)
            members = team.member_ids.sorted("login")
            rows += [(company.id, user.id, team.id) for user in members]
    values = SQL(", ").join(SQL("%s", row) for row in rows)
    bulk.plan(
        scale.env,
        "plan_salesperson",
        SQL(
            """
            SELECT *,
                   ROW_NUMBER() OVER (PARTITION BY company_id ORDER BY user_id)
                       AS position
              FROM (VALUES %s) AS s(company_id, user_id, team_id)
            """,
            values,
        ),
    )


def _team_count(label):
    return max(1, round(SALESPEOPLE * SHARES[label] / TEAM_SIZE))


def _team(scale, label, company, number):
    teams = scale.env["crm.team"]
    name = f"{label.title()} {number + 1}"
    domain = [("name", "=", name), ("company_id", "=", company.id)]
    return teams.search(domain, limit=1) or teams.create(
        {
            "name": name,
            "company_id": company.id,
            "member_ids": [Command.set(_users(scale, label, company, number).ids)],
        }
    )


def _users(scale, label, company, team_number):
    return scale.env["res.users"].create(
        [
            _user(scale, label, company, team_number * TEAM_SIZE + place, place)
            for place in range(TEAM_SIZE)
        ]
    )


def _user(scale, label, company, number, place):
    login = f"{label}{number + 1:03}"
    level = LEVELS["member" if place else "leader"]
    return {
        "name": login.title(),
        "login": login,
        "email": f"{login}@sales.example",
        "company_id": company.id,
        "company_ids": [Command.set(company.ids)],
        "group_ids": [Command.set(scale.env.ref(level).ids)],
    }
