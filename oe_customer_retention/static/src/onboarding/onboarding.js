import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const MODEL = "customer.retention.onboarding";

/** The first steps of a sales manager, until they are done or closed. */
export class RetentionOnboarding extends Component {
    static template = "oe_customer_retention.Onboarding";
    static props = { onRefresh: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ steps: [] });
        onWillStart(() => {
            this.load().catch(() => {}); // the dashboard stands without it
        });
    }

    /** @returns {Object|undefined} the first step that is not done: the one to take */
    get nextStep() {
        return this.state.steps.find((step) => !step.done);
    }

    async load() {
        const steps = await this.orm.call(MODEL, "get_steps");
        this.state.steps = this.isClosed ? [] : steps;
    }

    async complete(step) {
        await this.orm.call(MODEL, "complete", [[step.key]]);
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
