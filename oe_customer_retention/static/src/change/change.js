import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { serializeDate, today } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const DAYS_BEFORE = 30;

/** Chance and stake on a past day beside today's, and what moved them. */
export class RetentionChange extends Component {
    static template = "oe_customer_retention.Change";
    static components = { DateTimeInput };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.yesterday = today().minus({ days: 1 });
        this.state = useState({ day: today().minus({ days: DAYS_BEFORE }), change: null });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load({ resId }) {
        this.state.change =
            resId && this.state.day
                ? await this.orm.call("customer.retention.profile", "get_change", [
                      [resId],
                      serializeDate(this.state.day),
                  ])
                : null;
    }

    choose(day) {
        this.state.day = day;
        return this.load(this.props.record);
    }
}

registry.category("view_widgets").add("retention_change", { component: RetentionChange });
