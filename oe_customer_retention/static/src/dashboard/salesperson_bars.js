import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

const MOST_BARS = 8;

/** What is at stake per salesperson, most first. */
export class SalespersonBars extends Component {
    static template = "oe_customer_retention.SalespersonBars";
    static props = { salespeople: Array, currencyId: Number, onOpen: Function };

    get rows() {
        const most = this.props.salespeople[0]?.revenue_at_risk;
        return this.props.salespeople.slice(0, MOST_BARS).map((row) => ({
            ...row,
            width: (100 * row.revenue_at_risk) / most,
            countText:
                row.count === 1 ? _t("1 customer") : _t("%s customers", formatInteger(row.count)),
            stakeText: formatCurrency(row.revenue_at_risk, this.props.currencyId, {
                humanReadable: row.revenue_at_risk >= 10000,
                digits: [16, 0],
            }),
        }));
    }

    get others() {
        return Math.max(0, this.props.salespeople.length - MOST_BARS);
    }
}
