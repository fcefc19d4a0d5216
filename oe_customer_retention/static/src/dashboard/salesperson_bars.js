import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { counted } from "../counted/counted";

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
            countText: counted(_t("%(count)s {count:customer|customers}"), { count: row.count }),
        }));
    }

    get others() {
        return Math.max(0, this.props.salespeople.length - MOST_BARS);
    }

    get othersText() {
        return counted(_t("%(count)s more {count:salesperson|salespeople}"), {
            count: this.others,
        });
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
