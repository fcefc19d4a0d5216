import { user } from "@web/core/user";

/** A share of 1 as whole percents, as the reader's language writes them. */
export function percent(share) {
    const format = { style: "percent", numberingSystem: "latn" };
    return new Intl.NumberFormat(user.lang, format).format(share);
}
