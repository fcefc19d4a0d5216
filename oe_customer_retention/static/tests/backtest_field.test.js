import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { onMounted } from "@odoo/owl";
import { RetentionBacktestField } from "@oe_customer_retention/backtest/backtest_field";
import {
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { setupChartJsForTests } from "@web/../tests/views/graph/graph_test_helpers";

const BANDS = [
    { lower: 0, upper: 0.2, customers: 40, returned: 2, predicted: 0.061, actual: 0.05 },
    { lower: 0.2, upper: 0.4, customers: 0, returned: 0, predicted: null, actual: false },
    { lower: 0.8, upper: 1, customers: 3, returned: 2, predicted: 0.9, actual: false },
];

class ReorderModel extends models.Model {
    bands = fields.Json();
    _records = [
        { id: 1, bands: BANDS },
        { id: 2, bands: false },
    ];
}

defineMailModels();
defineModels([ReorderModel]);
setupChartJsForTests();

function mountForm(resId) {
    return mountView({
        type: "form",
        resModel: "reorder.model",
        resId,
        arch: `<form><field name="bands" widget="retention_backtest"/></form>`,
    });
}

test("the table says for each band what the chart shows", async () => {
    await mountForm(1);
    expect(queryAllTexts(".o_retention_backtest tbody tr:first-child > *")).toEqual([
        "0 to 20%",
        "40",
        "6%",
        "5%",
    ]);
    expect(".o_retention_backtest canvas").toHaveAttribute("aria-hidden", "true");
});

test("a band without customers has no share, rather than 0%", async () => {
    await mountForm(1);
    expect(queryAllTexts(".o_retention_backtest tbody tr:nth-child(2) > td")).toEqual([
        "0",
        "–",
        "–",
    ]);
});

test("a band of too few for a share says how many ordered", async () => {
    await mountForm(1);
    expect(queryAllTexts(".o_retention_backtest tbody tr:nth-child(3) > td")).toEqual([
        "3",
        "90%",
        "2 of 3",
    ]);
});

test("the chart shows predicted beside actual shares, in percent", async () => {
    patchWithCleanup(RetentionBacktestField.prototype, {
        setup() {
            super.setup();
            onMounted(() => {
                const { labels, datasets } = this.config(this.bands).data;
                expect(labels).toEqual(["0 to 20%", "20 to 40%", "80 to 100%"]);
                expect(datasets.map(({ data }) => data)).toEqual([
                    [6.1, null, 90],
                    [5, null, null],
                ]);
                expect.step("mounted");
            });
        },
    });
    await mountForm(1);
    expect.verifySteps(["mounted"]);
});

test("without a backtest there is an empty chart, not an error", async () => {
    await mountForm(2);
    expect(".o_retention_backtest tbody tr").toHaveCount(0);
});
