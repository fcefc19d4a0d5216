import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

const LEAST_WIDTH = 110; // of the longest status in the longest language

/**
 * A retention status as a badge in the accent of that status; with the option
 * `shows_blocked` a customer not to be sold to is marked beside it.
 */
export class RetentionStatusField extends BadgeField {
    static template = "oe_customer_retention.StatusField";
    static props = { ...BadgeField.props, showsBlocked: { type: Boolean, optional: true } };

    get badgeClass() {
        return `text-bg-retention-${this.props.record.data[this.props.name]}`;
    }

    get isBlocked() {
        return this.props.showsBlocked && this.props.record.data.blocked;
    }
}

registry.category("fields").add("retention_status", {
    ...badgeField,
    component: RetentionStatusField,
    displayName: _t("Retention status"),
    supportedTypes: ["selection"],
    listViewWidth: [LEAST_WIDTH],
    extractProps: (staticInfo, dynamicInfo) => ({
        ...badgeField.extractProps(staticInfo, dynamicInfo),
        showsBlocked: Boolean(staticInfo.options.shows_blocked),
    }),
});
