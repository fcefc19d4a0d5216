import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Imports the rows of a file batch after batch, and shows how far it is. Leaving the
 * page pauses it: whoever comes back goes on where it stopped.
 */
export class ImportProgress extends Component {
    static template = "oe_customer_retention.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        const { done_count: done, row_count: total } = this.props.record.data;
        this.orm = useService("orm");
        this.state = useState({ done, total });
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.left = true;
        });
    }

    get percent() {
        return Math.floor((100 * this.state.done) / (this.state.total || 1));
    }

    async run() {
        const { resModel, resId } = this.props.record;
        while (!this.left && this.state.done < this.state.total) {
            Object.assign(
                this.state,
                await this.orm.silent.call(resModel, "import_batch", [[resId]])
            );
        }
        if (!this.left) {
            await this.props.record.load();
        }
    }
}

export const importProgress = {
    component: ImportProgress,
    fieldDependencies: [
        { name: "done_count", type: "integer" },
        { name: "row_count", type: "integer" },
    ],
};

registry.category("view_widgets").add("retention_import_progress", importProgress);
