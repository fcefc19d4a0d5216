import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { PercentageField, percentageField } from "@web/views/fields/percentage/percentage_field";
import { withPercentSign } from "./percent";

/** A share as a percentage; an unknown one is blank, not 0 %. */
export function formatRate(value, options) {
    if (typeof value !== "number") {
        return "";
    }
    return withPercentSign(formatPercentage(value, { ...options, noSymbol: true }));
}
formatRate.extractOptions = formatPercentage.extractOptions;

export class RetentionRateField extends PercentageField {
    get formattedValue() {
        const { name, record } = this.props;
        return formatRate(record.data[name], { digits: this.props.digits });
    }
}

registry.category("formatters").add("retention_rate", formatRate);
registry.category("fields").add("retention_rate", {
    ...percentageField,
    component: RetentionRateField,
    displayName: _t("Rate"),
});
