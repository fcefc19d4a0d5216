import { beforeEach, describe, expect, test } from "@odoo/hoot";
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

class Lifecycle extends models.Model {
    _name = "lifecycle";
    name = fields.Char();
    churn_days = fields.Integer();
    _records = [{ id: 1, name: "B2B", churn_days: 365 }];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Lifecycle]);

beforeEach(async () => {
    mockService("action", {
        doAction: ({ res_model: model }) => expect.step(model),
        doActionButton: async (params) => {
            if ((await params.beforeExecute?.()) !== false) {
                expect.step(params.name);
            }
        },
    });
    onRpc("lifecycle", "web_save", () => expect.step("saved"));
    onRpc("lifecycle", "action_dry_run", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", res_model: "dry.run" };
    });
    await mountView({
        type: "form",
        resModel: "lifecycle",
        resId: 1,
        arch: `<form js_class="retention_lifecycle">
            <header><button name="action_dry_run" type="object" string="Dry run"/></header>
            <field name="name" />
            <field name="churn_days" />
        </form>`,
    });
});

async function dryRun() {
    await contains("button[name=action_dry_run]").click();
    await animationFrame();
}

test("a dry run of new numbers is asked before they are saved", async () => {
    await contains("[name=churn_days] input").edit("60");
    await dryRun();
    expect.verifySteps([[[1], { churn_days: 60 }], "dry.run"]);
    expect("[name=churn_days] input").toHaveValue("60");
});

test("without a new number, or with something else new, it is asked as ever", async () => {
    await dryRun();
    expect.verifySteps(["action_dry_run"]);
    await contains("[name=churn_days] input").edit("60");
    await contains("[name=name] input").edit("B2C");
    await dryRun();
    expect.verifySteps(["saved", "action_dry_run"]);
});
