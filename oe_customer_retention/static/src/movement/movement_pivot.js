import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

/** A pivot whose cells open the customers they count, not the rows of the report. */
export class MovementPivotRenderer extends PivotRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
    }

    /** An answer overtaken by a later click is dropped. */
    async onOpenView(cell, newWindow) {
        if (cell.value === undefined) {
            return;
        }
        const group = { rowValues: cell.groupId[0], colValues: cell.groupId[1] };
        const action = await this.keepLast.add(
            this.orm.call(this.model.metaData.resModel, "open_figure", [
                cell.measure,
                this.model.getGroupDomain(group),
            ])
        );
        if (action) {
            return this.actionService.doAction(action, { newWindow });
        }
        return super.onOpenView(cell, newWindow);
    }
}

registry.category("views").add("retention_movement_pivot", {
    ...pivotView,
    Renderer: MovementPivotRenderer,
});
