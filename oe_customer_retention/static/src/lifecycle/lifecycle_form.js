import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { useServerAction } from "../actions/server_action";

const DRY_RUN = "action_dry_run";
const NUMBERS = new Set(["churn_days", "order_count"]);

/** A lifecycle, whose dry run tries new numbers before they are saved: saved, they apply. */
export class LifecycleFormController extends FormController {
    setup() {
        super.setup();
        this.doOnServer = useServerAction();
    }

    async beforeExecuteActionButton(clickParams) {
        const record = this.model.root;
        const changes = record.resId ? await record.getChanges() : {};
        const names = Object.keys(changes);
        const isNumbersOnly = names.length && names.every((name) => NUMBERS.has(name));
        if (clickParams.name !== DRY_RUN || !isNumbersOnly) {
            return super.beforeExecuteActionButton(clickParams);
        }
        await this.doOnServer(record.resModel, DRY_RUN, [[record.resId], changes]);
        return false;
    }
}

registry.category("views").add("retention_lifecycle", {
    ...formView,
    Controller: LifecycleFormController,
});
