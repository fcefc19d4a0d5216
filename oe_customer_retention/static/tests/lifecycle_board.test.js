import { describe, expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
    toggleMenuItem,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import { EVIL } from "./hostile_test_helpers";

class Stage extends models.Model {
    _name = "stage";
    name = fields.Char();
    _records = [
        { id: 1, name: "Lead" },
        { id: 2, name: "Customer" },
    ];
}

class Profile extends models.Model {
    _name = "profile";
    name = fields.Char();
    stage_id = fields.Many2one({ relation: "stage" });
    _records = [
        { id: 7, name: "Acme", stage_id: 1 },
        { id: 8, name: "Globex", stage_id: 2 },
    ];
    _views = {
        kanban: `
            <kanban class="o_retention_board" js_class="retention_lifecycle_board" default_group_by="stage_id">
                <templates><t t-name="card"><field name="name" /></t></templates>
            </kanban>`,
    };
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Profile, Stage]);

const column = (number) => `.o_kanban_group:nth-child(${number})`;
const drag = () => contains(`${column(1)} .o_kanban_record`).dragAndDrop(column(2));

test("a card dragged to another stage may be kept there", async () => {
    const actions = [];
    mockService("action", {
        doAction: (action) => actions.push(action),
    });
    onRpc("profile", "action_move_stage", ({ args }) => ({
        type: "ir.actions.act_window",
        res_model: "customer.lifecycle.move",
        context: { default_profile_ids: args[0] },
    }));
    await mountView({ type: "kanban", resModel: "profile" });
    await drag();
    expect(".o_notification").toHaveText(/Moved to Customer/);
    await contains(".o_notification button:contains(Keep it here)").click();
    await animationFrame();
    expect(actions.map(({ context }) => context)).toEqual([
        { default_profile_ids: [7], default_pin: "pin" },
    ]);
});

test("nothing is offered when the move was refused", async () => {
    expect.errors(1);
    onRpc("profile", "web_save", () => {
        throw new Error("refused");
    });
    await mountView({ type: "kanban", resModel: "profile" });
    await drag();
    await animationFrame();
    expect.verifyErrors(["refused"]);
    expect(".o_notification:contains(Keep it here)").toHaveCount(0);
});

test("a late answer to a move is offered once, and a hostile stage is text", async () => {
    const late = new Deferred();
    onRpc("profile", "web_save", () => late);
    Stage._records[1].name = EVIL;
    await mountView({ type: "kanban", resModel: "profile" });
    await drag();
    expect(".o_notification").toHaveCount(0);
    late.resolve([{ id: 7, name: EVIL, stage_id: { id: 2, display_name: EVIL } }]);
    await animationFrame();
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/Moved to <img src/);
    expect("img[src=x]").toHaveCount(0);
});

test("where it cannot be kept that is told, and the board stands", async () => {
    expect.errors(1);
    onRpc("profile", "action_move_stage", () => {
        throw makeServerError({ message: EVIL });
    });
    await mountView({ type: "kanban", resModel: "profile" });
    await drag();
    await contains(".o_notification button:contains(Keep it here)").click();
    await animationFrame();
    expect.verifyErrors([EVIL]);
    expect(".o_error_dialog").toHaveText(/<img src/);
    expect(`${column(2)} .o_kanban_record`).toHaveCount(2);
});

test("each search folds the columns it leaves empty, and unfolds the others", async () => {
    Profile._views.search = `
        <search>
            <filter name="acme" string="Acme" domain="[('name', '=', 'Acme')]" />
        </search>`;
    const STAGES = [
        [1, "Lead"],
        [2, "Customer"],
    ];
    // as the server answers: it folds what is empty, unless it is told otherwise
    onRpc("profile", "web_read_group", ({ kwargs: { domain, opening_info: told } }) => {
        const groups = STAGES.map(([id, name], index) => {
            const records = index && domain.length ? [] : [{ id: 7 + index, name: "Acme" }];
            const isFolded = told.find(({ value }) => value === id)?.folded ?? !records.length;
            return {
                stage_id: [id, name],
                __extra_domain: [["stage_id", "=", id]],
                __count: records.length,
                ...(isFolded ? {} : { __records: records }),
            };
        });
        return { groups, length: groups.length };
    });
    await mountView({ type: "kanban", resModel: "profile" });
    expect(".o_column_folded").toHaveCount(0);
    await toggleSearchBarMenu();
    await toggleMenuItem("Acme");
    await animationFrame();
    expect(".o_column_folded").toHaveCount(1);
    expect(`${column(2)}.o_column_folded`).toHaveCount(1);
    await toggleMenuItem("Acme");
    await animationFrame();
    expect(".o_column_folded").toHaveCount(0);
});

test("an empty board has nothing to drag", async () => {
    Profile._records = [];
    await mountView({ type: "kanban", resModel: "profile" });
    expect(".o_kanban_record:not(.o_kanban_ghost)").toHaveCount(0);
    expect(".o_notification").toHaveCount(0);
});

test("columns are narrow enough for four of them on a desk", async () => {
    await mountView({ type: "kanban", resModel: "profile" });
    const width = parseFloat(getComputedStyle(queryFirst(column(1))).minWidth);
    expect(4 * width).toBeLessThan(1366 - 4 * 50);
});
