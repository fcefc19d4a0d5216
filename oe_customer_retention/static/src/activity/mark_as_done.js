import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import { onWillStart, useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

/** Odoo's own dialog asks how it went too, where the activity is about a customer. */
patch(ActivityMarkAsDone.prototype, {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.fieldService = useService("field");
        this.answer = useState({ outcome: false });
        this.outcomes = [];
        onWillStart(async () => {
            if (this.props.activity.asks_retention_outcome) {
                // Without an answer it is not asked: what is done can be marked as done.
                this.outcomes = await this.loadOutcomes().catch(() => []);
            }
        });
    },

    async loadOutcomes() {
        const { retention_outcome: field } = await this.fieldService.loadFields("mail.activity", {
            fieldNames: ["retention_outcome"],
            attributes: ["selection"],
        });
        return field.selection.map(([value, label]) => ({ value, label }));
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
