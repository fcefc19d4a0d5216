import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

/** How many customers have each status, as one bar and as text. */
export class StatusSplit extends Component {
    static template = "oe_customer_retention.StatusSplit";
    static props = { statuses: Array, currencyId: Number, onOpen: Function };

    get rows() {
        const total = this.props.statuses.reduce((sum, status) => sum + status.count, 0);
        return this.props.statuses.map((status) => ({
            ...status,
            share: (100 * status.count) / total,
            shareText: `${formatFloat((100 * status.count) / total, { digits: [16, 0] })} %`,
            countText: formatInteger(status.count),
            stakeText: status.revenue_at_risk
                ? formatCurrency(status.revenue_at_risk, this.props.currencyId, {
                      humanReadable: status.revenue_at_risk >= 10000,
                      digits: [16, 0],
                  })
                : "",
        }));
    }
}
