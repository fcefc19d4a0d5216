import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { insertText } from "@html_editor/../tests/_helpers/user_actions";
import { Wysiwyg } from "@html_editor/wysiwyg";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { RetentionContacts } from "@oe_customer_retention/story/contacts";
import { RetentionNotes } from "@oe_customer_retention/story/notes";
import { RetentionPlans } from "@oe_customer_retention/story/plans";
import { RetentionStory } from "@oe_customer_retention/story/story";

const PROFILE = "customer.retention.profile";

describe.current.tags("desktop");
defineMailModels();

describe("notes", () => {
    const note = (id, pinned, values) => ({
        id,
        body: `<p>Note ${id}</p>`,
        date: "2026-06-10 12:00:00",
        author_id: [3, "Nora"],
        pinned_at: pinned && "2026-06-11 12:00:00",
        may_edit: false,
        ...values,
    });
    let editor;

    beforeEach(() => {
        patchWithCleanup(Wysiwyg.prototype, {
            setup() {
                super.setup();
                editor = this.editor;
            },
        });
    });

    async function write(text) {
        await contains(".o_retention_note_text").click();
        editor.shared.selection.focusEditable();
        await insertText(editor, text);
        await animationFrame();
    }

    async function mountNotes(notes) {
        onRpc(PROFILE, "get_notes", () => ({ notes, has_more: false }));
        await mountWithCleanup(RetentionNotes, { props: { profileId: 7 } });
        await animationFrame();
    }

    test("a pinned note is told from the others", async () => {
        await mountNotes([note(1, true), note(2, false)]);
        expect(queryAllTexts(".o_retention_note_body")).toEqual(["Note 1", "Note 2"]);
        expect(".o_retention_note_pinned").toHaveCount(1);
        expect(".o_retention_note_pinned .o_retention_pin").toHaveAttribute("aria-pressed", "true");
    });

    test("the pin is put in and taken out", async () => {
        onRpc(PROFILE, "pin_notes", ({ args }) => {
            expect.step(args);
            return true;
        });
        await mountNotes([note(1, true), note(2, false)]);
        await contains(".o_retention_pin:eq(0)").click();
        await contains(".o_retention_pin:eq(1)").click();
        expect.verifySteps([
            [[7], [1], false],
            [[7], [2], true],
        ]);
    });

    test("a note is written with Odoo's editor, pinned if wanted", async () => {
        onRpc(PROFILE, "add_note", ({ args: [ids, html, isPinned], kwargs }) => {
            expect.step([ids, /Back door/.test(html), isPinned, kwargs.is_html]);
            return 3;
        });
        await mountNotes([]);
        expect(".o_retention_note_text").toHaveCount(0);
        await contains(".o_retention_note_new").click();
        expect(".o_retention_note_save").not.toBeEnabled();
        await write("Back door");
        await contains("input[type=checkbox]").click();
        await contains(".o_retention_note_save").click();
        await animationFrame();
        expect.verifySteps([[[7], true, true, true]]);
        expect(".o_retention_note_text").toHaveCount(0);
    });

    test("a note that was added stands in the history at once", async () => {
        onRpc(PROFILE, "get_notes", () => ({ notes: [], has_more: false }));
        onRpc(PROFILE, "get_plans", () => ({ deals: [], activities: [] }));
        onRpc(PROFILE, "get_contacts", () => []);
        onRpc(PROFILE, "get_story", () => {
            expect.step("told");
            return { touchpoints: [], changes: [], has_more: false, kinds: [] };
        });
        onRpc(PROFILE, "add_note", () => {
            expect.step("added");
            return 3;
        });
        await mountWithCleanup(RetentionStory, { props: { record: { resId: 7 } } });
        await animationFrame();
        await contains(".o_retention_note_new").click();
        await write("Back door");
        await contains(".o_retention_note_save").click();
        await animationFrame();
        expect.verifySteps(["told", "added", "told"]);
    });

    test("only those who may are offered to edit and delete a note", async () => {
        await mountNotes([note(1, false, { may_edit: true }), note(2, false)]);
        expect(".o_retention_note_edit").toHaveCount(1);
        expect(".o_retention_note_delete").toHaveCount(1);
        expect(".o_retention_note:eq(0) .o_retention_note_edit").toHaveCount(1);
    });

    test("a note is edited in its place", async () => {
        onRpc(PROFILE, "edit_note", ({ args: [ids, id, html] }) => {
            expect.step([ids, id, /new words/.test(html)]);
            return true;
        });
        await mountNotes([note(1, false, { may_edit: true })]);
        await contains(".o_retention_note_edit").click();
        expect(".o_retention_note_text").toHaveText("Note 1");
        await write("new words");
        await contains(".o_retention_note_save").click();
        await animationFrame();
        expect.verifySteps([[[7], 1, true]]);
        expect(".o_retention_note_text").toHaveCount(0);
    });

    test("a note that is saved late closes no other's editor", async () => {
        const saved = Promise.withResolvers();
        onRpc(PROFILE, "edit_note", () => saved.promise);
        await mountNotes([note(1, false, { may_edit: true })]);
        await contains(".o_retention_note_edit").click();
        await write("new words");
        await contains(".o_retention_note_save").click();
        await contains(".o_retention_note_new").click();
        await write("Back door");
        saved.resolve(true);
        await animationFrame();
        expect(".o_retention_note_text").toHaveText("Back door");
    });

    test("what could not be saved is still there", async () => {
        expect.errors(1);
        onRpc(PROFILE, "add_note", () => {
            throw new Error("no answer");
        });
        await mountNotes([]);
        await contains(".o_retention_note_new").click();
        await write("Back door");
        await contains(".o_retention_note_save").click();
        await animationFrame();
        expect(".o_retention_note_text").toHaveText("Back door");
        expect(".o_retention_note_save").toBeEnabled();
        expect.verifyErrors([/no answer/]);
    });

    test("a note is deleted once that is confirmed", async () => {
        onRpc(PROFILE, "delete_note", ({ args }) => {
            expect.step(args);
            return true;
        });
        await mountNotes([note(1, false, { may_edit: true })]);
        await contains(".o_retention_note_delete").click();
        expect.verifySteps([]);
        await contains(".modal .btn-primary").click();
        expect.verifySteps([[[7], 1]]);
    });
});

describe("people and plans", () => {
    test("the main contact comes first, with phone and mail to click", async () => {
        const contact = (id, name) => ({
            id,
            name,
            function: "Buyer",
            phone: "+32 1",
            email: `${name}@example.com`,
            last_date: false,
            is_main: name === "Ada",
        });
        const contacts = ["Ada", "Bob", "Cid", "Dan"].map((name, id) => contact(id, name));
        onRpc(PROFILE, "get_contacts", () => contacts);
        await mountWithCleanup(RetentionContacts, { props: { record: { resId: 7 } } });
        await animationFrame();
        expect(".o_retention_contact").toHaveCount(3);
        expect(".o_retention_contact:contains(Current contact)").toHaveText(/Ada/);
        expect("a[href='tel:+321']").toHaveCount(3);
        expect("a[href='mailto:Ada@example.com']").toHaveCount(1);
        await contains("button:contains(All contacts)").click();
        expect(".o_retention_contact").toHaveCount(4);
    });

    const person = (id, name, values) => ({ id, name, is_main: false, ...values });

    async function mountContacts(contacts) {
        onRpc(PROFILE, "get_contacts", () => contacts);
        await mountWithCleanup(RetentionContacts, { props: { record: { resId: 7 } } });
        await animationFrame();
    }

    test("the primary contact is chosen with a star, and left out with another", async () => {
        onRpc(PROFILE, "set_primary_contact", ({ args }) => {
            expect.step(args);
            return true;
        });
        await mountContacts([
            person(1, "Ada", { is_main: true, is_primary: true }),
            person(2, "Bob", { department: "Purchasing" }),
            person(3, "Dock", { address: "Delivery" }),
        ]);
        expect(".o_retention_contact:eq(0)").toHaveText(/Primary contact/);
        expect(".o_retention_contact:eq(1)").toHaveText(/Purchasing/);
        expect(".o_retention_contact:eq(2)").toHaveText(/Delivery/);
        expect(".o_retention_primary").toHaveCount(2);
        expect(".o_retention_primary:eq(1)").toHaveAttribute(
            "aria-label",
            "Make Bob the primary contact"
        );
        await contains(".o_retention_primary:eq(0)").click();
        await contains(".o_retention_primary:eq(1)").click();
        expect.verifySteps([
            [[7], false],
            [[7], 2],
        ]);
    });

    test("a person is added, and the people are read again", async () => {
        const people = [];
        mockService("action", {
            doAction: (action, { onClose }) => {
                expect.step(action);
                people.push(person(1, "Ada", { is_main: true }));
                onClose();
            },
        });
        onRpc(PROFILE, "action_add_contact", () => "form");
        await mountContacts(people);
        expect(".o_retention_contacts").toHaveText(/No contact person yet/);
        await contains(".o_retention_add_contact").click();
        await animationFrame();
        expect.verifySteps(["form"]);
        expect(".o_retention_contact").toHaveText(/Ada/);
    });

    test("of a person who is the customer itself there is nothing to choose", async () => {
        await mountContacts([person(1, "Ada", { is_main: true, is_customer: true })]);
        expect(".o_retention_primary, .o_retention_add_contact").toHaveCount(0);
    });

    const planned = (id, values) => ({
        id,
        summary: "Ring up",
        activity_type_id: [2, "Call"],
        icon: "fa-phone",
        state: "overdue",
        date_deadline: "2026-06-10",
        user_id: [5, "Nora"],
        res_model: PROFILE,
        res_id: 7,
        res_name: "Acme",
        ...values,
    });

    test("an activity of the customer opens itself, and the chatter learns how it went", async () => {
        const activities = [planned(1)];
        mockService("action", {
            doAction: ({ res_model: model, res_id: id, target }, { onClose }) => {
                expect.step([model, id, target]);
                activities.pop();
                onClose();
            },
        });
        onRpc(PROFILE, "get_plans", () => ({ deals: [], activities }));
        onRpc("/mail/data", async (request) => {
            const { params } = await request.json();
            const asked = params.fetch_params.find(([name]) => name === "mail.thread");
            if (asked) {
                expect.step([asked[1].thread_model, asked[1].request_list]);
                return {};
            }
        });
        await mountWithCleanup(RetentionPlans, { props: { profileId: 7 } });
        await animationFrame();
        await contains("button:contains(Ring up)").click();
        await animationFrame();
        expect.verifySteps([
            ["mail.activity", 1, "new"],
            [PROFILE, ["activities", "messages"]],
        ]);
        expect(".o_retention_activities").toHaveText(/Nothing is planned/);
    });

    test("the form tells of an activity that was done, after what was entered is saved", async () => {
        mockService("action", { doAction: (_action, { onClose }) => onClose() });
        onRpc(PROFILE, "get_plans", () => ({ deals: [], activities: [planned(1)] }));
        onRpc("/mail/data", () => ({}));
        const record = {
            resId: 7,
            save: async () => expect.step("saved") ?? true,
            load: async () => expect.step("loaded"),
        };
        await mountWithCleanup(RetentionPlans, { props: { profileId: 7, record } });
        await animationFrame();
        await contains("button:contains(Ring up)").click();
        await animationFrame();
        expect.verifySteps(["saved", "loaded"]);
    });

    test("activities and deals open their records", async () => {
        mockService("action", {
            doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
        });
        onRpc(PROFILE, "get_plans", () => ({
            activities: [planned(1, { res_model: "sale.order", res_id: 4, res_name: "S4" })],
            deals: [
                {
                    id: 8,
                    name: "Contract",
                    won_status: "won",
                    stage_id: [1, "Won"],
                    expected_revenue: 1200,
                    company_currency: [1, "USD"],
                    date_deadline: false,
                    user_id: false,
                },
            ],
        }));
        await mountWithCleanup(RetentionPlans, { props: { profileId: 7 } });
        await animationFrame();
        expect(".o_retention_activities li").toHaveText(/Ring up.*06\/10\/2026.*S4/s);
        expect(".o_retention_deals li").toHaveText(/Contract.*1,200.*Opportunity won/s);
        expect(queryAllTexts("bdi")).toEqual(["Ring up", "Nora", "S4", "Contract"]);
        await contains("button:contains(Ring up)").click();
        await contains("button:contains(Contract)").click();
        expect.verifySteps(["sale.order,4", "crm.lead,8"]);
    });
});
