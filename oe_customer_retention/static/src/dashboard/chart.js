import { Component, useRef } from "@odoo/owl";
import { useChart } from "../charts/chart";

/** A Chart.js chart in Odoo's bundle; `onSelect(datasetIndex, index)` on a click. */
export class RetentionChart extends Component {
    static template = "oe_customer_retention.Chart";
    static props = { config: Object, label: String, onSelect: Function };

    setup() {
        this.chart = useChart(
            useRef("canvas"),
            () => this.withSelection(this.props.config),
            () => [this.props.config]
        );
    }

    withSelection(config) {
        const onClick = (_event, [element]) =>
            element && this.props.onSelect(element.datasetIndex, element.index);
        const onHover = ({ native }, elements) => {
            native.target.style.cursor = elements.length ? "pointer" : "";
        };
        return {
            ...config,
            options: { maintainAspectRatio: false, ...config.options, onClick, onHover },
        };
    }
}
