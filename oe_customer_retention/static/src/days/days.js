import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";

/** A day or moment in the digits of the numbers beside it: Arabic has others for days. */
export function inDigits(day) {
    return day.reconfigure({ numberingSystem: "latn" });
}

/** @returns {DateTime} of a day as the server sends it */
export function readDay(date) {
    return inDigits(deserializeDate(date));
}

/** A day of the server in the reader's format of Odoo, as in the server's sentences. */
export function writtenDay(date) {
    return formatDate(readDay(date));
}

/** A moment of the server in the reader's format of Odoo, to the minute. */
export function writtenMoment(at) {
    const moment = inDigits(deserializeDateTime(at));
    const time = moment.toLocaleString(luxon.DateTime.TIME_SIMPLE).replace("\u202f", "\u00a0");
    return `${formatDate(moment)} ${time}`;
}
