import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("retention_suggest", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=partner_id]:contains(Tour customer)",
            content: "Open the customer",
            run: "click",
        },
        {
            trigger: "button[name=action_suggest_quotation]",
            content: "Ask what the customer would order now",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Ink) .o_data_cell[name=is_included] input:checked",
            content: "Ink is ticked",
        },
        {
            trigger: ".modal .o_data_row:contains(Ink) .o_data_cell[name=is_included] input",
            content: "It has enough of it: untick it",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Ink) .o_data_cell[name=is_included] input:not(:checked)",
            content: "It is unticked",
        },
        {
            trigger: ".modal button[name=action_make]",
            content: "Make the quotation",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=order_line] .o_data_row:contains(Paper)",
            content: "It is a quotation as any other",
        },
        {
            trigger: ".o_form_view:not(:has([name=order_line] .o_data_row:contains(Ink)))",
            content: "Without what was unticked",
        },
        {
            trigger: ".o_form_view button[name=action_quotation_send]:visible",
            content: "Send it",
            run: "click",
        },
        {
            trigger: ".modal button.o_mail_send, .modal button[name=action_send_mail]",
            content: "By Odoo's own dialog",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Quotation Sent)",
            content: "It is sent",
        },
    ],
});
