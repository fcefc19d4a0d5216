import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";
import { RetentionGraphRenderer } from "../charts/retention_graph";

/** A graph in which each retention status has its accent. */
export class StatusGraphRenderer extends RetentionGraphRenderer {
    /** @returns {Object} the accent of each status, by the status' label */
    get accents() {
        const style = getComputedStyle(document.documentElement);
        const { selection } = this.model.metaData.fields.status;
        return Object.fromEntries(
            selection.map(([status, label]) => [
                label,
                style.getPropertyValue(`--retention-${status}`),
            ])
        );
    }

    getBarChartData() {
        const data = super.getBarChartData();
        const accents = this.accents;
        for (const dataset of data.datasets) {
            dataset.backgroundColor = accents[dataset.label] ?? dataset.backgroundColor;
        }
        return data;
    }

    getLineChartData() {
        const data = super.getLineChartData();
        const accents = this.accents;
        for (const dataset of data.datasets) {
            dataset.borderColor = accents[dataset.label] ?? dataset.borderColor;
        }
        return data;
    }

    getPieChartData() {
        const data = super.getPieChartData();
        const accents = this.accents;
        for (const dataset of data.datasets) {
            dataset.backgroundColor = dataset.backgroundColor.map(
                (color, index) => accents[data.labels[index]] ?? color
            );
        }
        return data;
    }
}

registry.category("views").add("retention_status_graph", {
    ...graphView,
    Renderer: StatusGraphRenderer,
});
