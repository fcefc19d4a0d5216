import { patch } from "@web/core/utils/patch";
import { FIELD_WIDTHS } from "@web/views/list/column_width_hook";
import { ListRenderer } from "@web/views/list/list_renderer";

const OUR_MODELS = /^customer\./;
/** On a list of this addon of another's records. */
const OUR_LIST = "o_retention_list";
/** Of the arrow of a sorted column beside its title. */
const ARROW = 12;
/** Of what stands beside words: a portrait, the edges of a badge. */
const ROOMS = [
    [/^many2one_avatar/, 28],
    [/badge/, 20],
];
/** No single word, such as an address, makes a column wider. */
const LONGEST = 240;
/** What is written in words, where the view sets no width. */
const WORDY = ["char", "many2one", "selection"];

let canvas;

/** How wide the longest word of some texts is. */
function longestWord(texts) {
    canvas ||= document.createElement("canvas").getContext("2d");
    const { fontFamily, fontSize } = getComputedStyle(document.body);
    canvas.font = `bold ${fontSize} ${fontFamily}`;
    const words = texts.flatMap((text) => text.split(/\s+/));
    const widths = words.map((word) => canvas.measureText(word).width);
    return Math.ceil(Math.max(0, ...widths)) + ARROW;
}

/**
 * A column whose title's longest word fits, and that of what stands in it, whatever Odoo
 * and the view reckon with.
 */
function widened(column, readTexts) {
    if (column.type !== "field" || !column.hasLabel || column.widget === "handle") {
        return column;
    }
    const least = longestWord([column.label]);
    if (column.attrs?.width) {
        const width = Math.max(parseInt(column.attrs.width), least);
        return { ...column, attrs: { ...column.attrs, width: `${width}px` } };
    }
    const listViewWidth = widthsFrom(column, () => Math.max(least, wordsWidth(column, readTexts)));
    return { ...column, field: { ...column.field, listViewWidth } };
}

/** How wide the longest word is that stands in a column. */
function wordsWidth({ fieldType, widget }, readTexts) {
    if (!WORDY.includes(fieldType)) {
        return 0;
    }
    const [, room] = ROOMS.find(([widgets]) => widgets.test(widget)) || [null, 0];
    return Math.min(longestWord(readTexts()) + room, LONGEST);
}

/** A column's smallest and largest width, neither below the least. */
function widthsFrom({ field, widget, fieldType }, getLeast) {
    return (values) => {
        const least = getLeast();
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
        if (!this.isRetentionList(list)) {
            return columns;
        }
        return columns.map((column) => widened(column, () => this.textsOf(column, list)));
    },

    /** What stands in a column, as it is read. */
    textsOf(column, { records }) {
        return records.map((record) => `${this.getFormattedValue(column, record) || ""}`);
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
