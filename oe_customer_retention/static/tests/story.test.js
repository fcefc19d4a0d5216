import { Component, markup, useState, xml } from "@odoo/owl";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { RetentionContacts } from "@oe_customer_retention/story/contacts";
import { RetentionStory } from "@oe_customer_retention/story/story";
import { inMonths } from "@oe_customer_retention/story/stream";

const PROFILE = "customer.retention.profile";

describe.current.tags("desktop");
defineMailModels();

const touchpoint = (id, date, values) => ({
    id,
    date,
    at: `${date} 12:00:00`,
    kind: "order",
    topic: "order",
    event: "Order",
    icon: "fa-shopping-cart",
    summary: `S${id}`,
    amount: 100,
    currency_id: [1, "USD"],
    contact: false,
    user_id: false,
    res_model: "sale.order",
    res_id: id,
    can_open: true,
    time: "12:00 PM",
    detail: false,
    outcome: false,
    outcome_label: false,
    duration: false,
    direction: false,
    is_attempt: false,
    ...values,
});

const change = (date, values) => ({
    key: `status-${date}`,
    date,
    at: `${date} 23:59:59`,
    status: "at_risk",
    label: "At risk",
    former: "Active",
    detail: "after 60 days of inactivity",
    ...values,
});

const story = (values) => ({
    touchpoints: [],
    changes: [],
    has_more: false,
    kinds: [],
    ...values,
});

const ORDERS = { kind: "order", label: "Orders", count: 1, documents: 1 };
const INVOICES = { kind: "invoice", label: "Invoices", count: 2, documents: 2 };
const ONE_ORDER = { touchpoints: [touchpoint(1, "2026-06-10")], kinds: [ORDERS] };

/** Mount the story; `answer` is told the arguments of each question. */
async function mountStory(answer) {
    onRpc(PROFILE, "get_story", ({ kwargs }) => answer(kwargs));
    onRpc(PROFILE, "get_notes", () => ({ notes: [], has_more: false }));
    onRpc(PROFILE, "get_plans", () => ({ deals: [], activities: [] }));
    onRpc(PROFILE, "get_contacts", () => []);
    const record = { resId: 7, save: () => true, load() {} };
    await mountWithCleanup(RetentionStory, { props: { record } });
    await animationFrame();
}

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

    test("a move says its time where that is known", async () => {
        const changes = [
            change("2026-06-02", { time: "9:21 PM" }),
            change("2026-06-01", { time: false }),
        ];
        await mountStory(() => story({ ...ONE_ORDER, changes }));
        expect(".o_retention_change:eq(0)").toHaveText(/06\/02\/2026 9:21 PM/);
        expect(".o_retention_change:eq(1)").not.toHaveText(/[AP]M/);
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
