import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const PROFILE = "customer.retention.profile";

/** Whom to call, why, and what to do about it in one click. */
export class CallToday extends Component {
    static template = "oe_customer_retention.CallToday";
    static props = {
        customers: Array,
        onLogged: Function,
    };

    setup() {
        this.action = useService("action");
        this.store = useService("mail.store");
    }

    stake({ revenue_at_risk: stake, currency_id: [currencyId] }) {
        return formatCurrency(stake, currencyId, { digits: [16, 0] });
    }

    open(customer) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: PROFILE,
            res_id: customer.id,
            views: [[false, "form"]],
        });
    }

    log(customer) {
        return this.action.doAction("oe_customer_retention.customer_retention_log_action", {
            additionalContext: { default_profile_ids: [customer.id] },
            onClose: () => this.props.onLogged(),
        });
    }

    snooze(customer) {
        return this.action.doAction("oe_customer_retention.customer_retention_snooze_action", {
            additionalContext: { default_profile_ids: [customer.id] },
            onClose: () => this.props.onLogged(),
        });
    }

    /** Odoo's own dialog. */
    async schedule(customer) {
        await this.store.scheduleActivity(PROFILE, [customer.id]);
        return this.props.onLogged();
    }

    mail(customer) {
        const [partnerId] = customer.partner_id;
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Write to %s", customer.partner_id[1]),
                res_model: "mail.compose.message",
                target: "new",
                views: [[false, "form"]],
                context: {
                    default_composition_mode: "comment",
                    default_model: PROFILE,
                    default_res_ids: [customer.id],
                    default_partner_ids: [partnerId],
                },
            },
            { onClose: () => this.props.onLogged() }
        );
    }
}
