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
