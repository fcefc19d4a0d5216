import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";

/**
 * What a list was opened with as a facet, to be taken away: `context.retention_facet`,
 * `{description, domain}`, by default all of the domain that the action has.
 */
export class FacetedSearchModel extends SearchModel {
    load(config) {
        return super.load(withFacet(config));
    }

    reload(config = {}) {
        return super.reload(withFacet(config));
    }
}

function withFacet(config) {
    const facet = config.context?.retention_facet;
    if (!facet) {
        return config;
    }
    return facet.domain
        ? { ...config, dynamicFilters: [facet] }
        : { ...config, domain: [], dynamicFilters: [{ ...facet, domain: config.domain }] };
}

registry.category("views").add("retention_faceted_list", {
    ...listView,
    SearchModel: FacetedSearchModel,
});
