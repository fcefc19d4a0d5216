import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { serializeDate, today } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useAnswer } from "../answer/answer";

const DAYS_BEFORE = 30;

/** Chance and stake on a past day beside today's, and what moved them. */
export class RetentionChange extends Component {
    static template = "oe_customer_retention.Change";
    static components = { DateTimeInput };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.yesterday = today().minus({ days: 1 });
        this.chosen = useState({ day: today().minus({ days: DAYS_BEFORE }) });
        this.answer = useAnswer((profileId) => this.ask(profileId));
    }

    async ask(profileId) {
        const { day } = this.chosen;
        if (!profileId || !day) {
            return null;
        }
        const args = [[profileId], serializeDate(day)];
        return this.orm.call("customer.retention.profile", "get_change", args);
    }

    choose(day) {
        this.chosen.day = day;
        return this.answer.load();
    }
}

registry.category("view_widgets").add("retention_change", { component: RetentionChange });
