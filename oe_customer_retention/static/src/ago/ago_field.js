import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { inDigits } from "../days/days";

/** How many days ago something was, in words: today, yesterday, 66 days ago. */
export class RetentionAgoField extends IntegerField {
    get formattedValue() {
        return typeof this.value === "number"
            ? inDigits(luxon.DateTime.local())
                  .minus({ days: this.value })
                  .toRelativeCalendar({ unit: "days" })
                  .replace("’", "'")
            : "";
    }
}

registry.category("fields").add("retention_ago", {
    ...integerField,
    component: RetentionAgoField,
    displayName: _t("Days ago"),
});
