import { expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { makeServerError, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

definePosModels();

async function openCounter(answer) {
    onRpc("res.partner", "get_counter_block", answer);
    const store = await setupPosEnv();
    patchWithCleanup(store.dialog, {
        add: (_component, props) => expect.step(props.body),
    });
    return { store, order: store.addNewOrder() };
}

async function choose(answer) {
    const { store, order } = await openCounter(answer);
    const partner = store.models["res.partner"].getFirst();
    store.setPartnerToCurrentOrder(partner);
    await store.tellOfBlock(order, partner);
    return { order, partner };
}

test("a blocked customer is told of, and stays on the order", async () => {
    const { order, partner } = await choose(() => ({
        text: "Acme is blocked.",
        is_refused: false,
    }));
    expect(order.getPartner()).toBe(partner);
    expect.verifySteps(["Acme is blocked.", "Acme is blocked."]);
});

test("one to whom nothing may be sold is taken off the order", async () => {
    const { order } = await choose(() => ({ text: "Acme is blocked.", is_refused: true }));
    expect(order.getPartner()).toBe(undefined);
    expect.verifySteps(["Acme is blocked.", "Acme is blocked."]);
});

test("of others nothing is said", async () => {
    const { order, partner } = await choose(() => false);
    expect(order.getPartner()).toBe(partner);
    expect.verifySteps([]);
});

test("without an answer the sale goes on", async () => {
    const { order, partner } = await choose(() => {
        throw makeServerError({ message: "no connection" });
    });
    expect(order.getPartner()).toBe(partner);
    expect.verifySteps([]);
});

test("a late refusal leaves alone who was chosen since", async () => {
    const late = new Deferred();
    const { store, order } = await openCounter(() => late);
    const [refused, since] = store.models["res.partner"].getAll();
    order.setPartner(refused);
    const told = store.tellOfBlock(order, refused);
    order.setPartner(since);
    late.resolve({ text: "Acme is blocked.", is_refused: true });
    await told;
    expect(order.getPartner()).toBe(since);
    expect.verifySteps(["Acme is blocked."]);
});
