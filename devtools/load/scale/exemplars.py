"""One document of each kind and company, made by the ORM."""

from odoo import Command

from .. import bulk
from . import customers, meetings, messages, opportunities


def keep(scale):
    """Keeps an exemplar of everything that is inserted."""
    bulk.keep_exemplars(scale.env, lambda: _all(scale))


def _all(scale):
    yield from customers.exemplars(scale)
    yield from messages.exemplars(scale)
    yield from meetings.exemplars(scale)
    yield from opportunities.exemplars(scale)
    for company in scale.companies.values():
        yield from Documents(scale, company).exemplars()


class Documents:
    """Sales, invoices and payments of one company, worth 1 each.

    A document is yielded again after each change: what is kept is its row then.
    Of a journal entry's two lines, the one on the receivable account comes last.
    """

    def __init__(self, scale, company):
        self.env = scale.env(
            context={**scale.env.context, "allowed_company_ids": company.ids}
        )
        self.company = company.with_env(self.env)
        self.product = scale.product.with_env(self.env)
        self.partner = self.env["res.partner"].create({"name": "Exemplar"})
        journals = self.env["account.journal"]
        self.bank = journals.search(
            [*journals._check_company_domain(self.company), ("type", "=", "bank")],
            limit=1,
        )

    def exemplars(self):
        yield from self._quotation()
        yield from self._order()
        yield from self._invoice_paid_with_entry()
        yield from self._invoice_paid_without_entry()
        yield from self._invoice_paid_at_the_bank()
        yield from self._receipt_and_refund()
        yield from self._money_for_no_invoice()

    def _line(self, **quantity):
        """Untaxed: a chart of accounts gives its default tax to every product."""
        return {
            "product_id": self.product.id,
            "price_unit": 1,
            "tax_ids": [Command.clear()],
            **quantity,
        }

    def _new_order(self):
        line = self._line(product_uom_qty=1)
        return self.env["sale.order"].create(
            {"partner_id": self.partner.id, "order_line": [Command.create(line)]}
        )

    def _quotation(self):
        order = self._new_order()
        yield from _with_lines("draft", order, order.order_line)
        order.action_quotation_sent()
        yield from _with_lines("sent", order, order.order_line)
        order._action_cancel()
        yield from _with_lines("cancel", order, order.order_line)

    def _order(self):
        order = self._new_order()
        order.action_confirm()
        yield from _with_lines("sale", order, order.order_line)
        order._create_invoices().action_post()
        yield from _with_lines("invoiced", order, order.order_line)

    def _posted(self, move_type="out_invoice"):
        line = self._line(quantity=1)
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        return move

    def _pay(self, invoice, **values):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.partner.id,
                "journal_id": self.bank.id,
                "amount": 1,
                "invoice_ids": invoice.ids,
            }
        )
        payment.write(values)
        payment.action_post()
        return payment

    def _invoice_paid_with_entry(self):
        invoice = self._posted()
        yield from _with_lines("invoice/open", invoice, _lines(invoice))
        payment = self._pay(invoice)
        receivable = _receivable(invoice) + _receivable(payment.move_id)
        receivable.reconcile()
        yield from _with_lines("invoice/entry", invoice, _lines(invoice))
        yield "entry", payment
        yield from _with_lines("entry", payment.move_id, _lines(payment.move_id))
        yield "entry", receivable.matched_debit_ids
        yield "entry", receivable.full_reconcile_id

    def _invoice_paid_without_entry(self):
        invoice = self._posted()
        payment = self._pay(invoice, outstanding_account_id=False)
        payment.action_validate()
        yield from _with_lines("invoice/bare", invoice, _lines(invoice))
        yield "bare", payment

    def _invoice_paid_at_the_bank(self):
        invoice = self._posted()
        account = _receivable(invoice).account_id
        entry = self._received(counterpart_account_id=account.id)
        receivable = _receivable(invoice) + _receivable(entry.move_id)
        receivable.reconcile()
        yield from _with_lines("invoice/bank", invoice, _lines(invoice))
        yield "bank", entry
        yield from _with_lines("bank", entry.move_id, _lines(entry.move_id))
        yield "bank", receivable.matched_debit_ids
        yield "bank", receivable.full_reconcile_id

    def _receipt_and_refund(self):
        receipt = self._posted("out_receipt")
        self._pay(receipt, outstanding_account_id=False).action_validate()
        yield from _with_lines("receipt/bare", receipt, _lines(receipt))
        refund = self._posted("out_refund")
        yield from _with_lines("refund/open", refund, _lines(refund))

    def _money_for_no_invoice(self):
        none = self.env["account.move"]
        yield "advance", self._pay(none, outstanding_account_id=False)
        entry = self._received()
        yield "unknown", entry
        yield from _with_lines("unknown", entry.move_id, _lines(entry.move_id))

    def _received(self, **values):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "partner_id": self.partner.id,
                "amount": 1,
                "payment_ref": "Transfer",
                **values,
            }
        )


def _with_lines(kind, document, lines):
    yield kind, document
    yield kind, lines


def _lines(move):
    return (move.line_ids - _receivable(move)) + _receivable(move)


def _receivable(move):
    return move.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    )
