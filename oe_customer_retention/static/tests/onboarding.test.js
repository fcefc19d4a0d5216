import { describe, expect, getFixture, test } from "@odoo/hoot";
import { queryAllTexts, queryRect } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { RetentionOnboarding } from "@oe_customer_retention/onboarding/onboarding";

describe.current.tags("desktop");
defineMailModels();

const MODEL = "customer.retention.onboarding";

const step = (key, done = false) => ({
    key,
    title: `Title of ${key}`,
    text: "What for",
    button: `Do ${key}`,
    done,
    action: false,
});

const mountSteps = async (steps, onRefresh = () => {}, isFolded = false) => {
    onRpc(MODEL, "get_steps", () => steps);
    await mountWithCleanup(RetentionOnboarding, { props: { onRefresh, isFolded } });
    await animationFrame();
};

test("each step says what for, and which are done", async () => {
    await mountSteps([step("thresholds", true), step("curve")]);
    expect(queryAllTexts("li .fw-bold")).toEqual(["Title of thresholds", "Title of curve"]);
    expect("[data-step=thresholds] .fa-check-circle").toHaveCount(1);
    expect("[data-step=curve] .fa-circle-o").toHaveCount(1);
});

test("folded, one line says how many are done and which is next", async () => {
    await mountSteps([step("refresh", true), step("curve")], undefined, true);
    expect(".o_retention_onboarding").toHaveText(/1 of 2 done. Next:\s*Title of curve/);
    expect("li").toHaveCount(0);
    await contains(".o_retention_all_steps").click();
    expect("li").toHaveCount(2);
});

test("where the line is narrow, the cross stays beside the title", async () => {
    getFixture().style.width = "350px";
    await mountSteps([step("refresh", true), step("repurchase_curve")], undefined, true);
    const [title, cross] = ["h3", ".btn-close"].map((selector) => queryRect(selector));
    expect(cross.top).toBeLessThan(title.bottom);
    expect(cross.left).toBeGreaterThan(title.right);
});

test("nothing is shown without steps", async () => {
    await mountSteps([]);
    expect(".o_retention_onboarding").toHaveCount(0);
});

test("the step that refreshes does so and is taken for done", async () => {
    onRpc(MODEL, "complete", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    await mountSteps([step("refresh")], () => expect.step("refreshed"));
    await contains("button:contains(Do refresh)").click();
    expect.verifySteps([["refresh"], "refreshed"]);
});

test("with the last step it is told that they are done, and where they are", async () => {
    onRpc(MODEL, "complete", () => true);
    mockService("notification", { add: (message) => expect.step(message) });
    await mountSteps([step("thresholds"), step("curve"), step("refresh", true)]);
    await contains("[data-step=thresholds] button").click();
    expect.verifySteps([]);
    await mountSteps([step("thresholds", true), step("curve"), step("refresh", true)]);
    await contains("[data-step=curve] button:last").click();
    expect.verifySteps([
        "All first steps are done and leave the dashboard. 'Configuration > First steps' shows them again.",
    ]);
});

test("closing hides the steps for good", async () => {
    onRpc(MODEL, "complete", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountSteps([step("thresholds")]);
    await contains(".btn-close").click();
    expect(".o_retention_onboarding").toHaveCount(0);
    expect.verifySteps([[]]);
});
