import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { counted } from "../counted/counted";
import { useAnswer } from "../answer/answer";
import { readDay, writtenDay } from "../days/days";
import { money } from "../money/money";

export const WIDTH = 1000;
export const HEIGHT = 60;
/** Of the height, what the smallest purchase is drawn with. */
const SMALLEST = 0.2;
/** Width of a stroke of the hatching: the least that is hatched. */
const HATCH = 8;
/** The closest that two ticks may be, of the width, on a screen and on a phone. */
const TICK = 80;
const PHONE_TICK = 180;
/** From one tick to the next, by the days shown, and how many days that takes at least. */
const STEPS = [
    { days: 45, unit: "day", size: 1, least: 1 },
    { days: 200, unit: "month", size: 1, least: 28 },
    { days: 800, unit: "month", size: 3, least: 84 },
    { days: Infinity, unit: "year", size: 1, least: 336 },
];

/**
 * The customer's history as a picture: a band per status, a mark per purchase, as high as
 * its amount; from right to left where the language is.
 */
export class RetentionTimeline extends Component {
    static template = "oe_customer_retention.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.width = WIDTH;
        this.height = HEIGHT;
        this.hatch = HATCH;
        this.answer = useAnswer(async (profileId) =>
            profileId
                ? this.orm.call("customer.retention.profile", "get_picture", [profileId])
                : { bands: [], marks: [] }
        );
    }

    get picture() {
        return this.answer.state.data;
    }

    get nothingYet() {
        return _t("Nothing to show yet: choose Actions, Read the documents again.");
    }

    get start() {
        return readDay(this.picture.start || this.picture.end || "1970-01-01");
    }

    get span() {
        const end = readDay(this.picture.end || "1970-01-01");
        return end.diff(this.start, "days").days + 1; // today is a day of it
    }

    x(date) {
        return (WIDTH * readDay(date).diff(this.start, "days").days) / this.span;
    }

    /** Where the left edge of something is that begins at `x`. */
    left(x, width = 0) {
        return localization.direction === "rtl" ? WIDTH - x - width : x;
    }

    /** The better the status, the higher its band: readable without colour. */
    get bands() {
        const last = this.picture.bands.at(-1);
        return this.picture.bands.map((band) => {
            const height = HEIGHT * band.rank;
            const x = this.x(band.start);
            const end = band === last ? WIDTH : this.x(band.end);
            const width = Math.max(end - x, 1);
            return {
                ...band,
                x: this.left(x, width),
                y: HEIGHT - height,
                width,
                height,
                title: this.sentence(band),
            };
        });
    }

    /** The status that people set by hand, over what the documents say. */
    get byHand() {
        if (!this.picture.by_hand) {
            return null;
        }
        const { label, start, end } = this.picture.by_hand;
        const x = Math.min(Math.max(this.x(start), 0), WIDTH - HATCH);
        const width = WIDTH - x;
        return {
            label,
            x: this.left(x, width),
            width,
            title: _t("%(label)s, set manually, from %(start)s to %(end)s", {
                label,
                start: this.date(start),
                end: this.date(end),
            }),
        };
    }

    get marks() {
        const { marks, currency_id: currency } = this.picture;
        const most = Math.max(...marks.map(({ amount }) => amount || 0), 0);
        return marks.map(({ date, count, amount }) => ({
            x: this.left(this.x(date)),
            y: HEIGHT * (1 - (most ? Math.max((amount || 0) / most, SMALLEST) : 1)),
            title: _t("%(date)s: purchases %(count)s, %(amount)s", {
                date: this.date(date),
                count,
                amount: money(amount || 0, currency),
            }),
        }));
    }

    /** Years, months and days that begin within the picture, as many as there is room for. */
    get ticks() {
        const { unit, size, least } = STEPS.find(({ days }) => this.span <= days);
        const first = this.start.startOf(unit);
        const count = Math.ceil(this.span / least) + 1;
        const room = this.env.isSmall ? PHONE_TICK : TICK;
        const every = Math.max(1, Math.ceil(count / (WIDTH / room)));
        const ticks = [];
        let year;
        for (let index = unit === "day" ? 0 : 1; index <= count; index += every) {
            const date = first.plus({ [unit]: index * size });
            const x = (WIDTH * date.diff(this.start, "days").days) / this.span;
            if (x >= 0 && x < WIDTH - room / 2) {
                const label = tickLabel(date, unit, date.year !== year);
                ticks.push({ key: index, x, label });
                year = date.year;
            }
        }
        return ticks;
    }

    get summary() {
        return counted(
            _t("From %(start)s to %(end)s; %(count)s {count:day|days} with purchases."),
            {
                start: this.date(this.picture.start),
                end: this.date(this.picture.end),
                count: this.picture.marks.length,
            }
        );
    }

    get legend() {
        const bands = new Map(this.picture.bands.map((band) => [band.status, band]));
        return [...bands.values()].sort((a, b) => b.rank - a.rank);
    }

    sentence({ label, start, end, days }) {
        return counted(_t("%(label)s from %(start)s to %(end)s (%(days)s {days:day|days})"), {
            label,
            start: this.date(start),
            end: this.date(end),
            days,
        });
    }

    date(value) {
        return writtenDay(value);
    }
}

/** A day, a month or a year; the first month of a year says of which. */
function tickLabel(date, unit, isFirst) {
    if (unit === "day") {
        return date.toLocaleString({ month: "short", day: "numeric" });
    }
    if (unit === "year" || date.month === 1) {
        return date.toFormat("yyyy");
    }
    return date.toFormat(isFirst ? "LLL yyyy" : "LLL");
}

registry.category("view_widgets").add("retention_timeline", {
    component: RetentionTimeline,
});
