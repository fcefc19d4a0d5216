/** @returns {string} the colour of a retention status, for what takes no class */
export function accent(status) {
    const style = getComputedStyle(document.documentElement);
    return style.getPropertyValue(`--retention-${status}`).trim();
}
