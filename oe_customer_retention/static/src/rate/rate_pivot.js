import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";
import { inReadingOrder } from "../money/money";

/** The measures that a rate's options name: of how many it is, and how many of them. */
function countsOf(measure, { fieldAttrs }) {
    const { part, whole } = fieldAttrs[measure]?.options ?? {};
    return part && whole ? [part, whole] : [];
}

/** A pivot that knows beside each rate what it is made of. */
export class RatePivotModel extends PivotModel {
    _getMeasureSpecs(config) {
        const { metaData } = config;
        const counts = metaData.activeMeasures.flatMap((measure) => countsOf(measure, metaData));
        const specs = counts.map((count) => `${count}:sum`);
        return [...new Set([...super._getMeasureSpecs(config), ...specs])];
    }
}

/** Where too few make a rate, it tells how many they are of how many. */
export class RatePivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        const [part, total] = this.getCounts(cell).map((count) => formatInteger(count));
        return total && typeof cell.value !== "number"
            ? { value: inReadingOrder(_t("%(part)s of %(total)s", { part, total })) }
            : super.getFormattedValue(cell);
    }

    getCounts({ groupId, measure }) {
        const { data, metaData } = this.model;
        const values = data.measurements[JSON.stringify(groupId)];
        return countsOf(measure, metaData).map((count) => values[count]);
    }
}

registry.category("views").add("retention_rate_pivot", {
    ...pivotView,
    Model: RatePivotModel,
    Renderer: RatePivotRenderer,
});
