import { Component } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { companyName } from "../customer/company";
import { RetentionHelp } from "../help/help";
import { callLabels, ownerOf, toneOf, useCallActions } from "../call_list/call_actions";
import { telOf } from "../dial/number";
import { money } from "../money/money";

/** The first of Call today, and the way to all of them. */
export class CallToday extends Component {
    static template = "oe_customer_retention.CallToday";
    static components = { RetentionHelp };
    static props = {
        customers: Array,
        onLogged: Function,
    };

    setup() {
        this.action = useService("action");
        this.doNow = useCallActions();
    }

    stake({ call_stake: stake, currency_id: [currencyId] }) {
        return money(stake, currencyId, { digits: [16, 0] });
    }

    company(customer) {
        return companyName(customer.company_id[1]);
    }

    /** Whose customer it is, unless it is the reader's own. */
    owner({ user_id: salesperson }) {
        return salesperson[0] === user.userId ? "" : ownerOf(salesperson);
    }

    tel(customer) {
        return telOf(customer.call_phone);
    }

    tone(customer) {
        return toneOf(customer);
    }

    labels(customer) {
        return callLabels(customer.partner_id[1], customer.call_phone);
    }

    openAll() {
        return this.action.doAction("oe_customer_retention.customer_retention_call_list_action", {
            additionalContext: { retention_whose: "all" },
        });
    }

    open(customer) {
        return this.doNow.open(customer, this.props.customers);
    }

    async log(customer) {
        if (await this.doNow.log(customer)) {
            this.props.onLogged();
        }
    }

    async snooze(customer) {
        if (await this.doNow.snooze(customer)) {
            this.props.onLogged();
        }
    }

    async schedule(customer) {
        await this.doNow.schedule(customer);
        return this.props.onLogged();
    }

    mail(customer) {
        return this.doNow.mail(customer);
    }
}
