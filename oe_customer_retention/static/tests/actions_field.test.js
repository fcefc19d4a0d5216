import { describe, expect, test } from "@odoo/hoot";
import { queryAllAttributes } from "@odoo/hoot-dom";
import { contains, mockService, mountWithCleanup } from "@web/../tests/web_test_helpers";
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

/** Mount the menu of a customer; `saves` is whether what was typed can be saved. */
async function mountActions(values, { saves = true } = {}) {
    const record = {
        resId: 7,
        resModel: PROFILE,
        data: { ...CUSTOMER, ...values },
        save: () => saves,
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
        await mountActions({ is_snoozed: true }, { saves: false });
        await contains("[data-action=wake]").click();
        expect.verifySteps([]);
    });
});
