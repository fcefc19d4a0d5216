/** The story of a customer, and what the server tells of it. */
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { RetentionStory } from "@oe_customer_retention/story/story";

export const PROFILE = "customer.retention.profile";

export const touchpoint = (id, date, values) => ({
    id,
    date,
    at: `${date} 12:00:00`,
    kind: "order",
    topic: "order",
    event: "Order",
    icon: "fa-shopping-cart",
    summary: `S${id}`,
    amount: 100,
    currency_id: [1, "USD"],
    contact: false,
    user_id: false,
    res_model: "sale.order",
    res_id: id,
    can_open: true,
    time: "12:00 PM",
    detail: false,
    outcome: false,
    outcome_label: false,
    duration: false,
    direction: false,
    is_attempt: false,
    ...values,
});

export const change = (date, values) => ({
    key: `status-${date}`,
    date,
    at: `${date} 23:59:59`,
    status: "at_risk",
    label: "At risk",
    former: "Active",
    detail: "after 60 days of inactivity",
    ...values,
});

export const story = (values) => ({
    touchpoints: [],
    changes: [],
    has_more: false,
    kinds: [],
    ...values,
});

export const ORDERS = { kind: "order", label: "Orders", count: 1, documents: 1 };
export const INVOICES = { kind: "invoice", label: "Invoices", count: 2, documents: 2 };
export const ONE_ORDER = { touchpoints: [touchpoint(1, "2026-06-10")], kinds: [ORDERS] };

/** Mount the story; `answer` is told the arguments of each question. */
export async function mountStory(answer) {
    onRpc(PROFILE, "get_story", ({ kwargs }) => answer(kwargs));
    onRpc(PROFILE, "get_notes", () => ({ notes: [], has_more: false }));
    onRpc(PROFILE, "get_plans", () => ({ deals: [], activities: [] }));
    onRpc(PROFILE, "get_contacts", () => []);
    const record = { resId: 7, save: () => true, load() {} };
    await mountWithCleanup(RetentionStory, { props: { record } });
    await animationFrame();
}
