import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { RetentionHelp } from "../help/help";

/** Who still buys, and spends less than usual. */
export class SpendingLess extends Component {
    static template = "oe_customer_retention.SpendingLess";
    static components = { RetentionHelp };
    static props = { customers: Array, onOpen: Function };

    stake({ spend_at_risk: stake, currency_id: [currencyId] }) {
        return formatCurrency(stake, currencyId, { digits: [16, 0] });
    }
}
