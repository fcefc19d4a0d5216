import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useServerAction } from "../actions/server_action";
import { planCall } from "../activity/plan_call";
import { useAnswer } from "../answer/answer";
import { writtenDay } from "../days/days";
import { useFocusReturn } from "../dialog/focus_return";
import { money } from "../money/money";

const PROFILE = "customer.retention.profile";
const STATES = { overdue: "text-danger", today: "text-warning", planned: "text-success" };
const DECIDED = {
    won: { label: _t("Opportunity won"), color: "text-bg-success" },
    lost: { label: _t("Opportunity lost"), color: "text-bg-danger" },
};

/** The activities planned with a customer and its deals; each opens. */
export class RetentionPlans extends Component {
    static template = "oe_customer_retention.Plans";
    static props = {
        profileId: { type: [Number, Boolean] },
        record: { type: Object, optional: true }, // told of whatever is loaded again
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.doOnServer = useServerAction();
        this.rememberFocus = useFocusReturn();
        this.answer = useAnswer((profileId) => this.orm.call(PROFILE, "get_plans", [profileId]));
    }

    get state() {
        return this.answer.state;
    }

    async plan() {
        await planCall(this, PROFILE, this.props.profileId).finally(this.rememberFocus());
        return this.reload();
    }

    /** Have the form, with this panel in it, and the chatter say what came of it. */
    async reload() {
        const { record } = this.props;
        const thread = this.store.Thread.insert({
            model: PROFILE,
            id: this.props.profileId,
        });
        const isSaved = await record?.save();
        return Promise.all([
            isSaved ? record.load() : this.answer.load(),
            thread.fetchThreadData(["activities", "messages"]),
        ]);
    }

    /** Open the document an activity is planned on; of this very page, the activity. */
    async openActivity({ id, res_model: resModel, res_id: resId }) {
        if (resModel !== PROFILE) {
            return this.open(resModel, resId);
        }
        const activity = { id, res_model: resModel, res_id: resId };
        const giveBack = this.rememberFocus();
        await this.store["mail.activity"].insert(activity).edit();
        giveBack();
        return this.reload();
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openDeals() {
        const args = [[this.props.profileId]];
        return this.doOnServer(PROFILE, "action_open_opportunities", args);
    }

    activityColor({ state }) {
        return STATES[state];
    }

    decided({ won_status: wonStatus }) {
        return DECIDED[wonStatus];
    }

    revenue({ expected_revenue: revenue, company_currency: currency }) {
        return money(revenue, currency && currency[0], { digits: [16, 0] });
    }

    deadline({ date_deadline: date }) {
        return _t("by %s", this.day(date));
    }

    day(date) {
        return writtenDay(date);
    }
}
