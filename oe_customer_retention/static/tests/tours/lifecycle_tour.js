import { registry } from "@web/core/registry";

const column = (name) => `.o_kanban_group:has(.o_column_title:contains(${name}))`;
const card = ".o_kanban_record:contains(Tour Ltd)";

registry.category("web_tour.tours").add("customer_lifecycle_board", {
    url: "/odoo/retention-lifecycle",
    steps: () => [
        {
            content: "Drag the customer to another stage",
            trigger: `${column("Onboarding")} ${card}`,
            run: `drag_and_drop (${column("SQL")})`,
        },
        {
            content: "Choose to keep it there",
            trigger: ".o_notification:contains(Moved to SQL) button:contains(Keep it here)",
            run: "click",
        },
        {
            content: "It is to be pinned",
            trigger: ".modal input[data-value=pin]:checked",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit Decides in spring",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The card shows the pin",
            trigger: `${column("SQL")} ${card} .fa-thumb-tack`,
        },
        {
            content: "Go to the list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        { trigger: ".o_optional_columns_dropdown_toggle", run: "click" },
        { trigger: ".o-dropdown-item input[name='stage_id']", run: "click" },
        { trigger: ".o_optional_columns_dropdown_toggle", run: "click" },
        {
            content: "Select every customer",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name=action_move_stage]",
            run: "click",
        },
        {
            trigger: ".modal [name=stage_id] input",
            run: "edit Lead",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(/^Lead$/)",
            run: "click",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit Met at the fair",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "All of them moved",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:has(td[name=stage_id]:contains(SQL))) td[name=stage_id]:contains(Lead)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_lifecycle_dry_run", {
    url: "/odoo/retention-lifecycles",
    steps: () => [
        {
            trigger: ".o_data_row td:contains(/^B2B lifecycle$/)",
            run: "click",
        },
        {
            trigger: "button[name=action_dry_run]:enabled",
            run: "click",
        },
        {
            content: "The customer would move",
            trigger: ".o_group_header:contains(Moves)",
        },
        {
            trigger: ".o_data_row:contains(Tour Ltd):contains(Lead):contains(Onboarding)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_lifecycle_asked", {
    url: "/odoo/retention-customers",
    steps: () => [
        {
            trigger: ".o_data_row td[name=partner_id]:contains(Tour Ltd)",
            run: "click",
        },
        {
            content: "The stage is where it was put, and why",
            trigger: ".o_form_view:contains(Contract signed)",
        },
        {
            content: "Something newer is asked about: keep the stage all the same",
            trigger:
                ".alert:contains(Stage set manually: Customer):contains(Onboarding) button[name=action_keep_stage]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view:contains(Contract signed):not(:has(button[name=action_keep_stage]))",
        },
    ],
});
