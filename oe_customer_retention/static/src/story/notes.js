import { Component, markup, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useAnswer } from "../answer/answer";
import { labelled } from "../counted/labelled";
import { inDigits, writtenMoment } from "../days/days";
import { RetentionNoteEditor } from "./note_editor";

const PROFILE = "customer.retention.profile";
const NOTES = 10;

/** Notes on a customer, the pinned ones on top; writing, editing and pinning them. */
export class RetentionNotes extends Component {
    static template = "oe_customer_retention.Notes";
    static components = { RetentionNoteEditor };
    static props = {
        profileId: { type: [Number, Boolean] },
        record: { type: Object, optional: true }, // told of whatever is loaded again
        onChange: { type: Function, optional: true }, // a note came, changed or went
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        // The id of the note that is edited, "new" while one is written.
        this.view = useState({ edits: false });
        this.limit = NOTES;
        this.answer = useAnswer((profileId) =>
            this.orm.call(PROFILE, "get_notes", [profileId], { limit: this.limit })
        );
    }

    get state() {
        return this.answer.state;
    }

    loadMore() {
        this.limit += 2 * NOTES;
        return this.answer.load();
    }

    edit(noteId) {
        this.view.edits = noteId;
    }

    async add(html, isPinned) {
        const args = [[this.props.profileId], html, isPinned];
        await this.orm.call(PROFILE, "add_note", args, { is_html: true });
        return this.reload("new");
    }

    async change({ id }, html) {
        await this.orm.call(PROFILE, "edit_note", [[this.props.profileId], id, html]);
        return this.reload(id);
    }

    /** Read the notes again, and close the editor of this one: by now another may be open. */
    reload(noteId) {
        if (this.view.edits === noteId) {
            this.view.edits = false;
        }
        this.props.onChange?.();
        return this.answer.load();
    }

    remove({ id }) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete this note?"),
            body: _t("The note is deleted for everyone, also from the contact's messages."),
            confirmLabel: _t("Delete"),
            confirm: async () => {
                await this.orm.call(PROFILE, "delete_note", [[this.props.profileId], id]);
                return this.reload(id);
            },
            cancel: () => {},
        });
    }

    async togglePin({ id, pinned_at: pinnedAt }) {
        const args = [[this.props.profileId], [id], !pinnedAt];
        await this.orm.call(PROFILE, "pin_notes", args);
        return this.answer.load();
    }

    pinLabel({ pinned_at: pinnedAt }) {
        return pinnedAt ? _t("Unpin") : _t("Pin");
    }

    /** What a screen reader says of each control, naming the note. */
    labels(note) {
        const of = { author: note.author_id ? note.author_id[1] : "", day: this.day(note) };
        return {
            edit: _t("Edit the note of %(author)s, %(day)s", of),
            delete: _t("Delete the note of %(author)s, %(day)s", of),
            pin: labelled(this.pinLabel(note), `${of.author}, ${of.day}`),
        };
    }

    body(note) {
        return markup(note.body);
    }

    day({ date }) {
        return formatDate(inDigits(deserializeDateTime(date)));
    }

    moment({ date }) {
        return writtenMoment(date);
    }
}
