/** @returns {string} the address that dials a number: what can be dialled of it only */
export const telOf = (number) => `tel:${number.replace(/[^+\d*#]/g, "")}`;
