import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains } from "@web/../tests/web_test_helpers";
import { calls, customer, mountList, page, setUpCallList } from "./call_list_test_helpers";

describe.current.tags("desktop");
defineMailModels();
setUpCallList();

test("the dashboard opens the customers of all, as it shows them", async () => {
    calls.answer = (whose) => page([customer(1)], { whose });
    await mountList({ context: { retention_whose: "all" } });
    expect(".o_retention_whose").toHaveValue("all");
});

test("a single customer is counted, not numbered", async () => {
    calls.answer = () => page([customer(1)]);
    await mountList();
    expect(".o_retention_counter").toHaveText(/^1 customer ·/);
});

test("large numbers have the separators of the language", async () => {
    const left_out = [{ key: "planned", label: "Planned", count: 2345, domain: [] }];
    const people = [{ id: 7, name: "Sam", count: 3456 }];
    calls.answer = () => page([customer(1)], { total: 12345, offset: 1020, left_out, people });
    await mountList();
    expect(".o_retention_counter").toHaveText(/1,021 of 12,345/);
    expect(".o_retention_left_out").toHaveText(/Planned \(2,345\)/);
    expect(".o_retention_whose").toHaveText(/Sam \(3,456\)/);
    expect("nav").toHaveText(/1,021–1,021 of 12,345/);
});

test("each part says how it is sorted", async () => {
    await mountList();
    expect(".o_retention_order").toHaveText(/^First those who bought within 120 days/);
    calls.answer = () => page([customer(1)], { section: "suspects" });
    await contains(".o_retention_suspects").click();
    expect(".o_retention_order").toHaveText(/^By stage/);
});

test("who spends less than usual is shown with what it spent, and what that may cost", async () => {
    const told = "Has spent $ 300 in 90 days on average; of late it is $ 120.";
    const less = { is_spending_less: true, spend_reason: told, call_reason: false };
    calls.answer = (whose, section) =>
        section === "spending_less"
            ? page([customer(4, { ...less, spend_at_risk: 777 }), customer(5, less)], {
                  section,
                  stake: 777,
                  stake_field: "spend_at_risk",
              })
            : page([customer(1, { spend_reason: told })]);
    await mountList();
    expect(".o_retention_call").not.toHaveText(/of late it is/);
    await contains(".o_retention_spending_less").click();
    await animationFrame();
    expect(".o_retention_spending_less").toHaveAttribute("aria-pressed", "true");
    expect(".o_retention_counter").toHaveText(/1 of 2 · .*777 spend at stake/);
    expect(".o_retention_call:first .badge").toHaveText("Spends less than usual");
    expect(".o_retention_call:first").toHaveText(/of late it is \$ 120.*777\s*spend at stake/s);
    expect(".o_retention_call:first").toHaveAttribute(
        "aria-label",
        /Customer 4, Spends less than usual, .*777/
    );
    await press("j");
    await animationFrame();
    expect("[data-id='5']").toBeFocused();
    await press("Enter");
    expect(calls.opened.at(-1)[1].props.resIds).toEqual([4, 5]);
});

test("where nobody spends less it says what is meant", async () => {
    calls.answer = (whose, section) =>
        page(section === "customers" ? [customer(1)] : [], { section });
    await mountList();
    await contains(".o_retention_spending_less").click();
    await animationFrame();
    expect(".o_nocontent_help").toHaveText(/bought on 6 days or more, spends less than usual/);
});

test("who was chosen stays chosen while the answer is awaited", async () => {
    calls.answer = (whose) => (whose === "all" ? new Deferred() : page([customer(1)]));
    await mountList();
    await contains(".o_retention_whose").select("all");
    await animationFrame();
    expect(".o_retention_whose").toHaveValue("all");
});

test("nobody to call: it says why, and what next", async () => {
    calls.answer = () =>
        page([], {
            people: [{ id: 5, name: "Sam", count: 2 }],
            left_out: [{ key: "snoozed", label: "Left alone", count: 2, domain: [] }],
        });
    await mountList();
    expect(".o_nocontent_help").toHaveText(/being taken care of/);
    expect(".o_retention_counter").toHaveText("0 done today");
    expect(".o_retention_left_out").toHaveText(/Left alone \(2\)/);
    const asked = [];
    calls.answer = (whose) => {
        asked.push(whose);
        return page([customer(1)], { whose });
    };
    await contains(".o_nocontent_help button").click();
    await animationFrame();
    expect(asked).toEqual(["all"]);
    expect(".o_retention_call").toHaveText(/Salesperson: Nora/);
});

test("where nobody is on the list it says how to put somebody there", async () => {
    calls.answer = () => page([], { whose: "all", customer_count: 0 });
    await mountList();
    expect(".o_nocontent_help").toHaveText(/Add someone with New/);
    expect(".o_nocontent_help").not.toHaveText(/choose All above/);
});

test("an error is told, and trying again mends it", async () => {
    const good = calls.answer;
    calls.answer = () => {
        throw new Error("no answer");
    };
    await mountList();
    expect(".alert-danger").toHaveCount(1);
    calls.answer = good;
    await contains(".alert-danger button").click();
    await animationFrame();
    expect(".o_retention_call").toHaveCount(3);
});

test("a late answer does not overwrite a newer one", async () => {
    await mountList();
    const late = new Deferred();
    calls.answer = async (whose, section) => {
        if (section === "suspects") {
            await late;
            return page([customer(8)], { section });
        }
        return page([customer(7)]);
    };
    await contains("button:contains(Suspects)").click();
    await contains("button:contains(Customers)").click();
    await animationFrame();
    late.resolve();
    await animationFrame();
    expect(queryAllTexts(".o_retention_call .btn-link")).toEqual(["Customer 7"]);
});

test("where the calls of a day end is marked", async () => {
    calls.answer = () => page([customer(1), customer(2), customer(3)], { capacity: 3, done: 1 });
    await mountList();
    const items = queryAllTexts("ul > li");
    expect(items[2]).toMatch(/makes 3 calls for today/);
});

test("further pages are reached", async () => {
    const asked = [];
    calls.answer = (whose, section, stage, offset) => {
        asked.push(offset);
        return page([customer(offset + 1)], { total: 25, offset });
    };
    await mountList();
    await contains(".o_retention_next_page").click();
    await animationFrame();
    expect(asked).toEqual([0, 20]);
    expect("nav").toHaveText(/21–21 of 25/);
});
