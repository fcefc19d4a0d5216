import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { PhoneField, phoneField } from "@web/views/fields/phone/phone_field";
import { telOf } from "./number";

/** A phone number of a customer that dials, and says to a screen reader whose it is. */
export class RetentionDialField extends PhoneField {
    static template = "oe_customer_retention.DialField";

    /** Read late: other modules give Odoo's field further ones. */
    static get props() {
        return { ...PhoneField.props, look: { type: String, optional: true } };
    }

    get phoneHref() {
        return telOf(this.props.record.data[this.props.name]);
    }

    get label() {
        const { data } = this.props.record;
        return _t("Call %(customer)s: %(number)s", {
            customer: data.partner_id.display_name,
            number: data[this.props.name],
        });
    }
}

registry.category("fields").add("retention_dial", {
    ...phoneField,
    component: RetentionDialField,
    displayName: _t("Clickable phone number"),
    supportedOptions: [{ label: _t("Appearance: icon or button"), name: "look", type: "string" }],
    extractProps: (info) => ({ ...phoneField.extractProps(info), look: info.options.look }),
});
