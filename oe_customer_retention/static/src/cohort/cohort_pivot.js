import { registry } from "@web/core/registry";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { pivotView } from "@web/views/pivot/pivot_view";
import { labelled } from "../counted/labelled";
import { leftToRight } from "../money/money";

/** A pivot that writes months since the first purchase as the heat map does, and what
 * they are. */
export class CohortPivotModel extends PivotModel {
    _sanitizeLabel(value, groupBy, config) {
        const label = super._sanitizeLabel(value, groupBy, config);
        return groupBy === "months_since"
            ? labelled(config.metaData.fields[groupBy].string, leftToRight(`+${label}`))
            : label;
    }
}

registry.category("views").add("retention_cohort_pivot", {
    ...pivotView,
    Model: CohortPivotModel,
});
