import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { RevenueBridge } from "@oe_customer_retention/dashboard/revenue_bridge";

describe.current.tags("desktop");
defineMailModels();

const bar = (key, values) => ({
    key,
    label: key,
    amount: 1,
    text: key,
    customers: 2,
    customers_text: "2",
    left: 0,
    width: 50,
    status: "lost",
    action: { name: key },
    ...values,
});

const BRIDGE = {
    days: "This year, against the last",
    rates: [{ key: "nrr", label: "Net", help: "What", text: "92%", past_text: "95% before" }],
    note: "Customers: 12",
    is_empty: false,
    hint: null,
    bars: [
        bar("before", { text: "$ 100", customers: null, status: false, width: 100 }),
        bar("lost", { text: "-$ 40", customers: 1, left: 60, width: 40 }),
    ],
};

const asked = (period) => ({ drill: { profiles: [["id", ">", 0]] }, period });

/** Observers that see what `see()` says they see. */
let see;

beforeEach(() => {
    const callbacks = new Set();
    see = () => [...callbacks].forEach((callback) => callback([{ isIntersecting: true }]));
    patchWithCleanup(window, {
        IntersectionObserver: class {
            constructor(callback) {
                this.callback = callback;
            }
            observe() {
                callbacks.add(this.callback);
            }
            disconnect() {
                callbacks.delete(this.callback);
            }
        },
    });
});

const mountBridge = (onOpen = () => {}) => {
    class Parent extends Component {
        static components = { RevenueBridge };
        static props = [];
        static template = xml`<RevenueBridge data="state.data" onOpen="onOpen"/>`;
        setup() {
            this.state = useState({ data: asked("year") });
            this.onOpen = onOpen;
        }
    }
    return mountWithCleanup(Parent);
};

const answerAll = () =>
    onRpc("customer.retention.dashboard", "get_bridge", ({ args }) => {
        expect.step(args[1]);
        return BRIDGE;
    });

const shown = async () => {
    see();
    await animationFrame();
    await animationFrame();
};

test("it is asked for once it is seen, and anew with the figures around it", async () => {
    answerAll();
    const parent = await mountBridge();
    await animationFrame();
    expect.verifySteps([]);
    await shown();
    await shown();
    expect.verifySteps(["year"]);
    parent.state.data = asked("month");
    await animationFrame();
    expect.verifySteps([]);
    await shown();
    expect.verifySteps(["month"]);
});

test("each bar says its amount and its customers, and opens them", async () => {
    answerAll();
    await mountBridge(({ name }) => expect.step(name));
    await shown();
    expect("[data-bar=before]").toHaveText(/^before\s+\$ 100$/);
    expect("[data-bar=lost]").toHaveText(/^lost\s+-\$ 40\s+1 customer$/);
    const { style } = queryOne("[data-bar=lost] .o_retention_bridge_track > span");
    expect([style.marginInlineStart, style.width]).toEqual(["60%", "40%"]);
    await contains("[data-bar=lost]").click();
    expect.verifySteps(["year", "lost"]);
});

test("the rates stand above, with those of the past", async () => {
    answerAll();
    await mountBridge();
    await shown();
    expect("[data-rate=nrr]").toHaveText(/^Net\s+92%\s+95% before$/);
    expect.verifySteps(["year"]);
});

test("without purchases it says what to do, and draws nothing", async () => {
    const hint = { text: "Choose a longer period.", button: null, action: null };
    onRpc("get_bridge", () => ({ ...BRIDGE, is_empty: true, hint }));
    await mountBridge();
    await shown();
    expect("section").toHaveText(/Choose a longer period/);
    expect("li").toHaveCount(0);
    expect("[data-rate]").toHaveCount(0);
});

test("an error is told, and trying again mends it", async () => {
    let fails = true;
    onRpc("get_bridge", () => {
        if (fails) {
            throw new Error("no answer");
        }
        return BRIDGE;
    });
    await mountBridge();
    await shown();
    expect(".alert-danger").toHaveCount(1);
    fails = false;
    await contains(".alert-danger button").click();
    await animationFrame();
    expect("li").toHaveCount(2);
});

test("a late answer does not overwrite a newer one, and markup is text", async () => {
    const evil = `<img src="x" onerror="throw new Error('run')">`;
    const late = new Deferred();
    onRpc("get_bridge", ({ args: [, period] }) =>
        period === "year" ? late : { ...BRIDGE, note: evil, bars: [bar("lost", { label: evil })] }
    );
    const parent = await mountBridge();
    await shown();
    expect("li").toHaveCount(0);
    parent.state.data = asked("month");
    await animationFrame();
    await shown();
    late.resolve(BRIDGE);
    await animationFrame();
    expect("li").toHaveCount(1);
    expect("[data-bar=lost]").toHaveText(/<img src/);
    expect("img[src=x], [onerror]").toHaveCount(0);
});
