import { sprintf } from "@web/core/utils/strings";
import { user } from "@web/core/user";
import { formatInteger } from "@web/views/fields/formatters";

/** Forms of a noun by a number: two of a language, or these six of the CLDR. */
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const FORMS = /(%\(\w+\)s )?\{(\w+):([^{}]+)\}/g;

/**
 * A text with its values, each noun in the form that its number asks for.
 *
 * The forms stand in the text with the name of the number: for one and for more,
 * `%(days)s {days:day|days}`, or for each of the categories where a language has so
 * many. A form that begins with `=` says the number itself, as the Arabic dual does.
 * Whole numbers are written as the reader writes them.
 *
 * @param {string} text translated, without its values
 * @param {Object} values
 */
export function counted(text, values) {
    const rules = new Intl.PluralRules(user.lang);
    const form = (_match, number = "", name, choices) => {
        const forms = choices.split("|");
        const category = rules.select(values[name]);
        const chosen =
            forms.length === CATEGORIES.length
                ? forms[CATEGORIES.indexOf(category)]
                : forms[category === "one" ? 0 : forms.length - 1];
        return chosen.startsWith("=") ? chosen.slice(1) : number + chosen;
    };
    const texts = Object.entries(values).map(([name, value]) => [
        name,
        Number.isInteger(value) ? formatInteger(value) : value,
    ]);
    return sprintf(text.toString().replace(FORMS, form), Object.fromEntries(texts));
}
