import { after, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { MonthsChart } from "@oe_customer_retention/dashboard/months_chart";

describe.current.tags("desktop");
defineMailModels();

const FLOWS = [
    { flow: "new", label: "New", sign: 1, status: "prospect" },
    { flow: "lapsed", label: "Lapsed", sign: -1, status: "lost" },
];
const STATUSES = [
    { status: "active", label: "Active", is_customer: true },
    { status: "paused", label: "Paused", is_customer: true },
    { status: "prospect", label: "Prospect", is_customer: false },
];
const MAY = {
    month: "2026-05-01",
    is_running: false,
    new: 3,
    lapsed: 2,
    statuses: { active: 9, paused: 3 },
    shares: { active: "9 (75%)", paused: "3 (25%)" },
    drill: { lapsed: [["flow", "=", "lapsed"]], paused: [["x", "=", "paused"]] },
};

const mountChart = (kind, onOpen = () => {}, months = [MAY]) =>
    mountWithCleanup(MonthsChart, {
        props: {
            kind,
            flows: FLOWS,
            statuses: STATUSES,
            months,
            drill: { profiles: [["id", ">", 1]], transitions: [["id", ">", 2]] },
            onOpen,
        },
    });

test("movement has a series per flow, down for those who lapsed", async () => {
    const chart = await mountChart("movement");
    const { datasets } = chart.config.data;
    expect(datasets.map(({ label, data }) => [label, ...data])).toEqual([
        ["New", 3],
        ["Lapsed", -2],
    ]);
});

test("the trend has a series per status of customers, in percent", async () => {
    const chart = await mountChart("trend");
    const { datasets } = chart.config.data;
    expect(datasets.map(({ label, data }) => [label, ...data])).toEqual([
        ["Active", 75],
        ["Paused", 25],
    ]);
});

test("each quarter has a label, each year its number; a running month is lighter", async () => {
    document.documentElement.style.setProperty("--retention-prospect", "#8796a6");
    after(() => document.documentElement.style.removeProperty("--retention-prospect"));
    const months = ["2025-12-01", "2026-01-01", "2026-04-01"];
    const chart = await mountChart("movement", undefined, [
        ...months.map((month) => ({ ...MAY, month })),
        { ...MAY, is_running: true },
    ]);
    const { labels, datasets } = chart.config.data;
    expect(labels).toEqual(["", ["Jan", "2026"], "Apr", ""]);
    const over = datasets[0].backgroundColor[0];
    const running = datasets[0].backgroundColor[3];
    expect(running).toBe(`${over}80`);
});

test("the title says of how many months, whatever the period of the figures", async () => {
    const months = ["2026-04-01", "2026-05-01"].map((month) => ({ ...MAY, month }));
    await mountChart("movement", undefined, months);
    expect("h3").toHaveText(/^Movement in 2 months:/);
});

test("the chart is a table for those who do not see it", async () => {
    await mountChart("trend");
    expect(queryAllTexts("th")).toEqual(["Month", "Active", "Paused", "May 2026"]);
    expect(queryAllTexts("td")).toEqual(["9 (75%)", "3 (25%)"]);
});

test("a bar says what the table does", async () => {
    for (const [kind, text] of [
        ["trend", "Paused: 3 (25%)"],
        ["movement", "Lapsed: 2"],
    ]) {
        const chart = await mountChart(kind);
        const { label } = chart.config.options.plugins.tooltip.callbacks;
        expect(label({ datasetIndex: 1, dataIndex: 0 })).toBe(text);
    }
});

test("as a table each number opens what its bar opens, and says what it is", async () => {
    await mountChart("movement", ({ name }) => expect.step(name));
    expect(".o_retention_as_table").toHaveText("Show as table");
    await contains(".o_retention_as_table").click();
    expect(".o_retention_as_table").toHaveText("Show as chart");
    expect("canvas").toHaveCount(0);
    expect("td button:last").toHaveAttribute("aria-label", "Lapsed: May 2026: 2");
    await contains("td button:last").click();
    expect.verifySteps(["Lapsed: May 2026"]);
});

test("a bar opens the changes of its flow among the customers shown", async () => {
    const chart = await mountChart("movement", (action) => expect.step(action));
    chart.select(1, 0);
    expect.verifySteps([
        {
            name: "Lapsed: May 2026",
            res_model: "customer.retention.transition",
            domain: [
                ["flow", "=", "lapsed"],
                ["id", ">", 2],
            ],
        },
    ]);
});

test("a share opens the customers of its status among those shown", async () => {
    const chart = await mountChart("trend", (action) => expect.step(action));
    chart.select(1, 0);
    expect.verifySteps([
        {
            name: "Paused: May 2026",
            res_model: "customer.retention.profile",
            domain: [
                ["x", "=", "paused"],
                ["id", ">", 1],
            ],
        },
    ]);
});

test("without its library a chart says so, leaves the table, and is tried again", async () => {
    patchWithCleanup(assets, { loadBundle: async () => Promise.reject(new Error("offline")) });
    await mountChart("movement");
    await animationFrame();
    expect(".alert").toHaveText("This could not be loaded: offline\nTry again");
    expect("canvas").toHaveCount(0);
    expect(".o_retention_as_table").toHaveCount(1);
    patchWithCleanup(assets, { loadBundle: async () => {} });
    await contains(".alert button").click();
    expect(".alert").toHaveCount(0);
    expect("canvas").toHaveCount(1);
});
