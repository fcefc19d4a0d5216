import { describe, expect, getFixture, test } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryRect } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { inTextColor } from "@oe_customer_retention/charts/chart";
import { Figure } from "@oe_customer_retention/dashboard/figure";
import { StatusSplit } from "@oe_customer_retention/dashboard/status_split";
import { figure } from "./dashboard_test_helpers";

describe.current.tags("desktop");
defineMailModels();

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
