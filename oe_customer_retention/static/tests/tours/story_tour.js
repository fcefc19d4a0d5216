import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("retention_story", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=partner_id]:contains(Tour customer)",
            content: "Open the customer",
            run: "click",
        },
        {
            trigger: ".o_retention_touchpoint[data-kind=mail]:contains(Where is it)",
            content: "The story tells of the customer's message",
        },
        {
            trigger: ".o_retention_chip[data-kind=order]",
            content: "Show orders only",
            run: "click",
        },
        {
            trigger: ".o_retention_stream:not(:has([data-kind=mail].o_retention_touchpoint))",
            content: "The message is not shown any more",
        },
        {
            trigger: ".o_retention_note_new",
            content: "Write a note",
            run: "click",
        },
        {
            trigger: ".o_retention_note_text[contenteditable=true]",
            content: "Say what everybody should know",
            run: "editor Back door only",
        },
        {
            trigger: ".o_retention_note_save",
            content: "Add it",
            run: "click",
        },
        {
            trigger: ".o_retention_note:contains(Back door only) .o_retention_pin",
            content: "Keep it on top",
            run: "click",
        },
        {
            trigger: ".o_retention_note_pinned:contains(Back door only)",
            content: "It is marked as pinned",
        },
        {
            trigger: ".o_retention_touchpoint[data-kind=order] .o_retention_open",
            content: "Open the order",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=order_line]",
            content: "It is the sale order",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Tour customer)",
            content: "Go back to the customer",
            run: "click",
        },
        {
            trigger: ".o_retention_note_pinned:contains(Back door only)",
            content: "The note is still there",
        },
    ],
});
