import { useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";

/**
 * An answer of the server, with what to show while it is awaited or has failed. A late
 * answer never replaces that to a later question.
 *
 * @param {(...args) => Promise} ask
 * @returns {{state: {data, error, isLoading}, load: (...args) => Promise}}
 */
export function useAnswer(ask) {
    const keepLast = new KeepLast();
    const state = useState({ data: null, error: null, isLoading: true });
    async function load(...args) {
        state.isLoading = true;
        try {
            const data = await keepLast.add(ask(...args));
            Object.assign(state, { data, error: null });
        } catch (error) {
            state.error = error.data?.message || error.message;
        }
        state.isLoading = false;
    }
    return { state, load };
}
