import { beforeEach, describe, expect, getFixture, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountWithCleanup,
    mountWithSearch,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { inTextColor } from "@oe_customer_retention/charts/text_color";
import { RetentionDashboard } from "@oe_customer_retention/dashboard/dashboard";
import { Figure } from "@oe_customer_retention/dashboard/figure";
import { StatusSplit } from "@oe_customer_retention/dashboard/status_split";

class Profile extends models.Model {
    _name = "customer.retention.profile";
    name = fields.Char();
    _views = { search: `<search/>` };
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Profile]);

beforeEach(() => {
    onRpc("customer.retention.onboarding", "get_steps", () => []);
});

const EMPTY = {
    as_of: "2026-06-15",
    periods: [
        { key: "month", label: "1 month" },
        { key: "year", label: "12 months" },
    ],
    period_start: "2025-06-15",
    refreshed_at: false,
    currency_id: 1,
    customer_count: 0,
    figures: [],
    statuses: [],
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
            status: "at_risk",
            status_label: "At Risk",
            status_reason: "Silent for 61 days.",
            rhythm_reason: false,
            revenue_at_risk: 420,
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

const figure = (values) => ({
    key: "customers",
    label: "Customers",
    unit: "count",
    value: 12,
    change: 3,
    better: "up",
    help: "Everybody who has ever bought.",
    action: { name: "Customers", res_model: "x", domain: [] },
    ...values,
});

const mountFigure = (values, onOpen = () => {}) =>
    mountWithCleanup(Figure, {
        props: { figure: figure(values), currencyId: 1, onOpen },
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

test("a figure shows its value and a signed change", async () => {
    await mountFigure({ value: 1204, change: 12 });
    expect(".o_retention_value").toHaveText("1,204");
    expect(".text-success").toHaveText("+12");
});

test("a rate without enough customers is a dash, not zero", async () => {
    await mountFigure({ unit: "percent", value: false, change: false });
    expect(".o_retention_value").toHaveText("–");
});

test("a rise of what should fall is shown as bad", async () => {
    await mountFigure({ better: "down", change: 1 });
    expect(".text-danger").toHaveText("+1");
});

test("a share's change is in points", async () => {
    await mountFigure({ unit: "percent", value: 0.61, change: -0.02 });
    expect(".o_retention_value").toHaveText("61 %");
    expect(".text-danger").toHaveText("-2 pts");
});

test("a change of money is money, and less at risk is good", async () => {
    await mountFigure({ unit: "money", better: "down", value: 900, change: -1204.4 });
    expect(".text-success").toHaveText(/-.*1,204/);
});

test("a figure says what stands behind it", async () => {
    await mountFigure({ note: "14 of 27" });
    expect(".o_retention_figure").toHaveText(/14 of 27/);
});

test("a click opens what the figure counts", async () => {
    await mountFigure({}, (action) => expect.step(action.name));
    await contains(".o_retention_figure").click();
    expect.verifySteps(["Customers"]);
});

test("the status split names each status with its share", async () => {
    const status = (name, count) => ({
        status: name,
        label: name,
        count,
        revenue_at_risk: 0,
        action: {},
    });
    await mountWithCleanup(StatusSplit, {
        props: {
            statuses: [status("active", 3), status("lost", 1)],
            currencyId: 1,
            onOpen: () => {},
        },
    });
    expect(queryAllTexts("tbody td:nth-child(3)")).toEqual(["75 %", "25 %"]);
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
    expect("section li").toHaveText(/Silent for 61 days/);
    expect("section li").toHaveText(/420/);
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
});

test("where nobody spends less there is no such list", async () => {
    onRpc("get_data", () => oneCustomer("Acme"));
    await mountDashboard();
    await animationFrame();
    expect("[aria-labelledby=retention_spending_less]").toHaveCount(0);
});
