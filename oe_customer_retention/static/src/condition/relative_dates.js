import { _t } from "@web/core/l10n/translation";
import { condition, Expression, operate } from "@web/core/tree_editor/condition_tree";
import { useService } from "@web/core/utils/hooks";
import { counted } from "../counted/counted";

/** As Odoo reads it in a domain: `today -30d`, `now +2H`. */
const RELATIVE_DATE = /^(today|now)(( [+-]\d+[dwmyHM])*)$/;
const STARTS = { today: _t("today"), now: _t("now") };
const UNITS = {
    d: _t("%(count)s {count:day|days}"),
    w: _t("%(count)s {count:week|weeks}"),
    m: _t("%(count)s {count:month|months}"),
    y: _t("%(count)s {count:year|years}"),
    H: _t("%(count)s {count:hour|hours}"),
    M: _t("%(count)s {count:minute|minutes}"),
};
const SIGNS = { "+": "+", "-": "−" };

/** What Odoo's descriptions write as it is. */
class Words extends Expression {
    constructor(words) {
        super(JSON.stringify(words));
        this.words = words;
    }

    toString() {
        return this.words;
    }
}

/** A value of a condition, as words where it is a relative date. */
function told(value) {
    const [, start, offsets] = (typeof value === "string" && value.match(RELATIVE_DATE)) || [];
    if (!start) {
        return value;
    }
    const steps = [...offsets.matchAll(/([+-])(\d+)(\w)/g)].map(
        ([, sign, count, unit]) =>
            `${SIGNS[sign]} ${counted(UNITS[unit], { count: Number(count) })}`
    );
    return new Words([STARTS[start], ...steps].join(" "));
}

function tellDates({ path, operator, value, negate }) {
    if (operator === "in range") {
        const [type, range, ...bounds] = value;
        return condition(path, operator, [type, range, ...bounds.map(told)], negate);
    }
    return condition(path, operator, Array.isArray(value) ? value.map(told) : told(value), negate);
}

/** Odoo's service of trees, which says relative dates in words: it takes them for invalid ones. */
export function useTreeProcessor() {
    const processor = useService("tree_processor");
    return {
        ...processor,
        getDomainTreeDescription: (resModel, tree) =>
            processor.getDomainTreeDescription(resModel, operate(tellDates, tree)),
    };
}
