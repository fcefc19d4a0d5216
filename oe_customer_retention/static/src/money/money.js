import { formatCurrency } from "@web/core/currency";
import { localization } from "@web/core/l10n/localization";
import { signOf } from "../digits/sign";

/** An amount, its sign before the currency, as the server writes it. */
export function money(amount, currencyId, options) {
    const text = formatCurrency(Math.abs(amount), currencyId, options);
    return leftToRight(amount < 0 ? signOf(amount) + text : text);
}

/** Within a text from right to left, sign and symbol would change sides. */
export function leftToRight(text) {
    return localization.direction === "rtl" ? `\u2066${text}\u2069` : text;
}

/** Within a box from left to right, words from right to left would change sides. */
export function inReadingOrder(text) {
    return localization.direction === "rtl" ? `\u2067${text}\u2069` : text;
}
