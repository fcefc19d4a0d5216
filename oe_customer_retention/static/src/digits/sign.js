import { user } from "@web/core/user";

/** The sign of a number, as the reader's language writes it. */
export function signOf(number) {
    const options = { numberingSystem: "latn", signDisplay: "always" };
    const parts = new Intl.NumberFormat(user.lang, options).formatToParts(number);
    return parts.find(({ type }) => type === "plusSign" || type === "minusSign").value;
}
