/** The page of calls, and what the server tells for it. */
import { beforeEach } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { makeMockEnv, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { CallList } from "@oe_customer_retention/call_list/call_list";

export const customer = (id, values = {}) => ({
    id,
    partner_id: [id + 100, `Customer ${id}`],
    company_id: [1, "Harbour Coffee"],
    user_id: [2, "Nora"],
    status: "at_risk",
    status_label: "At risk",
    status_reason: "Inactive for 61 days.",
    rhythm: "behind",
    habit: "Usually buys every 30 days.",
    usual_products: [],
    call_stake: 420,
    currency_id: [1, "USD"],
    reorder_probability: 0.15,
    call_reason: "2.1× usual gap",
    is_key_account: false,
    stage_id: false,
    call_phone: "+32 9 555 00 11",
    partner_email: false,
    person: { id: 9, name: "Ms Roux", function: "Buyer", phone: false, email: false },
    last_contact: false,
    last_crm_date: false,
    next_step: false,
    ...values,
});

export const LOGGED = {
    day: "2026-06-01",
    kind: "Call",
    reached: true,
    outcome: "Positive",
    by: "Nora",
};

export const page = (rows, values = {}) => ({
    whose: "mine",
    section: "customers",
    stage_id: false,
    offset: 0,
    limit: 20,
    people: [],
    total: rows.length,
    stake: 420 * rows.length,
    stake_field: "call_stake",
    currency_id: 1,
    capacity: 12,
    done: 0,
    rows,
    left_out: [],
    stages: [],
    customer_count: 1,
    ...values,
});

/** What the server answers, what the page opens, and how that is closed: anew for each test. */
export const calls = {};

export function setUpCallList() {
    beforeEach(() => {
        Object.assign(calls, {
            answer: () => page([customer(1), customer(2), customer(3)]),
            opened: [],
            closing: undefined,
            isClosed: true,
        });
        onRpc("customer.retention.call.list", "get_page", ({ args }) => calls.answer(...args));
        mockService("action", {
            doAction(request, options = {}) {
                calls.opened.push([request, options]);
                if (calls.isClosed) {
                    options.onClose?.(calls.closing);
                }
            },
        });
    });
}

export const mountList = async (action = {}) => {
    await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(CallList, { props: { action, actionId: 1, className: "" } });
    await animationFrame();
};
