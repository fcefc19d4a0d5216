import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";
import { labelled } from "../counted/labelled";
import { leftToRight } from "../money/money";

const RATE = "rate:avg";
const ORDERING = "ordering:sum";

/** A pivot that writes months since the first purchase as the heat map does, and what
 * they are. Beside each rate it knows how many ordered. */
export class CohortPivotModel extends PivotModel {
    _sanitizeLabel(value, groupBy, config) {
        const label = super._sanitizeLabel(value, groupBy, config);
        return groupBy === "months_since"
            ? labelled(config.metaData.fields[groupBy].string, leftToRight(`+${label}`))
            : label;
    }

    _getMeasureSpecs(config) {
        const specs = super._getMeasureSpecs(config);
        return specs.includes(RATE) ? [...new Set([...specs, ORDERING])] : specs;
    }
}

/** Where too few make a rate, it tells how many ordered in the month, as the heat map does. */
export class CohortPivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        const [, months] = cell.groupId;
        if (cell.measure !== "rate" || typeof cell.value === "number" || !months.length) {
            return super.getFormattedValue(cell);
        }
        const { ordering } = this.model.data.measurements[JSON.stringify(cell.groupId)];
        return { value: formatInteger(ordering) };
    }
}

registry.category("views").add("retention_cohort_pivot", {
    ...pivotView,
    Model: CohortPivotModel,
    Renderer: CohortPivotRenderer,
});
