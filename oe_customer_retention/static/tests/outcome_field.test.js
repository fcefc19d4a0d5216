import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

const OUTCOMES = [
    ["positive", "Positive"],
    ["neutral", "Neutral"],
    ["negative", "Negative"],
];

class Log extends models.Model {
    _name = "log";
    outcome = fields.Selection({ selection: OUTCOMES });
    reached = fields.Boolean();
    direction = fields.Selection({
        selection: [
            ["incoming", "They"],
            ["outgoing", "We"],
        ],
    });
    kind = fields.Selection({
        selection: [
            ["call", "Call"],
            ["task", "Task"],
        ],
    });
    summary = fields.Char();
    _records = [
        { id: 1, reached: true, direction: "outgoing", kind: "call" },
        { id: 2, reached: true, direction: "incoming", kind: "call" },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Log]);

const mountLog = (resId) =>
    mountView({
        type: "form",
        resModel: "log",
        resId,
        arch: `<form>
            <field name="reached" invisible="1"/>
            <field name="direction" invisible="1"/>
            <field name="kind" invisible="1"/>
            <field name="outcome" widget="retention_outcome"/>
            <field name="summary"/>
        </form>`,
    });

const chosen = () => queryAllTexts("[role=radio][aria-checked=true]").join();

test("its number chooses, and nobody reached is one of them", async () => {
    await mountLog(1);
    expect("[role=radiogroup] [role=radio]").toHaveCount(4);
    expect(chosen()).toBe("");
    await press("2");
    await animationFrame();
    expect(chosen()).toMatch(/Neutral/);
    await press("4");
    await animationFrame();
    expect(chosen()).toMatch(/No one reached/);
    expect(queryAllTexts("[role=radio].btn-primary").join()).toBe(chosen());
    expect("[role=radio].btn-secondary").toHaveCount(3);
});

test("arrows go round, with one stop for Tab", async () => {
    await mountLog(1);
    expect("[role=radio][tabindex='0']").toHaveCount(1);
    queryOne("[data-value=positive]").focus();
    await press("ArrowLeft");
    await animationFrame();
    expect(chosen()).toMatch(/No one reached/);
    expect("[data-value=not_reached]").toBeFocused();
});

test("a number takes the focus along, from another outcome only", async () => {
    await mountLog(1);
    queryOne("[data-value=positive]").focus();
    await press("2");
    await animationFrame();
    expect("[data-value=neutral]").toBeFocused();
    queryOne("[data-value=neutral]").blur();
    await press("1");
    await animationFrame();
    expect(chosen()).toMatch(/Positive/);
    expect("[data-value=positive]").not.toBeFocused();
});

test("a number typed into a text chooses nothing", async () => {
    await mountLog(1);
    await contains("[name=summary] input").edit("1 2 3");
    expect(chosen()).toBe("");
});

test("who contacted us was reached", async () => {
    await mountLog(2);
    expect("[role=radio]").toHaveCount(3);
});
