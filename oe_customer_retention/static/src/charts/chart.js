import { onWillStart, useEffect, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { messageOf } from "../answer/answer";

/**
 * Chart.js of Odoo's bundle on a canvas of the component, drawn anew when what it shows
 * has changed. The rest of the component is shown before, and where the bundle cannot be
 * loaded.
 *
 * @param {{el: HTMLCanvasElement | null}} canvas
 * @param {() => Object} configure returns the configuration of the chart
 * @param {() => any[]} dependencies returns what the chart shows
 * @returns {{state: {error}, load: () => Promise}}
 */
export function useChart(canvas, configure, dependencies) {
    const state = useState({ error: null, isLoaded: false });
    async function load() {
        try {
            await loadBundle("web.chartjs_lib");
            Object.assign(state, { error: null, isLoaded: true });
        } catch (error) {
            state.error = messageOf(error);
        }
    }
    onWillStart(() => {
        load();
    });
    useEffect(
        (el, isLoaded) => {
            const chart = isLoaded && el && new Chart(el, inTextColor(el, configure()));
            return () => chart && chart.destroy();
        },
        () => [canvas.el, state.isLoaded, ...dependencies()]
    );
    return { state, load };
}

/**
 * A Chart.js configuration whose axes, titles and legend have the colour of the text
 * around the canvas: readable in a dark theme too.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Object} config
 * @returns {Object}
 */
export function inTextColor(canvas, config) {
    const { color } = getComputedStyle(canvas);
    const scales = Object.entries(config.options.scales || {}).map(([axis, scale]) => [
        axis,
        {
            ...scale,
            ticks: { color, ...scale.ticks },
            title: { color, ...scale.title },
        },
    ]);
    const options = { ...config.options, color, scales: Object.fromEntries(scales) };
    return { ...config, options };
}
