import { Component } from "@odoo/owl";
import { labelled } from "../counted/labelled";

/** How many customers have each status, as one bar and as text. */
export class StatusSplit extends Component {
    static template = "oe_customer_retention.StatusSplit";
    static props = {
        statuses: Array,
        remarks: Array,
        onOpen: Function,
    };

    /** @returns {Object[]} the statuses of customers, each with its width and title in the bar */
    get parts() {
        const customers = this.props.statuses.filter((row) => row.is_customer);
        const total = customers.reduce((sum, { count }) => sum + count, 0) || 1;
        return customers.map((row) => ({
            ...row,
            title: labelled(row.label, row.share_text),
            width: (100 * row.count) / total,
        }));
    }
}
