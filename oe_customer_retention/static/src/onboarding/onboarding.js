import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MODEL = "customer.retention.onboarding";

/**
 * The first steps of a sales manager, until they are done or closed: one line, with the
 * step to take, where `isFolded`.
 */
export class RetentionOnboarding extends Component {
    static template = "oe_customer_retention.Onboarding";
    static props = { isFolded: { type: Boolean, optional: true }, onRefresh: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ steps: [], isOpen: false });
        onWillStart(() => {
            this.load().catch(() => {}); // the dashboard stands without it
        });
    }

    /** @returns {Object|undefined} the first step that is not done: the one to take */
    get nextStep() {
        return this.state.steps.find((step) => !step.done);
    }

    /** @returns {boolean} whether only the step to take is shown */
    get isFolded() {
        return Boolean(this.props.isFolded && this.nextStep && !this.state.isOpen);
    }

    /** @returns {string} how many steps are done */
    get progress() {
        return _t("%(done)s of %(all)s done. Next:", {
            done: this.state.steps.filter((step) => step.done).length,
            all: this.state.steps.length,
        });
    }

    /** @returns {string} what is told with the last step */
    get farewell() {
        return _t(
            "All first steps are done and leave the dashboard. 'Configuration > First steps' shows them again."
        );
    }

    stateLabel({ done }) {
        return done ? _t("Done") : _t("To do");
    }

    async load() {
        const steps = await this.orm.call(MODEL, "get_steps");
        this.state.steps = this.isClosed ? [] : steps;
    }

    async complete(step) {
        await this.orm.call(MODEL, "complete", [[step.key]]);
        if (this.state.steps.every((other) => other === step || other.done)) {
            this.notification.add(this.farewell, { type: "success" });
        }
        if (step.key === "refresh") {
            await this.props.onRefresh();
        } else if (step.action) {
            return this.action.doAction(step.action);
        }
        await this.load();
    }

    async close() {
        this.isClosed = true;
        this.state.steps = [];
        await this.orm.call(MODEL, "complete");
    }
}
