import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { FacetedSearchModel } from "../facet/faceted_list";

/** A graph that writes counts as whole numbers, on its axis as well. */
export class RetentionGraphRenderer extends GraphRenderer {
    get isCount() {
        const { measure, measures } = this.model.metaData;
        return measures[measure].type === "integer" && measures[measure].aggregator !== "avg";
    }

    formatValue(value, allIntegers, formatType) {
        const format = formatType || (this.isCount ? "integer" : "");
        return super.formatValue(value, allIntegers, format);
    }

    getScaleOptions() {
        const options = super.getScaleOptions();
        if (options.y && this.isCount) {
            options.y.ticks.precision = 0;
        }
        return options;
    }
}

registry.category("views").add("retention_graph", {
    ...graphView,
    Renderer: RetentionGraphRenderer,
    SearchModel: FacetedSearchModel,
});
