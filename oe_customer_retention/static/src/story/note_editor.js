import { Wysiwyg } from "@html_editor/wysiwyg";
import { Component, markup, onMounted, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { isHtmlEmpty } from "@web/core/utils/html";

/** A note that is written, with Odoo's own editor. */
export class RetentionNoteEditor extends Component {
    static template = "oe_customer_retention.NoteEditor";
    static components = { Wysiwyg };
    static props = {
        content: { type: String, optional: true },
        canPin: { type: Boolean, optional: true },
        saveLabel: String,
        save: Function,
        discard: Function,
    };
    static defaultProps = { content: "", canPin: false };

    setup() {
        this.draft = useState({ isEmpty: !this.props.content, isPinned: false, isSaving: false });
        onMounted(() => this.editor.shared.selection.focusEditable());
    }

    get config() {
        return {
            content: markup(this.props.content),
            direction: localization.direction || "ltr",
            placeholder: _t("Add a note for your colleagues…"),
            allowImage: false,
            allowVideo: false,
            allowFile: false,
            onChange: () => {
                this.draft.isEmpty = isHtmlEmpty(this.html);
            },
        };
    }

    get html() {
        return this.editor.getContent();
    }

    get canSave() {
        return !this.draft.isEmpty && !this.draft.isSaving;
    }

    async save() {
        this.draft.isSaving = true;
        try {
            await this.props.save(this.html, this.draft.isPinned);
        } finally {
            this.draft.isSaving = false;
        }
    }

    /** Ctrl + Enter saves, Escape leaves; neither reaches the form around. */
    onKeydown(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.canSave) {
            event.preventDefault();
            event.stopPropagation();
            return this.save();
        }
        if (event.key === "Escape") {
            event.stopPropagation();
            return this.props.discard();
        }
    }
}
