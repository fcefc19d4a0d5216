"""Documents as their workflow leaves them, inserted without it."""

from datetime import datetime, time, timedelta
from functools import cache

from odoo.tools import SQL

from .reference import DAY


def moment(at):
    """Return a UTC datetime: noon where ``at`` is a date."""
    return at if isinstance(at, datetime) else datetime.combine(at, time(12))


class DocumentsMixin:
    """An order in state sale, a posted invoice, a done activity, for a test case.

    Tests of a workflow itself use the real one: see ``workflow``.
    """

    @classmethod
    def _insert(cls, model, /, **values):
        """Insert one document past its workflow, and return it."""
        return cls._insert_all(model, [values])

    @classmethod
    def _insert_all(cls, model, rows):
        """Insert documents with the same columns each, and return them."""
        defaults = cls._defaults(model, (*rows[0],))
        found = cls.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(cls.env[model]._table),
                SQL(", ").join(map(SQL.identifier, [*rows[0], *defaults])),
                SQL(", ").join(
                    SQL("%s", (*row.values(), *defaults.values())) for row in rows
                ),
            )
        )
        return cls.env[model].browse(id_ for (id_,) in found)

    @classmethod
    @cache
    def _defaults(cls, model, given):
        """Return what other columns must have besides those given.

        Any other addon may have added some to a document of core.
        """
        model = cls.env[model]
        required = cls.env.execute_query(
            SQL(
                """SELECT attname FROM pg_attribute
                   WHERE attrelid = %s::regclass AND attnum > 0
                     AND attnotnull AND NOT atthasdef AND NOT attisdropped""",
                model._table,
            )
        )
        fields = [model._fields[name] for (name,) in required if name not in given]
        return {
            field.name: field.convert_to_column_insert(field.default(model), model)
            for field in fields
            if field.default
        }

    @classmethod
    def _update(cls, record, **values):
        """Set columns of one document behind the back of its workflow."""
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        table = SQL.identifier(record._table)
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE id = %s", table, assignments, record.id)
        )
        record.invalidate_recordset()

    @classmethod
    def _order(cls, partner, at, amount=100.0, **values):
        """A confirmed order, quoted the same day."""
        return cls._insert("sale.order", **cls._ordered(partner, at, amount, **values))

    @classmethod
    def _ordered(cls, partner, at, amount=100.0, **values):
        """Return the values of a confirmed order."""
        return {
            "partner_id": partner.id,
            "partner_invoice_id": partner.id,
            "partner_shipping_id": partner.id,
            "company_id": cls.company.id,
            "name": "S",
            "state": "sale",
            "date_order": moment(at),
            "create_date": moment(at),
            "amount_untaxed": amount,
            "currency_rate": 1,
            **values,
        }

    @classmethod
    def _buyer(cls, *days_ago, **values):
        """A new customer with an order on each of these days before ``today``."""
        customer = cls._customer(**values)
        days = [cls.today - days * DAY for days in days_ago]
        orders = [cls._ordered(customer, day) for day in days]
        cls._insert_all("sale.order", orders)
        return customer

    @classmethod
    def _quotation(cls, partner, at, **values):
        return cls._order(partner, at, **{"state": "draft", **values})

    @classmethod
    def _move(cls, partner, day, amount=100.0, move_type="out_invoice", **values):
        """A posted invoice, or another entry by ``move_type``."""
        company = cls.env["res.company"].browse(
            values.pop("company_id", cls.company.id)
        )
        sign = -1 if move_type == "out_refund" else 1
        values = {
            "partner_id": partner.id,
            "company_id": company.id,
            "journal_id": cls._journal(company).id,
            "currency_id": company.currency_id.id,
            "state": "posted",
            "move_type": move_type,
            "auto_post": "no",
            "date": day,
            "invoice_date": day,
            "amount_untaxed_signed": sign * amount,
            "payment_state": "not_paid",
            **values,
        }
        return cls._insert("account.move", **values)

    @classmethod
    def _receivable(cls, move, due, amount):
        """What is still to be paid of ``move`` on ``due``."""
        return cls._insert(
            "account.move.line",
            move_id=move.id,
            statement_line_id=move.statement_line_id.id or None,
            partner_id=move.partner_id.id,
            company_id=move.company_id.id,
            currency_id=move.currency_id.id,
            account_id=cls._receivable_account(move.company_id).id,
            display_type="payment_term",
            date_maturity=due,
            amount_residual=amount,
        )

    @classmethod
    def _link(cls, invoice_line, order):
        """Say that ``invoice_line`` invoices a new line of ``order``."""
        order_line = cls._insert(
            "sale.order.line",
            order_id=order.id,
            company_id=order.company_id.id,
            name="Line",
            product_uom_qty=1,
            price_unit=1,
            customer_lead=0,
            is_downpayment=True,
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO sale_order_line_invoice_rel
                          (invoice_line_id, order_line_id) VALUES (%s, %s)""",
                invoice_line.id,
                order_line.id,
            )
        )

    @classmethod
    def _payment(cls, partner, day, **values):
        company_id = values.setdefault("company_id", cls.company.id)
        company = cls.env["res.company"].browse(company_id)
        values = {
            "partner_id": partner.id,
            "journal_id": cls._journal(company).id,
            "state": "paid",
            "payment_type": "inbound",
            "partner_type": "customer",
            "date": day,
            "amount": 100,
            **values,
        }
        return cls._insert("account.payment", **values)

    @classmethod
    def _bank_line(cls, partner, day, amount=100.0, **values):
        """Money on the bank statement, of which nothing else tells."""
        move = cls._move(partner, day, move_type="entry", invoice_date=None, **values)
        line = cls._insert(
            "account.bank.statement.line",
            partner_id=partner.id,
            company_id=move.company_id.id,
            journal_id=move.journal_id.id,
            move_id=move.id,
            amount=amount,
        )
        cls._update(move, statement_line_id=line.id)
        return line

    @classmethod
    def _opportunity(cls, partner, at, **values):
        values = {
            "partner_id": partner.id,
            "company_id": cls.company.id,
            "name": "Opportunity",
            "type": "opportunity",
            "active": True,
            "won_status": "pending",
            "create_date": moment(at),
            **values,
        }
        return cls._insert("crm.lead", **values)

    @classmethod
    def _message(cls, record, author, at, **values):
        """A mail ``author`` wrote on ``record``."""
        return cls._insert(
            "mail.message",
            model=record._name,
            res_id=record.id,
            author_id=author.id,
            date=moment(at),
            **{"message_type": "email", **values},
        )

    @classmethod
    def _done_activity(cls, record, at):
        """The message a completed activity leaves."""
        return cls._message(
            record,
            cls.env.user.partner_id,
            at,
            message_type="notification",
            mail_activity_type_id=cls.env.ref("mail.mail_activity_data_call").id,
        )

    @classmethod
    def _meeting(cls, partners, at, **values):
        values = {
            "name": "Meeting",
            "show_as": "busy",
            "active": True,
            "start": moment(at),
            "stop": moment(at) + timedelta(hours=1),
            **values,
        }
        meeting = cls._insert("calendar.event", **values)
        for partner in partners:
            cls.env.cr.execute(
                SQL(
                    """INSERT INTO calendar_event_res_partner_rel
                              (calendar_event_id, res_partner_id) VALUES (%s, %s)""",
                    meeting.id,
                    partner.id,
                )
            )
        return meeting

    @classmethod
    def _journal(cls, company):
        values = {"code": "DOC", "company_id": company.id}
        return cls._existing("account.journal", **values) or cls.env[
            "account.journal"
        ].create({"name": "Documents", "type": "general", **values})

    @classmethod
    def _receivable_account(cls, company):
        root = company.root_id
        values = {"name": f"Receivable of {root.id}"}
        return cls._existing("account.account", **values) or cls.env[
            "account.account"
        ].create(
            {
                **values,
                "code": f"RET{root.id}",
                "account_type": "asset_receivable",
                "company_ids": [(6, 0, root.ids)],
            }
        )

    @classmethod
    def _existing(cls, model, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return cls.env[model].search(domain, limit=1)
