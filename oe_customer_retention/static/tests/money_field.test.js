import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import "@oe_customer_retention/money/money_field";

class Step extends models.Model {
    kind = fields.Char();
    currency_id = fields.Many2one({ relation: "res.currency", default: 1 });
    change = fields.Monetary({ currency_field: "currency_id", aggregator: "sum" });
    _records = [
        { id: 1, kind: "lost", change: -1430 },
        { id: 2, kind: "lost", change: 30 },
    ];
}

defineMailModels();
defineModels([Step]);

const mountList = (options) =>
    mountView({
        type: "list",
        resModel: "step",
        arch: `<list>
            <field name="currency_id" column_invisible="1"/>
            <field name="change" widget="retention_money" sum="Difference"/>
        </list>`,
        ...options,
    });

test("in lines and their sum the sign stands before the currency", async () => {
    await mountList();
    expect(queryAllTexts("tbody .o_retention_money_cell")).toEqual(["-$ 1,430.00", "$ 30.00"]);
    expect("tfoot .o_list_number").toHaveText("-$ 1,400.00");
});

test("so it does in the sum of a group", async () => {
    await mountList({ groupBy: ["kind"] });
    expect(".o_group_header .o_list_number").toHaveText("-$ 1,400.00");
});
