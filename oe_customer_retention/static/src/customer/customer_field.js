import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";

const LEAST_WIDTH = 160;

/** The customer of a row: its column stays wide enough to tell one from another. */
registry.category("fields").add("retention_customer", {
    ...buildM2OFieldDescription(Many2OneField),
    displayName: _t("Customer's name"),
    listViewWidth: [LEAST_WIDTH],
});
