import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeMockEnv,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { inMonths } from "@oe_customer_retention/story/stream";
import {
    change,
    INVOICES,
    mountStory,
    ONE_ORDER,
    ORDERS,
    story,
    touchpoint,
} from "./story_test_helpers";

describe.current.tags("desktop");
defineMailModels();

describe("the stream", () => {
    test("months are newest first, with a change above what caused it", () => {
        const months = inMonths(
            [touchpoint(2, "2026-06-10"), touchpoint(1, "2026-05-31")],
            [change("2026-06-10"), change("2026-06-01")]
        );
        expect(months.map((month) => month.key)).toEqual(["2026-06", "2026-05"]);
        expect(months[0].entries.map((entry) => entry.key)).toEqual([
            "status-2026-06-10",
            2,
            "status-2026-06-01",
        ]);
    });
});

describe("a day of the stream", () => {
    test("is by time, changes of status and stage too", () => {
        const day = "2026-06-10";
        const [{ entries }] = inMonths(
            [
                touchpoint(3, day, { at: `${day} 16:00:00` }),
                touchpoint(2, day, { at: `${day} 09:00:00` }),
            ],
            [
                change(day, { key: "lapse", at: "2026-06-09 22:00:00" }),
                change(day, { key: "moved", at: `${day} 12:00:00` }),
            ]
        );
        expect(entries.map((entry) => entry.key)).toEqual([3, "moved", 2, "lapse"]);
    });
});

describe("a line of the stream", () => {
    test("a touchpoint shows what, which, how much, whom and when", async () => {
        const row = touchpoint(1, "2026-06-10", {
            contact: "Ada",
            user_id: [5, "Nora"],
            outcome: "positive",
            outcome_label: "Went well",
            duration: 20,
        });
        await mountStory(() => story({ touchpoints: [row], kinds: [ORDERS] }));
        expect(".o_retention_month").toHaveText(/June 2026/i);
        expect(".o_retention_open").toHaveText("Order S1");
        expect(".o_retention_amount").toHaveText(/100.00/);
        expect(".o_retention_touchpoint .fa-shopping-cart").toHaveCount(1);
        for (const text of [/Ada/, /Nora/, /06\/10\/2026/, /Went well/, /20 min/]) {
            expect(".o_retention_touchpoint").toHaveText(text);
        }
    });

    test("a day has the digits of the time and the amount beside it", async () => {
        await makeMockEnv();
        patchWithCleanup(luxon.Settings, { defaultLocale: "ar", defaultNumberingSystem: "arab" });
        await mountStory(() => story({ ...ONE_ORDER, changes: [change("2026-06-01")] }));
        expect(".o_retention_touchpoint").toHaveText(/06\/10\/2026 12:00 PM/);
        expect(".o_retention_change").toHaveText(/06\/01\/2026/);
        expect(".o_retention_month").toHaveText(/2026/);
    });

    test("what people wrote has a direction of its own", async () => {
        const row = touchpoint(1, "2026-06-10", {
            summary: "5 chairs!",
            detail: "by mail.",
            contact: "Ada B.",
            user_id: [5, "Nora N."],
        });
        await mountStory(() => story({ touchpoints: [row], kinds: [ORDERS] }));
        expect(queryAllTexts(".o_retention_touchpoint bdi")).toEqual([
            "5 chairs!",
            "by mail.",
            "Ada B.",
            "Nora N.",
        ]);
    });

    test("what became of a document and how a call went stand on its line", async () => {
        const rows = [
            touchpoint(3, "2026-06-10", { detail: "quoted on June 1 · Fully Invoiced" }),
            touchpoint(2, "2026-06-09", { topic: "call", direction: "incoming" }),
            touchpoint(1, "2026-06-08", {
                topic: "call",
                direction: "outgoing",
                is_attempt: true,
                time: false,
            }),
        ];
        await mountStory(() => story({ touchpoints: rows, kinds: [ORDERS] }));
        const [order, call, attempt] = queryAllTexts(".o_retention_touchpoint");
        expect(order).toMatch(/06\/10\/2026 12:00 PM.*quoted on June 1 · Fully Invoiced/s);
        expect(call).toMatch(/They contacted us/);
        expect(attempt).toMatch(/No one reached/);
        expect(attempt).not.toMatch(/12:00|We contacted them/);
    });

    test("what a hostile document is called is text", async () => {
        const row = touchpoint(1, "2026-06-10", {
            summary: "<img src=x onerror=alert(1)>",
            detail: "<b>x</b>",
        });
        await mountStory(() => story({ touchpoints: [row], kinds: [ORDERS] }));
        expect(".o_retention_touchpoint [onerror]").toHaveCount(0);
        expect(".o_retention_touchpoint b").toHaveCount(0);
    });

    test("what may not be read has no amount and is not opened", async () => {
        const row = touchpoint(1, "2026-06-10", {
            can_open: false,
            amount: false,
            summary: false,
            event: "Invoice",
        });
        await mountStory(() => story({ touchpoints: [row], kinds: [INVOICES] }));
        expect(".o_retention_touchpoint").toHaveText(/Invoice/);
        expect(".o_retention_open").toHaveCount(0);
        expect(".o_retention_amount").toHaveCount(0);
        expect(".o_retention_touchpoint .fa-lock").toHaveCount(1);
    });

    test("an amount of zero is shown, an unknown one is not", async () => {
        const rows = [
            touchpoint(2, "2026-06-10", { amount: 0 }),
            touchpoint(1, "2026-06-09", { amount: false }),
        ];
        await mountStory(() => story({ touchpoints: rows, kinds: [ORDERS] }));
        expect(".o_retention_amount").toHaveCount(1);
        expect(".o_retention_amount").toHaveText(/0.00/);
    });

    test("an amount has its sign before the currency", async () => {
        const row = touchpoint(1, "2026-06-10", { amount: -20000 });
        await mountStory(() => story({ touchpoints: [row], kinds: [ORDERS] }));
        expect(".o_retention_amount").toHaveText(/^-\D{0,2}20,000\.00/);
    });

    test("a click opens the document", async () => {
        mockService("action", { doAction: (action) => expect.step(action.res_model) });
        onRpc("customer.retention.touchpoint", "action_open", ({ args, kwargs }) => {
            expect.step(`${args[0]} of ${kwargs.context.retention_profile_id}`);
            return { type: "ir.actions.act_window", res_model: "sale.order" };
        });
        await mountStory(() => story(ONE_ORDER));
        await contains(".o_retention_open").click();
        expect.verifySteps(["1 of 7", "sale.order"]);
    });

    test("a move says its time where that is known", async () => {
        const changes = [
            change("2026-06-02", { time: "9:21 PM" }),
            change("2026-06-01", { time: false }),
        ];
        await mountStory(() => story({ ...ONE_ORDER, changes }));
        expect(".o_retention_change:eq(0)").toHaveText(/06\/02\/2026 9:21 PM/);
        expect(".o_retention_change:eq(1)").not.toHaveText(/[AP]M/);
    });
});
