import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Decision extends models.Model {
    _name = "decision";
    status = fields.Selection({ selection: [["lost", "Lost"]], required: true });
    until = fields.Date();
    reason = fields.Char({ string: "Reason for it", required: true });
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Decision]);

const mountDialog = () =>
    mountView({
        type: "form",
        resModel: "decision",
        arch: `<form js_class="retention_dialog">
            <field name="status" />
            <field name="until" />
            <field name="reason" />
            <button name="action_apply" type="object" string="Apply" />
        </form>`,
    });

test("a dialog names all that is empty, and asks the server nothing", async () => {
    onRpc("decision", "web_save", () => expect.step("saved"));
    await mountDialog();
    await contains("button[name=action_apply]").click();
    expect(".o_notification").toHaveText("Fill in: Status and Reason for it");
    expect(".o_field_invalid").toHaveCount(2);
    expect.verifySteps([]);
});

test("what is filled in is asked for no more", async () => {
    await mountDialog();
    await contains("[name=reason] input").edit("Agreed");
    await contains("button[name=action_apply]").click();
    await animationFrame();
    expect(".o_notification").toHaveText("Fill in: Status");
});
