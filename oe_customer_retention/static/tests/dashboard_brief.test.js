import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { Brief } from "@oe_customer_retention/dashboard/brief";

describe.current.tags("desktop");
defineMailModels();

test("a number in a sentence opens what it counts", async () => {
    const action = { name: "Active", res_model: "x", domain: [] };
    const sentences = [
        [
            { text: "14 of 27", action },
            { text: " are active.", action: null },
        ],
    ];
    await mountWithCleanup(Brief, {
        props: { sentences, onOpen: ({ name }) => expect.step(name) },
    });
    expect("section p").toHaveText("14 of 27 are active.");
    await contains("section button").click();
    expect.verifySteps(["Active"]);
});

test("no line of a sentence begins with the punctuation after a link", async () => {
    const link = (text) => ({ text, action: { name: text } });
    const text = (words) => ({ text: words, action: null });
    const sentences = [[link("Acme"), text(", "), link("Bell"), text(", and "), link("Cole")]];
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section .text-nowrap")).toEqual(["Acme,", "Bell,", "Cole"]);
    expect("section p").toHaveText("Acme, Bell, and Cole");
});

test("no line of a sentence ends with what is written at the link that follows", async () => {
    const link = (text) => ({ text, action: { name: text } });
    const text = (words) => ({ text: words, action: null });
    const active = [link("53%"), text(" ("), link("25"), text("), ")];
    const sentences = [[...active, link("Acme"), text(" و"), link("Bell")]];
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section .text-nowrap")).toEqual(["53%", "(25),", "Acme", "وBell"]);
    expect("section p").toHaveText("53% (25), Acme وBell");
});

test("two sentences are shown, all of them on demand", async () => {
    const sentences = ["One", "Two", "Three"].map((text) => [{ text, action: null }]);
    await mountWithCleanup(Brief, { props: { sentences, onOpen: () => {} } });
    expect(queryAllTexts("section p")).toEqual(["One", "Two"]);
    await contains(".o_retention_brief_more").click();
    expect(queryAllTexts("section p")).toEqual(["One", "Two", "Three"]);
});
