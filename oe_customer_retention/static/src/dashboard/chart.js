import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { inTextColor } from "../charts/text_color";

/** A Chart.js chart in Odoo's bundle; `onSelect(datasetIndex, index)` on a click. */
export class RetentionChart extends Component {
    static template = "oe_customer_retention.Chart";
    static props = { config: Object, label: String, onSelect: Function };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                const { el } = this.canvasRef;
                const chart = new Chart(el, inTextColor(el, this.withSelection(config)));
                return () => chart.destroy();
            },
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
