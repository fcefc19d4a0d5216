import { useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

const NAMED = [
    "name",
    "sequence",
    "partner_domain",
    "prospect_handling",
    "season_from",
    "season_until",
];

/** Whether a field says whom a policy is for or what status they get: other addons add some. */
function isSent(name) {
    return NAMED.includes(name) || name.startsWith("count_") || name.endsWith("_days");
}

/** The values of a policy form as they stand, saved or not. */
export function draftOf(record) {
    const values = { company_id: record.data.company_id?.id };
    for (const name of Object.keys(record.data).filter(isSent)) {
        values[name] = record.data[name];
    }
    return [record.resId || false, values];
}

/** The answer of a method of the policy about its values as they stand. */
export function useDraft(method) {
    const orm = useService("orm");
    const keepLast = new KeepLast();
    const state = useState({ data: null });
    let asked;
    useRecordObserver(async (record) => {
        const draft = draftOf(record);
        if (JSON.stringify(draft) === asked) {
            return;
        }
        asked = JSON.stringify(draft);
        state.data = await keepLast.add(orm.call("customer.retention.policy", method, draft));
    });
    return state;
}
