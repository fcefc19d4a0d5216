"""What a touchpoint says of its document, and how to open and find that."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..labels import label
from .touchpoint import CUSTOMER

# Where the text of a document is looked for; elsewhere it is its name.
SEARCHED_FIELDS = {
    "account.bank.statement.line": ("payment_ref",),
    "account.move": ("name", "ref"),
    "account.payment": ("name", "memo"),
    "mail.message": ("subject", "body"),
    "sale.order": ("name", "client_order_ref"),
}


class CustomerRetentionTouchpoint(models.Model):
    _inherit = "customer.retention.touchpoint"

    event = fields.Char(
        string="What", compute="_compute_document", help="What happened."
    )
    summary = fields.Char(
        string="Document name",
        compute="_compute_document",
        search="_search_summary",
        help="The name of the document or the first words of the message; empty where "
        "you may not read it.",
    )

    @api.depends("res_model", "res_id", "can_open", "at", "kind")
    @api.depends_context("lang", "uid", CUSTOMER)
    def _compute_document(self):
        self.summary = False
        for touchpoint in self:
            touchpoint.event = touchpoint._event_unread()
        by_model = self.filtered("can_open").grouped("res_model")
        for model, touchpoints in by_model.items():
            documents = self.env[model].browse(touchpoints.mapped("res_id"))
            for touchpoint, document in zip(touchpoints, documents, strict=True):
                touchpoint.event = touchpoint._event(document)
                touchpoint.summary = touchpoint._summarise(document)

    @api.depends("event", "summary")
    @api.depends_context("lang", "uid", CUSTOMER)
    def _compute_display_name(self):
        for touchpoint in self:
            parts = filter(None, (touchpoint.event, touchpoint.summary))
            touchpoint.display_name = ": ".join(parts)

    def _event_unread(self):
        """Return what happened as far as the kind of document tells."""
        names = {
            "quotation": self.env._("Quotation"),
            "order": self.env._("Order"),
            "invoice": self.env._("Invoice"),
            "payment": self.env._("Payment"),
        }
        return names.get(self.kind) or label(self, "kind")

    def _event(self, document):
        """Return what happened, by the document.

        Another model is one more method ``_event_<model>``, its dots as underscores.
        """
        method = f"_event_{document._name.replace('.', '_')}"
        describe = getattr(self, method, None)
        return describe(document) if describe else self._event_unread()

    def _event_calendar_event(self, _meeting):
        return self.env._("Meeting")

    def _event_crm_lead(self, lead):
        if lead.date_closed and self.at == lead.date_closed.replace(microsecond=0):
            if lead.won_status == "lost":
                return self.env._("Opportunity lost")
            return self.env._("Opportunity won")
        return self.env._("Opportunity opened")

    def _event_mail_message(self, message):
        if message.mail_activity_type_id:
            return self.env._(
                "%(activity)s done", activity=message.sudo().mail_activity_type_id.name
            )
        return self.env._("Message received")

    def _event_account_move(self, move):
        if move.move_type == "out_refund":
            return self.env._("Credit note")
        return self._event_unread()

    def _summarise(self, document):
        if document._name != "mail.message":
            return document.display_name
        # A completed activity begins with what the event says already.
        text = (document.preview or "").removeprefix(self.event).lstrip(" :")
        subject = document.subject
        if not subject or subject == document.record_name:
            return text
        return " – ".join(filter(None, (subject, text)))

    def _search_summary(self, operator, value):
        """Find touchpoints by the text of documents the reader may read."""
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented

        def to_sql(touchpoints, alias, _query):
            return touchpoints._matches_text(alias, value)

        return Domain("can_open", "=", True) & Domain.custom(to_sql=to_sql)

    def _matches_text(self, alias, text):
        res_model = SQL.identifier(alias, "res_model")
        kinds = self.env["customer.retention.signal"]._queries(self.env.company)
        searched = {query.model for queries in kinds.values() for query in queries}
        cases = [
            SQL(
                "WHEN %s THEN EXISTS (%s)",
                model,
                self._select_document(
                    self.env[model],
                    self._text_domain(model, text),
                    SQL.identifier(alias, "res_id"),
                ),
            )
            for model in sorted(searched)
        ]
        return SQL("CASE %s %s END", res_model, SQL(" ").join(cases))

    def _text_domain(self, model, text):
        documents = self.env[model]
        names = SEARCHED_FIELDS.get(model, (documents._rec_name,))
        domain = Domain.OR(Domain(name, "ilike", text) for name in names if name)
        if model == "calendar.event":
            # The names of other people's private meetings are not shown either.
            domain &= Domain(documents._get_default_privacy_domain())
        return domain

    def action_open(self):
        """Open the document: its own form, or that of the record it belongs to.

        :raises UserError: if the reader may not read the document
        """
        self.ensure_one()
        if not self.can_open:
            raise UserError(
                self.env._(
                    "You may see that and when there was this document, but not the "
                    "document itself. Ask somebody with accounting rights to open it."
                )
            )
        record = self._opened_record()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _opened_record(self):
        """Return the document; for one without a form, the record it belongs to."""
        document = self.env[self.res_model].browse(self.res_id)
        if document._name == "mail.message":
            return self.env[document.model].browse(document.res_id)
        if document._name == "account.bank.statement.line":
            return document.move_id
        return document
