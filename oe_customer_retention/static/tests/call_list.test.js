import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { CallList } from "@oe_customer_retention/call_list/call_list";

describe.current.tags("desktop");
defineMailModels();

const customer = (id, values = {}) => ({
    id,
    partner_id: [id + 100, `Customer ${id}`],
    company_id: [1, "Harbour Coffee"],
    user_id: [2, "Nora"],
    status: "at_risk",
    status_label: "At risk",
    status_reason: "Inactive for 61 days.",
    rhythm: "behind",
    habit: "Usually buys every 30 days.",
    usual_products: [],
    call_stake: 420,
    currency_id: [1, "USD"],
    reorder_probability: 0.15,
    call_reason: "2.1× usual gap",
    is_key_account: false,
    stage_id: false,
    call_phone: "+32 9 555 00 11",
    partner_email: false,
    person: { id: 9, name: "Ms Roux", function: "Buyer", phone: false, email: false },
    last_contact: false,
    last_crm_date: false,
    next_step: false,
    ...values,
});

const LOGGED = { day: "2026-06-01", kind: "Call", reached: true, outcome: "Positive", by: "Nora" };

const page = (rows, values = {}) => ({
    whose: "mine",
    section: "customers",
    stage_id: false,
    offset: 0,
    limit: 20,
    people: [],
    total: rows.length,
    stake: 420 * rows.length,
    stake_field: "call_stake",
    currency_id: 1,
    capacity: 12,
    done: 0,
    rows,
    left_out: [],
    stages: [],
    customer_count: 1,
    ...values,
});

let answer;
let opened;
let closing;
let isClosed;

beforeEach(() => {
    answer = () => page([customer(1), customer(2), customer(3)]);
    opened = [];
    closing = undefined;
    isClosed = true;
    onRpc("customer.retention.call.list", "get_page", ({ args }) => answer(...args));
    mockService("action", {
        doAction(request, options = {}) {
            opened.push([request, options]);
            if (isClosed) {
                options.onClose?.(closing);
            }
        },
    });
});

const mountList = async (action = {}) => {
    await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(CallList, { props: { action, actionId: 1, className: "" } });
    await animationFrame();
};

test("each row dials, names whom to ask for, and says why", async () => {
    await mountList();
    expect(".o_retention_call").toHaveCount(3);
    expect(".o_retention_dial:first").toHaveAttribute("href", "tel:+3295550011");
    expect(".o_retention_call:first").toHaveText(/Ms Roux, Buyer/);
    expect(".o_retention_call:first .badge").toHaveText("2.1× usual gap");
    expect(".o_retention_counter").toHaveText(/1 of 3 · .*1,260.* at stake · 0 done today/);
});

test("the dashboard opens the customers of all, as it shows them", async () => {
    answer = (whose) => page([customer(1)], { whose });
    await mountList({ context: { retention_whose: "all" } });
    expect(".o_retention_whose").toHaveValue("all");
});

test("a single customer is counted, not numbered", async () => {
    answer = () => page([customer(1)]);
    await mountList();
    expect(".o_retention_counter").toHaveText(/^1 customer ·/);
});

test("large numbers have the separators of the language", async () => {
    const left_out = [{ key: "planned", label: "Planned", count: 2345, domain: [] }];
    const people = [{ id: 7, name: "Sam", count: 3456 }];
    answer = () => page([customer(1)], { total: 12345, offset: 1020, left_out, people });
    await mountList();
    expect(".o_retention_counter").toHaveText(/1,021 of 12,345/);
    expect(".o_retention_left_out").toHaveText(/Planned \(2,345\)/);
    expect(".o_retention_whose").toHaveText(/Sam \(3,456\)/);
    expect("nav").toHaveText(/1,021–1,021 of 12,345/);
});

test("each part says how it is sorted", async () => {
    await mountList();
    expect(".o_retention_order").toHaveText(/^First those who bought within 120 days/);
    answer = () => page([customer(1)], { section: "suspects" });
    await contains(".o_retention_suspects").click();
    expect(".o_retention_order").toHaveText(/^By stage/);
});

test("of who never bought place and industry are told", async () => {
    const suspect = { status: "prospect", habit: false, status_reason: "Never bought" };
    const about = { partner_city: "Ghent", industry_id: [3, "<b>Retail</b>"] };
    answer = () => page([customer(1, { ...suspect, ...about }), customer(2, suspect)]);
    await mountList();
    expect(".o_retention_call:first").toHaveText(/Ghent · <b>Retail<\/b>/);
    expect(".o_retention_call:last").toHaveText(/Never bought/);
});

test("a status set manually is told, with its reason", async () => {
    const closed = { habit: "Usually buys every 48 days.", status_reason: "Set manually: closed" };
    answer = () =>
        page([customer(1, { ...closed, is_overridden: true }), customer(2, { ...closed })]);
    await mountList();
    expect(".o_retention_call:contains(Set manually: closed)").toHaveCount(1);
});

test("what it usually buys is told, and nothing where that is not known", async () => {
    answer = () => page([customer(1, { usual_products: ["Beans", "<b>Cups</b>"] }), customer(2)]);
    await mountList();
    expect(".o_retention_call:contains(Usually:)").toHaveCount(1);
    expect(".o_retention_call:first").toHaveText(/Usually: Beans · <b>Cups<\/b>/);
});

test("who spends less than usual is shown with what it spent, and what that may cost", async () => {
    const told = "Has spent $ 300 in 90 days on average; of late it is $ 120.";
    const less = { is_spending_less: true, spend_reason: told, call_reason: false };
    answer = (whose, section) =>
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
    expect(opened.at(-1)[1].props.resIds).toEqual([4, 5]);
});

test("where nobody spends less it says what is meant", async () => {
    answer = (whose, section) => page(section === "customers" ? [customer(1)] : [], { section });
    await mountList();
    await contains(".o_retention_spending_less").click();
    await animationFrame();
    expect(".o_nocontent_help").toHaveText(/bought on 6 days or more, spends less than usual/);
});

test("a reason that is no lateness has the color of the status", async () => {
    answer = () => page([customer(1), customer(2, { rhythm: "due", status: "dormant" })]);
    await mountList();
    expect(".o_retention_call:first .badge").toHaveClass("text-bg-warning");
    expect(".o_retention_call:last .badge").toHaveClass("text-bg-retention-dormant");
});

test("somebody new is put on the list from here", async () => {
    await mountList();
    await contains(".o_retention_new").click();
    expect(opened[0][0]).toBe("oe_customer_retention.customer_retention_new_action");
});

test("controls name the customer", async () => {
    await mountList();
    expect(".o_retention_log:first").toHaveAttribute("aria-label", "Log a contact with Customer 1");
    expect(".o_retention_dial:first").toHaveAttribute(
        "aria-label",
        "Call Customer 1: +32 9 555 00 11"
    );
});

test("who has ordered can be sent what it would order now", async () => {
    const asked = [];
    onRpc("customer.retention.profile", "action_suggest_quotation", ({ args }) => {
        asked.push(args[0]);
        return { res_model: "customer.retention.suggest" };
    });
    answer = () => page([customer(1, { last_order_date: "2026-05-01" }), customer(2)]);
    await mountList();
    expect(".o_retention_suggest").toHaveCount(1);
    await contains(".o_retention_suggest").click();
    expect(asked).toEqual([[1]]);
    expect(opened[0][0].res_model).toBe("customer.retention.suggest");
});

test("a mail has no subject yet, not the name of whom it goes to", async () => {
    answer = () => page([customer(1)]);
    await mountList();
    await contains(".o_retention_mail").click();
    expect(opened[0][0].context).toMatchObject({
        default_partner_ids: [9],
        default_subject: "",
    });
});

test("without a number there is one to add", async () => {
    answer = () => page([customer(1, { call_phone: false })]);
    await mountList();
    expect("a.o_retention_dial").toHaveCount(0);
    await contains("button.o_retention_dial").click();
    expect(opened[0][0].res_id).toBe(9);
});

test("J and K go through the list, Enter opens with all of them", async () => {
    await mountList();
    await press("j");
    await animationFrame();
    expect("[data-id='2']").toBeFocused();
    await press("ArrowDown");
    await animationFrame();
    await press("k");
    await animationFrame();
    expect("[data-id='2']").toBeFocused();
    await press("Enter");
    const [request, options] = opened.at(-1);
    expect(request.res_id).toBe(2);
    expect(options.props.resIds).toEqual([1, 2, 3]);
});

test("after logging focus is on whoever is next", async () => {
    await mountList();
    await press("j");
    await animationFrame();
    closing = { logged: [2] };
    answer = () => page([customer(1), customer(3)], { done: 1 });
    await press("l");
    await animationFrame();
    await animationFrame();
    expect(opened[0][1].additionalContext).toEqual({
        default_profile_ids: [2],
        default_has_next: true,
    });
    expect("[data-id='3']").toBeFocused();
    expect(".o_retention_counter").toHaveText(/2 of 2 .* 1 done today/);
});

test("a dialog that is slow to open is asked for once", async () => {
    await mountList();
    isClosed = false;
    await press("l");
    await press("l");
    expect(opened).toHaveLength(1);
});

test("a dialog that cannot be opened can be asked for again", async () => {
    mockService("action", {
        doAction() {
            opened.push([]);
            return Promise.reject(new Error("no dialog"));
        },
    });
    expect.errors(2);
    await mountList();
    for (let attempt = 0; attempt < 2; attempt++) {
        queryOne(".o_retention_log:first").click();
        await animationFrame();
    }
    expect(opened).toHaveLength(2);
    expect.verifyErrors([/no dialog/, /no dialog/]);
});

test("closing without logging asks for nothing anew, and keeps the place", async () => {
    await mountList();
    let questions = 0;
    answer = () => {
        questions++;
        return page([]);
    };
    await press("j");
    await animationFrame();
    await press("l");
    await animationFrame();
    expect(questions).toBe(0);
    expect("[data-id='2']").toBeFocused();
});

test("focus waits for the dialog to leave the page", async () => {
    await mountList();
    const dialog = document.createElement("div");
    const ui = getService("ui");
    ui.activateElement(dialog);
    queryOne(".o_retention_log:first").click();
    await animationFrame();
    expect("[data-id='1']").not.toBeFocused();
    ui.deactivateElement(dialog);
    expect("[data-id='1']").toBeFocused();
});

test("names and notes are shown as they are, not as markup", async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    answer = () =>
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

test("who was chosen stays chosen while the answer is awaited", async () => {
    answer = (whose) => (whose === "all" ? new Deferred() : page([customer(1)]));
    await mountList();
    await contains(".o_retention_whose").select("all");
    await animationFrame();
    expect(".o_retention_whose").toHaveValue("all");
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
        answer = () => page([customer(1, values)]);
        await mountList();
        expect(".o_retention_call").toHaveText(told);
    });
}

test("nobody to call: it says why, and what next", async () => {
    answer = () =>
        page([], {
            people: [{ id: 5, name: "Sam", count: 2 }],
            left_out: [{ key: "snoozed", label: "Left alone", count: 2, domain: [] }],
        });
    await mountList();
    expect(".o_nocontent_help").toHaveText(/being taken care of/);
    expect(".o_retention_counter").toHaveText("0 done today");
    expect(".o_retention_left_out").toHaveText(/Left alone \(2\)/);
    const asked = [];
    answer = (whose) => {
        asked.push(whose);
        return page([customer(1)], { whose });
    };
    await contains(".o_nocontent_help button").click();
    await animationFrame();
    expect(asked).toEqual(["all"]);
    expect(".o_retention_call").toHaveText(/Salesperson: Nora/);
});

test("where nobody is on the list it says how to put somebody there", async () => {
    answer = () => page([], { whose: "all", customer_count: 0 });
    await mountList();
    expect(".o_nocontent_help").toHaveText(/Add someone with New/);
    expect(".o_nocontent_help").not.toHaveText(/choose All above/);
});

test("an error is told, and trying again mends it", async () => {
    const good = answer;
    answer = () => {
        throw new Error("no answer");
    };
    await mountList();
    expect(".alert-danger").toHaveCount(1);
    answer = good;
    await contains(".alert-danger button").click();
    await animationFrame();
    expect(".o_retention_call").toHaveCount(3);
});

test("a late answer does not overwrite a newer one", async () => {
    await mountList();
    const late = new Deferred();
    answer = async (whose, section) => {
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
    answer = () => page([customer(1), customer(2), customer(3)], { capacity: 3, done: 1 });
    await mountList();
    const items = queryAllTexts("ul > li");
    expect(items[2]).toMatch(/makes 3 calls for today/);
});

test("further pages are reached", async () => {
    const asked = [];
    answer = (whose, section, stage, offset) => {
        asked.push(offset);
        return page([customer(offset + 1)], { total: 25, offset });
    };
    await mountList();
    await contains(".o_retention_next_page").click();
    await animationFrame();
    expect(asked).toEqual([0, 20]);
    expect("nav").toHaveText(/21–21 of 25/);
});
