import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { user } from "@web/core/user";

class Profile extends models.Model {
    _name = "customer.retention.profile";

    partner_id = fields.Many2one({ relation: "retention.customer" });
    company_id = fields.Many2one({ relation: "retention.customer" });
    partner_phone = fields.Char();
    status = fields.Selection({ selection: [["active", "Active"]] });
    blocked = fields.Boolean();
    days_since_crm = fields.Integer();

    _records = [
        {
            id: 1,
            partner_id: 101,
            partner_phone: "+32 9/555.00.11",
            status: "active",
            blocked: true,
        },
        { id: 2, partner_id: 102, partner_phone: false, status: "active" },
    ];
}

class Customer extends models.Model {
    _name = "retention.customer";

    name = fields.Char();

    _records = [
        { id: 101, name: "Anchor <b>Café</b>" },
        { id: 102, name: "Birch" },
    ];
}

defineMailModels();
defineModels([Profile, Customer]);

const arch = `
    <list>
        <field name="blocked" column_invisible="1" />
        <field name="partner_id" />
        <field name="partner_phone" widget="retention_dial" />
        <field name="status" widget="retention_status" options="{'shows_blocked': True}" />
    </list>`;

const mountList = () => mountView({ type: "list", resModel: "customer.retention.profile", arch });

test("a number dials, however it is written, and says whose it is", async () => {
    await mountList();
    expect("a.o_retention_number").toHaveCount(1);
    expect("a.o_retention_number").toHaveAttribute("href", "tel:+3295550011");
    expect("a.o_retention_number").toHaveText("+32 9/555.00.11");
    expect("a.o_retention_number").toHaveAttribute(
        "aria-label",
        "Call Anchor <b>Café</b>: +32 9/555.00.11"
    );
});

test("a number is large enough to be hit", async () => {
    await mountList();
    expect(queryFirst("a.o_retention_number").offsetHeight).toBeGreaterThan(23);
});

test("who is blocked is marked in words, and nobody else", async () => {
    await mountList();
    expect(".o_data_row:first .o_retention_blocked").toHaveText("Blocked");
    expect(".o_retention_blocked").toHaveCount(1);
});

test("an icon dials, and says what and whom", async () => {
    await mountView({
        type: "form",
        resModel: "customer.retention.profile",
        resId: 1,
        arch: `
            <form>
                <field name="partner_id" />
                <field name="partner_phone" widget="retention_dial" options="{'look': 'icon'}" />
            </form>`,
    });
    expect("a.o_retention_number").toHaveText("");
    expect("a.o_retention_number").toHaveAttribute("href", "tel:+3295550011");
    expect("a.o_retention_number").toHaveAttribute("title", /Call Anchor/);
});

test("days ago are told in words", async () => {
    Profile._records = [0, 1, 66].map((days, index) => ({ id: index + 1, days_since_crm: days }));
    await mountView({
        type: "list",
        resModel: "customer.retention.profile",
        arch: `<list><field name="days_since_crm" widget="retention_ago" /></list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual(["today", "yesterday", "66 days ago"]);
});

const names = `
    <list>
        <field name="company_id" optional="hide" />
        <field name="partner_id" widget="retention_customer" />
    </list>`;
const mountNames = () =>
    mountView({ type: "list", resModel: "customer.retention.profile", arch: names });

test("a customer is named as it is, also where there is none", async () => {
    Profile._records = [
        { id: 1, partner_id: 101, company_id: 102 },
        { id: 2, partner_id: false, company_id: false },
    ];
    await mountNames();
    expect(queryAllTexts("[name=partner_id].o_data_cell")).toEqual(["Anchor <b>Café</b>", ""]);
    expect(".o_data_cell b").toHaveCount(0);
});

test("a customer stands over its company where several are looked at", async () => {
    patchWithCleanup(user, {
        get activeCompanies() {
            return [{ id: 1 }, { id: 2 }];
        },
    });
    Profile._records = [
        { id: 1, partner_id: 102, company_id: 101 },
        { id: 2, partner_id: false, company_id: 101 },
    ];
    await mountNames();
    const [named, nobody] = queryAllTexts("[name=partner_id].o_data_cell");
    expect(named).toMatch(/^Birch\s+Anchor <b>Café<\/b>$/);
    expect(nobody).toBe("");
    expect(".o_data_cell b").toHaveCount(0);
});
