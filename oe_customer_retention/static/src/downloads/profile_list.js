import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { counted } from "../counted/counted";
import { ListRenderer } from "@web/views/list/list_renderer";
import { FacetedSearchModel } from "../facet/faceted_list";
import { FoldedSearchPanel } from "./folded_search_panel";
import { describeFilters, useRetentionDownloads } from "./downloads";

/** The customers' list, with PDF and Excel of what it shows, or of what is selected. */
export class RetentionProfileListController extends ListController {
    setup() {
        super.setup();
        this.downloads = useRetentionDownloads();
    }

    get downloadRequest() {
        const { domain, isDomainSelected, selection } = this.model.root;
        if (selection.length && !isDomainSelected) {
            return {
                domain: [["id", "in", selection.map(({ resId }) => resId)]],
                period: "year",
                filters: counted(_t("%(count)s selected {count:customer|customers}"), {
                    count: selection.length,
                }),
                lists: true,
            };
        }
        const filters = describeFilters(this.env.searchModel);
        return { domain, period: "year", filters, lists: true };
    }
}

/** Groups say of which of their numbers is an average. */
export class RetentionProfileListRenderer extends ListRenderer {
    formatGroupAggregate(group, column) {
        const told = super.formatGroupAggregate(group, column);
        const isAverage = this.props.list.fields[column.name]?.aggregator === "avg";
        return told.value && isAverage ? { ...told, value: _t("avg. %s", told.value) } : told;
    }
}

registry.category("views").add("retention_profile_list", {
    ...listView,
    Controller: RetentionProfileListController,
    Renderer: RetentionProfileListRenderer,
    SearchModel: FacetedSearchModel,
    SearchPanel: FoldedSearchPanel,
    buttonTemplate: "oe_customer_retention.Downloads",
});
