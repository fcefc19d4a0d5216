import { inReadingOrder, money } from "@oe_customer_retention/money/money";
import { expect, test } from "@odoo/hoot";
import { defineParams, makeMockEnv } from "@web/../tests/web_test_helpers";

const DOLLAR = 1;

test("an amount has its sign before the currency", async () => {
    await makeMockEnv();
    expect(money(-616, DOLLAR, { digits: [16, 0] })).toBe("-$\u00a0616");
});

test("from right to left, an amount is a text of its own", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    await makeMockEnv();
    expect(money(616, DOLLAR, { digits: [16, 0] })).toBe("\u2066$\u00a0616\u2069");
});

test("from right to left a phrase keeps its order in a box from left to right", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    await makeMockEnv();
    expect(inReadingOrder("1 of 2")).toBe("\u20671 of 2\u2069");
});
