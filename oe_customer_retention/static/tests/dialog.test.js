import { Component, useState, xml } from "@odoo/owl";
import { describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { useService } from "@web/core/utils/hooks";
import { useFocusReturn } from "@oe_customer_retention/dialog/focus_return";

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

/** What opens a dialog that a field has the focus of, and which leaves the page later. */
class Opener extends Component {
    static template = xml`
        <button class="opener" t-on-click="open"/>
        <div t-if="state.isOpen" class="opened"><input/></div>`;
    static props = ["*"];

    setup() {
        this.ui = useService("ui");
        this.rememberFocus = useFocusReturn();
        this.state = useState({ isOpen: false });
    }

    async open() {
        const giveBack = this.rememberFocus();
        this.state.isOpen = true;
        await animationFrame();
        const dialog = queryOne(".opened");
        queryOne(".opened input").focus();
        this.ui.activateElement(dialog);
        giveBack();
        expect(".opened input").toBeFocused();
        this.ui.deactivateElement(dialog);
        this.state.isOpen = false;
    }
}

test("focus returns to what opened a dialog once that has left", async () => {
    await mountWithCleanup(Opener);
    queryOne(".opener").focus();
    await contains(".opener").click();
    await animationFrame();
    expect(".opened").toHaveCount(0);
    expect(".opener").toBeFocused();
});

test("what is filled in is asked for no more", async () => {
    await mountDialog();
    await contains("[name=reason] input").edit("Agreed");
    await contains("button[name=action_apply]").click();
    await animationFrame();
    expect(".o_notification").toHaveText("Fill in: Status");
});
