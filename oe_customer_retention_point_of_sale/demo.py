"""Receipts of some demo customers, and of nobody."""

from datetime import datetime, time, timedelta

from odoo import Command, fields
from odoo.addons.oe_customer_retention.hooks import queue_refresh

PREFIX = "oe_customer_retention.demo_"
# Days before today on which somebody bought at the counter, and for how much.
RECEIPTS = {
    "cedar": (range(2, 120, 9), 45),
    "tide": (range(8, 90, 16), 60),
    "fern": (range(40, 300, 30), 35),
    None: (range(1, 60, 2), 12),
}


def post_init_hook(env):
    """Have the past read again, with the receipts; with demo data make some."""
    if env.ref(f"{PREFIX}company", raise_if_not_found=False):
        _load_receipts(env)
    queue_refresh(env)


def _load_receipts(env):
    """Make receipts of a counter in the main company, its session long closed."""
    company = env.ref("base.main_company")
    config = env["pos.config"].create(
        {
            "name": env._("Roastery counter"),
            "company_id": company.id,
            "payment_method_ids": [],
        }
    )
    session = env["pos.session"].create({"config_id": config.id})
    product = env.ref(f"{PREFIX}product")
    env["pos.order"].create(
        [
            {
                "session_id": session.id,
                "company_id": company.id,
                "partner_id": name and env.ref(f"{PREFIX}{name}").id,
                "date_order": _moment(days),
                "state": "done",
                "amount_tax": 0,
                "amount_total": amount,
                "amount_paid": amount,
                "amount_return": 0,
                "lines": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "qty": 1,
                            "price_unit": amount,
                            "price_subtotal": amount,
                            "price_subtotal_incl": amount,
                        }
                    )
                ],
            }
            for name, (all_days, amount) in RECEIPTS.items()
            for days in all_days
        ]
    )
    session.state = "closed"


def _moment(days):
    day = fields.Date.today() - timedelta(days=days)
    return datetime.combine(day, time(11))
