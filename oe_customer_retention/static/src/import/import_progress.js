import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { messageOf } from "../answer/answer";
import { percent } from "../rate/percent";

/**
 * Imports the rows of a file batch after batch, and shows how far it is. Leaving the
 * page pauses it: whoever comes back goes on where it stopped. So does whoever tries
 * again after an error.
 */
export class ImportProgress extends Component {
    static template = "oe_customer_retention.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        const { done_count: done, row_count: total } = this.props.record.data;
        this.orm = useService("orm");
        this.state = useState({ done, total, error: null });
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.left = true;
        });
    }

    /** @returns {string} how many of the rows are done */
    get progress() {
        return _t("%(done)s of %(total)s rows processed.", {
            done: formatInteger(this.state.done),
            total: formatInteger(this.state.total),
        });
    }

    get percent() {
        return Math.floor((100 * this.state.done) / (this.state.total || 1));
    }

    /** @returns {string} the percent, as the reader writes it */
    get percentText() {
        return percent(this.percent / 100);
    }

    async run() {
        this.state.error = null;
        try {
            while (!this.left && this.state.done < this.state.total) {
                await this.importBatch();
            }
        } catch (error) {
            this.state.error = messageOf(error);
            return;
        }
        if (!this.left) {
            await this.props.record.load();
        }
    }

    async importBatch() {
        const { resModel, resId } = this.props.record;
        const before = this.state.done;
        const now = await this.orm.silent.call(resModel, "import_batch", [[resId]]);
        Object.assign(this.state, now);
        if (this.state.done <= before && this.state.done < this.state.total) {
            throw new Error(_t("The server has imported no further row."));
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
