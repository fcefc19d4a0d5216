import { Component, onMounted, useExternalListener, useRef } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const NOT_REACHED = "not_reached";
const SPOKEN = ["call", "mail", "meeting"];
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** How it went, by mouse, Tab and arrows, or the keys 1 to 4. */
export class OutcomeField extends Component {
    static template = "oe_customer_retention.OutcomeField";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        useExternalListener(document, "keydown", (ev) => this.onNumber(ev));
        onMounted(() => {
            if (this.env.inDialog && !hasTouch()) {
                this.root.el.querySelector("[tabindex='0']")?.focus();
            }
        });
    }

    get options() {
        const { data, fields } = this.props.record;
        const options = fields[this.props.name].selection.filter(([value]) => value);
        const isOurs = data.direction === "outgoing" && SPOKEN.includes(data.kind);
        return isOurs ? [...options, [NOT_REACHED, _t("No one reached")]] : options;
    }

    get value() {
        const { data } = this.props.record;
        const isOffered = this.options.some(([value]) => value === NOT_REACHED);
        return data[this.props.name] || (isOffered && !data.reached && NOT_REACHED) || false;
    }

    /** One stop for Tab: what is chosen, else the first. */
    isTabStop(value) {
        return value === (this.value || this.options[0][0]);
    }

    choose(value) {
        const isReached = value !== NOT_REACHED;
        return this.props.record.update({
            reached: isReached,
            [this.props.name]: isReached && value !== this.value && value,
        });
    }

    onKeydown(ev) {
        const step = STEPS[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const buttons = [...this.root.el.querySelectorAll("[role=radio]")];
        const index = buttons.indexOf(ev.target) + step;
        const next = buttons[(index + buttons.length) % buttons.length];
        next.focus();
        if (next.getAttribute("aria-checked") !== "true") {
            next.click();
        }
    }

    onNumber(ev) {
        const isTyping = ev.target.closest?.("input:not([type=radio]), textarea, select");
        const hasModifier = ev.ctrlKey || ev.altKey || ev.metaKey;
        const option = /^[1-9]$/.test(ev.key) && this.options[ev.key - 1];
        if (!option || isTyping || hasModifier || ev.target.isContentEditable) {
            return;
        }
        ev.preventDefault();
        if (this.root.el.contains(document.activeElement)) {
            this.root.el.querySelector(`[data-value=${option[0]}]`).focus();
        }
        if (option[0] !== this.value) {
            this.choose(option[0]);
        }
    }
}

registry.category("fields").add("retention_outcome", {
    component: OutcomeField,
    displayName: _t("Outcome"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "reached", type: "boolean" },
        { name: "direction", type: "selection" },
        { name: "kind", type: "selection" },
    ],
});
