import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import "@oe_customer_retention/cohort/cohort_pivot";
import "@oe_customer_retention/rate/rate_field";
import "@oe_customer_retention/rate/rate_pivot";
import { RetentionGraphRenderer } from "@oe_customer_retention/charts/retention_graph";
import { CohortHeatmap } from "@oe_customer_retention/dashboard/cohort_heatmap";
import { RfmGrid } from "@oe_customer_retention/dashboard/rfm_grid";
import { SalespersonBars } from "@oe_customer_retention/dashboard/salesperson_bars";
import { StatusGraphRenderer } from "@oe_customer_retention/status/status_graph";
import { EVIL } from "./hostile_test_helpers";

class Profile extends models.Model {
    _name = "customer.retention.profile";
    name = fields.Char();
    status = fields.Selection({
        selection: [
            ["active", "Active"],
            ["lost", "Lost"],
        ],
    });
    days = fields.Integer({ aggregator: "avg" });
    purchases = fields.Integer({ aggregator: "sum" });
    months_since = fields.Integer({ aggregator: null });
    customers = fields.Integer({ aggregator: "sum" });
    ordering = fields.Integer({ aggregator: "sum" });
    rate = fields.Float({ aggregator: "avg" });
    _records = [
        { id: 1, name: "Acme", status: "active", days: 3, purchases: 7, months_since: 2 },
        { id: 2, name: "Globex", status: "lost", days: 400, purchases: 1, months_since: 12 },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Profile]);

const onOpen = ({ name, domain }) => expect.step([name, domain]);

describe("cohorts", () => {
    const cell = (months_since, values) => ({
        months_since,
        text: "50%",
        rate: 0.5,
        customers: 10,
        ordering: 5,
        domain: [["id", "=", months_since]],
        is_running: false,
        ...values,
    });
    const mount = (cells) => {
        const row = { cohort_month: "2026-01-01", customers: 10, domain: [], cells };
        const cohorts = { months: [0, 1, 2], rows: cells.length ? [row] : [] };
        return mountWithCleanup(CohortHeatmap, { props: { cohorts, isFiltered: false, onOpen } });
    };

    test("the month of the first purchase is left out, a later one opens its customers", async () => {
        await mount([cell(0), cell(1), cell(2, { is_running: true })]);
        expect("td[data-strength]").toHaveCount(2);
        expect("td[data-strength='3'] button").toHaveCount(1);
        await contains("td button").click();
        expect.verifySteps([
            ["First purchase in January 2026, bought 1 month later", [["id", "=", 1]]],
        ]);
    });

    test("too few for a share are in grey, and text is text", async () => {
        await mount([cell(1, { rate: null, text: EVIL })]);
        expect("td[data-strength='0'] button.text-muted").toHaveText(EVIL);
        expect("img[src=x]").toHaveCount(0);
    });

    test("where nobody began it says so", async () => {
        await mount([]);
        expect("section").toHaveText(/No one bought for the first time/);
        expect("table").toHaveCount(0);
    });
});

describe("recency and frequency", () => {
    const mount = (grid) => mountWithCleanup(RfmGrid, { props: { grid, onOpen } });

    test("a cell says what it counts, and opens it", async () => {
        await mount([{ recency: 2, frequency: 5, customers: 1200, domain: [["id", "=", 1]] }]);
        expect("td button").toHaveAttribute(
            "aria-label",
            "Frequency 5, recency 2: 1,200 customers"
        );
        await contains("td button").click();
        expect.verifySteps([["Recency 2, frequency 5", [["id", "=", 1]]]]);
    });

    test("without purchases there is no grid", async () => {
        await mount([]);
        expect("section").toHaveText(/No one in this selection has bought yet/);
        expect("table").toHaveCount(0);
    });
});

describe("salespeople", () => {
    const seller = (name) => ({
        name,
        revenue_at_risk: 10,
        stake_text: "$ 10",
        count: 1,
        action: { name, domain: [] },
    });
    const mount = (salespeople) =>
        mountWithCleanup(SalespersonBars, { props: { salespeople, profiles: [], onOpen } });

    test("eight are shown, the others are a click away", async () => {
        await mount(Array.from({ length: 10 }, (_, index) => seller(`${EVIL} ${index}`)));
        expect(".o_retention_salesperson").toHaveCount(8);
        expect("img[src=x]").toHaveCount(0);
        await contains("button:contains(2 more salespeople)").click();
        expect.verifySteps([["Revenue at risk by salesperson", [["revenue_at_risk", ">", 0]]]]);
    });

    test("where nothing is at stake it says so", async () => {
        await mount([]);
        expect("section").toHaveText(/No revenue at risk/);
    });
});

test("a graph of statuses has the accent of each", async () => {
    patchWithCleanup(StatusGraphRenderer.prototype, {
        get accents() {
            return { Active: "green", Lost: "red" };
        },
        getBarChartData() {
            const data = super.getBarChartData();
            const [active, lost] = data.datasets;
            expect.step([active.backgroundColor, lost.backgroundColor]);
            return data;
        },
    });
    await mountView({
        type: "graph",
        resModel: "customer.retention.profile",
        arch: `<graph js_class="retention_status_graph"><field name="name"/><field name="status"/></graph>`,
    });
    expect.verifySteps([["green", "red"]]);
});

for (const [measure, tick, precision] of [
    ["purchases", "200", 0],
    ["days", "200.00", undefined],
]) {
    test(`a graph has an axis of whole numbers for counts alone: ${measure}`, async () => {
        patchWithCleanup(RetentionGraphRenderer.prototype, {
            getScaleOptions() {
                const options = super.getScaleOptions();
                const { ticks } = options.y;
                expect.step([ticks.callback(200), ticks.precision]);
                return options;
            },
        });
        await mountView({
            type: "graph",
            resModel: "customer.retention.profile",
            arch: `<graph js_class="retention_graph">
                <field name="name"/><field name="${measure}" type="measure"/>
            </graph>`,
        });
        expect.verifySteps([[tick, precision]]);
    });
}

test("a pivot names columns of months since as the heat map does", async () => {
    await mountView({
        type: "pivot",
        resModel: "customer.retention.profile",
        arch: `<pivot js_class="retention_cohort_pivot">
            <field name="months_since" type="col"/>
            <field name="purchases" type="measure"/>
        </pivot>`,
    });
    expect(queryAllTexts("thead tr:eq(1) th")).toEqual(["Months since: +2", "Months since: +12"]);
});

for (const [jsClass, ...total] of [
    ["retention_cohort_pivot"],
    ["retention_rate_pivot", "3 of 5"],
]) {
    test(`a pivot says how many of them where too few make a rate: ${jsClass}`, async () => {
        onRpc("formatted_read_grouping_sets", ({ parent }) => {
            const sets = parent();
            for (const group of sets.flat()) {
                Object.assign(group, {
                    "rate:avg": group.months_since === 2 && 0.5,
                    "customers:sum": 5,
                    "ordering:sum": 3,
                });
            }
            return sets;
        });
        await mountView({
            type: "pivot",
            resModel: "customer.retention.profile",
            arch: `<pivot js_class="${jsClass}">
                <field name="months_since" type="col"/>
                <field name="rate" type="measure" widget="retention_rate"
                       options="{'part': 'ordering', 'whole': 'customers'}"/>
            </pivot>`,
        });
        expect(queryAllTexts(".o_pivot_cell_value")).toEqual(["50.00%", "3 of 5", ...total]);
    });
}

test("a pivot of cohorts has a column of all months together where one makes a rate", async () => {
    await mountView({
        type: "pivot",
        resModel: "customer.retention.profile",
        arch: `<pivot js_class="retention_cohort_pivot">
            <field name="months_since" type="col"/>
            <field name="purchases" type="measure"/>
        </pivot>`,
    });
    expect(".o_pivot_cell_value").toHaveCount(3);
});

test("a pivot leaves a rate blank as long as nobody is known", async () => {
    onRpc("formatted_read_grouping_sets", ({ parent }) => {
        const sets = parent();
        for (const group of sets.flat()) {
            Object.assign(group, { "rate:avg": false, "customers:sum": false });
        }
        return sets;
    });
    await mountView({
        type: "pivot",
        resModel: "customer.retention.profile",
        arch: `<pivot js_class="retention_rate_pivot">
            <field name="rate" type="measure" widget="retention_rate"
                   options="{'part': 'ordering', 'whole': 'customers'}"/>
        </pivot>`,
    });
    expect(queryAllTexts(".o_pivot_cell_value")).toEqual([""]);
});

for (const jsClass of ["retention_profile_list", "retention_faceted_list"]) {
    test(`a list has what a figure counts as a facet: ${jsClass}`, async () => {
        await mountView({
            type: "list",
            resModel: "customer.retention.profile",
            arch: `<list js_class="${jsClass}"><field name="name"/></list>`,
            domain: [["status", "=", "lost"]],
            context: { retention_facet: { description: EVIL } },
        });
        expect(queryAllTexts(".o_data_row")).toEqual(["Globex"]);
        expect(".o_searchview_facet").toHaveText(EVIL);
        expect("img[src=x]").toHaveCount(0);
        await contains(".o_facet_remove").click();
        expect(".o_data_row").not.toHaveCount(1);
    });
}

test("a facet may be a part of what a list is limited to", async () => {
    await mountView({
        type: "list",
        resModel: "customer.retention.profile",
        arch: `<list js_class="retention_faceted_list"><field name="name"/></list>`,
        domain: [["name", "=", "Globex"]],
        context: { retention_facet: { description: "x", domain: [["id", "=", 0]] } },
    });
    expect(".o_data_row").toHaveCount(0);
    await contains(".o_facet_remove").click();
    expect(queryAllTexts(".o_data_row")).toEqual(["Globex"]);
});

test("a list's title is read in full beside its buttons", async () => {
    const names = ["export", "refresh", "begin"];
    const buttons = names.map(
        (name) =>
            `<button name="${name}" string="A button to ${name}" type="object" display="always"/>`
    );
    Profile._views = {
        list: `<list js_class="retention_profile_list">
            <header>${buttons.join("")}</header>
            <field name="name"/>
        </list>`,
        search: "<search/>",
    };
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        name: "Customers by salesperson",
        res_model: "customer.retention.profile",
        views: [[false, "list"]],
    });
    const title = queryOne(".o_last_breadcrumb_item span");
    expect(title).toHaveText("Customers by salesperson");
    expect(title.scrollWidth).toBe(title.clientWidth);
});

test("on a desk the button that empty lists tell of has its word", async () => {
    await mountView({
        type: "list",
        resModel: "customer.retention.profile",
        arch: `<list js_class="retention_profile_list">
            <header><button name="action_refresh_company" string="Refresh" type="object"
                icon="fa-refresh" display="always"/></header>
            <field name="name"/>
        </list>`,
    });
    expect("[name=action_refresh_company] span:contains(Refresh)").toBeVisible();
});

test("a group says which of its numbers is an average", async () => {
    await mountView({
        type: "list",
        resModel: "customer.retention.profile",
        arch: `<list js_class="retention_profile_list">
            <field name="name"/><field name="days"/><field name="purchases"/>
        </list>`,
        groupBy: ["status"],
    });
    expect(queryAllTexts(".o_group_header:first .o_list_number")).toEqual(["avg. 3", "7"]);
});
