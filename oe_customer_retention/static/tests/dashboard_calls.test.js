import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { mountDashboard, oneCustomer, setUpDashboard, spender } from "./dashboard_test_helpers";

describe.current.tags("desktop");
defineMailModels();
setUpDashboard();

test("all calls are those of all customers, as the first of them are", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    mockService("action", {
        doAction: (_action, { additionalContext }) => expect.step(additionalContext),
    });
    await mountDashboard();
    await contains(".o_retention_all_calls").click();
    expect.verifySteps([{ retention_whose: "all" }]);
});

test("one customer is named with the reason to call and what is at stake", async () => {
    onRpc("customer.retention.dashboard", "get_data", () => oneCustomer("Customers"));
    await mountDashboard();
    await animationFrame();
    expect("section li").toHaveText(/Acme/);
    expect("section li").toHaveText(/Inactive for 61 days/);
    expect("section li").toHaveText(/420/);
});

const calledFirst = async (values) => {
    const dataset = oneCustomer("Customers");
    Object.assign(dataset.call_today[0], values);
    onRpc("customer.retention.dashboard", "get_data", () => dataset);
    await mountDashboard();
    await animationFrame();
};

for (const [owner, told] of [
    [[99, "Ada"], "Salesperson: Ada"],
    [false, "No salesperson"],
]) {
    test(`a customer that is not the reader's own says whose it is: ${told}`, async () => {
        await calledFirst({ user_id: owner });
        expect(`section li .text-muted:contains("${told}")`).toHaveCount(1);
    });
}

test("the reader's own customer does not say whose it is", async () => {
    await calledFirst({});
    expect("section li:contains(Salesperson)").toHaveCount(0);
});

test("the number to call dials", async () => {
    await calledFirst({ call_phone: "+32 (9) 1" });
    expect("section li a").toHaveAttribute("href", "tel:+3291");
    expect("section li a").toHaveAttribute("aria-label", "Call Acme: +32 (9) 1");
});

test("who is far behind is not shown in the color of an active customer", async () => {
    await calledFirst({ status: "active", rhythm: "far_behind", call_reason: "6.0× usual gap" });
    expect("section li .badge").toHaveClass("text-bg-danger");
    expect("section li .badge").toHaveText("6.0× usual gap");
});

test("who spends less is listed with usual and present spend", async () => {
    onRpc("get_data", () => ({ ...oneCustomer("Acme"), spending_less: [spender] }));
    await mountDashboard();
    await animationFrame();
    expect("[aria-labelledby=retention_spending_less] li").toHaveCount(1);
    expect("[aria-labelledby=retention_spending_less] li").toHaveText(/of late it is \$ 40/);
    expect("[aria-labelledby=retention_spending_less] li").toHaveText(/55 spend at stake/);
});

test("where nobody spends less there is no such list", async () => {
    onRpc("get_data", () => oneCustomer("Acme"));
    await mountDashboard();
    await animationFrame();
    expect("[aria-labelledby=retention_spending_less]").toHaveCount(0);
});
