/** Settings and first steps stand whatever becomes of what they ask, and no markup. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
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
import { RetentionOnboarding } from "@oe_customer_retention/onboarding/onboarding";
import { EVIL, fail } from "./hostile_test_helpers";

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
