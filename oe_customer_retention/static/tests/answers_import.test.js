/** An import goes on where an error or a late answer left it. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ImportProgress } from "@oe_customer_retention/import/import_progress";
import { fail } from "./hostile_test_helpers";

describe.current.tags("desktop");
defineMailModels();

describe("an import", () => {
    const progress = (load = () => expect.step("reloaded")) =>
        mountWithCleanup(ImportProgress, {
            props: {
                record: {
                    resModel: "import",
                    resId: 3,
                    data: { done_count: 0, row_count: 4 },
                    load,
                },
            },
        });

    test("goes on after an error where it stopped", async () => {
        const answers = [{ done: 2, total: 4 }, null, { done: 4, total: 4 }];
        onRpc("import", "import_batch", () => answers.shift() || fail());
        await progress();
        await animationFrame();
        expect(".alert-danger").toHaveText(/<img src/);
        expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "50");
        expect("[role=status]").toHaveText(/2 of 4 rows processed\./);
        expect(".o_retention_percent").toHaveText("50%");
        await contains(".alert-danger button").click();
        await animationFrame();
        expect.verifySteps(["reloaded"]);
        expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "100");
    });

    test("says how far it is in words apart, with the percent beside its bar", async () => {
        const late = new Deferred();
        onRpc("import", "import_batch", () => late);
        await progress();
        expect("[role=status]").toHaveText(/processed\. Keep this page open/);
        expect("[role=progressbar]").toHaveText("");
        expect(".o_retention_percent").toHaveText("0%");
        late.resolve({ done: 4, total: 4 });
        await animationFrame();
        expect.verifySteps(["reloaded"]);
    });

    test("that does not go on asks once only", async () => {
        onRpc("import", "import_batch", () => {
            expect.step("asked");
            return { done: 0, total: 4 };
        });
        await progress();
        await animationFrame();
        expect.verifySteps(["asked"]);
        expect(".alert-danger").toHaveText(/no further row/);
    });

    test("that was left asks for nothing more", async () => {
        const late = new Deferred();
        class Page extends Component {
            static components = { ImportProgress };
            static template = xml`<ImportProgress t-if="state.isHere" record="record" />`;
            static props = ["*"];
            setup() {
                this.state = useState({ isHere: true });
                const data = { done_count: 0, row_count: 4 };
                this.record = { resModel: "import", resId: 3, data, load() {} };
            }
        }
        onRpc("import", "import_batch", () => {
            expect.step("asked");
            return late;
        });
        const page = await mountWithCleanup(Page);
        page.state.isHere = false;
        await animationFrame();
        late.resolve({ done: 2, total: 4 });
        await animationFrame();
        expect.verifySteps(["asked"]);
        expect(queryAllTexts(".alert")).toEqual([]);
    });
});
