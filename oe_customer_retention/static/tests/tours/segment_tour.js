import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_retention_own_segment", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name=name] input, [name=name] textarea", run: "edit Fair 2027" },
        {
            content: "It is the salesperson's own",
            trigger: ".o_field_widget[name=owner_id]",
        },
        {
            content: "Add members in the segment",
            trigger: "[name=profile_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Tour Ltd) .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".modal .o_select_button", run: "click" },
        { trigger: "[name=profile_ids] .o_data_row:contains(Tour Ltd)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
    ],
});
