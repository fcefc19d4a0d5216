import { Component, markup, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useAnswer } from "./answer";

const PROFILE = "customer.retention.profile";
const NOTES = 10;

/** Notes on a customer, the pinned ones on top; writing and pinning them. */
export class RetentionNotes extends Component {
    static template = "oe_customer_retention.Notes";
    static props = { profileId: { type: [Number, Boolean] } };

    setup() {
        this.orm = useService("orm");
        this.draft = useState({ text: "", isPinned: false, isSaving: false });
        this.limit = NOTES;
        this.answer = useAnswer((profileId) =>
            this.orm.call(PROFILE, "get_notes", [profileId], { limit: this.limit })
        );
    }

    get state() {
        return this.answer.state;
    }

    get canSave() {
        return Boolean(this.draft.text.trim()) && !this.draft.isSaving;
    }

    loadMore() {
        this.limit += 2 * NOTES;
        return this.answer.load();
    }

    async save() {
        const { text, isPinned } = this.draft;
        this.draft.isSaving = true;
        try {
            await this.orm.call(PROFILE, "add_note", [[this.props.profileId], text, isPinned]);
            Object.assign(this.draft, { text: "", isPinned: false });
        } finally {
            this.draft.isSaving = false;
        }
        return this.answer.load();
    }

    onKeydown(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.canSave) {
            event.preventDefault();
            return this.save();
        }
    }

    async togglePin({ id, pinned_at: pinnedAt }) {
        const args = [[this.props.profileId], [id], !pinnedAt];
        await this.orm.call(PROFILE, "pin_notes", args);
        return this.answer.load();
    }

    pinLabel({ pinned_at: pinnedAt }) {
        return pinnedAt ? _t("Unpin") : _t("Keep on top");
    }

    body(note) {
        return markup(note.body);
    }

    day({ date }) {
        return formatDate(deserializeDateTime(date));
    }

    moment({ date }) {
        return formatDateTime(deserializeDateTime(date));
    }
}
