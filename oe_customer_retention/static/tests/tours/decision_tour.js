import { registry } from "@web/core/registry";

const openCustomer = [
    {
        content: "Open the customer",
        trigger: ".o_data_row td[name=partner_id]:contains(Tour Ltd)",
        run: "click",
    },
    {
        trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Tour Ltd)",
    },
];

const apply = (reason) => [
    {
        content: "Say why",
        trigger: ".modal [name=reason] input",
        run: `edit ${reason}`,
    },
    {
        trigger: ".modal button[name=action_apply]",
        run: "click",
    },
    {
        content: "The dialog is done with",
        trigger: "body:not(:has(.modal))",
    },
];

const choose = (entry) => [
    {
        content: "Open the menu of actions",
        trigger: ".o_form_view .o_retention_actions",
        run: "click",
    },
    {
        content: `Choose ${entry}`,
        trigger: `.o-dropdown--menu .dropdown-item:contains(${entry})`,
        run: "click",
    },
];

const chooseInList = (entry) => [
    {
        content: "Open the menu of actions",
        trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
        run: "click",
    },
    {
        content: `Choose ${entry}`,
        trigger: `.o-dropdown--menu .o_menu_item:contains(${entry})`,
        run: "click",
    },
];

registry.category("web_tour.tours").add("customer_retention_override", {
    url: "/odoo/retention-customers",
    steps: () => [
        ...openCustomer,
        ...choose("Set status manually"),
        {
            trigger: ".modal [name=status] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Lost)",
            run: "click",
        },
        ...apply("Bankrupt"),
        {
            content: "The form says that and why the status is set manually",
            trigger: ".alert:contains(The status is set manually):contains(Bankrupt)",
        },
        {
            trigger: ".alert button:contains(End manual status)",
            run: "click",
        },
        ...apply("They go on"),
        {
            content: "The documents speak again",
            trigger: ".o_form_view:not(:has(.alert:contains(set manually)))",
        },
        {
            content: "The chatter has both reasons",
            trigger: ".o-mail-Chatter:contains(Bankrupt):contains(They go on)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_retention_segments", {
    url: "/odoo/retention-customers",
    steps: () => [
        {
            content: "Select the customer",
            trigger: ".o_data_row:contains(Tour Ltd) .o_list_record_selector input",
            run: "click",
        },
        ...chooseInList("Add to a segment"),
        {
            trigger: ".modal [name=segment_ids] input",
            run: "edit Tour fair",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tour fair)",
            run: "click",
        },
        {
            trigger: ".modal [name=segment_ids] .o_tag:contains(Tour fair)",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Go to the segments",
            trigger: ".o_menu_sections button:contains(Customers)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(/^Segments$/)",
            run: "click",
        },
        {
            content: "The static one has its member",
            trigger: ".o_data_row:contains(Tour fair) td[name=member_count]:contains(/^1$/)",
        },
        {
            content: "Make a dynamic one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour everybody",
        },
        {
            trigger: "[name=kind] input[data-value=dynamic]",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Its members are there at once",
            trigger: "button[name=action_open_members] .o_stat_value:not(:contains(/^0$/))",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Tour everybody)",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Ltd)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_retention_block", {
    url: "/odoo/retention-customers",
    steps: () => [
        ...openCustomer,
        ...choose("Block"),
        ...apply("Does not pay"),
        {
            trigger: ".alert:contains(Blocked, do not sell):contains(Does not pay)",
        },
        {
            trigger: ".ribbon:contains(Blocked)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_retention_refused_quotation", {
    url: "/odoo/action-sale.action_quotations_with_onboarding/new",
    steps: () => [
        {
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Tour Person",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Person)",
            run: "click",
        },
        {
            content: "Odoo's own warning tells of the block",
            trigger: ".alert:contains(Tour Ltd is blocked):contains(Does not pay)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The quotation is refused",
            trigger: ".modal:contains(Does not pay) .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_form_dirty))",
        },
    ],
});
