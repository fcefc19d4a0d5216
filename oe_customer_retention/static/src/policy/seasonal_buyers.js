import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Customers who buy in one part of the year only, each season with a policy to make. */
export class RetentionSeasonalBuyers extends Component {
    static template = "oe_customer_retention.SeasonalBuyers";
    static props = {
        readonly: { ...standardWidgetProps.readonly, optional: true },
        record: { ...standardWidgetProps.record, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ found: [] });
        onWillStart(() => {
            this.load().catch(() => {}); // the list stands without it
        });
    }

    async load() {
        this.state.found = await this.orm.call("customer.retention.policy", "get_seasonal_buyers");
    }
}

registry.category("view_widgets").add("retention_seasonal_buyers", {
    component: RetentionSeasonalBuyers,
});

class PolicyListRenderer extends ListRenderer {
    static template = "oe_customer_retention.PolicyListRenderer";
    static components = { ...ListRenderer.components, RetentionSeasonalBuyers };
}

registry.category("views").add("retention_policy_list", {
    ...listView,
    Renderer: PolicyListRenderer,
});
