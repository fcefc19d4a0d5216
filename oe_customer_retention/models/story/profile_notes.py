"""Notes on a customer: Odoo's own log notes on its contact, the pinned ones on top.

They are kept on the contact, not on the profile, which comes and goes with the
documents: a merge, an exclusion or an archived contact loses none.
"""

import re

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html_sanitize, is_html_empty, plaintext2html

from ..condition import checked_ids, checked_limit
from .signal import EMPTIED

NOTES = 10
# Odoo marks what was edited, each time anew.
EDITED = re.compile(r"\s*<span class=[\"']o-mail-Message-edited[\"'][^>]*>\s*</span>")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_notes(self, limit=NOTES):
        """Return the notes people wrote on this customer, its contacts and profile.

        :return: ``notes``, the pinned ones first, then the latest, each with
            ``may_edit`` (whether the user may change or delete it), and ``has_more``
        """
        self.ensure_one()
        self.check_access("read")
        notes = self.env["mail.message"].search(
            self._notes_domain(),
            order="pinned_at desc nulls last, id desc",
            limit=checked_limit(self.env, limit) + 1,
        )
        names = ("body", "date", "author_id", "pinned_at")
        rows = notes[:limit].read(names)
        for row, note in zip(rows, notes, strict=False):
            row["may_edit"] = self._may_edit(note)
        return {"notes": rows, "has_more": len(notes) > limit}

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
            & Domain("body", "not in", (False, EMPTIED))
            & Domain.OR(
                Domain("model", "=", model) & Domain("res_id", "in", ids)
                for model, ids in places.items()
            )
        )

    def add_note(self, text, pinned=False, is_html=False):
        """Write a note on the contact of this customer.

        :param str text: plain text, or HTML
        :param bool pinned: keep it on top
        :param bool is_html: whether ``text`` is HTML, of which what is safe is kept
        :return: the id of the note, a ``mail.message``
        :raises UserError: if ``text`` is empty, or no text
        """
        self.ensure_one()
        self.check_access("read")
        note = self.partner_id.message_post(
            body=self._note_body(text, is_html),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        if pinned:
            self.pin_notes(note.ids, True)
        return note.id

    def _note_body(self, text, is_html):
        """Return what is kept of a text.

        :raises UserError: if it is empty, or no text
        """
        if not isinstance(text, str):
            text = ""
        body = Markup(html_sanitize(text)) if is_html else plaintext2html(text.strip())
        if is_html_empty(body):
            raise UserError(self.env._("The note is empty: write something first."))
        return body

    def edit_note(self, note_id, html):
        """Write a note anew, as its author or a sales manager.

        :param int note_id: of ``mail.message``
        :param str html: what it says now, of which what is safe is kept
        :raises UserError: as in :meth:`pin_notes`, and if ``html`` is empty
        :raises AccessError: for whoever else
        """
        body = self._note_body(html, is_html=True)
        note = self._own_note(note_id)
        record = self.env[note.model].browse(note.res_id)
        new_body = Markup(EDITED.sub("", body))
        record._message_update_content(note.sudo(), body=new_body)

    def delete_note(self, note_id):
        """Delete a note, as its author or a sales manager.

        :param int note_id: of ``mail.message``
        :raises UserError: as in :meth:`pin_notes`
        :raises AccessError: for whoever else
        """
        self._own_note(note_id).sudo().unlink()

    def _own_note(self, note_id):
        """Return a note the user may change.

        :raises AccessError: for whoever else
        """
        note = self._found_notes([note_id])
        if not self._may_edit(note):
            raise AccessError(
                self.env._(
                    "This note is %(author)s's: only its author and sales managers "
                    "change or delete it. Write a note of your own.",
                    author=note.author_id.name or self.env._("someone else"),
                )
            )
        return note

    def _may_edit(self, note):
        user = self.env.user
        return note.author_id == user.partner_id or user._may_decide()

    def _found_notes(self, note_ids):
        """Return notes of this customer.

        :raises UserError: for anything but a list of ids, and if none of them is, or
            still is, a note on this customer that the user may read
        """
        self.ensure_one()
        self.check_access("read")
        notes = self.env["mail.message"].search(
            self._notes_domain() & Domain("id", "in", checked_ids(self.env, note_ids))
        )
        if not notes:
            raise UserError(self.env._("This note no longer exists. Reload the page."))
        return notes

    def pin_notes(self, note_ids, pinned):
        """Keep notes of this customer on top, or let them go, for everybody.

        :param list[int] note_ids: ids of ``mail.message``
        :raises UserError: for anything but a list of ids, and if none of them is, or
            still is, a note on this customer that the user may read
        """
        notes = self._found_notes(note_ids)
        notes.sudo().pinned_at = pinned and fields.Datetime.now()
        notes.flush_recordset(["pinned_at"])  # messages are searched without
