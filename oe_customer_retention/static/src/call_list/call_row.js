import { Component, markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { companyName } from "../customer/company";
import { readDay } from "../days/days";
import { money } from "../money/money";
import { percent } from "../rate/percent";
import { telOf } from "../dial/number";
import { callLabels, ownerOf, toneOf } from "./call_actions";

/** One customer to be called: whom to ask for, why, and what to do about it. */
export class CallRow extends Component {
    static template = "oe_customer_retention.CallRow";
    static props = {
        customer: Object,
        stakeField: String,
        isCurrent: Boolean,
        hasOwner: Boolean,
        actions: Object,
        onFocus: Function,
    };

    get name() {
        return this.props.customer.partner_id[1];
    }

    get company() {
        return companyName(this.props.customer.company_id[1]);
    }

    get phone() {
        return this.props.customer.call_phone;
    }

    get tel() {
        return telOf(this.phone);
    }

    get tone() {
        return toneOf(this.props.customer);
    }

    /** How it buys; of who never bought, where it is and what it does. */
    get sentence() {
        const { habit, industry_id, partner_city, status, status_reason } = this.props.customer;
        const about = status === "prospect" && [partner_city, industry_id?.[1]].filter(Boolean);
        return habit || (about && about.join(" · ")) || status_reason;
    }

    /** Who set the status manually, and why: it may be a reason not to call. */
    get decision() {
        const { habit, is_overridden, status_reason } = this.props.customer;
        return is_overridden && habit ? status_reason : "";
    }

    get chance() {
        const { reorder_probability: chance } = this.props.customer;
        const isKnown = chance !== false && chance !== undefined;
        return isKnown ? _t("Order probability: %s", percent(chance)) : "";
    }

    get stake() {
        return this.money(this.props.stakeField);
    }

    get owed() {
        return _t("Owes %s", this.money("overdue_amount"));
    }

    get person() {
        return _t("Ask for %s", this.named);
    }

    get named() {
        const { name, function: position } = this.props.customer.person;
        return position ? markup`<b>${name}</b>, ${position}` : markup`<b>${name}</b>`;
    }

    /** The last contact of whatever kind, and what was logged last, if that is older. */
    get lastContact() {
        const { last_contact: logged, last_crm_date: day } = this.props.customer;
        if (!logged) {
            return day ? _t("Last contact: %s", this.day(day)) : _t("No contact yet.");
        }
        const outcome = logged.outcome || (logged.reached ? "" : _t("no one reached"));
        const parts = [this.day(logged.day), logged.by, outcome, logged.note];
        const told = parts.filter(Boolean).join(" · ");
        return day > logged.day
            ? _t("Last contact: %(day)s; logged: %(told)s", { day: this.day(day), told })
            : _t("Last contact: %s", told);
    }

    get owner() {
        return ownerOf(this.props.customer.user_id);
    }

    get nextStep() {
        const { next_step: next } = this.props.customer;
        return next
            ? _t("Next: %s", [this.day(next.day), next.summary || next.type].join(" · "))
            : "";
    }

    /** What a screen reader says of the row. */
    get label() {
        const { call_reason: reason, is_spending_less: isLess } = this.props.customer;
        return [this.name, reason, isLess && _t("Spends less than usual"), this.stake]
            .filter(Boolean)
            .join(", ");
    }

    get labels() {
        return callLabels(this.name, this.phone);
    }

    day(date) {
        return readDay(date).toLocaleString({ day: "numeric", month: "short" });
    }

    money(name) {
        const { currency_id: currency, [name]: amount } = this.props.customer;
        return amount ? money(amount, currency[0], { digits: [16, 0] }) : "";
    }
}
