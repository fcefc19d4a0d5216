import { onWillStart, useSubEnv } from "@odoo/owl";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { _t } from "@web/core/l10n/translation";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { ModelFieldSelectorPopover } from "@web/core/model_field_selector/model_field_selector_popover";
import { registry } from "@web/core/registry";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

class ConditionPathPopover extends ModelFieldSelectorPopover {
    canFollowRelationFor(fieldDef) {
        return super.canFollowRelationFor(fieldDef) && this.props.filter.leadsOn(fieldDef);
    }
}

class ConditionPath extends ModelFieldSelector {
    static components = { ...ModelFieldSelector.components, Popover: ConditionPathPopover };
}

class ConditionSelector extends DomainSelector {
    getPathEditorInfo(resModel, defaultCondition) {
        const info = super.getPathEditorInfo(resModel, defaultCondition);
        return {
            ...info,
            component: ConditionPath,
            extractProps: (params) => ({
                ...info.extractProps(params),
                filter: this.env.conditionFilter,
            }),
        };
    }
}

/** A domain made of the fields that the server lets conditions ask for. */
export class ConditionField extends DomainField {
    static components = { ...DomainField.components, DomainSelector: ConditionSelector };

    setup() {
        super.setup();
        let offered = {};
        const filter = (fieldDef, _path, resModel) =>
            Boolean(offered[resModel]?.includes(fieldDef.name));
        filter.leadsOn = (fieldDef) => fieldDef.relation in offered;
        useSubEnv({ conditionFilter: filter });
        onWillStart(async () => {
            const model = this.props.record.resModel;
            offered = await this.orm.call(model, "get_condition_fields");
        });
    }
}

registry.category("fields").add("retention_condition", {
    ...domainField,
    component: ConditionField,
    displayName: _t("Condition"),
    additionalClasses: ["o_field_domain"],
});
