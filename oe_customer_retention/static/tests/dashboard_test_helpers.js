/** The page of the dashboard, and what the server tells for it. */
import { beforeEach } from "@odoo/hoot";
import {
    defineModels,
    fields,
    models,
    mountWithSearch,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { RetentionDashboard } from "@oe_customer_retention/dashboard/dashboard";

class Profile extends models.Model {
    _name = "customer.retention.profile";
    name = fields.Char();
    _views = {
        search: `<search>
            <filter name="key" string="Key accounts" domain="[('name', '=', 'K')]"/>
            <separator/>
            <filter name="west" string="West" domain="[('name', '=', 'W')]"/>
        </search>`,
    };
}

const NOTHING_BOUGHT = { days: "", bars: [], rates: [], note: "", is_empty: true, hint: null };

/** Define what the page asks for beside its data. */
export function setUpDashboard() {
    defineModels([Profile]);
    beforeEach(() => {
        onRpc("customer.retention.onboarding", "get_steps", () => []);
        onRpc("customer.retention.dashboard", "get_bridge", () => NOTHING_BOUGHT);
    });
}

export const EMPTY = {
    as_of: "2026-06-15",
    periods: [
        { key: "month", label: "1 month" },
        { key: "year", label: "12 months" },
    ],
    period: "year",
    period_start: "2025-06-15",
    refreshed_at: false,
    problems: [],
    currency_id: 1,
    customer_count: 0,
    brief: [],
    figures: [],
    statuses: [],
    remarks: [],
    flows: [],
    months: [],
    salespeople: [],
    call_today: [],
    spending_less: [],
    rfm: [],
    cohorts: { months: [], rows: [] },
    drill: { profiles: [], transitions: [] },
};

export const figure = (values) => ({
    key: "customers",
    label: "Customers",
    unit: "count",
    value: 12,
    value_text: "12",
    change: 3,
    change_text: "+3",
    better: "up",
    help: "Everybody who has ever bought.",
    action: { name: "Customers", res_model: "x", domain: [] },
    ...values,
});

export const oneCustomer = (name) => ({
    ...EMPTY,
    customer_count: 1,
    figures: [figure({ value: 1, label: name })],
    call_today: [
        {
            id: 7,
            partner_id: [3, "Acme"],
            company_id: [1, "Harbour Coffee"],
            user_id: [serverState.userId, "Mitchell Admin"],
            status: "at_risk",
            status_label: "At risk",
            status_reason: "Inactive for 61 days.",
            habit: false,
            call_stake: 420,
            currency_id: [1, "USD"],
        },
    ],
});

export const spender = {
    id: 8,
    partner_id: [4, "Globex"],
    spend_reason: "Has spent $ 90 in 90 days on average; of late it is $ 40.",
    spend_at_risk: 55,
    currency_id: [1, "USD"],
};

export const mountDashboard = () =>
    mountWithSearch(RetentionDashboard, {
        resModel: "customer.retention.profile",
        searchViewId: false,
    });
