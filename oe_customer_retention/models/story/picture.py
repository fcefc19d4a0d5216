"""The status set by hand, in the picture of a customer's history."""

from odoo import api, fields, models

from ..labels import label


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_picture(self):
        """Add ``by_hand``: ``label``, ``start`` and ``end`` of a status set by hand,
        False without one; one without an end date is told until today."""
        picture = super().get_picture()
        by_hand = self.is_overridden and {
            "label": label(self, "status_override"),
            "start": self._overridden_from(picture["end"]),
            "end": self.override_until or picture["end"],
        }
        return {**picture, "by_hand": by_hand}

    def _overridden_from(self, today):
        """Return the day the status was set by hand, never after ``today``.

        ``override_since`` is later when its reason or end date was changed since.
        """
        return min(filter(None, (self._overridden_on(), self.override_since, today)))

    def _overridden_on(self):
        """Return the day the status was set by hand, as its tracking tells."""
        change = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("field_id.name", "=", "status_override"),
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "=", self.id),
                ],
                order="id desc",
                limit=1,
            )
        )
        local = self.with_context(tz=self.company_id._retention_timezone())
        moment = change.mail_message_id.date
        return moment and fields.Datetime.context_timestamp(local, moment).date()
