import { Component, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useFocusReturn } from "../dialog/focus_return";

const DECISION = "oe_customer_retention.customer_retention_decision_action_";
/** What can be done: a method of the customer, or a decision with a reason. */
const ACTIONS = [
    { key: "snooze", label: _t("Snooze until…"), method: "action_snooze" },
    { key: "wake", label: _t("End snooze"), method: "action_wake" },
    { key: "move", label: _t("Move in the lifecycle…"), method: "action_move_stage" },
    { key: "override", label: _t("Set status manually…") },
    { key: "end_override", label: _t("End manual status…") },
    { key: "block", label: _t("Block…") },
    { key: "unblock", label: _t("Unblock…") },
    { key: "exclude", label: _t("Exclude from retention…") },
    { key: "include", label: _t("Include in retention again…") },
    { key: "archive", label: _t("Archive the contact…") },
    { key: "unarchive", label: _t("Restore the contact…") },
    { key: "refresh", label: _t("Read the documents again"), method: "action_refresh" },
];

/** Everything else that can be done with a customer: only what applies to it now. */
export class RetentionActions extends Component {
    static template = "oe_customer_retention.Actions";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.menu = useRef("menu");
        this.rememberFocus = useFocusReturn();
        this.state = useState({ isBusy: false });
    }

    get actions() {
        const applies = this.applies(this.props.record.data);
        return ACTIONS.filter(({ key }) => applies[key]);
    }

    applies(customer) {
        const mayDecide = customer.may_decide;
        return {
            snooze: !customer.is_snoozed && !customer.excluded,
            wake: customer.is_snoozed,
            move: !customer.excluded,
            override: !customer.status_override && !customer.excluded,
            end_override: Boolean(customer.status_override),
            block: mayDecide && !customer.blocked,
            unblock: mayDecide && customer.blocked,
            exclude: mayDecide && !customer.excluded,
            include: mayDecide && customer.excluded,
            archive: customer.active,
            unarchive: !customer.active,
            refresh: true,
        };
    }

    /** While one is on its way, no other is begun. */
    async run({ key, method }) {
        this.state.isBusy = true;
        try {
            if (await this.props.record.save()) {
                await (method ? this.call(method) : this.decide(key));
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    decide(kind) {
        const { record } = this.props;
        return this.action.doAction(`${DECISION}${kind}`, {
            additionalContext: {
                active_id: record.resId,
                active_ids: [record.resId],
                active_model: record.resModel,
            },
            onClose: this.whenClosed(),
        });
    }

    /** As a button of the form does, whatever the method answers. */
    call(method) {
        const { record } = this.props;
        return this.action.doActionButton({
            type: "object",
            name: method,
            resModel: record.resModel,
            resId: record.resId,
            onClose: this.whenClosed(),
        });
    }

    /** What is done once a dialog closes, with the focus back at the menu. */
    whenClosed() {
        const giveBack = this.rememberFocus(this.menu.el);
        return () => {
            giveBack();
            return this.props.record.load();
        };
    }
}

registry.category("fields").add("retention_actions", {
    component: RetentionActions,
    displayName: _t("Actions on a customer"),
    supportedTypes: ["boolean"],
    fieldDependencies: [
        { name: "active", type: "boolean" },
        { name: "blocked", type: "boolean" },
        { name: "excluded", type: "boolean" },
        { name: "is_snoozed", type: "boolean" },
        { name: "status_override", type: "selection", selection: [] },
    ],
});
