import { deserializeDate } from "@web/core/l10n/dates";

/**
 * One stream, newest first: a change of status or stage stands above the touchpoints of
 * its day, which are its cause.
 *
 * @returns {Array} months `{label, entries}` of entries `{change}` or `{touchpoint}`
 */
export function inMonths(touchpoints, changes) {
    const entries = [
        ...changes.map((change) => ({ key: change.key, date: change.date, change })),
        ...touchpoints.map((row) => ({ key: row.id, date: row.date, touchpoint: row })),
    ].sort((a, b) => b.date.localeCompare(a.date));
    const months = new Map();
    for (const entry of entries) {
        const month = entry.date.slice(0, 7);
        if (!months.has(month)) {
            months.set(month, { key: month, label: monthLabel(entry.date), entries: [] });
        }
        months.get(month).entries.push(entry);
    }
    return [...months.values()];
}

function monthLabel(date) {
    return deserializeDate(date).toLocaleString({ month: "long", year: "numeric" });
}
