import { describe, expect, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { calls, customer, mountList, page, setUpCallList } from "./call_list_test_helpers";

describe.current.tags("desktop");
defineMailModels();
setUpCallList();

test("somebody new is put on the list from here", async () => {
    await mountList();
    await contains(".o_retention_new").click();
    expect(calls.opened[0][0]).toBe("oe_customer_retention.customer_retention_new_action");
});

test("who has ordered can be sent what it would order now", async () => {
    const asked = [];
    onRpc("customer.retention.profile", "action_suggest_quotation", ({ args }) => {
        asked.push(args[0]);
        return { res_model: "customer.retention.suggest" };
    });
    calls.answer = () => page([customer(1, { last_order_date: "2026-05-01" }), customer(2)]);
    await mountList();
    expect(".o_retention_suggest").toHaveCount(1);
    await contains(".o_retention_suggest").click();
    expect(asked).toEqual([[1]]);
    expect(calls.opened[0][0].res_model).toBe("customer.retention.suggest");
});

test("a mail has no subject yet, not the name of whom it goes to", async () => {
    calls.answer = () => page([customer(1)]);
    await mountList();
    await contains(".o_retention_mail").click();
    expect(calls.opened[0][0].context).toMatchObject({
        default_partner_ids: [9],
        default_subject: "",
    });
});

test("without a number there is one to add", async () => {
    calls.answer = () => page([customer(1, { call_phone: false })]);
    await mountList();
    expect("a.o_retention_dial").toHaveCount(0);
    await contains("button.o_retention_dial").click();
    expect(calls.opened[0][0].res_id).toBe(9);
});

test("J and K go through the list, Enter opens with all of them", async () => {
    await mountList();
    await press("j");
    await animationFrame();
    expect("[data-id='2']").toBeFocused();
    await press("ArrowDown");
    await animationFrame();
    await press("k");
    await animationFrame();
    expect("[data-id='2']").toBeFocused();
    await press("Enter");
    const [request, options] = calls.opened.at(-1);
    expect(request.res_id).toBe(2);
    expect(options.props.resIds).toEqual([1, 2, 3]);
});

test("after logging focus is on whoever is next", async () => {
    await mountList();
    await press("j");
    await animationFrame();
    calls.closing = { logged: [2] };
    calls.answer = () => page([customer(1), customer(3)], { done: 1 });
    await press("l");
    await animationFrame();
    await animationFrame();
    expect(calls.opened[0][1].additionalContext).toEqual({
        default_profile_ids: [2],
        default_has_next: true,
    });
    expect("[data-id='3']").toBeFocused();
    expect(".o_retention_counter").toHaveText(/2 of 2 .* 1 done today/);
});

test("a dialog that is slow to open is asked for once", async () => {
    await mountList();
    calls.isClosed = false;
    await press("l");
    await press("l");
    expect(calls.opened).toHaveLength(1);
});

test("a dialog that cannot be opened can be asked for again", async () => {
    mockService("action", {
        doAction() {
            calls.opened.push([]);
            return Promise.reject(new Error("no dialog"));
        },
    });
    expect.errors(2);
    await mountList();
    for (let attempt = 0; attempt < 2; attempt++) {
        queryOne(".o_retention_log:first").click();
        await animationFrame();
    }
    expect(calls.opened).toHaveLength(2);
    expect.verifyErrors([/no dialog/, /no dialog/]);
});

test("closing without logging asks for nothing anew, and keeps the place", async () => {
    await mountList();
    let questions = 0;
    calls.answer = () => {
        questions++;
        return page([]);
    };
    await press("j");
    await animationFrame();
    await press("l");
    await animationFrame();
    expect(questions).toBe(0);
    expect("[data-id='2']").toBeFocused();
});

test("focus waits for the dialog to leave the page", async () => {
    await mountList();
    const dialog = document.createElement("div");
    const ui = getService("ui");
    ui.activateElement(dialog);
    queryOne(".o_retention_log:first").click();
    await animationFrame();
    expect("[data-id='1']").not.toBeFocused();
    ui.deactivateElement(dialog);
    expect("[data-id='1']").toBeFocused();
});
