import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Segment extends models.Model {
    _name = "customer.segment";
    domain = fields.Char();
    contact_id = fields.Many2one({ relation: "contact" });
    _records = [
        { id: 1, domain: `[("status", "=", "lost")]`, contact_id: 1 },
        { id: 2, domain: `[("contact_id.city", "=", "Graz")]` },
    ];
}

class Profile extends models.Model {
    _name = "customer.retention.profile";
    status = fields.Char();
    gap_log_sum = fields.Float({ string: "Gap Log Sum" });
    contact_id = fields.Many2one({ string: "Customer", relation: "contact" });
    stage_id = fields.Many2one({ string: "Stage", relation: "stage" });
    stage_date = fields.Date({ string: "Stage since" });
}

class Contact extends models.Model {
    city = fields.Char();
    comment = fields.Char({ string: "Notes" });
    _records = [{ id: 1 }, { id: 2 }];
}

class Stage extends models.Model {
    secret = fields.Char();
}

defineMailModels();
defineModels([Segment, Profile, Contact, Stage]);

const POPOVER = ".o_model_field_selector_popover";
const NAMES = `${POPOVER}_item_name`;

beforeEach(() => {
    onRpc("customer.segment", "get_condition_fields", () => ({
        "customer.retention.profile": ["status", "contact_id", "stage_id"],
        contact: ["city"],
    }));
});

/** Open a condition's form, its field with `options` besides the model. */
const openForm = (resId, options = "") =>
    mountView({
        type: "form",
        resModel: "customer.segment",
        resId,
        arch: `
            <form>
                <field name="contact_id" invisible="1"/>
                <field name="domain" widget="retention_condition"
                    options="{'model': 'customer.retention.profile', ${options}}"/>
            </form>`,
    });

async function open(resId) {
    await openForm(resId);
    await contains(".o_model_field_selector").click();
}

async function listConditions() {
    await mountView({
        type: "list",
        resModel: "customer.segment",
        arch: `
            <list>
                <field name="domain" widget="retention_condition_words"
                    options="{'model': 'customer.retention.profile'}"/>
            </list>`,
    });
    await animationFrame();
}

test("only the fields conditions may ask for are offered", async () => {
    await open(1);
    expect(queryAllTexts(NAMES)).toEqual(["Customer", "Stage", "Status"]);
});

test("the contact's fields are one step away, those of a stage are not offered", async () => {
    await open(1);
    expect(`${POPOVER}_item_relation`).toHaveCount(1);
    await contains(`[data-name=contact_id] ${POPOVER}_item_relation`).click();
    expect(queryAllTexts(NAMES)).toEqual(["City"]);
});

test("a condition on a contact's field opens among these", async () => {
    await open(2);
    expect(queryAllTexts(NAMES)).toEqual(["City"]);
    await contains(`${POPOVER}_prev_page`).click();
    expect(queryAllTexts(NAMES)).toEqual(["Customer", "Stage", "Status"]);
});

test("a chosen field is written into the condition", async () => {
    onRpc("customer.segment", "web_save", ({ args }) => expect.step(args[1].domain));
    await open(1);
    await contains(`[data-name=contact_id] ${POPOVER}_item_relation`).click();
    await contains(`[data-name=city] ${NAMES}`).click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([`[("contact_id.city", "=", "")]`]);
});

test("only the records a condition is applied to are counted", async () => {
    Profile._records = [
        { id: 1, status: "lost", contact_id: 1 },
        { id: 2, status: "lost", contact_id: 2 },
        { id: 3, status: "active", contact_id: 1 },
    ];
    await openForm(1, "'within': '[(&quot;contact_id&quot;, &quot;=&quot;, contact_id)]'");
    expect(".o_domain_show_selection_button").toHaveText("1 record(s)");
});

test("a list has conditions in words", async () => {
    Segment._records.push({ id: 3, domain: "[]" }, { id: 4, domain: "[(" });
    await listConditions();
    expect(queryAllTexts(".o_data_cell")).toEqual([
        "Status = lost",
        "Customer ➔ City = Graz",
        "",
        "[(",
    ]);
});

for (const [domain, words] of [
    [`[("stage_date", "<", "today -30d")]`, "Stage since before today − 30 days"],
    [
        `[("stage_date", ">=", "today -1m +1d")]`,
        "Stage since greater or equal to today − 1 month + 1 day",
    ],
    [
        `["&", ("stage_date", ">=", "today -2w"), ("stage_date", "<=", "today")]`,
        "Stage since between today − 2 weeks and today",
    ],
]) {
    test(`a relative date in words: ${words}`, async () => {
        Segment._records = [{ id: 1, domain }];
        await listConditions();
        expect(".o_data_cell").toHaveText(words);
    });
}

test("a folded condition has relative dates in words, too", async () => {
    Segment._records = [{ id: 1, domain: `[("stage_date", "<", "today -30d")]` }];
    await openForm(1, "'foldable': True");
    expect(".o_field_domain .o_facet_value").toHaveText("Stage since before today − 30 days");
});
