/** Activities are planned and done whatever becomes of what their dialogs ask. */
import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { planCall } from "@oe_customer_retention/activity/plan_call";
import { EVIL, fail } from "./hostile_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const PROFILE = "customer.retention.profile";

test("a planned call can be done where how it went cannot be asked", async () => {
    mockService("field", { loadFields: async () => fail() });
    const planned = { id: 1, asks_retention_outcome: true, activity_type_id: { name: "Call" } };
    await mountWithCleanup(ActivityMarkAsDone, {
        props: { activity: planned, close() {}, onActivityChanged() {} },
    });
    expect("textarea").toHaveCount(1);
    expect(".o_retention_outcome").toHaveCount(0);
});

describe("an activity that asks how it went", () => {
    const activity = {
        id: 1,
        asks_retention_outcome: true,
        chaining_type: "suggest",
        res_model: "res.partner",
        res_id: 3,
        markAsDone: () => expect.step("done"),
    };
    const mount = (selection) => {
        const loadFields = async () => ({ retention_outcome: { selection } });
        mockService("field", { loadFields });
        return mountWithCleanup(ActivityMarkAsDone, {
            props: { activity, onActivityChanged() {} },
        });
    };

    test("offers hostile answers as text, and nothing where there are none", async () => {
        await mount([["positive", EVIL]]);
        expect(".o_retention_outcome button").toHaveText(/<img src/);
        expect("img[src=x]").toHaveCount(0);
    });

    test("without any answer only takes the feedback", async () => {
        await mount([]);
        expect("textarea").toHaveCount(1);
        expect(".o_retention_outcome").toHaveCount(0);
    });

    test("is not done while the answer cannot be kept", async () => {
        expect.errors(1);
        onRpc("mail.activity", "write", fail);
        await mount([["positive", "Positive"]]);
        await contains(".o_retention_outcome button").click();
        await contains("button[aria-label=Done]").click();
        await animationFrame();
        expect.verifyErrors([EVIL]);
        expect.verifySteps([]);
    });
});

test("a call is planned where there is no kind for it", async () => {
    const store = { scheduleActivity: (...asked) => expect.step(asked) };
    await planCall({ orm: { search: async () => [] }, store }, PROFILE, 7);
    expect.verifySteps([[PROFILE, [7], undefined]]);
});
