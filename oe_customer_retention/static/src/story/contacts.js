import { Component, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useAnswer } from "./answer";

const PROFILE = "customer.retention.profile";
const SHOWN = 3;

/** The people at a customer, the main contact first. */
export class RetentionContacts extends Component {
    static template = "oe_customer_retention.Contacts";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.view = useState({ showsAll: false });
        this.answer = useAnswer((profileId) => this.orm.call(PROFILE, "get_contacts", [profileId]));
    }

    get state() {
        return this.answer.state;
    }

    get contacts() {
        const contacts = this.state.data;
        return this.view.showsAll ? contacts : contacts.slice(0, SHOWN);
    }

    open({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    day(date) {
        return formatDate(deserializeDate(date));
    }
}

registry.category("view_widgets").add("retention_contacts", { component: RetentionContacts });
