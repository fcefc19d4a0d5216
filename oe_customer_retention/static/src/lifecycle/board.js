import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

/** Each search folds the columns that it leaves empty, and unfolds the others. */
export class LifecycleBoardModel extends RelationalModel {
    _getNextConfig(currentConfig, params) {
        const config = super._getNextConfig(currentConfig, params);
        if (`${config.domain}` !== `${currentConfig.domain}`) {
            delete config.groups;
        }
        return config;
    }
}

/** The lifecycle board: says how long a stage set by dragging stays, and offers to pin it. */
export class LifecycleBoardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
    }

    async sortRecordDrop(recordId, groupId, params) {
        const { list } = this.props;
        const resId = list.records.find(({ id }) => id === recordId)?.resId;
        const stage = list.groups?.find(({ id }) => id === params.parent?.dataset.id);
        await super.sortRecordDrop(recordId, groupId, params);
        const isThere = stage?.list.records.some((record) => record.resId === resId);
        if (isThere && stage.id !== groupId && list.groupByField?.name === "stage_id") {
            if (stage.isFolded) {
                await stage.toggle();
            }
            this.offerToPin(list, resId, stage.displayName);
        }
    }

    offerToPin(list, resId, stage) {
        const close = this.notification.add(
            _t(
                "The customer stays there until something newer contradicts the stage; then you are asked."
            ),
            {
                title: _t("Moved to %s", stage),
                type: "info",
                buttons: [
                    {
                        name: _t("Keep it here"),
                        primary: true,
                        onClick: () => {
                            close();
                            this.pin(list, resId);
                        },
                    },
                ],
            }
        );
    }

    async pin(list, resId) {
        const action = await this.orm.call(list.resModel, "action_move_stage", [[resId]]);
        action.context = { ...action.context, default_pin: "pin" };
        await this.action.doAction(action, { onClose: () => list.load() });
    }
}

registry.category("views").add("retention_lifecycle_board", {
    ...kanbanView,
    Model: LifecycleBoardModel,
    Renderer: LifecycleBoardRenderer,
});
