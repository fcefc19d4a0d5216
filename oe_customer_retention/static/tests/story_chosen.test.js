import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
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

describe("what is chosen of the story", () => {
    test("as a list it keeps the chips and the search", async () => {
        mockService("action", { doAction: (action) => expect.step(action) });
        onRpc(PROFILE, "action_open_touchpoints", ({ args, kwargs }) => {
            expect.step([args[0], kwargs.kinds, kwargs.search]);
            return "list";
        });
        await mountStory(() => story({ ...ONE_ORDER, kinds: [ORDERS, INVOICES] }));
        await contains(".o_retention_chip[data-kind=invoice]").click();
        await contains("input[type=search]").edit("S08", { confirm: false });
        await contains("button:contains(As a list)").click();
        expect.verifySteps([[[7], ["invoice"], "S08"], "list"]);
    });

    test("a kind is chosen with a click, and another click takes it back", async () => {
        await mountStory(({ kinds }) => {
            expect.step(kinds.join());
            return story({
                ...ONE_ORDER,
                changes: [change("2026-06-01")],
                kinds: [ORDERS, INVOICES],
            });
        });
        expect(queryAllTexts(".o_retention_chip[data-kind]")).toEqual(["Orders 1", "Invoices 2"]);
        expect(".o_retention_change").toHaveCount(1);
        await contains(".o_retention_chip[data-kind=invoice]").click();
        expect(".o_retention_chip[data-kind=invoice]").toHaveAttribute("aria-pressed", "true");
        expect(".o_retention_change").toHaveCount(0);
        await contains(".o_retention_chip[data-kind=invoice]").click();
        expect(".o_retention_change").toHaveCount(1);
        expect.verifySteps(["", "invoice", ""]);
    });

    test("an opportunity opened and lost is one of a kind, and two lines", async () => {
        const kinds = [{ kind: "deal", label: "Opportunities", count: 2, documents: 1 }];
        const rows = [touchpoint(2, "2026-06-11"), touchpoint(1, "2026-06-10")];
        await mountStory(() => story({ touchpoints: rows, kinds }));
        expect(".o_retention_chip[data-kind=deal]").toHaveText("Opportunities 1");
        expect(".o_retention_stream").toHaveText(/2 entries/);
    });

    test("the number of all is that of the kinds chosen", async () => {
        await mountStory(() => story({ ...ONE_ORDER, kinds: [ORDERS, INVOICES] }));
        expect(".o_retention_stream").toHaveText(/1 of 3/);
        await contains(".o_retention_chip[data-kind=order]").click();
        expect(".o_retention_stream").toHaveText(/1 entry/);
    });

    test("changes of status and stage can be left out", async () => {
        await mountStory(() => story({ ...ONE_ORDER, changes: [change("2026-06-01")] }));
        expect(".o_retention_change").toHaveText(/Active.*At risk.*60 days/s);
        await contains(".o_retention_chip:contains(Status and stage)").click();
        expect(".o_retention_change").toHaveCount(0);
    });

    test("the search asks once the typing pauses", async () => {
        await mountStory(({ search }) => {
            expect.step(search);
            return story(search ? {} : ONE_ORDER);
        });
        await contains("input[type=search]").edit("S08", { confirm: false });
        expect.verifySteps([""]);
        await advanceTime(400);
        await animationFrame();
        expect.verifySteps(["S08"]);
        expect(".o_retention_stream").toHaveText(/Nothing of this kind/);
        await contains(".o_retention_show_all").click();
        expect.verifySteps([""]);
        expect("input[type=search]").toHaveValue("");
    });

    test("more is asked for after the last row, and added below", async () => {
        await mountStory(({ before }) => {
            expect.step(before ? before.join() : "first");
            return before
                ? { ...story(), kinds: undefined, touchpoints: [touchpoint(1, "2026-05-01")] }
                : story({
                      touchpoints: [touchpoint(2, "2026-06-10")],
                      has_more: true,
                      kinds: [{ ...ORDERS, count: 2 }],
                  });
        });
        expect(".o_retention_stream").toHaveText(/1 of 2/);
        await contains(".o_retention_more").click();
        await animationFrame();
        expect.verifySteps(["first", "2026-06-10 12:00:00,2,2026-06-10"]);
        expect(queryAllTexts(".o_retention_open")).toEqual(["Order S2", "Order S1"]);
        expect(".o_retention_more").toHaveCount(0);
        expect(".o_retention_stream").toHaveText(/2 entries/);
    });
});
