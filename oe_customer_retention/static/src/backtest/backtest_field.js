import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useChart } from "../charts/chart";
import { percent } from "../rate/percent";

/**
 * Predicted and actual orders of the customers whose chance was in the same band,
 * as a chart and, saying the same, as a table.
 */
export class RetentionBacktestField extends Component {
    static template = "oe_customer_retention.BacktestField";
    static props = { ...standardFieldProps };

    setup() {
        this.chart = useChart(
            useRef("canvas"),
            () => this.config(this.bands),
            () => [this.bands]
        );
    }

    get bands() {
        return this.props.record.data[this.props.name] || [];
    }

    label(band) {
        return _t("%(from)s to %(to)s", {
            from: Math.round(100 * band.lower),
            to: percent(band.upper),
        });
    }

    count(number) {
        return formatInteger(number);
    }

    /** An empty band has no share: not 0 %. */
    predicted({ predicted }) {
        return predicted === null ? "–" : percent(predicted);
    }

    /** The share, where they are too few for one how many of them ordered. */
    ordered({ actual, returned, customers }) {
        if (typeof actual === "number") {
            return percent(actual);
        }
        const [part, total] = [returned, customers].map((count) => this.count(count));
        return customers ? _t("%(part)s of %(total)s", { part, total }) : "–";
    }

    config(bands) {
        const dataset = (label, key, color) => ({
            label,
            data: bands.map(({ [key]: share }) => (typeof share === "number" ? 100 * share : null)),
            backgroundColor: color,
        });
        return {
            type: "bar",
            data: {
                labels: bands.map((band) => this.label(band)),
                datasets: [
                    dataset(_t("Predicted"), "predicted", "#9bb3c7"),
                    dataset(_t("Ordered"), "actual", "#2e9e5b"),
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                scales: {
                    x: { title: { display: true, text: _t("Predicted probability") } },
                    y: {
                        min: 0,
                        max: 100,
                        title: { display: true, text: _t("% of the customers") },
                    },
                },
            },
        };
    }
}

registry.category("fields").add("retention_backtest", {
    component: RetentionBacktestField,
    displayName: _t("Retention backtest"),
    supportedTypes: ["json"],
});
