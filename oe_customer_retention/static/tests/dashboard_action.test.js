import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineActions,
    defineModels,
    fields,
    models,
    mountWebClient,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { redirect } from "@web/core/utils/urls";

const MODEL = "customer.retention.profile";
const DASHBOARD = 71;
const LIST = 72;

class Profile extends models.Model {
    _name = MODEL;
    name = fields.Char();
    _views = {
        list: `<list><field name="name"/></list>`,
        search: `<search>
            <filter name="key" string="Key accounts" domain="[('name', '=', 'K')]"/>
        </search>`,
    };
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Profile]);
defineActions([
    {
        id: DASHBOARD,
        xml_id: "oe_customer_retention.customer_retention_dashboard_action",
        type: "ir.actions.client",
        tag: "customer_retention_dashboard",
        path: "customer-retention",
        name: "Customer Retention",
    },
    { id: LIST, res_model: MODEL, name: "Customers", views: [[false, "list"]] },
]);

const answerOfDashboard = () =>
    onRpc("customer.retention.dashboard", "get_data", ({ args }) => {
        expect.step(JSON.stringify(args));
        return new Deferred();
    });

const FILTERED = { filter: `[("name", "=", "K")]`, filter_names: "key", period: "month" };

for (const [times, remembered] of [
    ["once", FILTERED],
    ["twice", {}],
]) {
    test(`the way back from a list reloaded ${times} keeps filter and period`, async () => {
        answerOfDashboard();
        const keep = (key, value) => browser.sessionStorage.setItem(key, JSON.stringify(value));
        const dashboard = { action: "customer-retention", displayName: "Customer Retention" };
        const list = { action: LIST, displayName: "Customers", view_type: "list" };
        const actionStack = [{ ...dashboard, ...remembered }, list];
        keep("current_state", { action: LIST, actionStack });
        keep("customer_retention_dashboard", FILTERED);
        redirect(`/odoo/customer-retention/action-${LIST}`);
        await mountWebClient();
        await contains(".o_breadcrumb a").click();
        await animationFrame();
        expect(".o_facet_value").toHaveText("Key accounts");
        expect.verifySteps([JSON.stringify([[["name", "=", "K"]], "month"])]);
    });
}

test("the dashboard opened anew has no filter", async () => {
    answerOfDashboard();
    browser.sessionStorage.setItem("customer_retention_dashboard", JSON.stringify(FILTERED));
    redirect("/odoo/customer-retention");
    await mountWebClient();
    await animationFrame();
    expect.verifySteps([JSON.stringify([[], "year"])]);
});

test("the dashboard offers its own favorites by whatever way it is opened", async () => {
    answerOfDashboard();
    onRpc(MODEL, "get_views", ({ kwargs }) => {
        expect.step(kwargs.options.action_id);
    });
    redirect("/odoo/customer-retention");
    await mountWebClient();
    await animationFrame();
    expect.verifySteps([DASHBOARD, JSON.stringify([[], "year"])]);
});
