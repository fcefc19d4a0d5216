import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { messageOf } from "../answer/answer";

/** Whom the unsaved values of a setting would move, in a sentence. */
export class RetentionTrial extends Component {
    static template = "oe_customer_retention.Trial";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ text: "" });
        this.asked = "";
        useRecordObserver((record) => {
            Object.values(record.data); // so that this runs again when any of them changes
            if (record.dirty) {
                this.ask(record);
            } else {
                this.forget();
            }
        });
    }

    forget() {
        this.asked = this.state.text = "";
    }

    async ask(record) {
        const values = await record.getChanges();
        const asked = JSON.stringify(values);
        if (asked === this.asked) {
            return;
        }
        this.asked = asked;
        const draft = [record.resId || false, values];
        try {
            const told = this.orm.call(record.resModel, "get_trial", draft);
            this.state.text = (await this.keepLast.add(told)).text;
        } catch (error) {
            this.state.text = messageOf(error);
        }
    }
}

registry.category("view_widgets").add("retention_trial", { component: RetentionTrial });
