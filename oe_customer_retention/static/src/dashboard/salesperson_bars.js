import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

const MOST_BARS = 8;

/** What is at stake per salesperson, most first. */
export class SalespersonBars extends Component {
    static template = "oe_customer_retention.SalespersonBars";
    static props = { salespeople: Array, profiles: Array, onOpen: Function };

    get rows() {
        const most = this.props.salespeople[0]?.revenue_at_risk;
        return this.props.salespeople.slice(0, MOST_BARS).map((row) => ({
            ...row,
            width: (100 * row.revenue_at_risk) / most,
            countText:
                row.count === 1 ? _t("1 customer") : _t("%s customers", formatInteger(row.count)),
        }));
    }

    get others() {
        return Math.max(0, this.props.salespeople.length - MOST_BARS);
    }

    /** Open everybody something is at stake with, by salesperson. */
    openAll() {
        return this.props.onOpen({
            name: _t("Revenue at risk by salesperson"),
            res_model: "customer.retention.profile",
            domain: [...this.props.profiles, ["revenue_at_risk", ">", 0]],
            context: { group_by: ["user_id"] },
        });
    }
}
