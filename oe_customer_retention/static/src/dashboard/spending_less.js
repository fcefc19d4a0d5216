import { Component } from "@odoo/owl";
import { RetentionHelp } from "../help/help";
import { money } from "../money/money";

/** Who still buys, and spends less than usual. */
export class SpendingLess extends Component {
    static template = "oe_customer_retention.SpendingLess";
    static components = { RetentionHelp };
    static props = { customers: Array, onOpen: Function };

    stake({ spend_at_risk: stake, currency_id: [currencyId] }) {
        return money(stake, currencyId, { digits: [16, 0] });
    }
}
