/** What is shown while the server is late, when it fails, and when it answers with markup. */
import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { answersInto } from "@oe_customer_retention/answer/answer";
import { planCall } from "@oe_customer_retention/activity/plan_call";
import { RetentionChange } from "@oe_customer_retention/change/change";
import { ImportProgress } from "@oe_customer_retention/import/import_progress";
import { RetentionOnboarding } from "@oe_customer_retention/onboarding/onboarding";
import { RetentionContacts } from "@oe_customer_retention/story/contacts";
import { RetentionNotes } from "@oe_customer_retention/story/notes";
import { RetentionPlans } from "@oe_customer_retention/story/plans";
import { RetentionTimeline } from "@oe_customer_retention/timeline/timeline";

class Policy extends models.Model {
    _name = "customer.retention.policy";
    at_risk_days = fields.Integer();
    _records = [{ id: 1, at_risk_days: 60 }];
}

class Segment extends models.Model {
    _name = "customer.segment";
    domain = fields.Char();
    _records = [{ id: 1, domain: "[]" }];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Policy, Segment]);

const PROFILE = "customer.retention.profile";
const EVIL = `<img src="x" onerror="throw new Error('run')">`;
const RECORD = { record: { resId: 7 } };
const PART = { profileId: 7 }; // of the story
const fail = () => {
    throw makeServerError({ message: EVIL });
};

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

const policyForm = (widget) =>
    mountView({
        type: "form",
        resModel: "customer.retention.policy",
        resId: 1,
        arch: `<form><field name="at_risk_days"/><widget name="${widget}"/></form>`,
    });

for (const [widget, method] of [
    ["retention_policy_preview", "get_preview"],
    ["retention_return_curve", "get_return_curve"],
]) {
    test(`${method}: the policy opens whatever becomes of it`, async () => {
        const late = new Deferred();
        onRpc(method, () => late);
        await policyForm(widget);
        expect("[name=at_risk_days] input").toHaveValue("60");
        late.reject(makeServerError({ message: EVIL }));
        await animationFrame();
        expect(".o_widget").toHaveText(/<img src/);
        expect("img[src=x]").toHaveCount(0);
    });

    test(`${method}: a late answer never replaces that to the values typed last`, async () => {
        const late = new Deferred();
        onRpc(method, ({ args: [, { at_risk_days }] }) =>
            at_risk_days === 60 ? late : { error: `Of ${at_risk_days} days` }
        );
        await policyForm(widget);
        await contains("[name=at_risk_days] input").edit("45");
        await animationFrame();
        late.resolve({ error: "Of 60 days" });
        await animationFrame();
        expect(".o_widget").toHaveText("Of 45 days");
    });
}

const status = { status: `x" onload="1`, label: EVIL, now: 1, then: 1 };
const days = { name: "at_risk_days", status: "at_risk", days: 60, level: 0.5, reason: EVIL };
for (const [widget, method, hostile] of [
    [
        "retention_policy_preview",
        "get_preview",
        {
            total: 1,
            moving: 0,
            statuses: [status],
            moves: [{ from_status: status.status, to_status: EVIL, count: 1, domain: [] }],
        },
    ],
    [
        "retention_return_curve",
        "get_return_curve",
        {
            gaps: 40,
            open_gaps: 12,
            within: 180,
            needed: 30,
            points: [{ days: 0, chance: 0.9 }],
            curves: [{ key: EVIL, label: EVIL, customers: 7, points: [] }],
            table: [{ days: EVIL, chances: [0.4] }],
            thresholds: [{ ...days, chance: 0.5, sentence: EVIL }],
            suggestions: [days],
        },
    ],
]) {
    test(`${method}: markup is text`, async () => {
        onRpc(method, () => hostile);
        await policyForm(widget);
        await animationFrame();
        expect(".o_widget").toHaveText(/<img src/);
        expect("img[src=x], [onload], [onerror]").toHaveCount(0);
    });
}

test("what a setting would do is that of the values typed last, and no markup", async () => {
    const late = new Deferred();
    let answer = () => late;
    onRpc("get_trial", () => answer());
    await policyForm("retention_trial");
    const type = async (days) => {
        await contains("[name=at_risk_days] input").edit(days);
        await animationFrame();
    };
    await type("45");
    answer = fail;
    await type("46");
    late.resolve({ text: "Of 45 days" });
    await animationFrame();
    expect(".alert").toHaveText(/<img src/);
    expect("img[src=x]").toHaveCount(0);
    answer = () => ({ text: "" });
    await type("47");
    expect(".alert").toHaveCount(0);
});

test("what values that were discarded would do is not told late", async () => {
    const late = new Deferred();
    onRpc("get_trial", () => late);
    await policyForm("retention_trial");
    await contains("[name=at_risk_days] input").edit("45");
    await animationFrame();
    await contains(".o_form_button_cancel").click();
    late.resolve({ text: "Of 45 days" });
    await animationFrame();
    expect(".alert").toHaveCount(0);
});

test("seasons are offered once they are found, and no markup", async () => {
    const late = new Deferred();
    onRpc("get_seasonal_buyers", () => late);
    await mountView({
        type: "list",
        resModel: "customer.retention.policy",
        arch: `<list js_class="retention_policy_list"><field name="at_risk_days"/></list>`,
    });
    expect(".o_data_row").toHaveCount(1);
    late.resolve([{ customers: 14, text: EVIL, action: { id: "new" } }]);
    await animationFrame();
    expect(".alert").toHaveText(/<img src/);
    expect("img[src=x]").toHaveCount(0);
});

const preview = (total) => ({ error: null, total, moving: 0, statuses: [], moves: [] });

test("a policy of nobody says so, and compares nothing", async () => {
    onRpc("get_preview", () => preview(0));
    await policyForm("retention_policy_preview");
    await animationFrame();
    expect(".o_widget").toHaveText(/No customer yet/);
    expect(".o_widget table, .o_widget button").toHaveCount(0);
});

test("what became of such customers is not told of other days", async () => {
    const late = new Deferred();
    onRpc("get_preview", ({ args: [, values] }) => preview(values.at_risk_days));
    onRpc("get_hindsight", () => late);
    await policyForm("retention_policy_preview");
    await animationFrame();
    await contains("button:contains(Comparison)").click();
    await contains("[name=at_risk_days] input").edit("45");
    await animationFrame();
    late.resolve({ statuses: [] });
    await animationFrame();
    expect("strong").toHaveText(/45 customers/);
    expect("button:contains(Comparison)").toBeEnabled();
});

test("a policy list and the first steps stand without what fails", async () => {
    onRpc("get_seasonal_buyers", fail);
    onRpc("customer.retention.onboarding", "get_steps", fail);
    await mountView({
        type: "list",
        resModel: "customer.retention.policy",
        arch: `<list js_class="retention_policy_list"><field name="at_risk_days"/></list>`,
    });
    await mountWithCleanup(RetentionOnboarding, { props: { onRefresh() {} } });
    await animationFrame();
    expect(".o_data_row").toHaveCount(1);
    expect(".alert, .o_retention_onboarding, .o_dialog").toHaveCount(0);
});

test("first steps that were closed do not come back with a late answer", async () => {
    const late = new Deferred();
    const steps = [{ key: "a", title: EVIL, text: EVIL, button: EVIL, done: false }];
    let answer = () => steps;
    onRpc("customer.retention.onboarding", "get_steps", () => answer());
    onRpc("customer.retention.onboarding", "complete", () => true);
    await mountWithCleanup(RetentionOnboarding, { props: { onRefresh() {} } });
    await animationFrame();
    expect("img[src=x]").toHaveCount(0);
    answer = () => late;
    await contains("[data-step=a] button").click();
    await contains(".btn-close").click();
    late.resolve(steps);
    await animationFrame();
    expect(".o_retention_onboarding").toHaveCount(0);
});

test("a condition whose fields cannot be asked for opens all the same", async () => {
    onRpc("customer.segment", "get_condition_fields", fail);
    mockService("notification", { add: (message) => expect.step(message) });
    await mountView({
        type: "form",
        resModel: "customer.segment",
        resId: 1,
        arch: `<form><field name="domain" widget="retention_condition"
            options="{'model': 'customer.segment'}"/></form>`,
    });
    expect(".o_field_widget[name=domain]").toHaveCount(1);
    expect.verifySteps([EVIL]);
});

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

describe("an import", () => {
    const progress = (load = () => expect.step("reloaded")) =>
        mountWithCleanup(ImportProgress, {
            props: {
                record: {
                    resModel: "import",
                    resId: 3,
                    data: { done_count: 0, row_count: 4 },
                    load,
                },
            },
        });

    test("goes on after an error where it stopped", async () => {
        const answers = [{ done: 2, total: 4 }, null, { done: 4, total: 4 }];
        onRpc("import", "import_batch", () => answers.shift() || fail());
        await progress();
        await animationFrame();
        expect(".alert-danger").toHaveText(/<img src/);
        expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "50");
        expect("[role=status]").toHaveText(/2 of 4 rows processed\./);
        expect(".o_retention_percent").toHaveText("50%");
        await contains(".alert-danger button").click();
        await animationFrame();
        expect.verifySteps(["reloaded"]);
        expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "100");
    });

    test("says how far it is in words apart, with the percent beside its bar", async () => {
        const late = new Deferred();
        onRpc("import", "import_batch", () => late);
        await progress();
        expect("[role=status]").toHaveText(/processed\. Keep this page open/);
        expect("[role=progressbar]").toHaveText("");
        expect(".o_retention_percent").toHaveText("0%");
        late.resolve({ done: 4, total: 4 });
        await animationFrame();
        expect.verifySteps(["reloaded"]);
    });

    test("that does not go on asks once only", async () => {
        onRpc("import", "import_batch", () => {
            expect.step("asked");
            return { done: 0, total: 4 };
        });
        await progress();
        await animationFrame();
        expect.verifySteps(["asked"]);
        expect(".alert-danger").toHaveText(/no further row/);
    });

    test("that was left asks for nothing more", async () => {
        const late = new Deferred();
        class Page extends Component {
            static components = { ImportProgress };
            static template = xml`<ImportProgress t-if="state.isHere" record="record" />`;
            static props = ["*"];
            setup() {
                this.state = useState({ isHere: true });
                const data = { done_count: 0, row_count: 4 };
                this.record = { resModel: "import", resId: 3, data, load() {} };
            }
        }
        onRpc("import", "import_batch", () => {
            expect.step("asked");
            return late;
        });
        const page = await mountWithCleanup(Page);
        page.state.isHere = false;
        await animationFrame();
        late.resolve({ done: 2, total: 4 });
        await animationFrame();
        expect.verifySteps(["asked"]);
        expect(queryAllTexts(".alert")).toEqual([]);
    });
});
