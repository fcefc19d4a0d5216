import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";
import { money } from "./money";

/** An amount that may be less than nothing, as the dashboard and the server write it. */
export function formatMoney(value, { currencyId, ...options }) {
    return typeof value === "number" ? money(value, currencyId, options) : "";
}

export class RetentionMoneyField extends MonetaryField {
    get formattedValue() {
        const { currencyId, currencyDigits: digits } = this;
        return formatMoney(this.value, { currencyId, digits });
    }
}

registry.category("formatters").add("retention_money", formatMoney);
registry.category("fields").add("retention_money", {
    ...monetaryField,
    component: RetentionMoneyField,
    displayName: _t("Signed amount"),
    supportedTypes: ["monetary"],
});
