import { registry } from "@web/core/registry";

/** Have the focus on `trigger`, which has to be a stop of Tab. */
const tabTo = (trigger) => ({
    content: `Tab leads to ${trigger}`,
    trigger,
    run() {
        this.anchor.focus();
        if (this.anchor.tabIndex < 0 || document.activeElement !== this.anchor) {
            throw new Error(`Nobody gets to ${trigger} by keyboard`);
        }
    },
});

const press = (key, trigger = "body") => ({ trigger, run: `press ${key}` });

const isThere = (trigger) => ({ trigger });

registry.category("web_tour.tours").add("retention_by_keyboard", {
    steps: () => [
        isThere(".o_retention_figure"),
        tabTo(".o_retention_dashboard .btn-group button"),
        tabTo(".o_retention_figure button, [data-figure] button"),
        tabTo(".o_retention_call_today .o_retention_log"),
        press("Enter"),
        isThere(".modal [role=radio]:focus"),
        press("Escape"),
        isThere("body:not(:has(.modal)) .o_retention_call_today .o_retention_log:focus"),
        tabTo(".o_retention_all_calls"),
        press("Enter"),

        isThere(".o_retention_current"),
        tabTo(".o_retention_suspects"),
        tabTo(".o_retention_whose"),
        tabTo(".o_retention_call .o_retention_log"),
        press("Enter"),

        isThere(".modal [role=radio]:focus"),
        press("ArrowRight"),
        isThere(".modal [role=radio][aria-checked=true]:focus"),
        tabTo(".modal [name=note] textarea"),
        { trigger: ".modal [name=note] textarea", run: "edit Asks for beans" },
        tabTo(".modal button[name=action_log]"),
        press("Enter"),

        isThere("body:not(:has(.modal)) .o_retention_counter:contains(1 done today)"),
        isThere(".o_retention_current:focus"),
        press("Enter"),

        isThere(".o_form_view .o_retention_touchpoint"),
        tabTo(".o_form_view button[name=action_log]"),
        press("Enter"),
        isThere(".modal [role=radio]:focus"),
        press("Escape"),
        isThere("body:not(:has(.modal))"),
        tabTo(".o_retention_actions"),
        press("Enter"),
        { trigger: ".o-dropdown--menu [data-action=snooze]", run: "click" },
        isThere(".modal"),
        press("Escape"),
        isThere("body:not(:has(.modal)) .o_retention_actions:focus"),
        tabTo(".o_retention_chip[data-kind=order]"),
        press("Enter"),
        isThere(".o_retention_chip[data-kind=order][aria-pressed=true]"),
        tabTo(".o_retention_touchpoint .o_retention_open"),
        press("Enter"),
        isThere(".o_form_view .o_field_widget[name=order_line]"),
    ],
});
