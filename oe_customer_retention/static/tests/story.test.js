import { Component, markup, useState, xml } from "@odoo/owl";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { RetentionContacts } from "@oe_customer_retention/story/contacts";
import { RetentionStory } from "@oe_customer_retention/story/story";
import {
    change,
    INVOICES,
    mountStory,
    ONE_ORDER,
    ORDERS,
    PROFILE,
    story,
    touchpoint,
} from "./story_test_helpers";

describe.current.tags("desktop");
defineMailModels();

describe("the story", () => {
    test("without any touchpoint it says what will appear", async () => {
        await mountStory(() => story());
        expect(".o_retention_stream").toHaveText(/Nothing you may see has happened yet/);
        expect(".o_retention_touchpoint").toHaveCount(0);
    });

    test("without any touchpoint the changes of status and stage are told", async () => {
        await mountStory(() => story({ changes: [change("2026-06-10")] }));
        expect(".o_retention_change").toHaveCount(1);
        await contains(".o_retention_chip:contains(Status and stage)").click();
        expect(".o_retention_change").toHaveCount(0);
        expect(".o_retention_stream").toHaveText(/Nothing of this kind/);
        await contains(".o_retention_stream button:contains(Show all)").click();
        expect(".o_retention_change").toHaveCount(1);
    });

    test("changes alone are not counted as documents", async () => {
        await mountStory(() => story({ changes: [change("2026-06-10")] }));
        expect(".o_retention_change").toHaveCount(1);
        expect(".o_retention_stream [role=status]").toHaveText("");
    });

    test("while the answer is awaited it says so", async () => {
        const late = new Deferred();
        await mountStory(() => late);
        expect(".o_retention_stream [role=status]").toHaveText("Loading…");
        late.resolve(story(ONE_ORDER));
        await animationFrame();
        expect(".o_retention_touchpoint").toHaveCount(1);
    });

    test("what the server says of an empty list is no bare markup", async () => {
        mockService("action", {
            doAction: ({ help }) => expect.step(help instanceof markup("").constructor),
        });
        onRpc(PROFILE, "action_open_touchpoints", () => ({ help: "<p>No touchpoints found</p>" }));
        await mountStory(() => story(ONE_ORDER));
        await contains("button:contains(As a list)").click();
        expect.verifySteps([true]);
    });

    test("what is planned is a call, unless another kind is chosen", async () => {
        onRpc("mail.activity.type", "search", () => [4]);
        onRpc("/mail/data", () => ({}));
        mockService("action", {
            doAction: ({ res_model: model, context }, { onClose }) => {
                expect.step([model, context.default_activity_type_id, context.active_ids]);
                onClose();
            },
        });
        await mountStory(() => story(ONE_ORDER));
        await contains("button:contains(Plan an activity)").click();
        await animationFrame();
        expect.verifySteps([["mail.activity.schedule", 4, [7]]]);
    });

    test("an error is told, and trying again mends it", async () => {
        let fails = true;
        await mountStory(() => {
            if (fails) {
                throw new Error("no answer");
            }
            return story(ONE_ORDER);
        });
        expect(".o_retention_stream .alert-danger").toHaveCount(1);
        fails = false;
        await contains(".o_retention_stream .alert-danger button").click();
        await animationFrame();
        expect(".o_retention_stream .alert-danger").toHaveCount(0);
        expect(".o_retention_touchpoint").toHaveCount(1);
    });

    test("a late answer does not overwrite a newer one", async () => {
        const late = new Deferred();
        const kinds = [ORDERS, INVOICES];
        await mountStory(async (question) => {
            if (question.kinds.includes("invoice") && question.kinds.length === 1) {
                await late;
                return story({ touchpoints: [touchpoint(9, "2026-01-01")], kinds });
            }
            return story({ ...ONE_ORDER, kinds });
        });
        await contains(".o_retention_chip[data-kind=invoice]").click();
        await contains(".o_retention_chip[data-kind=order]").click();
        await animationFrame();
        expect(".o_retention_open").toHaveText("Order S1");
        late.resolve();
        await animationFrame();
        expect(".o_retention_open").toHaveText("Order S1");
    });
});

describe("the customer of the form", () => {
    /** Mount a widget in a form whose record can be exchanged. */
    function mountInForm(widget) {
        class Form extends Component {
            static template = xml`<t t-component="widget" record="state.record"/>`;
            static props = {};
            widget = widget;
            state = useState({ record: { resId: 7 } });
        }
        return mountWithCleanup(Form);
    }

    test("another customer's contacts are never shown under this one's name", async () => {
        const late = new Deferred();
        onRpc(PROFILE, "get_contacts", async ({ args: [profileId] }) => {
            if (profileId === 8) {
                await late;
            }
            return [{ id: profileId, name: `Contact of ${profileId}` }];
        });
        const form = await mountInForm(RetentionContacts);
        await animationFrame();
        expect(".o_retention_contact").toHaveText(/Contact of 7/);
        form.state.record = { resId: 8 };
        await animationFrame();
        expect(".o_retention_contact").toHaveCount(0);
        late.resolve();
        await animationFrame();
        expect(".o_retention_contact").toHaveText(/Contact of 8/);
    });

    test("a form that is loaded again keeps the rows shown", async () => {
        const limits = [];
        const rows = Array.from({ length: 41 }, (_, i) => touchpoint(99 - i, "2026-06-10"));
        onRpc(PROFILE, "get_story", ({ kwargs: { before, limit } }) => {
            limits.push(limit);
            const touchpoints = before ? rows.slice(40) : rows.slice(0, limit);
            return story({ touchpoints, has_more: !before && limit < 41, kinds: [ORDERS] });
        });
        onRpc(PROFILE, "get_notes", () => ({ notes: [], has_more: false }));
        onRpc(PROFILE, "get_plans", () => ({ deals: [], activities: [] }));
        onRpc(PROFILE, "get_contacts", () => []);
        const form = await mountInForm(RetentionStory);
        await animationFrame();
        await contains(".o_retention_more").click();
        await animationFrame();
        form.state.record = { resId: 7 };
        await animationFrame();
        expect(limits).toEqual([40, 40, 41]);
        expect(".o_retention_touchpoint").toHaveCount(41);
    });
});
