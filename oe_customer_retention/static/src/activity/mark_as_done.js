import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

/** Odoo's own dialog asks how it went too, where the activity is about a customer. */
patch(ActivityMarkAsDone.prototype, {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.answer = useState({ outcome: false });
        this.outcomes = [
            { value: "positive", label: _t("Positive") },
            { value: "neutral", label: _t("Neutral") },
            { value: "negative", label: _t("Negative") },
        ];
    },

    chooseOutcome(value) {
        this.answer.outcome = this.answer.outcome === value ? false : value;
    },

    async saveOutcome() {
        if (this.answer.outcome) {
            const values = { retention_outcome: this.answer.outcome };
            await this.orm.write("mail.activity", [this.props.activity.id], values);
        }
    },

    async onClickDone() {
        await this.saveOutcome();
        return super.onClickDone();
    },

    async onClickDoneAndScheduleNext() {
        await this.saveOutcome();
        return super.onClickDoneAndScheduleNext();
    },
});
