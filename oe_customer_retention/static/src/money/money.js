import { formatCurrency } from "@web/core/currency";
import { user } from "@web/core/user";

/** An amount, its sign before the currency, as the server writes it. */
export function money(amount, currencyId, options) {
    const text = formatCurrency(Math.abs(amount), currencyId, options);
    return amount < 0 ? minus() + text : text;
}

function minus() {
    const parts = new Intl.NumberFormat(user.lang, { numberingSystem: "latn" }).formatToParts(-1);
    return parts.find(({ type }) => type === "minusSign").value;
}
