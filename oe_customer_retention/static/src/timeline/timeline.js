import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const WIDTH = 1000;
export const HEIGHT = 60;

/** The customer's history as a picture: a band per status, a mark per purchase. */
export class RetentionTimeline extends Component {
    static template = "oe_customer_retention.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.width = WIDTH;
        this.height = HEIGHT;
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load({ resId }) {
        this.picture = resId
            ? await this.orm.call("customer.retention.profile", "get_picture", [resId])
            : { bands: [], marks: [] };
        this.start = deserializeDate(this.picture.start || this.picture.end || "1970-01-01");
        const end = deserializeDate(this.picture.end || "1970-01-01");
        this.span = end.diff(this.start, "days").days + 1; // today is a day of it
    }

    x(date) {
        return (WIDTH * deserializeDate(date).diff(this.start, "days").days) / this.span;
    }

    /** The better the status, the higher its band: readable without colour. */
    get bands() {
        const last = this.picture.bands.at(-1);
        return this.picture.bands.map((band) => {
            const height = HEIGHT * band.rank;
            const x = this.x(band.start);
            const end = band === last ? WIDTH : this.x(band.end);
            return {
                ...band,
                x,
                y: HEIGHT - height,
                width: Math.max(end - x, 1),
                height,
                title: this.sentence(band),
            };
        });
    }

    get marks() {
        return this.picture.marks.map(({ date, count }) => ({
            x: this.x(date),
            title: _t("%(date)s: %(count)s purchases", { date: this.date(date), count }),
        }));
    }

    /** The years that begin within the picture. */
    get years() {
        const first = this.start.year + 1;
        const last = deserializeDate(this.picture.end).year;
        const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
        return years.map((year) => ({ year, x: this.x(`${year}-01-01`) }));
    }

    get summary() {
        return _t("From %(start)s to %(end)s; %(count)s days with purchases.", {
            start: this.date(this.picture.start),
            end: this.date(this.picture.end),
            count: this.picture.marks.length,
        });
    }

    get legend() {
        const bands = new Map(this.picture.bands.map((band) => [band.status, band]));
        return [...bands.values()].sort((a, b) => b.rank - a.rank);
    }

    sentence({ label, start, end, days }) {
        return _t("%(label)s from %(start)s to %(end)s (%(days)s days)", {
            label,
            start: this.date(start),
            end: this.date(end),
            days,
        });
    }

    date(value) {
        return formatDate(deserializeDate(value));
    }
}

registry.category("view_widgets").add("retention_timeline", {
    component: RetentionTimeline,
});
