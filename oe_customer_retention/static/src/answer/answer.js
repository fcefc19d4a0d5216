import { onWillStart, onWillUpdateProps, useComponent, useState } from "@odoo/owl";
import { useRecordObserver } from "@web/model/relational_model/utils";

/** @returns {string} what went wrong, as the server or the browser words it */
export const messageOf = (error) => error.data?.message || error.message;

/**
 * A function that puts what a question is answered into `state`: what `accept` makes of
 * the answer, or `error`, and `isLoading` meanwhile. Of several questions the last counts,
 * and those overtaken end as well: who awaits one that Odoo's KeepLast drops waits for ever.
 *
 * @param {object} state
 * @param {(answer) => object} [accept]
 * @returns {(question: Promise) => Promise}
 */
export function answersInto(state, accept = (data) => ({ data })) {
    let last = null;
    return async (question) => {
        const isLast = () => question === last;
        last = question;
        state.isLoading = true;
        try {
            const answer = await question;
            isLast() && Object.assign(state, accept(answer), { error: null });
        } catch (error) {
            isLast() && Object.assign(state, { error: messageOf(error) });
        }
        state.isLoading &&= !isLast();
    };
}

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
    const state = useState({ data: null, error: null, isLoading: true });
    const answered = answersInto(state);
    const load = (...args) => answered(ask(answer.profileId, ...args));
    const answer = { state, load, profileId: idOf(component.props) };
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
