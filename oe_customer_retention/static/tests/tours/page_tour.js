import { registry } from "@web/core/registry";

const openCustomer = [
    {
        trigger: ".o_data_row .o_data_cell[name=partner_id]:contains(Tour customer)",
        content: "Open the customer",
        run: "click",
    },
    {
        trigger: ".o_retention_stream .o_retention_touchpoint",
        content: "Its story is there",
    },
];

registry.category("web_tour.tours").add("retention_primary_contact", {
    steps: () => [
        ...openCustomer,
        {
            trigger: ".o_retention_contact:first-child:contains(Aaron):contains(Current contact)",
            content: "Nobody is chosen: the first of the contacts is the main one",
        },
        {
            trigger: ".o_retention_contact:contains(Zara) .o_retention_primary",
            content: "Choose Zara",
            run: "click",
        },
        {
            trigger: ".o_retention_contact:first-child:contains(Zara):contains(Primary contact)",
            content: "She comes first",
        },
        {
            trigger: ".o-mail-Chatter button.o-mail-Chatter-sendMessage",
            content: "Write to the customer",
            run: "click",
        },
        {
            trigger: ".o-mail-Chatter .o-mail-RecipientsInput:contains(Zara)",
            content: "It goes to her",
        },
    ],
});

registry.category("web_tour.tours").add("retention_done_in_chatter", {
    steps: () => [
        ...openCustomer,
        {
            trigger: ".o_retention_activities li:contains(Ring back)",
            content: "A call is planned",
        },
        {
            trigger: ".o-mail-Activity-markDone",
            content: "Mark it done among the messages",
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]",
            content: "It went as planned",
            run: "click",
        },
        {
            trigger: ".o_retention_activities:contains(Nothing is planned)",
            content: "The page knows it, too",
        },
        {
            trigger: ".o_retention_touchpoint[data-kind=call]:contains(Ring back)",
            content: "And history has the call",
        },
    ],
});

registry.category("web_tour.tours").add("retention_customer_page", {
    steps: () => [
        ...openCustomer,
        {
            trigger: ".o_form_view [name=partner_phone] input",
            content: "Write the number down",
            run: "edit +32 9 555 00 11",
        },
        {
            trigger: ".o_form_button_save",
            content: "Save it",
            run: "click",
        },
        {
            trigger: "button[name=action_add_contact]",
            content: "Add a person",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            content: "With a name",
            run: "edit Bea Buyer",
        },
        {
            trigger: ".modal .o_field_widget[name=retention_department] input",
            content: "And a department",
            run: "edit Purchasing",
        },
        {
            trigger: ".modal .o_form_button_save",
            content: "Save",
            run: "click",
        },
        {
            trigger: ".o_retention_contact:contains(Bea Buyer):contains(Purchasing)",
            content: "She is among the people",
        },
        {
            trigger: "button[name=action_add_note]",
            content: "Write a note",
            run: "click",
        },
        {
            trigger: ".modal [name=note] textarea",
            content: "What is to be known",
            run: "edit Rings before noon",
        },
        {
            trigger: ".modal button[name=action_log]",
            content: "Keep it",
            run: "click",
        },
        {
            trigger: ".o_retention_note:contains(Rings before noon)",
            content: "It is among the notes",
        },
        {
            trigger: ".o_retention_touchpoint[data-kind=note]:contains(Rings before noon)",
            content: "And in the story",
        },
        {
            trigger: "button[name=action_new_quotation]",
            content: "Make an offer",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=partner_id] input:value(Tour customer)",
            content: "The quotation is for this customer",
        },
    ],
});
