import { Component, useRef } from "@odoo/owl";
import { getColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { counted } from "../counted/counted";
import { useDraft } from "./draft";
import { percent } from "../rate/percent";
import { accent } from "../charts/accent";
import { useChart } from "../charts/chart";

/** Vertical lines where the thresholds are, dashed each in its own way. */
export function thresholdLines(thresholds) {
    return {
        id: "retentionThresholds",
        afterDatasetsDraw({ ctx, chartArea, scales }) {
            thresholds.forEach(({ status, days }, index) => {
                if (days > scales.x.max) {
                    return;
                }
                const x = scales.x.getPixelForValue(days);
                ctx.save();
                ctx.strokeStyle = accent(status);
                ctx.lineWidth = 2;
                ctx.setLineDash([8 - 3 * index, 2 * index]);
                ctx.beginPath();
                ctx.moveTo(x, chartArea.top);
                ctx.lineTo(x, chartArea.bottom);
                ctx.stroke();
                ctx.restore();
            });
        },
    };
}

/** What a silence means: the chance to come back, by the days of silence. */
export class RetentionReturnCurve extends Component {
    static template = "oe_customer_retention.ReturnCurve";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useDraft("get_return_curve");
        this.chart = useChart(
            useRef("canvas"),
            () => this.config(this.state.data),
            () => [this.state.data]
        );
    }

    get curve() {
        return this.state.data;
    }

    get basis() {
        return counted(
            _t("From %(gaps)s {gaps:gap|gaps} between purchases, %(open)s of them not ended yet."),
            {
                gaps: this.curve.gaps,
                open: this.curve.open_gaps,
            }
        );
    }

    get tooLittle() {
        return counted(
            _t(
                "Not enough purchases yet to say who comes back: it takes %(needed)s " +
                    "{needed:gap|gaps} between purchases that could be watched for " +
                    "%(within)s {within:day|days}; there are %(gaps)s {gaps:gap|gaps} in " +
                    "all. Keep the usual thresholds until then."
            ),
            { needed: this.curve.needed, within: this.curve.within, gaps: this.curve.gaps }
        );
    }

    /** The curve in words, for those who do not see it. */
    get description() {
        return this.curve.thresholds.map((threshold) => threshold.sentence).join(" ");
    }

    percent(chance) {
        return percent(chance);
    }

    /** One line for each class with data, the more purchase days the bolder, and their mean. */
    lines(curves, points) {
        const scheme = cookie.get("color_scheme");
        const mean = { label: _t("On average"), points };
        return [...curves, mean]
            .map(({ label, points }, index) => ({
                label,
                data: points.map(({ days, chance }) => ({ x: days, y: chance })),
                borderColor: getColor(index, scheme, curves.length + 1),
                backgroundColor: getColor(index, scheme, curves.length + 1),
                borderWidth: 1.5 + index / 2,
                borderDash: index ? [] : [4, 3],
                pointRadius: 0,
                pointHitRadius: 8,
            }))
            .filter(({ data }) => data.length);
    }

    config({ curves, points, thresholds, within }) {
        return {
            type: "line",
            data: { datasets: this.lines(curves, points) },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: { position: "bottom", labels: { boxHeight: 1 } },
                    tooltip: {
                        callbacks: {
                            title: ([item]) =>
                                counted(_t("Inactive for %(days)s {days:day|days}"), {
                                    days: item.parsed.x,
                                }),
                            label: (item) =>
                                counted(
                                    _t(
                                        "%(group)s: %(chance)s come back within %(within)s {within:day|days}"
                                    ),
                                    {
                                        group: item.dataset.label,
                                        chance: percent(item.parsed.y),
                                        within,
                                    }
                                ),
                        },
                    },
                },
                scales: {
                    x: {
                        type: "linear",
                        min: 0,
                        title: { display: true, text: _t("Days inactive") },
                    },
                    y: {
                        min: 0,
                        max: 1,
                        ticks: { callback: percent },
                        title: {
                            display: true,
                            text: counted(_t("Come back within %(days)s {days:day|days}"), {
                                days: within,
                            }),
                        },
                    },
                },
            },
            plugins: [thresholdLines(thresholds)],
        };
    }

    reason({ level, reason, gap }) {
        if (reason === "rhythm") {
            return counted(_t("twice the usual gap of %(days)s {days:day|days}, rounded"), {
                days: Math.round(gap),
            });
        }
        const share = percent(level);
        if (reason === "measured") {
            return _t("under %s come back from here", share);
        }
        if (reason === "always_below") {
            return _t("the share never reaches %s: usual value kept", share);
        }
        return _t("the data does not reach %s: usual value kept", share);
    }

    get suggestions() {
        return this.curve.suggestions.map((suggestion) => ({
            name: suggestion.name,
            text: counted(_t("%(label)s %(days)s {days:day|days}: %(reason)s"), {
                label: this.props.record.fields[suggestion.name].string,
                days: suggestion.days,
                reason: this.reason(suggestion),
            }),
        }));
    }

    useSuggestions() {
        const days = this.curve.suggestions.map(({ name, days }) => [name, days]);
        return this.props.record.update(Object.fromEntries(days));
    }
}

registry.category("view_widgets").add("retention_return_curve", {
    component: RetentionReturnCurve,
});
