import { Component, onWillStart } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { WithSearch } from "@web/search/with_search/with_search";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RetentionDashboard } from "./dashboard";

const PROFILE = "customer.retention.profile";
const ACTION = "oe_customer_retention.customer_retention_dashboard_action";
const KEPT = "customer_retention_dashboard";

/** The dashboard under Odoo's own search bar, with the filters of the customers' list. */
export class RetentionDashboardAction extends Component {
    static template = "oe_customer_retention.DashboardAction";
    static components = { RetentionDashboard, WithSearch };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Customer Retention");
    // The action's own: what stands in the address then comes in `params`, after a reload
    // of the page opened from here as well.
    static path = "customer-retention";

    setup() {
        this.actionService = useService("action");
        this.viewService = useService("view");
        onWillStart(async () => {
            this.searchProps = await this.loadSearch();
        });
    }

    /**
     * What stands in the address; of the way back from a page loaded again more than once
     * Odoo keeps the name alone, and the browser's session the rest.
     */
    get sent() {
        const { params } = this.props.action;
        return params?.displayName && !params.period
            ? JSON.parse(browser.sessionStorage.getItem(KEPT) || "{}")
            : params || {};
    }

    keep(state) {
        browser.sessionStorage.setItem(KEPT, JSON.stringify(state));
        this.props.updateActionState(state);
    }

    /** Favorites are those of the action, opened by its menu or by its address. */
    async loadSearch() {
        const { id } = await this.actionService.loadAction(ACTION);
        this.env.config.actionId = id;
        const { fields, views } = await this.viewService.loadViews(
            { context: {}, resModel: PROFILE, views: [[false, "search"]] },
            { actionId: id, loadIrFilters: true }
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
