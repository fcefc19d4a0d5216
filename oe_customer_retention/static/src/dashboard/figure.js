import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

const PERCENT_DIGITS = [16, 0];

/** One number with its change since the start of the period. */
export class Figure extends Component {
    static template = "oe_customer_retention.Figure";
    static props = { figure: Object, currencyId: Number, onOpen: Function };

    /** @returns {string} the value, a dash where too few customers make a rate */
    get value() {
        const { unit, value } = this.props.figure;
        if (value === false) {
            return "–";
        }
        if (unit === "money") {
            return this.money(value);
        }
        return unit === "percent"
            ? `${formatFloat(value * 100, { digits: PERCENT_DIGITS })} %`
            : formatInteger(value);
    }

    get change() {
        const { unit, change } = this.props.figure;
        if (change === false) {
            return "";
        }
        const sign = change > 0 ? "+" : "";
        if (unit === "percent") {
            const points = formatFloat(change * 100, { digits: PERCENT_DIGITS });
            return _t("%(sign)s%(points)s pts", { sign, points });
        }
        return `${sign}${unit === "money" ? this.money(change) : formatInteger(change)}`;
    }

    money(amount) {
        return formatCurrency(amount, this.props.currencyId, {
            humanReadable: Math.abs(amount) >= 10000,
            digits: [16, 0],
        });
    }

    get changeClass() {
        const { better, change } = this.props.figure;
        if (!change || !better) {
            return "text-muted";
        }
        return change > 0 === (better === "up") ? "text-success" : "text-danger";
    }
}
