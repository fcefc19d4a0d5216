from dataclasses import replace

from odoo import models
from odoo.addons.oe_customer_retention.models.signals.kind import Kind
from odoo.tools import SQL


class TextSignal(models.AbstractModel):
    """Text messages that somebody here sent: contacts of ours, told in the story."""

    _inherit = "customer.retention.signal"

    def _is_written(self, sent, message):
        """Add text messages, but those that could not be sent."""
        return SQL(
            """(%s OR %s.notification_type = 'sms' AND %s.message_type = 'sms'
                      AND %s.notification_status NOT IN ('exception', 'canceled'))""",
            super()._is_written(sent, message),
            sent,
            message,
            sent,
        )

    def _told_kinds(self):
        mail = self._message_documents()["mail.message"]
        text = Kind(
            label=self.env._("Text messages"),
            event=self.env._("Text message sent"),
            icon="fa-mobile",
            selects=self._text_selects,
            documents={"mail.message": replace(mail, event=None, topic=None)},
            names_people=False,
        )
        return {**super()._told_kinds(), "text": text}

    def _text_selects(self, company):
        """Text messages that people who work here, or did, wrote to a customer."""
        condition = SQL(
            "d.message_type = 'sms' AND d.author_id IN (%s)", self._staff_partners()
        )
        return self._written_selects(company, "text", condition, self._threads())
