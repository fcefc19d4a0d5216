import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryOne } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const OURS = "customer.test";
const THEIRS = "customers.of.others";
const modelNamed = (name) =>
    class extends models.Model {
        _name = name;
        name = fields.Char();
        count = fields.Integer();
        rest = fields.Char();
        link_id = fields.Many2one({ relation: name });
        _records = [
            {
                id: 1,
                name: "A word after a word after a word",
                count: 3,
                rest: "Wholesale/Retail/Distribution",
            },
        ];
    };

defineModels([OURS, THEIRS].map(modelNamed));

const archOf = (className) => `<list class="${className}">
    <field name="name" width="40px" string="Title of many words" />
    <field name="count" string="Of Wahrscheinlichkeiten" />
    <field name="rest" />
</list>`;
const wrapping = (selector) =>
    queryAll(selector).map((node) => getComputedStyle(node).textWrapMode);
const isCut = (node) => node.scrollWidth > node.clientWidth;

for (const [resModel, className, mode] of [
    [OURS, "", "wrap"],
    [THEIRS, "", "nowrap"],
    [THEIRS, "o_retention_list", "wrap"],
]) {
    test(`titles and words of ${resModel} ${className}: ${mode}`, async () => {
        await mountView({ type: "list", resModel, arch: archOf(className) });
        const selector = "th[data-name=name] .text-truncate, td[name=name]";
        expect(wrapping(selector)).toEqual([mode, mode]);
        expect(isCut(queryOne("th[data-name=count] .text-truncate"))).toBe(mode === "nowrap");
    });
}

/** On how many lines a text stands. */
function linesOf(selector) {
    const range = document.createRange();
    range.selectNodeContents(queryOne(selector));
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
}

test("no word is broken in a column without room", async () => {
    const arch = `<list><field name="rest" /><field name="name" width="3000px" /></list>`;
    await mountView({ type: "list", resModel: OURS, arch });
    expect(linesOf("td[name=rest]")).toBe(1);
});

for (const [resModel, told] of [
    [OURS, "Every one"],
    [THEIRS, ""],
]) {
    test(`what a blank link of ${resModel} stands for: "${told}"`, async () => {
        const arch = `<list><field name="link_id" placeholder="Every one" /></list>`;
        await mountView({ type: "list", resModel, arch });
        expect("td[name=link_id]").toHaveText(told);
    });
}
