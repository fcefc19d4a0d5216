import { useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { answersInto, messageOf } from "../answer/answer";

const SENT_TYPES = ["boolean", "char", "float", "integer", "monetary", "selection"];

/** The values of a policy form as they stand, saved or not: all that one can type into it. */
export function draftOf(record) {
    const values = { company_id: record.data.company_id?.id };
    for (const [name, value] of Object.entries(record.data)) {
        const { type, readonly } = record.fields[name];
        if (SENT_TYPES.includes(type) && !readonly) {
            values[name] = value;
        }
    }
    return [record.resId || false, values];
}

/**
 * The answer of a method of the policy about its values as they stand, `{error}` where
 * there is none. The form does not wait for it.
 */
export function useDraft(method) {
    const orm = useService("orm");
    const state = useState({ data: null });
    const answered = answersInto(state);
    const failed = (error) => ({ error: messageOf(error) });
    let asked;
    useRecordObserver((record) => {
        const draft = draftOf(record);
        if (JSON.stringify(draft) !== asked) {
            asked = JSON.stringify(draft);
            answered(orm.call("customer.retention.policy", method, draft).catch(failed));
        }
    });
    return state;
}
