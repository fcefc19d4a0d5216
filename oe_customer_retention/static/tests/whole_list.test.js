import { describe, expect, test } from "@odoo/hoot";
import { queryAll } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Ours extends models.Model {
    _name = "customer.test";
    name = fields.Char();
    _records = [{ id: 1, name: "A word after a word after a word" }];
}

class Theirs extends Ours {
    _name = "customers.of.others";
}

defineModels({ Ours, Theirs });

const ARCH = `<list><field name="name" width="40px" string="Title of many words" /></list>`;
const wrapping = (selector) =>
    queryAll(selector).map((node) => getComputedStyle(node).textWrapMode);

for (const [resModel, mode] of [
    ["customer.test", "wrap"],
    ["customers.of.others", "nowrap"],
]) {
    test(`titles and words of ${resModel}: ${mode}`, async () => {
        await mountView({ type: "list", resModel, arch: ARCH });
        expect(wrapping("th[data-name=name] .text-truncate, td[name=name]")).toEqual([mode, mode]);
    });
}
