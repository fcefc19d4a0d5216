import { registry } from "@web/core/registry";
import { pivotView } from "@web/views/pivot/pivot_view";
import { labelled } from "../counted/labelled";
import { leftToRight } from "../money/money";
import { RatePivotModel, RatePivotRenderer } from "../rate/rate_pivot";

/** A pivot that writes months since the first purchase as the heat map does, and what
 * they are. */
export class CohortPivotModel extends RatePivotModel {
    _sanitizeLabel(value, groupBy, config) {
        const label = super._sanitizeLabel(value, groupBy, config);
        return groupBy === "months_since"
            ? labelled(config.metaData.fields[groupBy].string, leftToRight(`+${label}`))
            : label;
    }

    /** The column of all months together is left out where too few make any rate of it. */
    getTable() {
        const { headers, rows } = super.getTable();
        const columns = -this.metaData.activeMeasures.length;
        const [, , total] = headers[0];
        const isKnown = ({ subGroupMeasurements }) =>
            subGroupMeasurements.slice(columns).some(({ value }) => typeof value === "number");
        if (total && !rows.some(isKnown)) {
            headers[0].pop();
            headers.at(-1).splice(columns);
            rows.forEach(({ subGroupMeasurements }) => subGroupMeasurements.splice(columns));
        }
        return { headers, rows };
    }
}

/** Who ordered counts in each month: over several months they are no part of the cohort. */
export class CohortPivotRenderer extends RatePivotRenderer {
    getCounts(cell) {
        const [, months] = cell.groupId;
        return months.length ? super.getCounts(cell) : [];
    }
}

registry.category("views").add("retention_cohort_pivot", {
    ...pivotView,
    Model: CohortPivotModel,
    Renderer: CohortPivotRenderer,
});
