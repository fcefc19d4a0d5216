import { readDay } from "../days/days";

/**
 * One stream, newest first, within a day by time: the server gives changes of status and
 * stage the moment they took hold.
 *
 * @returns {Array} months `{label, entries}` of entries `{change}` or `{touchpoint}`
 */
export function inMonths(touchpoints, changes) {
    const entries = [
        ...changes.map((change) => ({ ...moment(change), key: change.key, change })),
        ...touchpoints.map((row) => ({ ...moment(row), key: row.id, touchpoint: row })),
    ].sort((a, b) => b.date.localeCompare(a.date) || b.at.localeCompare(a.at));
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

function moment({ date, at }) {
    return { date, at };
}

function monthLabel(date) {
    return readDay(date).toLocaleString({ month: "long", year: "numeric" });
}
