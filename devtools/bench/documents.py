"""Documents of other modules, one for every customer: what the other addons read."""

from dataclasses import dataclass

from odoo import Command
from odoo.tools import SQL

from ..load import bulk

# One row for each customer: its number, an order if it has any, and a moment of the
# last four years.
CUSTOMERS = """
    SELECT ROW_NUMBER() OVER (ORDER BY profile.id) AS n, profile.partner_id,
           partner.email_normalized AS email,
           COALESCE((SELECT MIN(id) FROM sale_order ordered
                     WHERE ordered.partner_id = profile.partner_id), 0) AS order_id,
           NOW()::date - (profile.id * 7919 %% 1460)::int + INTERVAL '12 hours' AS at
    FROM customer_retention_profile profile
    JOIN res_partner partner ON partner.id = profile.partner_id
    WHERE profile.company_id = %s"""
PARTNER = {"partner_id": "c.partner_id"}


@dataclass(frozen=True)
class Copies:
    """How the exemplar of each table is copied for a customer ``c``.

    ``columns`` are by table, parents first; ``{table}`` stands for the last id that was
    in use, to which the number of the customer is added.
    """

    make: object
    columns: dict


def add(env, company):
    """Add the documents that each addon reads, one of each for every customer."""
    bulk.prepare(env)
    bulk.plan(env, "bench_customer", SQL(CUSTOMERS, company.id))
    for name, copies in DOCUMENTS.items():
        with bulk.step(f"documents of {name}"):
            _copy(env, copies)
    env.invalidate_all()


def _copy(env, copies):
    make = copies.make(env)
    bulk.keep_exemplars(env, lambda: [("", records) for records in make()])
    last = {table: bulk.last_id(env, table) for table in copies.columns}
    with bulk.without_indexes(env, copies.columns):
        for table, columns in copies.columns.items():
            dated = {"create_date", "write_date"} & {*bulk.columns_of(env, table)}
            values = {"id": f"{{{table}}} + c.n", **dict.fromkeys(dated, "c.at")}
            values = {
                name: SQL(sql.format(**last).replace("%", "%%"))
                for name, sql in {**values, **columns}.items()
            }
            source = SQL("bench_customer c, %s ORDER BY c.n", bulk.exemplar(table))
            bulk.insert(env, table, source, **values)


def _registration(env):
    event = env["event.event"].create(
        {"name": "Fair", "date_begin": "2020-01-01", "date_end": "2020-01-02"}
    )
    values = {"event_id": event.id, "name": "Guest", "state": "done"}
    return lambda: [env["event.registration"].create(values)]


def _coupon(env):
    reward = Command.create({"discount": 10, "required_points": 1})
    program = env["loyalty.program"].create(
        {"name": "Coupons", "program_type": "coupons", "reward_ids": [reward]}
    )

    def make():
        values = {"program_id": program.id, "partner_id": env.user.partner_id.id}
        card = env["loyalty.card"].create({**values, "points": 1})
        values = {"card_id": card.id, "used": 1, "description": "Reward"}
        return [card, env["loyalty.history"].create(values)]

    return make


def _trace(env):
    values = {"subject": "News", "email_from": "news@example.com"}
    mailing = env["mailing.mailing"].create(values)
    values = {"mass_mailing_id": mailing.id, "model": "res.partner", "res_id": 1}
    return lambda: [env["mailing.trace"].create(values)]


def _receipt(env):
    config = env["pos.config"].create({"name": "Counter", "payment_method_ids": []})
    session = env["pos.session"].create({"config_id": config.id, "user_id": env.uid})
    line = {
        "product_id": env["product.product"].create({"name": "Coffee"}).id,
        "qty": 1,
        **dict.fromkeys(("price_unit", "price_subtotal", "price_subtotal_incl"), 9),
    }

    def make():
        amounts = {"amount_total": 9, "amount_paid": 9}
        amounts |= {"amount_tax": 0, "amount_return": 0}
        values = {"session_id": session.id, "state": "done", **amounts}
        receipt = env["pos.order"].create({**values, "lines": [Command.create(line)]})
        return [receipt, receipt.lines]

    return make


def _task(env):
    project = env["project.project"].create({"name": "Works"})
    values = {"name": "Task", "project_id": project.id}
    return lambda: [env["project.task"].create(values)]


def _rating(env):
    values = {
        "res_model_id": env["ir.model"]._get_id("sale.order"),
        "res_id": env["sale.order"].search([], limit=1).id,
        "partner_id": env.user.partner_id.id,
        "rating": 3,
        "consumed": True,
    }
    return lambda: [env["rating.rating"].create(values)]


def _repair(env):
    product = env["product.product"].create({"name": "Grinder"})
    return lambda: [env["repair.order"].create({"product_id": product.id})]


def _text(env):
    partner = env.user.partner_id

    def make():
        message = partner.message_post(
            body="Hello", message_type="sms", subtype_xmlid="mail.mt_note"
        )
        sent = env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": partner.id,
                "notification_type": "sms",
                "notification_status": "sent",
            }
        )
        return [message, sent]

    return make


def _transfer(env):
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": env.ref("stock.stock_location_customers").id,
    }
    product = env["product.product"].create({"name": "Coffee", "type": "consu"})
    move = {"product_id": product.id, "product_uom_qty": 1, **places}

    def make():
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = 1
        picking.button_validate()
        return [picking, picking.move_ids]

    return make


def _answer(env):
    question = env.ref("oe_customer_retention_survey.question_nps")
    env.company.retention_nps_question_id = question

    def make():
        answer = question.survey_id._create_answer(partner=env.user.partner_id)
        answer._save_lines(question, "9")
        answer._mark_done()
        return [answer, answer.user_input_line_ids]

    return make


def _visitor(env):
    site = env["website"].search([("company_id", "=", env.company.id)], limit=1)
    values = {"website_id": site.id, "access_token": env.user.partner_id.id}
    return lambda: [env["website.visitor"].create(values)]


DOCUMENTS = {
    "oe_customer_retention_event": Copies(
        _registration,
        {
            "event_registration": {
                **PARTNER,
                "email": "c.email",
                "date_closed": "c.at",
                "barcode": "'bench' || c.n",
            }
        },
    ),
    "oe_customer_retention_loyalty": Copies(
        _coupon,
        {
            "loyalty_card": {
                **PARTNER,
                "code": "'bench' || c.n",
                "expiration_date": "CURRENT_DATE + (c.n % 60)::int",
            },
            "loyalty_history": {"card_id": "{loyalty_card} + c.n"},
        },
    ),
    # Every other one was sent to a mailing contact, known by its address.
    "oe_customer_retention_mass_mailing": Copies(
        _trace,
        {
            "mailing_trace": {
                "model": "(ARRAY['res.partner', 'mailing.contact'])[1 + c.n % 2]",
                "res_id": "c.partner_id",
                "email": "c.email",
                "links_click_datetime": "c.at",
            }
        },
    ),
    "oe_customer_retention_point_of_sale": Copies(
        _receipt,
        {
            "pos_order": {**PARTNER, "date_order": "c.at", "uuid": "'bench' || c.n"},
            "pos_order_line": {
                "order_id": "{pos_order} + c.n",
                "uuid": "'bench' || c.n",
            },
        },
    ),
    # Every other one is done; the others are due about now.
    "oe_customer_retention_project": Copies(
        _task,
        {
            "project_task": {
                **PARTNER,
                "state": "(ARRAY['01_in_progress', '1_done'])[1 + c.n % 2]",
                "date_end": "CASE WHEN c.n % 2 = 1 THEN c.at END",
                "date_deadline": "NOW()::date + (c.n % 60 - 30)::int",
            }
        },
    ),
    "oe_customer_retention_rating": Copies(
        _rating,
        {
            "rating_rating": {
                **PARTNER,
                "res_id": "c.order_id",
                "rating": "1 + c.n % 5",
                "rated_on": "c.at",
                "access_token": "'bench' || c.n",
            }
        },
    ),
    "oe_customer_retention_repair": Copies(
        _repair, {"repair_order": {**PARTNER, "name": "'Bench' || c.n"}}
    ),
    "oe_customer_retention_sms": Copies(
        _text,
        {
            "mail_message": {"res_id": "c.partner_id", "date": "c.at"},
            "mail_notification": {
                "mail_message_id": "{mail_message} + c.n",
                "res_partner_id": "c.partner_id",
            },
        },
    ),
    "oe_customer_retention_stock": Copies(
        _transfer,
        {
            "stock_picking": {
                **PARTNER,
                "name": "'Bench' || c.n",
                "date_done": "c.at",
                "date_deadline": "c.at + (c.n % 5 - 2) * INTERVAL '1 day'",
            },
            "stock_move": {
                **PARTNER,
                "picking_id": "{stock_picking} + c.n",
                "date": "c.at",
            },
        },
    ),
    "oe_customer_retention_survey": Copies(
        _answer,
        {
            "survey_user_input": {
                **PARTNER,
                "end_datetime": "c.at",
                "access_token": "'bench' || c.n",
            },
            "survey_user_input_line": {
                "user_input_id": "{survey_user_input} + c.n",
                "value_scale": "c.n % 11",
            },
        },
    ),
    "oe_customer_retention_website_sale": Copies(
        _visitor,
        {
            "website_visitor": {
                **PARTNER,
                "access_token": "c.partner_id::text",
                "last_connection_datetime": "c.at",
            }
        },
    ),
}
