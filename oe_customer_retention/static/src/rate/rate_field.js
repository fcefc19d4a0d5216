import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { PercentageField, percentageField } from "@web/views/fields/percentage/percentage_field";
import { signOf } from "../digits/sign";
import { withPercentSign } from "./percent";

/** A share as a percentage; an unknown one is blank, not 0 %. A difference is signed. */
export function formatRate(value, { signed, ...options } = {}) {
    if (typeof value !== "number") {
        return "";
    }
    const text = (number) => formatPercentage(number, { ...options, noSymbol: true });
    return signed ? points(value, text) : withPercentSign(text(value));
}

/** A difference of two shares: they differ by points, not by percents. */
function points(difference, text) {
    const number = text(Math.abs(difference));
    const sign = number === text(0) ? "±" : signOf(difference);
    return sign + _t("%(points)s pts", { points: number });
}
formatRate.extractOptions = formatPercentage.extractOptions;

export class RetentionRateField extends PercentageField {
    static props = { ...PercentageField.props, signed: { type: Boolean, optional: true } };

    get formattedValue() {
        const { digits, name, record, signed } = this.props;
        return formatRate(record.data[name], { digits, signed });
    }
}

registry.category("formatters").add("retention_rate", formatRate);
registry.category("fields").add("retention_rate", {
    ...percentageField,
    component: RetentionRateField,
    displayName: _t("Rate"),
    extractProps: (info, ...others) => ({
        ...percentageField.extractProps(info, ...others),
        signed: info.options.signed,
    }),
});
