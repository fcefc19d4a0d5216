import { onWillStart, useSubEnv } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { _t } from "@web/core/l10n/translation";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { ModelFieldSelectorPopover } from "@web/core/model_field_selector/model_field_selector_popover";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";
import { messageOf } from "../answer/answer";
import { useTreeProcessor } from "./relative_dates";

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

/**
 * A domain made of the fields that the server lets conditions ask for.
 *
 * The option `within`, a domain too, says which records it is applied to: only they are
 * counted and shown.
 */
export class ConditionField extends DomainField {
    static components = { ...DomainField.components, DomainSelector: ConditionSelector };
    static props = { ...DomainField.props, within: { type: String, optional: true } };

    setup() {
        super.setup();
        this.treeProcessor = useTreeProcessor();
        const notification = useService("notification");
        let offered = {};
        const filter = (fieldDef, _path, resModel) =>
            Boolean(offered[resModel]?.includes(fieldDef.name));
        filter.leadsOn = (fieldDef) => fieldDef.relation in offered;
        useSubEnv({ conditionFilter: filter });
        onWillStart(async () => {
            const model = this.props.record.resModel;
            try {
                offered = await this.orm.call(model, "get_condition_fields");
            } catch (error) {
                notification.add(messageOf(error), { type: "danger" });
            }
        });
    }

    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        if (domain.isInvalid || !props.within) {
            return domain;
        }
        const within = new Domain(props.within).toList(props.record.evalContext);
        return Domain.and([within, domain]).toList();
    }
}

registry.category("fields").add("retention_condition", {
    ...domainField,
    component: ConditionField,
    displayName: _t("Condition"),
    additionalClasses: ["o_field_domain"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...domainField.extractProps(fieldInfo, dynamicInfo),
        within: fieldInfo.options.within,
    }),
});
