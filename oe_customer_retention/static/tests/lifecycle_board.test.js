import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

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
            <kanban js_class="retention_lifecycle_board" default_group_by="stage_id">
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
