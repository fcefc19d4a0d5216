import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RetentionChart } from "./chart";

const ACCENT = (status) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--retention-${status}`);

const SERIES = {
    movement: [
        { key: "new", label: _t("New"), accent: "prospect", sign: 1 },
        { key: "returned", label: _t("Won back"), accent: "active", sign: 1 },
        { key: "lapsed", label: _t("Lapsed"), accent: "lost", sign: -1 },
    ],
    trend: [
        { key: "active", label: _t("Active"), accent: "active" },
        { key: "at_risk", label: _t("At Risk"), accent: "at_risk" },
        { key: "dormant", label: _t("Dormant"), accent: "dormant" },
        { key: "lost", label: _t("Lost"), accent: "lost" },
    ],
};

/** Movement or status trend by month; each bar or point opens what it counts. */
export class MonthsChart extends Component {
    static template = "oe_customer_retention.MonthsChart";
    static components = { RetentionChart };
    static props = { kind: String, months: Array, drill: Object, onOpen: Function };

    get isMovement() {
        return this.props.kind === "movement";
    }

    get title() {
        return this.isMovement
            ? _t("Movement: new and won back, less lapsed")
            : _t("Share of each status, month by month");
    }

    get series() {
        return SERIES[this.props.kind];
    }

    /** @returns {Object[]} the months with a label, the running one marked */
    get rows() {
        return this.props.months.map((month) => {
            const label = deserializeDate(month.month).toFormat("LLL yy");
            return { ...month, label: month.is_running ? _t("%s (running)", label) : label };
        });
    }

    count(month, key) {
        return this.isMovement ? month[key] : month.statuses[key];
    }

    share(month, key) {
        const total = Object.values(month.statuses).reduce((sum, count) => sum + count, 0);
        return total ? (100 * month.statuses[key]) / total : null;
    }

    get config() {
        return {
            type: "bar",
            data: {
                labels: this.rows.map((row) => row.label),
                datasets: this.series.map(({ key, label, accent, sign }) => ({
                    label,
                    backgroundColor: ACCENT(accent),
                    data: this.props.months.map((month) =>
                        this.isMovement ? sign * month[key] : this.share(month, key)
                    ),
                })),
            },
            options: {
                animation: false,
                plugins: { legend: { position: "bottom" } },
                scales: {
                    x: { stacked: true, grid: { display: false } },
                    y: {
                        stacked: true,
                        max: this.isMovement ? undefined : 100,
                        ticks: { precision: 0 },
                    },
                },
            },
        };
    }

    select(datasetIndex, index) {
        const { key, label } = this.series[datasetIndex];
        const row = this.rows[index];
        const { flows, profiles } = this.props.drill;
        const name = `${label}: ${row.label}`;
        if (this.isMovement) {
            const inMonth = [
                ["date", ">=", row.month],
                ["date", "<=", row.last_day],
            ];
            const domain = [...flows[key], ...inMonth];
            return this.props.onOpen({
                name,
                res_model: "customer.retention.transition",
                domain,
            });
        }
        const status = [
            ["in_force_on", "=", row.last_day],
            ["to_status", "=", key],
        ];
        return this.props.onOpen({
            name,
            res_model: "customer.retention.profile",
            domain: [...profiles, ["transition_ids", "any", status]],
        });
    }
}
