import { registry } from "@web/core/registry";

/** What a salesperson reads on the way, by language. */
const WORDS = {
    en: { active: "Active", log: "Log", contact: "Log a contact", kept: "Logged for" },
    de: {
        active: "Aktiv",
        log: "Erfassen",
        contact: "Interaktion erfassen",
        kept: "Für",
    },
    fr: {
        active: "Actif",
        log: "Consigner",
        contact: "Consigner un contact",
        kept: "Consigné pour",
    },
    ar: { active: "نشط", log: "تسجيل", contact: "تسجيل تواصل", kept: "أُضيف إلى سجل" },
};

const strangerRings = (words) => ({
    steps: () => [
        {
            content: "Look for the number on the display, as the telephone writes it",
            trigger: ".o_searchview_input",
            run: "edit +32 9 555 00 77",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "It is a contact person of this customer, and nobody else",
            trigger: `.o_data_row:contains(Caller Ltd):contains(${words.active})`,
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Somebody else)))",
        },
        {
            content: "Open the customer",
            trigger: ".o_data_row .o_data_cell[name=partner_id]",
            run: "click",
        },
        {
            content: "Log the call",
            trigger: `.o_form_view button[name=action_log]:contains(${words.log})`,
            run: "click",
        },
        {
            trigger: `.modal:has(.modal-title:contains(${words.contact})) [name=note] textarea`,
            run: "edit Wants a price for beans",
        },
        {
            trigger: `.modal button[name=action_log]:contains(${words.log})`,
            run: "click",
        },
        {
            trigger: `.o_notification:contains(${words.kept} Caller Ltd)`,
        },
        {
            content: "Make the quotation",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_open_quotations]",
            run: "click",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "It is for this customer",
            trigger: ".o_field_widget[name=partner_id] input:value(Caller Ltd)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

for (const [language, words] of Object.entries(WORDS)) {
    const name = `retention_stranger_rings_${language}`;
    registry.category("web_tour.tours").add(name, strangerRings(words));
}

registry.category("web_tour.tours").add("retention_business_card", {
    steps: () => [
        {
            content: "Add someone to the list",
            trigger: ".o_control_panel button:contains(New)",
            run: "click",
        },
        {
            trigger: ".modal [name=name] input",
            run: "edit Caller",
        },
        {
            trigger: ".modal [name=phone] input",
            run: "edit +32 9 555 00 78",
        },
        {
            content: "Somebody of a like name is there already",
            trigger: ".modal [name=duplicate_ids] .o_data_row:contains(Caller Ltd)",
        },
        {
            content: "It is not the one on the card",
            trigger: ".modal [name=name] input",
            run: "edit Vehicle Sign Ltd",
        },
        {
            trigger: ".modal [name=contact_name] input",
            run: "edit Mia",
        },
        {
            trigger: ".modal [name=email] input",
            run: "edit info@vehicle.example.com",
        },
        {
            trigger:
                ".modal:not(:has(.o_data_row:contains(Caller Ltd))) button[name=action_create]",
            run: "click",
        },
        {
            content: "Its page is open: a prospect in the first stage, ready to be called",
            trigger: "body:not(:has(.modal)) .o_form_view:contains(Vehicle Sign Ltd)",
        },
        {
            trigger: ".o_form_view [name=partner_phone] input:value(+32 9 555 00 78)",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=partner_phone] a[href='tel:+3295550078']",
        },
        {
            content: "It is on the list",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Suspect)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Vehicle Sign Ltd) .o_retention_number",
        },
        {
            content: "It buys: open it again",
            trigger: ".o_data_row .o_data_cell[name=partner_id]:contains(Vehicle Sign Ltd)",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_new_quotation]",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=partner_id] input:value(Vehicle Sign Ltd)",
        },
        {
            trigger: "[name=order_line] a:contains(Add a product)",
            run: "click",
        },
        {
            trigger: "[name=order_line] [name=product_template_id] input",
            run: "edit Sign for a car",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(/^Sign for a car$/)",
            run: "click",
        },
        {
            trigger: "[name=order_line] .o_selected_row [name=price_unit] input:value(100)",
        },
        {
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is an order",
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});
