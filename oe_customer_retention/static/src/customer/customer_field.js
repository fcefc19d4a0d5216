import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";

const LEAST_WIDTH = 160;
const many2one = buildM2OFieldDescription(Many2OneField);

/**
 * The customer of a row: its column stays wide enough to tell one from another, and a
 * click opens the row, as it does without a widget.
 */
registry.category("fields").add("retention_customer", {
    ...many2one,
    displayName: _t("Customer's name"),
    listViewWidth: [LEAST_WIDTH],
    extractProps: (...info) => ({ ...many2one.extractProps(...info), canOpen: false }),
});
