import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { inDigits } from "../days/days";

const LEAP_YEAR = 2000;
const { DateTime, Info } = luxon;

/** A day of every year, kept as MM-DD: a month, and one of the days it has. */
export class RetentionMonthDayField extends Component {
    static template = "oe_customer_retention.MonthDayField";
    static props = {
        ...standardFieldProps,
        allYear: { type: Boolean, optional: true },
        lastDay: { type: Boolean, optional: true },
    };

    get value() {
        const [month, day] = (this.props.record.data[this.props.name] || "").split("-");
        return { month: Number(month), day: Number(day) };
    }

    get months() {
        return Info.months("long").map((label, index) => ({ month: index + 1, label }));
    }

    get days() {
        return Array.from({ length: daysOf(this.value.month) }, (_, index) => index + 1);
    }

    get isRequired() {
        return this.props.record._isRequired(this.props.name);
    }

    get text() {
        const { month, day } = this.value;
        return month
            ? inDigits(DateTime.local(LEAP_YEAR, month, day)).toLocaleString({
                  month: "long",
                  day: "numeric",
              })
            : this.empty;
    }

    /** What stands for no day. */
    get empty() {
        return this.props.allYear ? _t("All year") : "";
    }

    chooseMonth(choice) {
        const month = Number(choice);
        const last = daysOf(month);
        const day = this.props.lastDay ? last : Math.min(this.value.day || 1, last);
        return this.update(month && { month, day });
    }

    chooseDay(choice) {
        return this.update({ ...this.value, day: Number(choice) });
    }

    update(value) {
        const text = value && [value.month, value.day].map(twoDigits).join("-");
        return this.props.record.update({ [this.props.name]: text || false });
    }
}

function daysOf(month) {
    return month ? DateTime.local(LEAP_YEAR, month).daysInMonth : 0;
}

function twoDigits(number) {
    return String(number).padStart(2, "0");
}

registry.category("fields").add("retention_month_day", {
    component: RetentionMonthDayField,
    displayName: _t("Day of the year"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({
        allYear: Boolean(options.all_year),
        lastDay: Boolean(options.last_day),
    }),
});
