import { registry } from "@web/core/registry";

const customer = "[aria-labelledby=retention_call_today] li:contains(Slipping)";

registry.category("web_tour.tours").add("retention_log_outcome", {
    url: "/odoo/customer-retention",
    steps: () => [
        {
            content: "Log a call with a customer in Call today",
            trigger: `${customer} .o_retention_log`,
            run: "click",
        },
        {
            content: "It went well",
            trigger: ".modal [role=radio]:contains(Positive)",
            run: "click",
        },
        {
            content: "Somebody new answered",
            trigger: ".modal [name=contact_id] input",
            run: "edit Nora Newcomer",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Create):contains(Nora Newcomer)",
            run: "click",
        },
        {
            trigger: ".modal [name=note] textarea",
            run: "edit Orders after the fair",
        },
        {
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Logged for Slipping)",
        },
        {
            content: "Nobody has to call there again today",
            trigger: `body:not(:has(.modal)):not(:has(${customer})) .o_retention_figure`,
        },
        {
            content: "What came of it is in the report",
            trigger: "button[data-menu-xmlid$=menu_customer_retention_reporting]",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid$=menu_customer_retention_outcome]",
            run: "click",
        },
        {
            trigger:
                ".o_data_row:contains(Slipping):contains(Positive):contains(Orders after the fair)",
        },
    ],
});

registry.category("web_tour.tours").add("retention_mark_done", {
    steps: () => [
        {
            content: "Mark the planned call as done",
            trigger: ".o-mail-Activity:contains(Ask them) .o-mail-Activity-markDone",
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone textarea",
            run: "edit Not this year",
        },
        {
            content: "It asks how it went",
            trigger: ".o_retention_outcome button:contains(Negative)",
            run: "click",
        },
        {
            trigger:
                ".o_retention_outcome button.btn-primary[aria-pressed=true]:contains(Negative)",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]",
            run: "click",
        },
        {
            trigger: ".o-mail-Message:contains(Not this year)",
        },
    ],
});
