"""Mail that a machine sent: it is stored like any other, but is nobody's act."""

from odoo import api, fields, models

from ..server_fields import refuse_server_fields

# What mail servers and programs put on automatic answers only.
AUTOMATIC_HEADERS = (
    *("X-Autoreply", "X-Autoreply-From", "X-Autorespond", "X-Mail-Autoreply"),
    "X-FC-MachineGenerated",
)


class MailMessage(models.Model):
    _inherit = "mail.message"

    retention_is_automatic = fields.Boolean(
        string="Sent automatically",
        readonly=True,
        help="An automatic reply, such as out of office, or a delivery notice: it does "
        "not count as activity of its sender.",
    )

    def write(self, vals):
        if "retention_is_automatic" in vals:
            remedy = self.env._("It follows from the headers of the email.")
            refuse_server_fields(self, ["retention_is_automatic"], remedy)
        return super().write(vals)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        is_answer = bool(message_dict.get("parent_id"))
        if self._retention_is_automatic(message, is_answer):
            message_dict["retention_is_automatic"] = True
        return super()._message_route_process(message, message_dict, routes)

    def _retention_is_automatic(self, message, is_answer):
        """Return whether a machine sent this mail, by its headers.

        See RFC 3834, section 5, and RFC 3464 and 8098 for the reports; the others are
        those of mail servers before it. Bulk mail that answers one of ours comes from
        a person whose program sends all mail so: a help desk, a mailing tool.

        :param email.message.EmailMessage message: as it was received
        :param bool is_answer: whether it answers a message kept here
        """
        submitted = (message.get("Auto-Submitted") or "no").lower()
        precedence = (message.get("Precedence") or "").lower()
        return (
            not submitted.startswith("no")
            or precedence in ("auto_reply", "junk")
            or (precedence == "bulk" and not is_answer)
            or any(name in message for name in AUTOMATIC_HEADERS)
            or message.get("Return-Path", "").strip() == "<>"
            or message.get_content_type() == "multipart/report"
        )

    def _get_message_create_valid_field_names(self):
        names = super()._get_message_create_valid_field_names()
        return names | {"retention_is_automatic"}
