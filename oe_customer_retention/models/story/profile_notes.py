"""Notes on a customer: Odoo's own log notes on its contact, the pinned ones on top.

They are kept on the contact, not on the profile, which comes and goes with the
documents: a merge, an exclusion or an archived contact loses none.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..condition import checked_ids, checked_limit

NOTES = 10


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_notes(self, limit=NOTES):
        """Return the notes people wrote on this customer, its contacts and profile.

        :return: ``notes``, the pinned ones first, then the latest, and ``has_more``
        """
        self.ensure_one()
        self.check_access("read")
        notes = self.env["mail.message"].search(
            self._notes_domain(),
            order="pinned_at desc nulls last, id desc",
            limit=checked_limit(self.env, limit) + 1,
        )
        names = ("body", "date", "author_id", "pinned_at")
        return {"notes": notes[:limit].read(names), "has_more": len(notes) > limit}

    def _notes_domain(self):
        contacts = self.env["res.partner"].with_context(active_test=False)
        places = {
            self._name: self.ids,
            "res.partner": contacts._search(
                [("commercial_partner_id", "=", self.partner_id.id)]
            ),
        }
        return (
            Domain("subtype_id", "=", self.env.ref("mail.mt_note").id)
            & Domain("message_type", "=", "comment")
            & Domain.OR(
                Domain("model", "=", model) & Domain("res_id", "in", ids)
                for model, ids in places.items()
            )
        )

    def add_note(self, text, pinned=False):
        """Write a note on the contact of this customer.

        :param str text: plain text
        :param bool pinned: keep it on top
        :return: the id of the note, a ``mail.message``
        :raises UserError: if ``text`` is empty, or no text
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(text, str) or not text.strip():
            raise UserError(self.env._("The note is empty: write something first."))
        note = self.partner_id.message_post(
            body=plaintext2html(text.strip()),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        if pinned:
            self.pin_notes(note.ids, True)
        return note.id

    def pin_notes(self, note_ids, pinned):
        """Keep notes of this customer on top, or let them go, for everybody.

        :param list[int] note_ids: ids of ``mail.message``
        :raises UserError: for anything but a list of ids, and if none of them is, or
            still is, a note on this customer that the user may read
        """
        self.ensure_one()
        self.check_access("read")
        notes = self.env["mail.message"].search(
            self._notes_domain() & Domain("id", "in", checked_ids(self.env, note_ids))
        )
        if not notes:
            raise UserError(
                self.env._("This note is not there any more. Reload the page.")
            )
        notes.sudo().pinned_at = pinned and fields.Datetime.now()
        notes.flush_recordset(["pinned_at"])  # messages are searched without
