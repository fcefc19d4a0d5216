import { user } from "@web/core/user";

const pattern = () =>
    new Intl.NumberFormat(user.lang, { style: "percent", numberingSystem: "latn" });

/** A share of 1 as whole percents, as the reader's language writes them. */
export function percent(share) {
    return pattern().format(share);
}

/** A number as percents: the sign where the reader's language puts it. */
export function withPercentSign(number) {
    const parts = pattern().formatToParts(0);
    return parts.map(({ type, value }) => (type === "integer" ? number : value)).join("");
}
