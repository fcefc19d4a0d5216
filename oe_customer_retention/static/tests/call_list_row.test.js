import { describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { calls, customer, LOGGED, mountList, page, setUpCallList } from "./call_list_test_helpers";

describe.current.tags("desktop");
defineMailModels();
setUpCallList();

test("each row dials, names whom to ask for, and says why", async () => {
    await mountList();
    expect(".o_retention_call").toHaveCount(3);
    expect(".o_retention_dial:first").toHaveAttribute("href", "tel:+3295550011");
    expect(".o_retention_call:first").toHaveText(/Ms Roux, Buyer/);
    expect(".o_retention_call:first .badge").toHaveText("2.1× usual gap");
    expect(".o_retention_counter").toHaveText(/1 of 3 · .*1,260.* at stake · 0 done today/);
});

test("of who never bought place and industry are told", async () => {
    const suspect = { status: "prospect", habit: false, status_reason: "Never bought" };
    const about = { partner_city: "Ghent", industry_id: [3, "<b>Retail</b>"] };
    calls.answer = () => page([customer(1, { ...suspect, ...about }), customer(2, suspect)]);
    await mountList();
    expect(".o_retention_call:first").toHaveText(/Ghent · <b>Retail<\/b>/);
    expect(".o_retention_call:last").toHaveText(/Never bought/);
});

test("a status set manually is told, with its reason", async () => {
    const closed = { habit: "Usually buys every 48 days.", status_reason: "Set manually: closed" };
    calls.answer = () =>
        page([customer(1, { ...closed, is_overridden: true }), customer(2, { ...closed })]);
    await mountList();
    expect(".o_retention_call:contains(Set manually: closed)").toHaveCount(1);
});

test("what it usually buys is told, and nothing where that is not known", async () => {
    calls.answer = () =>
        page([customer(1, { usual_products: ["Beans", "<b>Cups</b>"] }), customer(2)]);
    await mountList();
    expect(".o_retention_call:contains(Usually:)").toHaveCount(1);
    expect(".o_retention_call:first").toHaveText(/Usually: Beans · <b>Cups<\/b>/);
});

test("a reason that is no lateness has the color of the status", async () => {
    calls.answer = () => page([customer(1), customer(2, { rhythm: "due", status: "dormant" })]);
    await mountList();
    expect(".o_retention_call:first .badge").toHaveClass("text-bg-warning");
    expect(".o_retention_call:last .badge").toHaveClass("text-bg-retention-dormant");
});

test("controls name the customer", async () => {
    await mountList();
    expect(".o_retention_log:first").toHaveAttribute("aria-label", "Log a contact with Customer 1");
    expect(".o_retention_dial:first").toHaveAttribute(
        "aria-label",
        "Call Customer 1: +32 9 555 00 11"
    );
});

test("names and notes are shown as they are, not as markup", async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    calls.answer = () =>
        page([
            customer(1, {
                partner_id: [101, evil],
                call_phone: `javascript:alert(1)`,
                last_contact: { ...LOGGED, note: evil },
            }),
        ]);
    await mountList();
    expect(".o_retention_call img").toHaveCount(0);
    expect(".o_retention_call").toHaveText(/<img src=x/);
    expect(queryOne(".o_retention_dial").getAttribute("href")).toBe("tel:1");
});

for (const [values, told] of [
    [{ last_crm_date: false }, /No contact yet\./],
    [{ last_crm_date: "2026-06-03" }, /Last contact: Jun 3$/m],
    [
        { last_contact: LOGGED, last_crm_date: LOGGED.day },
        /Last contact: Jun 1 · Nora · Positive$/m,
    ],
    [
        { last_contact: LOGGED, last_crm_date: "2026-06-03" },
        /Last contact: Jun 3; logged: Jun 1 · /,
    ],
]) {
    test(`the last contact is told, logged or not: ${told}`, async () => {
        calls.answer = () => page([customer(1, values)]);
        await mountList();
        expect(".o_retention_call").toHaveText(told);
    });
}
