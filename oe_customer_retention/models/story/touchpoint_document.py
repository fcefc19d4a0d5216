"""The document of a touchpoint: what it says, and how it is opened and found."""

from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..interaction.interaction import OUTCOMES
from ..labels import time_of_day, titled
from .touchpoint import CUSTOMER


class CustomerRetentionTouchpoint(models.Model):
    _inherit = "customer.retention.touchpoint"

    event = fields.Char(compute="_compute_document", help="What happened.")
    icon = fields.Char(
        compute="_compute_document", help="The icon of this kind of document."
    )
    summary = fields.Char(
        string="Document name",
        compute="_compute_document",
        search="_search_summary",
        help="The name of the document or the first words of the message; empty where "
        "you may not read it.",
    )

    detail = fields.Char(
        compute="_compute_document",
        help="What happened to the document: quoted, invoiced, paid.",
    )
    time = fields.Char(
        string="Time of day",
        compute="_compute_document",
        help="The time in the company's timezone; empty for documents that have a date "
        "only.",
    )

    outcome = fields.Selection(
        OUTCOMES,
        compute="_compute_outcome",
        help="Whether the contact helps to keep the customer; empty: not given yet.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", CUSTOMER)
    def _compute_outcome(self):
        logged = self._logged()
        for touchpoint in self:
            touchpoint.outcome = logged[touchpoint].outcome

    def _logged(self):
        """Return ``{touchpoint: what was logged of it}``, to the reader's rights."""
        nothing = self.env["customer.retention.interaction"]
        messages = self.filtered(lambda row: row.res_model == "mail.message")
        found = nothing.search([("message_id", "in", messages.mapped("res_id"))])
        by_message = {logged.message_id.id: logged for logged in found}
        logged = {row: by_message.get(row.res_id, nothing) for row in messages}
        return {**dict.fromkeys(self, nothing), **logged}

    @api.depends("res_model", "res_id", "can_open", "at", "kind", "topic")
    @api.depends_context("lang", "uid", CUSTOMER)
    def _compute_document(self):
        signals = self.env["customer.retention.signal"]
        kinds, topics = signals._told_kinds(), signals._topics()
        self.event = self.icon = self.summary = self.detail = self.time = False
        for touchpoint in self.filtered("kind"):
            kind = kinds[touchpoint.kind]
            described = kind.documents[touchpoint.res_model]
            touchpoint.event = kind.event
            touchpoint.icon = described.icon or topics[touchpoint.topic].icon
        by_model = self.filtered("can_open").grouped("res_model")
        for model, touchpoints in by_model.items():
            documents = self.env[model].browse(touchpoints.mapped("res_id"))
            for touchpoint, document in zip(touchpoints, documents, strict=True):
                touchpoint._describe(document, kinds[touchpoint.kind].documents[model])

    def _describe(self, document, described):
        """Say what happened and the words beside it, by the document itself.

        Words of a record beside it that the reader may not read are left out.

        :param Document described: what there is to say of such documents
        """
        with suppress(AccessError):
            self._tell(document, described)

    def _tell(self, document, described):
        if described.event:
            self.event = described.event(document, self.at) or self.event
        if described.summary:
            self.summary = described.summary(document, self.event)
        else:
            self.summary = document.display_name
        if described.has_time(document):
            timezone = self.sudo().company_id._retention_timezone()
            self.time = time_of_day(self.env, self.at, timezone)
        if described.detail:
            self.detail = described.detail(document)

    @api.depends("event", "summary")
    @api.depends_context("lang", "uid", CUSTOMER)
    def _compute_display_name(self):
        for touchpoint in self:
            touchpoint.display_name = titled(
                self.env, touchpoint.event, touchpoint.summary
            )

    def _search_summary(self, operator, value):
        """Find touchpoints by the text of documents the reader may read."""
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented

        def to_sql(touchpoints, alias, _query):
            return touchpoints._matches_text(alias, value)

        return Domain("can_open", "=", True) & Domain.custom(to_sql=to_sql)

    def _matches_text(self, alias, text):
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
            for model in self.env["customer.retention.signal"]._documents()
        ]
        return SQL(
            "CASE %s %s END", SQL.identifier(alias, "res_model"), SQL(" ").join(cases)
        )

    def _text_domain(self, model, text):
        described = self._document(model)
        names = described.searched or (self.env[model]._rec_name,)
        documents = self.env[model]
        domain = Domain.OR(_says(documents, name, text) for name in names if name)
        return domain & described.shown() if described.shown else domain

    def action_open(self):
        """Open the document: its own form, or that of the record it belongs to.

        :raises UserError: if the reader may not read the document
        """
        self.ensure_one()
        if not self.can_open:
            raise UserError(
                self.env._(
                    "You may see that this document exists, and its date, but not the "
                    "document itself. Ask someone who may read it to open it."
                )
            )
        document = self.env[self.res_model].browse(self.res_id)
        return self.env["customer.retention.signal"]._open_document(document)


def _says(documents, path, text):
    """Return the domain of the documents that have a text in a field, or in one of a
    record beside them that the reader may read."""
    name, _dot, path = path.partition(".")
    if not path:
        return Domain(name, "ilike", text)
    beside = documents.env[documents._fields[name].comodel_name]
    if not beside.has_access("read"):
        return Domain.FALSE
    return Domain(name, "in", beside._search(_says(beside, path, text)))
