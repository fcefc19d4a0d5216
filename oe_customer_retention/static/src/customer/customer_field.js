import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";
import { companyName } from "./company";

const LEAST_WIDTH = 160;

/** The customer of a row, over its company where several are looked at. */
export class RetentionCustomerField extends Many2OneField {
    get m2oProps() {
        const props = super.m2oProps;
        const company = companyName(this.props.record.data.company_id?.display_name);
        if (company && props.value) {
            const name = `${props.value.display_name}\n${company}`;
            props.value = { ...props.value, display_name: name };
        }
        return props;
    }
}

const many2one = buildM2OFieldDescription(RetentionCustomerField);

/**
 * Its column stays wide enough to tell one customer from another, and a click opens the
 * row, as it does without a widget.
 */
registry.category("fields").add("retention_customer", {
    ...many2one,
    displayName: _t("Customer's name"),
    listViewWidth: [LEAST_WIDTH],
    extractProps: (...info) => ({ ...many2one.extractProps(...info), canOpen: false }),
});
