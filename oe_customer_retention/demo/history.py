"""What the demo customers did, counted in days before today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate

from odoo import Command, fields

PREFIX = "oe_customer_retention.demo_"
REASONS = {"orchard": "competitor", "pine": "delivery", "lagoon": "competitor"}
LESS_DAYS = 170  # for which somebody has been spending less
OLD_CUPS_PRICE = 10  # before it rose, and still of whoever had agreed on it


def after_gaps(last, *gaps):
    """Return days counted back from today, by the gaps between them, newest first."""
    return tuple(accumulate((last, *gaps)))


@dataclass(frozen=True)
class History:
    """The days, counted back from today, on which a customer did something."""

    orders: Iterable[int] = ()
    amount: int = 500
    cups: int = 0  # cartons of paper cups among it, as long as these were ordered too
    cups_until: int = 0  # the day of the last order with cups
    is_dearer: bool = False  # whether on that day cups cost what they cost now
    less: int = 0  # the amount instead, of the last orders
    quotations: Iterable[int] = ()
    opportunities: Iterable[int] = ()
    lost_opportunities: Iterable[int] = ()
    mails: Iterable[int] = ()
    calls: Iterable[int] = ()  # of its salesperson, who reached somebody
    invoiced: int = 0  # so many of the last orders
    paid: int = 0  # so many of those, the oldest


MAIN = {
    # Active: steady, new, and won back after having been dormant or lost.
    # The first has stopped buying cups, the second when they cost half as much again,
    # and it spends less; the third still does.
    "anchor": History(range(9, 640, 30), 1150, 23, 200, invoiced=4, paid=4),
    "birch": History(range(21, 480, 45), 640, 12, 381, True, quotations=(6,), less=140),
    "cedar": History(range(4, 260, 14), 380, 6, invoiced=5, paid=4),
    # The fourth is new, and brings about what the orchard has taken away.
    "dune": History((5, 33), 2500),
    "ember": History((11, 46, 80, *range(600, 800, 40)), 720),
    "fern": History((18, 160, 195, 240), 410, mails=(18, 30)),
    # The hotels have a slower policy.
    "yonder": History(range(130, 900, 180), 4200, invoiced=1, paid=1),
    # At risk: one since today, one with something open.
    "grove": History(range(66, 600, 30), 1900, invoiced=3, paid=1),
    "heron": History(range(95, 500, 60), 530, opportunities=(64,)),
    "island": History(range(88, 400, 40), 300, quotations=(62,)),
    "juniper": History(range(60, 400, 40), 610),
    # Dormant.
    "kite": History(range(95, 400, 21), 260),
    "lagoon": History(range(140, 600, 50), 420),
    "maple": History(range(210, 800, 30), 2100, invoiced=2, paid=1),
    "nightowl": History((300, 340, 390), 480, quotations=(120,)),
    # Lost.
    "orchard": History(range(380, 800, 40), 510),
    "pine": History(range(430, 700, 60), 690, lost_opportunities=(410,)),
    "quarry": History((520,), 1250),
    "river": History(range(700, 1000, 30), 880),
    # Prospects: nothing bought yet.
    "summit": History(quotations=(12,)),
    "tide": History(opportunities=(40,)),
    "umbra": History(lost_opportunities=(200,)),
    "vale": History(quotations=(150,)),
    # A salesperson knows better than the documents.
    "willow": History(range(100, 500, 50), 770),
}
# Who paused for long, once or twice, and came back or not: from them is known what a
# silence means here.
FORMER = {
    "abbey": History(
        after_gaps(12, *[41] * 10, 110, 40, 520, 43, 45, 430, 40), 340, calls=(610,)
    ),
    "bell": History(
        after_gaps(7, *[31] * 13, 75, 31, 400, 33, 30, 720, 35), 420, calls=(560,)
    ),
    "canal": History(
        after_gaps(24, *[50] * 8, 160, 490, 50, 810, 48), 280, calls=(460,)
    ),
    "dock": History(
        after_gaps(15, *[29] * 14, 200, 30, 450, 29, 690, 31), 460, calls=(460, 690)
    ),
    "elm": History(after_gaps(31, *[60] * 7, 90, 380, 61, 640, 57), 230),
    "forge": History(
        after_gaps(3, *[35] * 11, 130, 36, 780, 33, 415, 37), 310, calls=(600,)
    ),
    "gable": History(
        after_gaps(18, *[45] * 9, 260, 47, 680, 46, 470), 370, calls=(470,)
    ),
    "harp": History(
        after_gaps(28, *[54] * 7, 140, 54, 740, 56, 660, 53), 260, calls=(440,)
    ),
    "ivy": History(
        after_gaps(10, *[26] * 15, 80, 27, 850, 26, 690, 28), 190, calls=(540,)
    ),
    "jetty": History(after_gaps(560, 30, 32, 95, 31, 700, 30), 330, calls=(400,)),
    "kiln": History(after_gaps(615, 40, 42, 120, 41, 830, 39), 250, calls=(500,)),
    "loom": History(after_gaps(690, 35, 36, 180, 34, 650, 36), 290, calls=(560,)),
    "mill": History(after_gaps(745, 28, 27, 85, 29, 670, 28), 350, calls=(620,)),
    "notary": History(after_gaps(820, 50, 52, 240, 49, 760, 51), 220, calls=(700,)),
    "oak": History(after_gaps(905, 60, 58, 100, 62, 700), 270),
    "prism": History(after_gaps(980, 45, 44, 320, 46, 710), 240),
    "rowan": History(after_gaps(1090, 33, 34, 150, 32, 650), 300),
    "spire": History(after_gaps(1240, 38, 37, 70, 39, 900), 360),
}
HARBOUR = {
    "anchor": History((75, 110, 150), 300),
    "island": History(range(12, 200, 30), 350),
    "tide": History((25,), 420),
    "kite": History((400, 430), 280),
    "umbra": History(quotations=(20,)),
}


def load_history(env):
    """Make the documents of the demo customers, then refresh both companies."""
    env = env(context=dict(env.context, tracking_disable=True))
    company = env.ref("base.main_company")
    harbour = env.ref(f"{PREFIX}company")
    share_rates(company)
    for owner, histories in ((company, MAIN | FORMER), (harbour, HARBOUR)):
        for name, history in histories.items():
            partner = env.ref(PREFIX + name).with_company(owner)
            _load_customer(partner, history)
    _load_suspects(env, company)
    _default_policy(company).key_account_revenue = 10_000
    (company + harbour).retention_follow_categories = True
    env["customer.retention.refresh"]._refresh(company + harbour)
    _set_by_hand(env.ref(f"{PREFIX}willow"), company)
    _tell_reasons(env, company)
    _log_calls(env, company)


def share_rates(company):
    """Give companies without any rate those between all their currencies, which Odoo's
    demo data has for one company alone; sums in a currency take one's own to be 1."""
    rates, companies = company.env["res.currency.rate"], company.search([])
    known = rates.search([("currency_id", "in", companies.currency_id.ids)])
    without = companies.root_id - known.company_id
    for rate in known.filtered(lambda rate: rate.company_id == company):
        for other in without:
            [own] = other.currency_id._get_rates(company, rate.name).values()
            rate.copy({"company_id": other.id, "rate": rate.rate / own})


def _load_customer(partner, history):
    amounts = [
        history.less if history.less and days < LESS_DAYS else history.amount
        for days in history.orders
    ]
    orders = _create_orders(partner, history.orders, amounts)
    _order_cups(orders, history)
    orders.action_confirm()
    for order, days in zip(orders, history.orders, strict=True):
        order.date_order = _moment(days)
    _create_orders(partner, history.quotations, [600] * len(history.quotations))
    _create_opportunities(partner, history.opportunities)
    _create_lost_opportunities(partner, history.lost_opportunities)
    for days in history.mails:
        _receive_mail(partner, days)
    if partner.env.company.chart_template:
        _invoice(orders[: history.invoiced], history.paid)


def _load_suspects(env, company):
    """Put on the list who has no document yet; one lead names nobody in Contacts."""
    nora = env.ref(f"{PREFIX}user_nora")
    zephyr = env.ref(f"{PREFIX}zephyr")
    lead = {"type": "lead", "company_id": company.id, "user_id": nora.id}
    env["crm.lead"].create(
        [
            {
                **lead,
                "name": env._("Coffee for the harbor bar"),
                "partner_id": zephyr.id,
            },
            {
                **lead,
                "name": env._("Asked at the trade fair"),
                "partner_name": "Vehicle Sign Ltd",
                "contact_name": "Vera Vehicle",
                "phone": "+32 9 555 00 38",
                "email_from": "vera@vehicle.example.com",
            },
        ]
    )
    profiles = env["customer.retention.profile"].with_company(company)
    profiles.add_partners(env.ref(f"{PREFIX}xylo").ids)


def _create_orders(partner, days_list, amounts):
    coffee = partner.env.ref(f"{PREFIX}product")
    return partner.env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "company_id": partner.env.company.id,
                "user_id": partner.user_id.id,
                "date_order": _moment(days),
                "order_line": [
                    Command.create(
                        {
                            "product_id": coffee.id,
                            "product_uom_qty": (amount + days % 7 * 10)
                            / coffee.list_price,
                            "price_unit": coffee.list_price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for days, amount in zip(days_list, amounts, strict=True)
        ]
    )


def _order_cups(orders, history):
    """Put cups on the orders instead of some of the coffee, until a day."""
    if not history.cups:
        return
    cups = orders.env.ref(f"{PREFIX}product_cups")
    for order, days in zip(orders, history.orders, strict=True):
        if days >= history.cups_until:
            is_dearer = history.is_dearer and days == history.cups_until
            price = cups.list_price if is_dearer else OLD_CUPS_PRICE
            coffee = order.order_line
            coffee.product_uom_qty -= history.cups * price / coffee.price_unit
            values = {"product_id": cups.id, "product_uom_qty": history.cups}
            values |= {"price_unit": price, "tax_ids": [Command.clear()]}
            order.order_line = [Command.create(values)]


def _create_opportunities(partner, days_list):
    return partner.env["crm.lead"].create(
        [
            {
                "name": partner.env._("Coffee corner for %s", partner.name),
                "type": "opportunity",
                "partner_id": partner.id,
                "company_id": partner.env.company.id,
                "user_id": partner.user_id.id,
                "expected_revenue": 2500,
                "create_date": _moment(days),
            }
            for days in days_list
        ]
    )


def _create_lost_opportunities(partner, days_list):
    """Opportunities that were lost ten days after they came up."""
    opportunities = _create_opportunities(partner, days_list)
    opportunities.action_set_lost()
    for opportunity, days in zip(opportunities, days_list, strict=True):
        opportunity.date_closed = _moment(days - 10)


def _receive_mail(partner, days):
    partner.message_post(
        author_id=partner.id,
        body=partner.env._("When can you deliver the next beans?"),
        message_type="email",
        date=_moment(days),
    )


def _invoice(orders, paid):
    """Invoice each order on its day, and register the oldest payments."""
    for position, order in enumerate(orders.sorted("date_order")):
        invoice = order._create_invoices()
        due = order.date_order + timedelta(days=30)
        invoice.write({"invoice_date": order.date_order, "invoice_date_due": due})
        invoice.action_post()
        if position < paid:
            _pay(invoice, order.date_order + timedelta(days=14))


def _pay(invoice, at):
    wizard = invoice.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    day = min(at.date(), fields.Date.today())
    wizard.create({"payment_date": day})._create_payments()


def _default_policy(company):
    return company.env["customer.retention.policy"]._applicable(company)[-1]


def _set_by_hand(customer, company):
    profiles = customer.env["customer.retention.profile"]
    profile = profiles._of_customers(customer, company)
    profile.write(
        {
            "status_override": "at_risk",
            "override_until": fields.Date.today() + timedelta(days=60),
            "override_reason": customer.env._("Closed for rebuilding until spring"),
        }
    )
    profile.action_refresh()


def _tell_reasons(env, company):
    """Say why some customers left, as a salesperson would."""
    profiles = env["customer.retention.profile"]
    for name, reason in REASONS.items():
        profile = profiles._of_customers(env.ref(PREFIX + name), company)
        profile.loss_reason_id = env.ref(f"oe_customer_retention.loss_reason_{reason}")


def _log_calls(env, company):
    """Log the calls as the salesperson of each customer did."""
    for name, history in FORMER.items():
        profiles = env["customer.retention.profile"]
        profile = profiles._of_customers(env.ref(PREFIX + name), company)
        logs = env["customer.retention.log.wizard"].with_user(profile.user_id)
        for days in history.calls:
            values = {"profile_ids": profile.ids, "date": _moment(days)}
            logs.with_company(company).create(values).action_log()
    env["customer.retention.refresh"]._refresh(company)


def _moment(days):
    """Ten o'clock, so many days ago."""
    day = fields.Date.today() - timedelta(days=days)
    return datetime.combine(day, time(10))
