import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst, queryRect, resize } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { RetentionDashboard } from "@oe_customer_retention/dashboard/dashboard";
import {
    EMPTY,
    mountDashboard,
    oneCustomer,
    setUpDashboard,
    spender,
} from "./dashboard_test_helpers";

describe.current.tags("desktop");
defineMailModels();
setUpDashboard();

const sendInAddress = (sent) => patchWithCleanup(RetentionDashboard.defaultProps, { sent });

test("a filter in the address that is none is told of, and left out", async () => {
    sendInAddress({ filter: "[('status', '=', 'lost'" });
    mockService("notification", { add: (text) => expect.step(text) });
    onRpc("customer.retention.dashboard", "get_data", ({ args }) => {
        expect.step(JSON.stringify(args[0]));
        return EMPTY;
    });
    await mountDashboard();
    expect.verifySteps(["The filter in the address cannot be used: choose one here.", "[]"]);
});

for (const [name, facet] of [
    ["K", "Key accounts"],
    ["Z", "Name = Z"],
]) {
    test(`a filter in the address keeps its name, where it makes the domain: ${name}`, async () => {
        sendInAddress({ filter: `[("name", "=", "${name}")]`, filter_names: "key" });
        onRpc("customer.retention.dashboard", "get_data", () => EMPTY);
        await mountDashboard();
        expect(queryAllTexts(".o_facet_value")).toEqual([facet]);
    });
}

test("a problem is told above the figures", async () => {
    const problems = [{ text: "The last refresh failed.", action: {} }];
    onRpc("customer.retention.dashboard", "get_data", () => ({
        ...oneCustomer("Customers"),
        problems,
    }));
    await mountDashboard();
    await animationFrame();
    expect(".alert-warning").toHaveText(/The last refresh failed/);
});

test("what a list counts is a facet of it", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    mockService("action", {
        doAction: (action) => expect.step([action.domain, action.context.retention_facet]),
    });
    const domain = [["status", "=", "active"]];
    const dashboard = await mountDashboard();
    await animationFrame();
    dashboard.open({ name: "Active", res_model: "customer.retention.profile", domain });
    expect.verifySteps([[domain, { description: "Active" }]]);
});

test("what was never refreshed is said in a sentence of its own", async () => {
    const answer = { ...EMPTY, customer_count: 1 };
    onRpc("customer.retention.dashboard", "get_data", () => answer);
    await mountDashboard();
    expect(".o_retention_dashboard").toHaveText(/Never refreshed; changes since 06\/15\/2025/);
});

test("day and moment are written in the reader's format, in the digits of the amounts", async () => {
    serverState.lang = "ar_001";
    const answer = { ...EMPTY, customer_count: 1, refreshed_at: "2026-06-15 11:10:33" };
    onRpc("customer.retention.dashboard", "get_data", () => answer);
    await mountDashboard();
    expect(".o_retention_dashboard").toHaveText(
        /As of 06\/15\/2026 \d{1,2}:10\D+; changes since 06\/15\/2025/
    );
});

test("without customers the dashboard says what to do next", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => EMPTY);
    await mountDashboard();
    await animationFrame();
    expect(".o_nocontent_help").toHaveText(/No customers to show/);
});

test("both columns end together: what one has left is its chart's", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    await resize({ width: 1400 });
    await mountDashboard();
    await animationFrame();
    const [one, other] = queryAll(".o_retention_columns > div > :last-child").map((card) =>
        queryRect(card)
    );
    expect(one.left).toBeLessThan(other.left);
    expect(Math.abs(one.bottom - other.bottom)).toBeLessThan(1);
});

for (const width of [390, 1400]) {
    test(`at ${width} the customers to call come before the figures`, async () => {
        onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
        await resize({ width });
        await mountDashboard();
        await animationFrame();
        const call = queryFirst(".o_retention_customer");
        const figures = queryFirst(".o_retention_figures");
        const { DOCUMENT_POSITION_FOLLOWING } = Node;
        expect(call.compareDocumentPosition(figures)).toBe(DOCUMENT_POSITION_FOLLOWING);
        expect(".o_retention_customer").toHaveCount(1);
        expect(".o_retention_figures").toHaveCount(1);
    });
}

for (const [width, place] of [
    [390, "after"],
    [1400, "before"],
]) {
    test(`at ${width} the first steps come ${place} the customers to call`, async () => {
        const step = { key: "curve", title: "Look", text: "", button: "", done: false };
        onRpc("customer.retention.onboarding", "get_steps", () => [step]);
        onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
        patchWithCleanup(user, { hasGroup: async () => true });
        await resize({ width });
        await mountDashboard();
        await animationFrame();
        const [call] = queryAll(".o_retention_customer");
        const [steps] = queryAll(".o_retention_onboarding:only");
        const { DOCUMENT_POSITION_FOLLOWING, DOCUMENT_POSITION_PRECEDING } = Node;
        expect(call.compareDocumentPosition(steps)).toBe(
            place === "after" ? DOCUMENT_POSITION_FOLLOWING : DOCUMENT_POSITION_PRECEDING
        );
    });
}

test("an error is told, and trying again mends it", async () => {
    let fails = true;
    onRpc("customer.retention.dashboard", "get_data", () => {
        if (fails) {
            throw new Error("no answer");
        }
        return oneCustomer("Customers");
    });
    await mountDashboard();
    await animationFrame();
    expect(".alert-danger").toHaveCount(1);
    fails = false;
    await contains(".alert-danger button").click();
    await animationFrame();
    expect(".alert-danger").toHaveCount(0);
    expect(".o_retention_figure").toHaveCount(1);
});

test("a late answer does not overwrite a newer one", async () => {
    const late = new Deferred();
    let answers = 0;
    onRpc("customer.retention.dashboard", "get_data", async ({ args }) => {
        const [, period] = args;
        if (period === "year" && answers++) {
            await late;
        }
        return oneCustomer(`Customers of the ${period}`);
    });
    await mountDashboard();
    await animationFrame();
    await contains("button:contains(1 month)").click();
    await contains("button:contains(12 months)").click();
    await contains("button:contains(1 month)").click();
    await animationFrame();
    expect(".o_retention_figure").toHaveText(/of the month/);
    late.resolve();
    await animationFrame();
    expect(".o_retention_figure").toHaveText(/of the month/);
});

test("Tab leads out of the search bar", async () => {
    onRpc("get_data", () => oneCustomer("Customers"));
    await mountDashboard();
    await animationFrame();
    await contains(".o_searchview_input").focus();
    await press("Tab");
    expect(".o_searchview_input").not.toBeFocused();
});

test("every text of the server is text", async () => {
    const evil = `<img src="x" onerror="throw new Error('run')">`;
    const action = { name: evil, res_model: "x", domain: [] };
    const status = { status: "active", is_customer: true, label: evil, count: 1, action };
    onRpc("get_data", () => {
        const data = oneCustomer(evil);
        data.call_today[0].partner_id[1] = evil;
        return {
            ...data,
            problems: [{ text: evil, action }],
            brief: [[{ text: evil, action }, { text: evil }]],
            statuses: [{ ...status, count_text: evil, share_text: evil, stake_text: evil }],
            flows: [{ flow: "new", label: evil, status: "active", sign: 1 }],
            salespeople: [{ name: evil, revenue_at_risk: 1, stake_text: evil, count: 1, action }],
            spending_less: [{ ...spender, partner_id: [4, evil], spend_reason: evil }],
        };
    });
    await mountDashboard();
    await animationFrame();
    expect("section:contains(<img src)").not.toHaveCount(0);
    expect("img[src=x], [onerror]").toHaveCount(0);
});
