import { patch } from "@web/core/utils/patch";
import { FIELD_WIDTHS } from "@web/views/list/column_width_hook";
import { ListRenderer } from "@web/views/list/list_renderer";

const OUR_MODELS = /^customer\./;
/** On a list of this addon of another's records. */
const OUR_LIST = "o_retention_list";
/** Of the arrow of a sorted column, beside its title. */
const ARROW = 12;

let canvas;

/** How wide the longest word of a title is, with room for an arrow. */
function titleWidth(title) {
    canvas ||= document.createElement("canvas").getContext("2d");
    const { fontFamily, fontSize } = getComputedStyle(document.body);
    canvas.font = `bold ${fontSize} ${fontFamily}`;
    const widths = title.split(/\s+/).map((word) => canvas.measureText(word).width);
    return Math.ceil(Math.max(...widths)) + ARROW;
}

/** A column whose title's longest word fits, whatever Odoo and the view reckon with. */
function widened(column) {
    if (column.type !== "field" || !column.hasLabel || column.widget === "handle") {
        return column;
    }
    const least = titleWidth(column.label);
    if (column.attrs?.width) {
        const width = Math.max(parseInt(column.attrs.width), least);
        return { ...column, attrs: { ...column.attrs, width: `${width}px` } };
    }
    return { ...column, field: { ...column.field, listViewWidth: widthsFrom(column, least) } };
}

/** A column's smallest and largest width, neither below `least`. */
function widthsFrom({ field, widget, fieldType }, least) {
    return (values) => {
        const own = field.listViewWidth ?? FIELD_WIDTHS[widget || fieldType] ?? [0];
        const widths = typeof own === "function" ? own(values) : own;
        const [smallest, largest] = Array.isArray(widths) ? widths : [widths, widths];
        return [Math.max(smallest, least), largest && Math.max(largest, least)];
    };
}

/** Lists of this addon cut nothing: titles and words wrap. A blank link says what it stands for. */
patch(ListRenderer.prototype, {
    isRetentionList({ resModel }) {
        const { className } = this.props.archInfo;
        return OUR_MODELS.test(resModel) || className?.split(" ").includes(OUR_LIST);
    },

    processAllColumn(allColumns, list) {
        const columns = super.processAllColumn(allColumns, list);
        return this.isRetentionList(list) ? columns.map(widened) : columns;
    },

    getFormattedValue(column, record) {
        const isBlank = column.fieldType === "many2one" && !record.data[column.name];
        const isOurs = this.isRetentionList(this.props.list);
        const told = isOurs && isBlank && column.attrs?.placeholder;
        return told || super.getFormattedValue(column, record);
    },

    getColumnClass(column) {
        const names = super.getColumnClass(column);
        return this.isRetentionList(this.props.list) ? `${names} o_retention_column` : names;
    },
});
