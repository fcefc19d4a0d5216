import { expect, test } from "@odoo/hoot";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

definePosModels();

async function choose(block) {
    onRpc("res.partner", "get_counter_block", () => block);
    const store = await setupPosEnv();
    patchWithCleanup(store.dialog, {
        add: (_component, props) => expect.step(props.body),
    });
    const order = store.addNewOrder();
    const partner = store.models["res.partner"].getFirst();
    store.setPartnerToCurrentOrder(partner);
    await store.tellOfBlock(order, partner);
    return { order, partner };
}

test("a blocked customer is told of, and stays on the order", async () => {
    const { order, partner } = await choose({ text: "Acme is blocked.", is_refused: false });
    expect(order.getPartner()).toBe(partner);
    expect.verifySteps(["Acme is blocked.", "Acme is blocked."]);
});

test("one to whom nothing may be sold is taken off the order", async () => {
    const { order } = await choose({ text: "Acme is blocked.", is_refused: true });
    expect(order.getPartner()).toBe(undefined);
    expect.verifySteps(["Acme is blocked.", "Acme is blocked."]);
});

test("of others nothing is said", async () => {
    const { order, partner } = await choose(false);
    expect(order.getPartner()).toBe(partner);
    expect.verifySteps([]);
});
