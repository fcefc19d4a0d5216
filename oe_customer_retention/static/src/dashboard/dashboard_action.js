import { Component, onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { WithSearch } from "@web/search/with_search/with_search";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RetentionDashboard } from "./dashboard";

const PROFILE = "customer.retention.profile";

/** The dashboard under Odoo's own search bar, with the filters of the customers' list. */
export class RetentionDashboardAction extends Component {
    static template = "oe_customer_retention.DashboardAction";
    static components = { RetentionDashboard, WithSearch };
    static props = { ...standardActionServiceProps };
    static displayName = "Customer Retention";

    setup() {
        this.viewService = useService("view");
        onWillStart(async () => {
            this.searchProps = await this.loadSearch();
        });
    }

    async loadSearch() {
        const { fields, views } = await this.viewService.loadViews(
            { context: {}, resModel: PROFILE, views: [[false, "search"]] },
            { actionId: this.env.config.actionId, loadIrFilters: true }
        );
        return {
            resModel: PROFILE,
            context: {},
            globalState: this.props.globalState,
            searchMenuTypes: ["filter", "favorite"],
            searchViewId: views.search.id,
            searchViewArch: views.search.arch,
            searchViewFields: fields,
            irFilters: views.search.irFilters,
        };
    }
}

registry.category("actions").add("customer_retention_dashboard", RetentionDashboardAction);
