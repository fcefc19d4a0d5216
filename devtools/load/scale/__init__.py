"""Generates a business of any size: customers, their documents, and the noise.

The same seed and as_of give the same data. The last documents are of the day before
as_of; only due dates and planned meetings are later. Prices have two decimals.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from .. import bulk
from . import (
    companies,
    customers,
    exemplars,
    invoices,
    meetings,
    messages,
    opportunities,
    orders,
    payments,
    salespeople,
)
from .dice import Dice

WEEKS = 209  # four years
TABLES = (
    "res_partner",
    "crm_lead",
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "sale_order_line_invoice_rel",
    "account_payment",
    "account_move__account_payment",
    "account_bank_statement_line",
    "account_partial_reconcile",
    "account_full_reconcile",
    "mail_message",
    "calendar_event",
    "calendar_attendee",
    "calendar_event_res_partner_rel",
)
PREPARATION = (
    ("companies and currencies", companies.prepare),
    ("teams and salespeople", salespeople.prepare),
    ("one exemplar of each document", exemplars.keep),
)
GENERATION = (
    ("plan companies", companies.plan),
    ("plan customers", customers.plan),
    ("plan orders", orders.plan),
    ("plan opportunities", opportunities.plan),
    ("insert customers and contacts", customers.insert),
    ("insert opportunities", opportunities.insert),
    ("insert orders", orders.insert),
    ("plan invoices", invoices.plan),
    ("plan payments", payments.plan),
    ("insert invoices", invoices.insert),
    ("insert payments", payments.insert),
    ("plan messages", messages.plan),
    ("insert messages", messages.insert),
    ("plan meetings", meetings.plan),
    ("insert meetings", meetings.insert),
)


@dataclass
class Scale:
    """What is asked for, and what the steps tell each other."""

    env: api.Environment
    customers: int
    orders: int
    dice: Dice
    as_of: date
    start: date  # a Monday
    companies: dict = field(default_factory=dict)
    foreign: models.Model = None
    pricelist: models.Model = None
    product: models.Model = None
    first_contact: int = 0

    @property
    def horizon(self):
        """Days from the start to as_of."""
        return (self.as_of - self.start).days


def load(env, customers=20000, orders=100000, seed=1, as_of=None):
    """Adds customers and their documents of four years, uncommitted.

    :param int customers: how many; their contacts come on top
    :param int orders: confirmed orders; quotations come on top
    :param int seed: another seed gives other data
    :param date as_of: the first day without documents; today when not given
    """
    env = env(
        user=env.ref("base.user_admin"), su=True, context={**env.context, **bulk.QUIET}
    )
    as_of = as_of or datetime.now(ZoneInfo(bulk.timezone(env.company))).date()
    start = as_of - timedelta(weeks=WEEKS, days=as_of.weekday())
    scale = Scale(env, customers, orders, Dice(seed), as_of, start)
    bulk.prepare(env)
    _run(scale, PREPARATION)
    with bulk.without_indexes(env, TABLES):
        _run(scale, GENERATION)
    bulk.vacuum_after_commit(env, TABLES)
    env.invalidate_all()


def _run(scale, steps):
    for label, step in steps:
        with bulk.step(label):
            step(scale)
