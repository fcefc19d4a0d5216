import { registry } from "@web/core/registry";
import { pivotView } from "@web/views/pivot/pivot_view";
import { FacetedSearchModel } from "./faceted_list";

registry.category("views").add("retention_faceted_pivot", {
    ...pivotView,
    SearchModel: FacetedSearchModel,
});
