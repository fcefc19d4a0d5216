import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RetentionHelp } from "../help/help";

const BETTER = { color: "text-success", icon: "fa-check-circle", label: _t("better") };
const WORSE = { color: "text-danger", icon: "fa-exclamation-triangle", label: _t("worse") };

/** One number with its change since the start of the period, as the server words them. */
export class Figure extends Component {
    static template = "oe_customer_retention.Figure";
    static components = { RetentionHelp };
    static props = { figure: Object, onOpen: Function };

    /** @returns {Object} colour of the change, and the icon and word that tell it too */
    get verdict() {
        const { better, change } = this.props.figure;
        if (!change || !better) {
            return { color: "text-muted" };
        }
        return change > 0 === (better === "up") ? BETTER : WORSE;
    }

    /** Points have a word in the reader's language, amounts and counts have none. */
    get changeDirection() {
        return this.props.figure.unit === "percent" ? undefined : "ltr";
    }
}
