import {
    Component,
    markup,
    onWillStart,
    onWillUpdateProps,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { answersInto } from "../answer/answer";
import { writtenDay, writtenMoment } from "../days/days";
import { describeFilters, useRetentionDownloads } from "../downloads/downloads";
import { RetentionOnboarding } from "../onboarding/onboarding";
import { Brief } from "./brief";
import { CallToday } from "./call_today";
import { CohortHeatmap } from "./cohort_heatmap";
import { Figure } from "./figure";
import { MonthsChart } from "./months_chart";
import { RevenueBridge } from "./revenue_bridge";
import { chooseFilters, namesOfFilters } from "./sent_filter";
import { RfmGrid } from "./rfm_grid";
import { SalespersonBars } from "./salesperson_bars";
import { SpendingLess } from "./spending_less";
import { StatusSplit } from "./status_split";

const PROFILE = "customer.retention.profile";

/** Odoo's search bar keeps Tab to itself: where nothing is typed, let it lead on. */
function leaveSearchBar(ev) {
    if (ev.key === "Tab" && ev.target.closest?.(".o_searchview") && !ev.target.value) {
        ev.stopPropagation();
    }
}

/** Loads the one dataset and lays its parts out; every part opens what it counts. */
export class RetentionDashboard extends Component {
    static template = "oe_customer_retention.Dashboard";
    static components = {
        Brief,
        CallToday,
        CohortHeatmap,
        Figure,
        Layout,
        MonthsChart,
        RetentionOnboarding,
        RevenueBridge,
        RfmGrid,
        SalespersonBars,
        SearchBar,
        SpendingLess,
        StatusSplit,
    };
    static props = {
        domain: Array,
        globalState: { type: Object, optional: true },
        sent: { type: Object, optional: true },
        updateActionState: { type: Function, optional: true },
    };
    static defaultProps = { sent: {} };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.searchBarToggler = useSearchBarToggler();
        this.downloads = useRetentionDownloads();
        this.state = useState({
            period: this.props.globalState?.period || this.props.sent.period || "year",
            data: null,
            error: null,
            isLoading: true,
            isRefreshing: false,
        });
        this.answered = answersInto(this.state);
        useExternalListener(window, "keydown", leaveSearchBar, { capture: true });
        useSetupAction({ getGlobalState: () => ({ period: this.state.period }) });
        onWillStart(async () => {
            this.isManager = await user.hasGroup("sales_team.group_sale_manager");
            await this.addSentFilter();
            this.load(this.env.searchModel.domain);
        });
        onWillUpdateProps((nextProps) => {
            this.load(nextProps.domain);
        });
    }

    /** @returns {string} of when the figures are, and what with they are compared */
    get heading() {
        const { refreshed_at: refreshedAt, period_start: periodStart } = this.state.data;
        const start = writtenDay(periodStart);
        if (!refreshedAt) {
            return _t("Never refreshed; changes since %(start)s", { start });
        }
        return _t("As of %(moment)s; changes since %(start)s", {
            moment: writtenMoment(refreshedAt),
            start,
        });
    }

    /** @returns {boolean} whether, on a phone, whom to call comes before all figures and steps */
    get hasCallsFirst() {
        return this.ui.isSmall && Boolean(this.state.data?.customer_count);
    }

    get noDocuments() {
        return _t(
            "Customers appear once there are quotations, orders, invoices or opportunities. Click Refresh to read them now."
        );
    }

    /** Add the filter that stands in the address, unless the state of before is back. */
    async addSentFilter() {
        const { filter, filter_names: names = "" } = this.props.sent;
        if (filter && !this.props.globalState) {
            try {
                await chooseFilters(this.env.searchModel, String(filter), String(names));
            } catch {
                this.notification.add(
                    _t("The filter in the address cannot be used: choose one here."),
                    { type: "warning" }
                );
            }
        }
    }

    /** Keep filter and period in the address: for a reload, and to be sent. */
    keepInAddress(domain) {
        this.props.updateActionState?.({
            period: this.state.period,
            filter: domain.length ? new Domain(domain).toString() : undefined,
            filter_names: namesOfFilters(this.env.searchModel) || undefined,
        });
    }

    load(domain = this.props.domain) {
        this.keepInAddress(domain);
        const { period } = this.state;
        return this.answered(
            this.orm.call("customer.retention.dashboard", "get_data", [domain, period])
        );
    }

    get downloadRequest() {
        return {
            domain: this.props.domain,
            period: this.state.period,
            filters: describeFilters(this.env.searchModel),
        };
    }

    setPeriod(period) {
        this.state.period = period;
        return this.load();
    }

    async refresh() {
        this.state.isRefreshing = true;
        try {
            const notification = await this.orm.call(PROFILE, "action_refresh_company", [[]]);
            delete notification.params.next;
            await this.action.doAction(notification);
            await this.load();
        } finally {
            this.state.isRefreshing = false;
        }
    }

    openCustomer(customer) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.retention.profile",
            res_id: customer.id,
            views: [[false, "form"]],
        });
    }

    /**
     * Open the records behind a figure: `{name, res_model, domain, context, views}`.
     *
     * What a list counts is a facet, to be taken away there.
     */
    open({ name, res_model: resModel, domain, context = {}, views }) {
        const filters = describeFilters(this.env.searchModel);
        const description = filters ? `${name} (${filters})` : name;
        const none = _t("None in “%s”", description);
        const why = _t("The figure is 0: no customer is hidden from you.");
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            domain,
            context: { ...context, retention_facet: { description } },
            help: markup`<p class="o_view_nocontent_smiling_face">${none}</p><p>${why}</p>`,
            views: views || [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}
