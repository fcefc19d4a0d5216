import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { useGrid } from "@oe_customer_retention/grid/grid";

describe.current.tags("desktop");
defineMailModels();

class Heat extends Component {
    static props = {};
    static template = xml`
        <button id="before"/>
        <table t-ref="grid" role="grid">
            <tr><th>Title</th><td><button id="a1"/></td><td><button id="a2"/></td><td><button id="a3"/></td></tr>
            <tr><th>Title</th><td><button id="b1"/></td><td/><td><button id="b3"/></td></tr>
            <tr t-if="state.hasLast"><th>Title</th><td><button id="c1"/></td></tr>
        </table>
        <button id="after"/>`;

    setup() {
        useGrid("grid");
        this.state = useState({ hasLast: true });
    }
}

const focused = () => document.activeElement.id;
const stops = () => queryAll("table button[tabindex='0']").map((button) => button.id);

async function follow(keys) {
    for (const key of keys) {
        await press(key);
        expect.step(focused());
    }
}

let heat;
beforeEach(async () => {
    heat = await mountWithCleanup(Heat);
    queryOne("#before").focus();
});

test("Tab goes into the table once and out again", async () => {
    await follow(["Tab", "Tab"]);
    expect.verifySteps(["a1", "after"]);
    expect(stops()).toEqual(["a1"]);
});

test("arrows lead along rows and columns, over cells without a button, and stay within", async () => {
    await press("Tab");
    await follow(["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]);
    expect.verifySteps(["a2", "a3", "a3", "b3", "b1", "a1"]);
});

test("arrows pass over rows that are shorter", async () => {
    await press("Tab");
    await follow(["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown"]);
    expect.verifySteps(["b1", "c1", "c1", "b1", "b3", "b3"]);
});

test("Home and End lead to the first and the last of the row", async () => {
    await press("Tab");
    await follow(["End", "Home"]);
    expect.verifySteps(["a3", "a1"]);
});

test("who comes back is where the focus was", async () => {
    await press("Tab");
    await press("ArrowRight");
    queryOne("#before").focus();
    await follow(["Tab"]);
    expect.verifySteps(["a2"]);
    expect(stops()).toEqual(["a2"]);
});

test("a stop that is gone leaves the first one", async () => {
    queryOne("#c1").focus();
    expect(stops()).toEqual(["c1"]);
    heat.state.hasLast = false;
    await animationFrame();
    expect(stops()).toEqual(["a1"]);
});

test("from right to left the arrows are mirrored", async () => {
    patchWithCleanup(localization, { direction: "rtl" });
    await press("Tab");
    await follow(["ArrowLeft", "ArrowRight"]);
    expect.verifySteps(["a2", "a1"]);
});
