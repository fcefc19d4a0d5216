import { Component } from "@odoo/owl";
import { RetentionHelp } from "../help/help";

/** One number with its change since the start of the period, as the server words them. */
export class Figure extends Component {
    static template = "oe_customer_retention.Figure";
    static components = { RetentionHelp };
    static props = { figure: Object, onOpen: Function };

    get changeClass() {
        const { better, change } = this.props.figure;
        if (!change || !better) {
            return "text-muted";
        }
        return change > 0 === (better === "up") ? "text-success" : "text-danger";
    }

    /** Points have a word in the reader's language, amounts and counts have none. */
    get changeDirection() {
        return this.props.figure.unit === "percent" ? undefined : "ltr";
    }
}
