import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/** A retention status as a badge in the accent of that status. */
export class RetentionStatusField extends BadgeField {
    get badgeClass() {
        return `text-bg-retention-${this.props.record.data[this.props.name]}`;
    }
}

registry.category("fields").add("retention_status", {
    ...badgeField,
    component: RetentionStatusField,
    displayName: _t("Retention status"),
    supportedTypes: ["selection"],
});
