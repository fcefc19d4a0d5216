import { registry } from "@web/core/registry";

const openApp = [
    {
        trigger: ".o_list_view .o_data_row:contains(Tour customer)",
        content: "The list of customers shows the customer",
    },
];

const openFormAndRefresh = [
    {
        trigger: ".o_data_row .o_data_cell[name=partner_id]:contains(Tour customer)",
        content: "Open the customer",
        run: "click",
    },
    {
        trigger:
            ".o_form_view .o_field_widget[name=status] .text-bg-retention-prospect:contains(Prospect)",
        content: "The form shows the status as a badge",
    },
    {
        trigger: ".o_form_view .o_retention_actions",
        content: "See what else can be done",
        run: "click",
    },
    {
        trigger: ".o-dropdown--menu [data-action=refresh]",
        content: "Refresh the customer",
        run: "click",
    },
    {
        trigger: ".o_notification:contains(Customers refreshed)",
        content: "The notification says what changed",
    },
    {
        trigger:
            ".o_form_view .o_field_widget[name=status] .text-bg-retention-active:contains(Active)",
        content: "The form shows the new status",
    },
];

registry.category("web_tour.tours").add("retention_profile_manager", {
    steps: () => [
        ...openApp,
        {
            trigger: ".o_searchview_dropdown_toggler",
            content: "Open the search menu",
            run: "click",
        },
        {
            trigger: ".o_group_by_menu .o_menu_item:contains(Salesperson)",
            content: "Group by salesperson",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Tour salesperson)",
            content: "Open the salesperson's customers",
            run: "click",
        },
        ...openFormAndRefresh,
    ],
});

registry.category("web_tour.tours").add("retention_profile_salesperson", {
    steps: () => [
        ...openApp,
        {
            trigger: "body:not(:has(button[name=action_refresh_company]))",
            content: "Only managers refresh the whole company",
        },
        {
            trigger: "body:not(:has(.o_data_row:contains(Other customer)))",
            content: "The customers of other salespeople are not shown",
        },
        ...openFormAndRefresh,
    ],
});
