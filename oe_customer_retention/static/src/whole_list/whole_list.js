import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

const OURS = /^customer\./;

/** Marks the columns of this addon's lists: what has no room in them wraps, uncut. */
patch(ListRenderer.prototype, {
    getColumnClass(column) {
        const names = super.getColumnClass(column);
        return OURS.test(this.props.list.resModel) ? `${names} o_retention_column` : names;
    },
});
