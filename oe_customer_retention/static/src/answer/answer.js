import { onWillStart, onWillUpdateProps, useComponent, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useRecordObserver } from "@web/model/relational_model/utils";

/** @returns {string} what went wrong, as the server or the browser words it */
export const messageOf = (error) => error.data?.message || error.message;

const idOf = ({ profileId, record }) => profileId ?? record.resId;

/**
 * What the server tells of the customer in the props, with what to show while it is
 * awaited or has failed. It is asked again whenever the form, or its `record` alone, is
 * loaded again (which a child of a widget needs as a prop), and a late answer never
 * replaces that to a later question.
 *
 * @param {(profileId, ...args) => Promise} ask
 * @returns {{state: {data, error, isLoading}, profileId, load: (...args) => Promise}}
 */
export function useAnswer(ask) {
    const component = useComponent();
    const keepLast = new KeepLast();
    const state = useState({ data: null, error: null, isLoading: true });
    const answer = { state, load, profileId: idOf(component.props) };
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
    const isAlone = ({ record }) => !record;
    onWillStart(() => {
        isAlone(component.props) && load();
    });
    onWillUpdateProps((nextProps) => {
        if (idOf(nextProps) !== answer.profileId) {
            answer.profileId = idOf(nextProps);
            state.data = null;
        }
        isAlone(nextProps) && load();
    });
    useRecordObserver((record) => {
        void record.data; // what is loaded into a record comes as another object
        load();
    });
    return answer;
}
