import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { answersInto } from "../answer/answer";

/** Whom the unsaved values of a setting would move, in a sentence. */
export class RetentionTrial extends Component {
    static template = "oe_customer_retention.Trial";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ text: "", error: null });
        const answered = answersInto(this.state, ({ text }) => ({ text }));
        useRecordObserver((record) => {
            Object.values(record.data); // so that this runs again when any of them changes
            answered(this.trialOf(record));
        });
    }

    /** What the values not saved yet would do: asked once for the same, and not without any. */
    async trialOf(record) {
        const values = record.dirty && (await record.getChanges());
        const asked = JSON.stringify(values);
        if (asked !== this.asked) {
            this.asked = asked;
            this.told = values ? this.ask(record, values) : { text: "" };
        }
        return this.told;
    }

    ask({ resModel, resId }, values) {
        return this.orm.call(resModel, "get_trial", [resId || false, values]);
    }
}

registry.category("view_widgets").add("retention_trial", { component: RetentionTrial });
