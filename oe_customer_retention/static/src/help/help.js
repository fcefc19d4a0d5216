import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** What something means, behind a button: for keyboard and touch as for the mouse. */
export class RetentionHelp extends Component {
    static template = "oe_customer_retention.Help";
    static props = { about: String, text: String };

    setup() {
        this.state = useState({ isOpen: false });
    }

    get label() {
        return _t("Explanation: %s", this.props.about);
    }

    toggle() {
        this.state.isOpen = !this.state.isOpen;
    }

    close() {
        this.state.isOpen = false;
    }
}
