from odoo import models
from odoo.tools import groupby


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _message_track(self, fields_iter, initial_values_dict):
        """Log what changed in sets: a refresh may change thousands of statuses."""
        kept = self._tracked_notes()
        data = self.env.cr.precommit.data
        notes = data[kept] = []
        try:
            tracking = super()._message_track(fields_iter, initial_values_dict)
        finally:
            del data[kept]
        for _author, rows in groupby(notes, lambda note: note[1]["author_id"]):
            self._log_tracked(rows)
        return tracking

    def _message_log(self, **note):
        """Leave a note of :meth:`_message_track` to be logged with all the others."""
        notes = self.env.cr.precommit.data.get(self._tracked_notes())
        if notes is None:
            return super()._message_log(**note)
        notes.append((self, note))
        return self.env["mail.message"]

    def _tracked_notes(self):
        return f"{self._name}.tracked_notes"

    def _log_tracked(self, notes):
        """Log ``(profile, arguments of _message_log)`` of one author."""
        bodies = {profile.id: note["body"] for profile, note in notes}
        messages = self.browse(bodies)._message_log_batch(
            bodies, author_id=notes[0][1]["author_id"]
        )
        self.env["mail.tracking.value"].sudo().create(
            [
                {**values, "mail_message_id": message.id}
                for message, (_profile, note) in zip(messages, notes, strict=True)
                for _create, _id, values in note["tracking_value_ids"]
            ]
        )
