import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import "@oe_customer_retention/movement/movement_pivot";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class RetentionMovement extends models.Model {
    lapsed = fields.Integer({ string: "Lapsed", aggregator: "sum" });
    seller = fields.Char({ string: "Seller" });
    _records = [
        { id: 1, seller: "Nora", lapsed: 3 },
        { id: 2, seller: "Sam", lapsed: 4 },
    ];
}

defineMailModels();
defineModels([RetentionMovement]);

/** Click the figure of the first seller; tell which model is opened. */
async function openFirst(answer) {
    onRpc("open_figure", ({ args }) => {
        expect.step(args);
        return answer;
    });
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    await mountView({
        type: "pivot",
        resModel: "retention.movement",
        arch: `<pivot js_class="retention_movement_pivot">
            <field name="seller" type="row"/>
            <field name="lapsed" type="measure"/>
        </pivot>`,
    });
    await click(".o_pivot_cell_value:eq(1)");
    await animationFrame();
}

test("a cell opens the customers it counts", async () => {
    await openFirst({ res_model: "customer" });
    expect.verifySteps([["lapsed", [["seller", "=", "Nora"]]], "customer"]);
});

test("a cell that is no figure opens the rows of the report", async () => {
    await openFirst(false);
    expect.verifySteps([["lapsed", [["seller", "=", "Nora"]]], "retention.movement"]);
});
