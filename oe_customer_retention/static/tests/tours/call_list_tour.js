import { registry } from "@web/core/registry";

const CALLS = 3;

/** Log with the customer on whom the focus is; the key says how it went. */
const call = (number) => [
    {
        content: `Call ${number}: the next customer is there`,
        trigger: `.o_retention_counter:contains(${number} done today)`,
    },
    {
        trigger: "body:not(:has(.modal)) .o_retention_current",
        run: "press l",
    },
    {
        content: "How it went, by its key",
        trigger: ".modal [role=radiogroup] [data-value=positive]",
        run: number ? "press 1" : "press 4",
    },
    {
        trigger: ".modal [role=radio][aria-checked=true]",
        run: "press control+Enter",
    },
];

registry.category("web_tour.tours").add("retention_calls", {
    url: "/odoo/call-today",
    steps: () => [
        ...Array.from({ length: CALLS }, (_value, number) => call(number)).flat(),
        {
            content: "All are done",
            trigger: ".o_nocontent_help:contains(being taken care of)",
        },
        {
            trigger: `.o_retention_counter:contains(${CALLS} done today)`,
        },
    ],
});
