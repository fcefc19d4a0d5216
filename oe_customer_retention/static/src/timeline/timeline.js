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
/** The closest that two ticks may be, of the width, on a screen and on a phone. */
const TICK = 80;
const PHONE_TICK = 180;
/** Months from one tick to the next, by the days shown. */
const STEPS = [
    { days: 200, months: 1 },
    { days: 800, months: 3 },
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
        const x = Math.max(this.x(start), 0);
        const width = Math.max(WIDTH - x, 2);
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

    /** Years and months that begin within the picture, as many as there is room for. */
    get ticks() {
        const step = STEPS.find(({ days }) => this.span <= days)?.months || 12;
        const first = this.start.startOf(step < 12 ? "month" : "year");
        const count = Math.ceil(this.span / 28 / step) + 1;
        const room = this.env.isSmall ? PHONE_TICK : TICK;
        const every = Math.max(1, Math.ceil(count / (WIDTH / room)));
        const ticks = [];
        let year;
        for (let index = 1; index <= count; index += every) {
            const date = first.plus({ months: index * step });
            const x = (WIDTH * date.diff(this.start, "days").days) / this.span;
            if (x >= 0 && x < WIDTH - room / 2) {
                const label = tickLabel(date, step, date.year !== year);
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

/** A year or a month; the first month of a year says of which. */
function tickLabel(date, step, isFirst) {
    if (step === 12 || date.month === 1) {
        return date.toFormat("yyyy");
    }
    return date.toFormat(isFirst ? "LLL yyyy" : "LLL");
}

registry.category("view_widgets").add("retention_timeline", {
    component: RetentionTimeline,
});
