import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";
import { labelled } from "../counted/labelled";
import { inReadingOrder, leftToRight } from "../money/money";

const RATE = "rate:avg";
const COUNTS = ["ordering:sum", "customers:sum"];

/** A pivot that writes months since the first purchase as the heat map does, and what
 * they are. Beside each rate it knows how many ordered, of how many. */
export class CohortPivotModel extends PivotModel {
    _sanitizeLabel(value, groupBy, config) {
        const label = super._sanitizeLabel(value, groupBy, config);
        return groupBy === "months_since"
            ? labelled(config.metaData.fields[groupBy].string, leftToRight(`+${label}`))
            : label;
    }

    _getMeasureSpecs(config) {
        const specs = super._getMeasureSpecs(config);
        return specs.includes(RATE) ? [...new Set([...specs, ...COUNTS])] : specs;
    }
}

/** Where too few make a rate, it tells how many of them ordered in the month. */
export class CohortPivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        const [, months] = cell.groupId;
        if (cell.measure !== "rate" || typeof cell.value === "number" || !months.length) {
            return super.getFormattedValue(cell);
        }
        const counts = this.model.data.measurements[JSON.stringify(cell.groupId)];
        const [part, total] = [counts.ordering, counts.customers].map((count) =>
            formatInteger(count)
        );
        return { value: inReadingOrder(_t("%(part)s of %(total)s", { part, total })) };
    }
}

registry.category("views").add("retention_cohort_pivot", {
    ...pivotView,
    Model: CohortPivotModel,
    Renderer: CohortPivotRenderer,
});
