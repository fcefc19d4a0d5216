import { Component, useState, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useTreeProcessor } from "./relative_dates";

/** A condition in words, as Odoo's editor of domains has them; nothing where it asks for nothing. */
export class ConditionWords extends Component {
    static template = xml`<span t-out="state.words"/>`;
    static props = { ...standardFieldProps, resModel: String };

    setup() {
        this.treeProcessor = useTreeProcessor();
        this.state = useState({ words: "" });
        useRecordObserver(async (record, props) => {
            this.state.words = await this.describe(record.data[props.name] || "[]");
        });
    }

    async describe(condition) {
        const { resModel } = this.props;
        try {
            const tree = await this.treeProcessor.treeFromDomain(resModel, condition);
            return await this.treeProcessor.getDomainTreeDescription(resModel, tree);
        } catch {
            return condition; // as it was written, where it can be read no more
        }
    }
}

registry.category("fields").add("retention_condition_words", {
    component: ConditionWords,
    displayName: _t("Condition"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({ resModel: options.model }),
});
