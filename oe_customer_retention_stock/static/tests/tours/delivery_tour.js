import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("retention_validate_delivery", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=button_validate]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});
