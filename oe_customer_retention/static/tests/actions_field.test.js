import { describe, expect, test } from "@odoo/hoot";
import { queryAllAttributes } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    makeServerError,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { RetentionActions } from "@oe_customer_retention/actions/actions_field";

describe.current.tags("desktop");
defineMailModels();

const PROFILE = "customer.retention.profile";
const CUSTOMER = {
    active: true,
    blocked: false,
    excluded: false,
    is_snoozed: false,
    may_decide: true,
    status_override: false,
};

/** Mount the menu of a customer; `save` answers whether what was typed can be saved. */
async function mountActions(values, { save = () => true } = {}) {
    const record = {
        resId: 7,
        resModel: PROFILE,
        data: { ...CUSTOMER, ...values },
        save,
        load: () => expect.step("load"),
    };
    await mountWithCleanup(RetentionActions, { props: { name: "may_decide", record } });
    await contains(".o_retention_actions").click();
    return queryAllAttributes("[data-action]", "data-action");
}

describe("actions", () => {
    test("of a customer about whom nothing was decided do not end anything", async () => {
        expect(await mountActions({})).toEqual([
            "snooze",
            "move",
            "override",
            "block",
            "exclude",
            "archive",
            "refresh",
        ]);
    });

    test("of a customer about whom all was decided end it", async () => {
        const values = {
            active: false,
            blocked: true,
            excluded: true,
            is_snoozed: true,
            status_override: "lost",
        };
        expect(await mountActions(values)).toEqual([
            "wake",
            "end_override",
            "unblock",
            "include",
            "unarchive",
            "refresh",
        ]);
    });

    test("of a salesperson neither block nor exclude", async () => {
        const keys = await mountActions({ may_decide: false });
        expect(keys).toEqual(["snooze", "move", "override", "archive", "refresh"]);
    });

    test("a decision is asked for with this customer, which is read again", async () => {
        mockService("action", {
            doAction: (action, { additionalContext, onClose }) => {
                expect.step([action.split("_").at(-1), additionalContext.active_ids]);
                onClose();
            },
        });
        await mountActions({});
        await contains("[data-action=block]").click();
        expect.verifySteps([["block", [7]], "load"]);
    });

    test("a method is called as by a button, and the customer read again", async () => {
        mockService("action", {
            doActionButton: ({ type, name, resModel, resId, onClose }) => {
                expect.step([type, name, resModel, resId]);
                onClose();
            },
        });
        await mountActions({});
        await contains("[data-action=move]").click();
        expect.verifySteps([["object", "action_move_stage", PROFILE, 7], "load"]);
    });

    test("nothing is done while what was typed cannot be saved", async () => {
        await mountActions({ is_snoozed: true }, { save: () => false });
        await contains("[data-action=wake]").click();
        expect.verifySteps([]);
    });

    test("while one is on its way no other is begun", async () => {
        const late = new Deferred();
        mockService("action", { doActionButton: ({ name }) => expect.step(name) });
        await mountActions({}, { save: () => late });
        await contains("[data-action=move]").click();
        expect(".o_retention_actions").toHaveProperty("disabled", true);
        late.resolve(true);
        await animationFrame();
        expect(".o_retention_actions").toHaveProperty("disabled", false);
        expect.verifySteps(["action_move_stage"]);
    });

    test("one that fails is told as text, and can be chosen again", async () => {
        const evil = `<img src="x" onerror="throw new Error('run')">`;
        expect.errors(1);
        mockService("action", {
            doActionButton() {
                throw makeServerError({ message: evil });
            },
        });
        await mountActions({});
        await contains("[data-action=refresh]").click();
        await animationFrame();
        expect.verifyErrors([evil]);
        expect(".o_error_dialog").toHaveText(/<img src/);
        expect("img[src=x]").toHaveCount(0);
        expect(".o_retention_actions").toHaveProperty("disabled", false);
    });

    test("of a customer of whom nothing is known are those that need no right", async () => {
        const nothing = Object.fromEntries(Object.keys(CUSTOMER).map((name) => [name, false]));
        const keys = await mountActions({ ...nothing, may_decide: undefined });
        expect(keys).toEqual(["snooze", "move", "override", "unarchive", "refresh"]);
    });
});
