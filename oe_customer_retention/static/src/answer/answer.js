import { onWillStart, onWillUpdateProps, useComponent, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";

/** @returns {string} what went wrong, as the server or the browser words it */
export const messageOf = (error) => error.data?.message || error.message;

const idOf = ({ profileId, record }) => profileId ?? record.resId;

/**
 * What the server tells of the customer in the props, with what to show while it is
 * awaited or has failed. It is asked again whenever the form is loaded again (its
 * `record` is another one then, which a child of a widget needs as a prop), and a late
 * answer never replaces that to a later question.
 *
 * @param {(profileId, ...args) => Promise} ask
 * @returns {{state: {data, error, isLoading}, profileId, load: (...args) => Promise}}
 */
export function useAnswer(ask) {
    const keepLast = new KeepLast();
    const state = useState({ data: null, error: null, isLoading: true });
    const answer = { state, load, profileId: idOf(useComponent().props) };
    async function load(...args) {
        state.isLoading = true;
        try {
            const data = await keepLast.add(ask(answer.profileId, ...args));
            Object.assign(state, { data, error: null });
        } catch (error) {
            state.error = messageOf(error);
        }
        state.isLoading = false;
    }
    onWillStart(() => {
        load();
    });
    onWillUpdateProps((nextProps) => {
        if (idOf(nextProps) !== answer.profileId) {
            answer.profileId = idOf(nextProps);
            state.data = null;
        }
        load();
    });
    return answer;
}
