import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useServerAction } from "../actions/server_action";
import { useAnswer } from "../answer/answer";
import { labelled } from "../counted/labelled";
import { writtenDay } from "../days/days";
import { telOf } from "../dial/number";
import { useFocusReturn } from "../dialog/focus_return";

const PROFILE = "customer.retention.profile";
const SHOWN = 3;

/** The people at a customer, the main contact first; choosing and adding them. */
export class RetentionContacts extends Component {
    static template = "oe_customer_retention.Contacts";
    static props = {
        ...standardWidgetProps,
        record: { type: Object, optional: true },
        profileId: { type: [Number, Boolean], optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.doOnServer = useServerAction();
        this.rememberFocus = useFocusReturn();
        this.view = useState({ showsAll: false });
        this.answer = useAnswer((profileId) => this.orm.call(PROFILE, "get_contacts", [profileId]));
    }

    get state() {
        return this.answer.state;
    }

    get contacts() {
        const contacts = this.state.data;
        return this.view.showsAll ? contacts : contacts.slice(0, SHOWN);
    }

    /** What a screen reader says of each link, naming the person. */
    labels({ name, phone, email }) {
        return {
            call: _t("Call %(name)s: %(phone)s", { name, phone }),
            mail: labelled(_t("Write an email to %s", name), email),
        };
    }

    open({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** All are shown afterwards: somebody new stands last. */
    add() {
        const args = [[this.answer.profileId]];
        const giveBack = this.rememberFocus();
        const onClose = () => {
            giveBack();
            this.view.showsAll = true;
            return this.answer.load();
        };
        return this.doOnServer(PROFILE, "action_add_contact", args, {}, { onClose });
    }

    /** Make a person the primary contact, or leave it to the documents again. */
    async togglePrimary({ id, is_primary: isPrimary }) {
        const args = [[this.answer.profileId], !isPrimary && id];
        await this.orm.call(PROFILE, "set_primary_contact", args);
        // Mail goes to the primary contact: the messages below ask again whom to write to.
        this.store.Thread.get({ model: PROFILE, id: this.answer.profileId })?.fetchThreadData([
            "suggestedRecipients",
        ]);
        return this.answer.load();
    }

    primaryLabel({ name, is_primary: isPrimary }) {
        return isPrimary
            ? _t("%(name)s is the primary contact: let the documents decide again", { name })
            : _t("Make %(name)s the primary contact", { name });
    }

    mainTitle({ is_primary: isPrimary }) {
        return isPrimary ? _t("Chosen manually") : _t("On the latest document");
    }

    /** Of a person who is the customer itself there is nothing to choose. */
    get hasChoice() {
        return !(this.state.data.length === 1 && this.state.data[0].is_customer);
    }

    tel({ phone }) {
        return telOf(phone);
    }

    lastDay({ last_date: date }) {
        return _t("last on %s", writtenDay(date));
    }

    get allContacts() {
        return _t("All contacts (%s)", this.state.data.length);
    }
}

registry.category("view_widgets").add("retention_contacts", { component: RetentionContacts });
