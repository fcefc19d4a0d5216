import { useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

const FIELDS = [
    "name",
    "sequence",
    "partner_domain",
    "at_risk_days",
    "dormant_days",
    "lost_days",
    "prospect_handling",
    "count_quotation",
    "count_order",
    "count_crm",
    "count_invoice",
    "count_payment",
];

/** The values of a policy form as they stand, saved or not. */
export function draftOf(record) {
    const values = { company_id: record.data.company_id?.id };
    for (const name of FIELDS.filter((name) => name in record.data)) {
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
