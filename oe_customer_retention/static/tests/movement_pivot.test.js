import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import "@oe_customer_retention/movement/movement_pivot";
import {
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { EVIL } from "./hostile_test_helpers";

class RetentionMovement extends models.Model {
    lapsed = fields.Integer({ string: "Lapsed", aggregator: "sum" });
    seller = fields.Char({ string: "Seller" });
    _records = [
        { id: 1, seller: "Nora", lapsed: 3 },
        { id: 2, seller: "Sam", lapsed: 4 },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([RetentionMovement]);

const FIRST = ".o_pivot_cell_value:eq(1)";
const SECOND = ".o_pivot_cell_value:eq(2)";

/** Mount the figures of both sellers; steps tell what is asked for, and what is opened. */
async function mountFigures(answer) {
    onRpc("open_figure", ({ args }) => {
        expect.step(args);
        return answer(args);
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
}

async function open(cell) {
    await click(cell);
    await animationFrame();
}

const ofSeller = (name) => ["lapsed", [["seller", "=", name]]];

test("a cell opens the customers it counts", async () => {
    await mountFigures(() => ({ res_model: "customer" }));
    await open(FIRST);
    expect.verifySteps([ofSeller("Nora"), "customer"]);
});

test("a cell that is no figure opens the rows of the report", async () => {
    await mountFigures(() => false);
    await open(FIRST);
    expect.verifySteps([ofSeller("Nora"), "retention.movement"]);
});

test("a late answer does not open over that to a later click", async () => {
    const late = new Deferred();
    await mountFigures(([, [[, , seller]]]) =>
        seller === "Nora" ? late : { res_model: `customers of ${seller}` }
    );
    await open(FIRST);
    await open(SECOND);
    late.resolve({ res_model: "customers of Nora" });
    await animationFrame();
    expect.verifySteps([ofSeller("Nora"), ofSeller("Sam"), "customers of Sam"]);
});

test("a failure is told as text, and another click asks again", async () => {
    expect.errors(1);
    let answer = () => {
        throw makeServerError({ message: EVIL });
    };
    await mountFigures(() => answer());
    await open(FIRST);
    expect.verifyErrors([EVIL]);
    expect(".o_error_dialog").toHaveText(/<img src/);
    expect("img[src=x]").toHaveCount(0);
    await click(".o_error_dialog .btn-primary");
    await animationFrame();
    answer = () => ({ res_model: "customer" });
    await open(FIRST);
    expect.verifySteps([ofSeller("Nora"), ofSeller("Nora"), "customer"]);
});

test("without rows there is nothing to open", async () => {
    RetentionMovement._records = [];
    await mountFigures(() => false);
    expect(".o_pivot_cell_value").toHaveCount(0);
    expect(".o_view_nocontent").toHaveCount(1);
});

test("a hostile name is text, and asked for as it is", async () => {
    RetentionMovement._records = [{ id: 1, seller: EVIL, lapsed: 3 }];
    await mountFigures(() => ({ res_model: "customer" }));
    await open(FIRST);
    expect(".o_pivot").toHaveText(/<img src/);
    expect("img[src=x]").toHaveCount(0);
    expect.verifySteps([ofSeller(EVIL), "customer"]);
});
