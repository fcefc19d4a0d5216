/** What panels show while the server is late, when it fails, and when it answers with markup. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { answersInto } from "@oe_customer_retention/answer/answer";
import { RetentionChange } from "@oe_customer_retention/change/change";
import { RetentionContacts } from "@oe_customer_retention/story/contacts";
import { RetentionNotes } from "@oe_customer_retention/story/notes";
import { RetentionPlans } from "@oe_customer_retention/story/plans";
import { RetentionTimeline } from "@oe_customer_retention/timeline/timeline";
import { EVIL, fail } from "./hostile_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const PROFILE = "customer.retention.profile";
const RECORD = { record: { resId: 7 } };
const PART = { profileId: 7 }; // of the story

const note = {
    id: 1,
    body: "&lt;img", // HTML that the server has cleaned
    author_id: [3, EVIL],
    date: "2026-06-10 10:00:00",
    pinned_at: false,
    may_edit: true,
};
const activity = {
    id: 1,
    summary: EVIL,
    activity_type_id: [2, EVIL],
    icon: "fa-phone",
    state: "planned",
    date_deadline: "2026-06-10",
    user_id: [5, EVIL],
    res_model: "sale.order",
    res_id: 4,
    res_name: EVIL,
};
const deal = {
    id: 8,
    name: EVIL,
    won_status: "pending",
    stage_id: [1, EVIL],
    expected_revenue: 1,
    company_currency: [1, "USD"],
    date_deadline: false,
    user_id: [5, EVIL],
};
const band = {
    status: `x" onload="1`,
    label: EVIL,
    start: "2026-01-01",
    end: "2026-06-10",
    rank: 1,
    days: 160,
};
const person = {
    id: 1,
    name: EVIL,
    function: EVIL,
    department: EVIL,
    phone: `"><script>`,
    email: EVIL,
    last_date: false,
    is_main: true,
};

/** Each asks one method: with an empty answer, and one full of markup. */
const ASKING = [
    {
        component: RetentionTimeline,
        method: "get_picture",
        empty: { start: false, end: "2026-06-10", bands: [], marks: [] },
        says: /Nothing to show yet/,
        hostile: { start: "2026-01-01", end: "2026-06-10", bands: [band], marks: [] },
    },
    {
        component: RetentionChange,
        method: "get_change",
        empty: { sentence: "Not known then", rows: [] },
        says: /Not known then/,
        hostile: { sentence: EVIL, rows: [{ label: EVIL, then: EVIL, now: EVIL }] },
    },
    {
        component: RetentionContacts,
        method: "get_contacts",
        empty: [],
        says: /No contact person yet/,
        hostile: [person],
    },
    {
        component: RetentionPlans,
        props: PART,
        method: "get_plans",
        empty: { activities: [], deals: [] },
        says: /Nothing is planned/,
        hostile: { activities: [activity], deals: [deal] },
    },
    {
        component: RetentionNotes,
        props: PART,
        method: "get_notes",
        empty: { notes: [], has_more: false },
        says: /No notes yet/,
        hostile: { notes: [note], has_more: false },
    },
];

beforeEach(() => mockDate("2026-06-10 12:00:00"));

for (const { component, props = RECORD, method, empty, says, hostile } of ASKING) {
    describe(method, () => {
        const mount = () => mountWithCleanup(component, { props });

        test("a late answer leaves the page at work", async () => {
            const late = new Deferred();
            onRpc(PROFILE, method, () => late);
            await mount();
            expect(".alert").toHaveCount(0);
            late.resolve(empty);
            await animationFrame();
            expect(document.body).toHaveText(says);
        });

        test("a failure is told, and trying again mends it", async () => {
            let answer = fail;
            onRpc(PROFILE, method, () => answer());
            await mount();
            await animationFrame();
            expect(".alert-danger").toHaveText(/<img src/);
            expect("img[src=x]").toHaveCount(0);
            answer = () => empty;
            await contains(".alert-danger button").click();
            await animationFrame();
            expect(".alert-danger").toHaveCount(0);
            expect(document.body).toHaveText(says);
        });

        test("markup is text", async () => {
            onRpc(PROFILE, method, () => hostile);
            await mount();
            await animationFrame();
            expect(".alert, img[src=x]").toHaveCount(0);
            expect("[onload], [onerror]").toHaveCount(0);
        });
    });
}

test("the change since a day is that of the day chosen last", async () => {
    const late = new Deferred();
    onRpc(PROFILE, "get_change", async ({ args: [, day] }) => {
        if (day === "2026-05-11") {
            await late;
        }
        return { sentence: `Since ${day}`, rows: [] };
    });
    await mountWithCleanup(RetentionChange, { props: RECORD });
    await contains(".o_retention_comparison input").edit("06/01/2026");
    await animationFrame();
    late.resolve();
    await animationFrame();
    expect("p").toHaveText("Since 2026-06-01");
});

test("the answer to the last question stays, and who awaits an earlier one goes on", async () => {
    const state = {};
    const answered = answersInto(state);
    const late = new Deferred();
    const first = answered(late);
    await answered(Promise.resolve("second"));
    late.resolve("first");
    await first;
    expect(state).toEqual({ data: "second", error: null, isLoading: false });
});

class Form extends Component {
    static components = { RetentionTimeline };
    static template = xml`<RetentionTimeline record="state.record" />`;
    static props = ["*"];
    setup() {
        this.state = useState({ record: { resId: 1, data: {} } });
    }
}

test("what is loaded into the record is asked for anew", async () => {
    onRpc(PROFILE, "get_picture", ({ args: [id] }) => {
        expect.step(id);
        return { start: "2026-01-01", end: "2026-06-10", bands: [], marks: [] };
    });
    const form = await mountWithCleanup(Form);
    expect.verifySteps([1]);
    form.state.record.data = {};
    await animationFrame();
    await animationFrame();
    expect.verifySteps([1]);
});

test("the picture of another customer never stands under this one's name", async () => {
    const late = new Deferred();
    onRpc(PROFILE, "get_picture", async ({ args: [id] }) => {
        if (id === 1) {
            await late;
        }
        const one = { ...band, status: "active", label: `Customer ${id}` };
        return { start: "2026-01-01", end: "2026-06-10", bands: [one], marks: [] };
    });
    const form = await mountWithCleanup(Form);
    form.state.record = { resId: 2 };
    await animationFrame();
    late.resolve();
    await animationFrame();
    expect("li").toHaveText(/^Customer 2/);
});

test("a primary contact that cannot be set is told, and stays as it is", async () => {
    expect.errors(1);
    onRpc(PROFILE, "get_contacts", () => [
        { ...person, name: "Ada", is_primary: true },
        { ...person, id: 2, name: "Bob", is_main: false },
    ]);
    onRpc(PROFILE, "set_primary_contact", fail);
    await mountWithCleanup(RetentionContacts, { props: RECORD });
    await animationFrame();
    await contains(".o_retention_primary:eq(1)").click();
    await animationFrame();
    expect.verifyErrors([EVIL]);
    expect(".o_retention_contact:eq(0)").toHaveText(/Ada.*Primary contact/s);
});
