import { beforeEach, describe, expect, getFixture, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst, queryRect, resize } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountWithCleanup,
    mountWithSearch,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { inTextColor } from "@oe_customer_retention/charts/chart";
import { Brief } from "@oe_customer_retention/dashboard/brief";
import { RetentionDashboard } from "@oe_customer_retention/dashboard/dashboard";
import { Figure } from "@oe_customer_retention/dashboard/figure";
import { StatusSplit } from "@oe_customer_retention/dashboard/status_split";

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

describe.current.tags("desktop");
defineMailModels();
defineModels([Profile]);

beforeEach(() => {
    onRpc("customer.retention.onboarding", "get_steps", () => []);
    onRpc("customer.retention.dashboard", "get_bridge", () => NOTHING_BOUGHT);
});

const NOTHING_BOUGHT = { days: "", bars: [], rates: [], note: "", is_empty: true, hint: null };

const EMPTY = {
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

const oneCustomer = (name) => ({
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

const spender = {
    id: 8,
    partner_id: [4, "Globex"],
    spend_reason: "Has spent $ 90 in 90 days on average; of late it is $ 40.",
    spend_at_risk: 55,
    currency_id: [1, "USD"],
};

const mountDashboard = () =>
    mountWithSearch(RetentionDashboard, {
        resModel: "customer.retention.profile",
        searchViewId: false,
    });

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

const figure = (values) => ({
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

const mountFigure = (values, onOpen = () => {}) =>
    mountWithCleanup(Figure, {
        props: { figure: figure(values), onOpen },
    });

test("a chart is lettered in the colour of the text around it", () => {
    const frame = document.createElement("div");
    frame.style.color = "rgb(1, 2, 3)";
    frame.append(document.createElement("canvas"));
    getFixture().append(frame);
    const { options } = inTextColor(frame.firstChild, {
        options: { scales: { x: { stacked: true, ticks: { maxTicksLimit: 3 } } } },
    });
    expect(options.color).toBe("rgb(1, 2, 3)");
    expect(options.scales.x).toEqual({
        stacked: true,
        ticks: { color: "rgb(1, 2, 3)", maxTicksLimit: 3 },
        title: { color: "rgb(1, 2, 3)" },
    });
});

test("a figure shows value and change as the server words them", async () => {
    await mountFigure({ value_text: "1,204", change: 12, change_text: "+12" });
    expect(".o_retention_value").toHaveText("1,204");
    expect(".text-success").toHaveText("+12");
    expect(".text-success [role=img]").toHaveAttribute("aria-label", "better");
});

test("points are read as the page is, amounts from left to right", async () => {
    await mountFigure({ unit: "percent", change: 0.34, change_text: "+34 نقطة مئوية" });
    expect(".text-success [dir]").toHaveCount(0);
    await mountFigure({ unit: "money", change: 34, change_text: "+$ 34" });
    expect(".text-success [dir=ltr]").toHaveText("+$ 34");
});

test("a rise of what should fall is shown as bad", async () => {
    await mountFigure({ better: "down", change: 1, change_text: "+1" });
    expect(".text-danger").toHaveText("+1");
    expect(".text-danger [role=img]").toHaveAttribute("aria-label", "worse");
});

test("a fall of what should fall is shown as good", async () => {
    await mountFigure({ better: "down", change: -1204.4, change_text: "-$ 1,204" });
    expect(".text-success").toHaveText("-$ 1,204");
});

test("the other half of a share is opened from beside it", async () => {
    const rest = { name: "6 not kept", res_model: "x", domain: [] };
    await mountFigure({ rest }, (action) => expect.step(action.name));
    await contains(".o_retention_rest").click();
    expect.verifySteps(["6 not kept"]);
});

test("the other half of a share is a line of its own below the note", async () => {
    const rest = { name: "10 not active", res_model: "x", domain: [] };
    await mountFigure({ note: "25 of 35", rest });
    const [half, line] = [".o_retention_rest", "span.small"].map((one) => queryRect(one));
    expect(half.top).toBeGreaterThan(line.top + 10);
    expect([half.left, half.right]).toEqual([line.left, line.right]);
});

test("a figure says what stands behind it", async () => {
    await mountFigure({ note: "14 of 27" });
    expect(".o_retention_figure").toHaveText(/14 of 27/);
});

test("a click opens what the figure counts", async () => {
    await mountFigure({}, (action) => expect.step(action.name));
    await contains(".o_retention_figure button").click();
    expect.verifySteps(["Customers"]);
});

test("what a figure means is told at the press of a button, and hidden with Escape", async () => {
    await mountFigure({});
    expect(".o_retention_help").toHaveAttribute("aria-label", "Explanation: Customers");
    await contains(".o_retention_help").click();
    expect(".o_retention_help_text").toHaveText("Everybody who has ever bought.");
    await contains(".o_retention_help").press("Escape");
    expect(".o_retention_help_text").toHaveCount(0);
});

test("the status split draws customers, and lists prospects without a share", async () => {
    const status = (name, count, values) => ({
        status: name,
        label: name,
        is_customer: true,
        count,
        count_text: `${count}`,
        share_text: "",
        stake_text: "",
        action: {},
        ...values,
    });
    await mountWithCleanup(StatusSplit, {
        props: {
            statuses: [
                status("active", 3, { share_text: "75%" }),
                status("lost", 1, { share_text: "25%" }),
                status("prospect", 4, { is_customer: false }),
            ],
            remarks: [],
            onOpen: () => {},
        },
    });
    expect(queryAllTexts("tbody td:nth-child(3)")).toEqual(["75%", "25%", ""]);
    const widths = queryAll(".o_retention_bar div").map((part) => part.style.width);
    expect(widths).toEqual(["75%", "25%"]);
    const [cell] = queryAll("tbody td:nth-child(3)");
    expect(getComputedStyle(cell).display).toBe("table-cell");
});

test("each remark is told, and opens whom it is about", async () => {
    const remarks = ["Manual", "Late"].map((name) => ({ text: `${name}: 1.`, action: { name } }));
    await mountWithCleanup(StatusSplit, {
        props: { statuses: [], remarks, onOpen: ({ name }) => expect.step(name) },
    });
    expect(queryAllTexts(".o_retention_remark")).toEqual(["Manual: 1.", "Late: 1."]);
    await contains(".o_retention_remark:last").click();
    expect.verifySteps(["Late"]);
});

test("a number in a sentence opens what it counts", async () => {
    const action = { name: "Active", res_model: "x", domain: [] };
    const sentences = [
        [
            { text: "14 of 27", action },
            { text: " are active.", action: null },
        ],
    ];
    await mountWithCleanup(Brief, {
        props: { sentences, onOpen: ({ name }) => expect.step(name) },
    });
    expect("section p").toHaveText("14 of 27 are active.");
    await contains("section button").click();
    expect.verifySteps(["Active"]);
});

test("no line of a sentence begins with the punctuation after a link", async () => {
    const link = (text) => ({ text, action: { name: text } });
    const text = (words) => ({ text: words, action: null });
    const sentences = [[link("Acme"), text(", "), link("Bell"), text(", and "), link("Cole")]];
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section .text-nowrap")).toEqual(["Acme,", "Bell,", "Cole"]);
    expect("section p").toHaveText("Acme, Bell, and Cole");
});

test("no line of a sentence ends with what is written at the link that follows", async () => {
    const link = (text) => ({ text, action: { name: text } });
    const text = (words) => ({ text: words, action: null });
    const active = [link("53%"), text(" ("), link("25"), text("), ")];
    const sentences = [[...active, link("Acme"), text(" و"), link("Bell")]];
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section .text-nowrap")).toEqual(["53%", "(25),", "Acme", "وBell"]);
    expect("section p").toHaveText("53% (25), Acme وBell");
});

test("two sentences are shown, all of them on demand", async () => {
    const sentences = ["One", "Two", "Three"].map((text) => [{ text, action: null }]);
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section p")).toEqual(["One", "Two"]);
    await contains(".o_retention_brief_more").click();
    expect(queryAllTexts("section p")).toEqual(["One", "Two", "Three"]);
});

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

test("all calls are those of all customers, as the first of them are", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    mockService("action", {
        doAction: (_action, { additionalContext }) => expect.step(additionalContext),
    });
    await mountDashboard();
    await contains(".o_retention_all_calls").click();
    expect.verifySteps([{ retention_whose: "all" }]);
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

test("one customer is named with the reason to call and what is at stake", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    await mountDashboard();
    await animationFrame();
    expect("section li").toHaveText(/Acme/);
    expect("section li").toHaveText(/Inactive for 61 days/);
    expect("section li").toHaveText(/420/);
});

const calledFirst = async (values) => {
    const dataset = oneCustomer("Customers");
    Object.assign(dataset.call_today[0], values);
    onRpc("customer.retention.dashboard", "get_data", () => dataset);
    await mountDashboard();
    await animationFrame();
};

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

for (const [owner, told] of [
    [[99, "Ada"], "Salesperson: Ada"],
    [false, "No salesperson"],
]) {
    test(`a customer that is not the reader's own says whose it is: ${told}`, async () => {
        await calledFirst({ user_id: owner });
        expect(`section li .text-muted:contains("${told}")`).toHaveCount(1);
    });
}

test("the reader's own customer does not say whose it is", async () => {
    await calledFirst({});
    expect("section li:contains(Salesperson)").toHaveCount(0);
});

test("the number to call dials", async () => {
    await calledFirst({ call_phone: "+32 (9) 1" });
    expect("section li a").toHaveAttribute("href", "tel:+3291");
    expect("section li a").toHaveAttribute("aria-label", "Call Acme: +32 (9) 1");
});

test("who is far behind is not shown in the color of an active customer", async () => {
    await calledFirst({ status: "active", rhythm: "far_behind", call_reason: "6.0× usual gap" });
    expect("section li .badge").toHaveClass("text-bg-danger");
    expect("section li .badge").toHaveText("6.0× usual gap");
});

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

test("who spends less is listed with usual and present spend", async () => {
    onRpc("get_data", () => ({ ...oneCustomer("Acme"), spending_less: [spender] }));
    await mountDashboard();
    await animationFrame();
    expect("[aria-labelledby=retention_spending_less] li").toHaveCount(1);
    expect("[aria-labelledby=retention_spending_less] li").toHaveText(/of late it is \$ 40/);
    expect("[aria-labelledby=retention_spending_less] li").toHaveText(/55 spend at stake/);
});

test("where nobody spends less there is no such list", async () => {
    onRpc("get_data", () => oneCustomer("Acme"));
    await mountDashboard();
    await animationFrame();
    expect("[aria-labelledby=retention_spending_less]").toHaveCount(0);
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
