import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { accent } from "../charts/accent";
import { counted } from "../counted/counted";
import { labelled } from "../counted/labelled";
import { readDay } from "../days/days";
import { percent } from "../rate/percent";
import { RetentionChart } from "./chart";

const RUNNING = "80"; // half transparent, after #rrggbb

/** A number whose sign stays before it where text runs from right to left. */
const signed = (value) => `\u200e${formatInteger(value)}`;

/** Movement or status trend by month; each bar or point opens what it counts. */
export class MonthsChart extends Component {
    static template = "oe_customer_retention.MonthsChart";
    static components = { RetentionChart };
    static props = {
        kind: String,
        flows: Array,
        statuses: Array,
        months: Array,
        drill: Object,
        onOpen: Function,
    };

    setup() {
        this.state = useState({ isTable: false });
    }

    get isMovement() {
        return this.props.kind === "movement";
    }

    /** What is shown, and of how many months: the period chosen above is another one. */
    get title() {
        const title = this.isMovement
            ? _t("Movement in %(count)s {count:month|months}: new and returned, less lapsed")
            : _t("Share of each status in %(count)s {count:month|months}");
        return counted(title, { count: this.props.months.length });
    }

    /** @returns {Object[]} what there is a bar of: its key in a month, and its looks */
    get series() {
        if (this.isMovement) {
            return this.props.flows.map(({ flow, label, status, sign }) => ({
                key: flow,
                label,
                status,
                sign,
            }));
        }
        const customers = this.props.statuses.filter((row) => row.is_customer);
        return customers.map(({ status, label }) => ({ key: status, label, status }));
    }

    /** @returns {Object[]} the months with a label, the running one marked */
    get rows() {
        return this.props.months.map((month) => {
            const label = readDay(month.month).toFormat("LLL yyyy");
            return { ...month, label: month.is_running ? _t("%s (running)", label) : label };
        });
    }

    /** @returns {Array} what stands below a bar: each quarter its month, each year too */
    get ticks() {
        return this.props.months.map(({ month }) => {
            const day = readDay(month);
            if (day.month % 3 !== 1) {
                return "";
            }
            const name = day.toFormat("LLL");
            return day.month === 1 ? [name, day.toFormat("yyyy")] : name;
        });
    }

    /** @returns {string[]} the color of a status, lighter in the month that is running */
    colors(status) {
        const color = accent(status);
        return this.props.months.map((month) =>
            month.is_running && color ? color + RUNNING : color
        );
    }

    count(month, key) {
        return this.isMovement ? month[key] : month.statuses[key];
    }

    /** @returns {string} the number as the reader writes it, of a status with its share */
    text(month, key) {
        return this.isMovement ? formatInteger(month[key]) : month.shares[key];
    }

    /** What a screen reader says of a number of the table. */
    cellLabel(month, { key, label }) {
        return labelled(labelled(label, month.label), this.text(month, key));
    }

    /** What a bar says below its month. */
    itemLabel({ key, label }, month) {
        return labelled(label, this.text(month, key));
    }

    share(month, key) {
        const total = Object.values(month.statuses).reduce((sum, count) => sum + count, 0);
        return total ? (100 * month.statuses[key]) / total : null;
    }

    get config() {
        return {
            type: "bar",
            data: {
                labels: this.ticks,
                datasets: this.series.map(({ key, label, status, sign }) => ({
                    label,
                    backgroundColor: this.colors(status),
                    data: this.props.months.map((month) =>
                        this.isMovement ? sign * month[key] : this.share(month, key)
                    ),
                })),
            },
            options: {
                animation: false,
                plugins: {
                    legend: { position: "bottom" },
                    tooltip: {
                        callbacks: {
                            title: ([item]) => this.rows[item.dataIndex].label,
                            label: ({ datasetIndex, dataIndex }) =>
                                this.itemLabel(this.series[datasetIndex], this.rows[dataIndex]),
                        },
                    },
                },
                scales: {
                    x: {
                        stacked: true,
                        grid: { display: false },
                        ticks: { autoSkip: false, maxRotation: 0 },
                    },
                    y: {
                        stacked: true,
                        max: this.isMovement ? undefined : 100,
                        ticks: {
                            // So few that none is left out, which may be that of 0.
                            maxTicksLimit: 6,
                            precision: 0,
                            callback: (value) =>
                                this.isMovement ? signed(value) : percent(value / 100),
                        },
                    },
                },
            },
        };
    }

    select(datasetIndex, index) {
        const { key, label } = this.series[datasetIndex];
        const row = this.rows[index];
        const { profiles, transitions } = this.props.drill;
        const [resModel, domain] = this.isMovement
            ? ["customer.retention.transition", transitions]
            : ["customer.retention.profile", profiles];
        return this.props.onOpen({
            name: labelled(label, row.label),
            res_model: resModel,
            domain: [...row.drill[key], ...domain],
        });
    }
}
