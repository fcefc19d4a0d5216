import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatInteger } from "@web/views/fields/formatters";
import { useAnswer } from "../answer/answer";
import { counted } from "../counted/counted";
import { writtenDay } from "../days/days";
import { money } from "../money/money";
import { RetentionContacts } from "./contacts";
import { RetentionNotes } from "./notes";
import { RetentionPlans } from "./plans";
import { inMonths } from "./stream";
import { useServerAction } from "../actions/server_action";

const PROFILE = "customer.retention.profile";
const TOUCHPOINT = "customer.retention.touchpoint";
const PAGE = 40;
const TYPING = 300;
const CALLED = { incoming: _t("They contacted us"), outgoing: _t("We contacted them") };
const OUTCOMES = {
    positive: { icon: "fa-smile-o", color: "text-success" },
    neutral: { icon: "fa-meh-o", color: "text-warning" },
    negative: { icon: "fa-frown-o", color: "text-danger" },
};

/** All that happened with a customer, newest first; each row opens its document. */
export class RetentionStory extends Component {
    static template = "oe_customer_retention.Story";
    static components = { RetentionContacts, RetentionNotes, RetentionPlans };
    static props = { ...standardWidgetProps };

    setup() {
        this.doOnServer = useServerAction();
        this.orm = useService("orm");
        this.filter = useState({ kinds: [], search: "", showsChanges: true });
        this.answer = useAnswer((profileId, before) => this.ask(profileId, before));
        this.searchSoon = useDebounced(() => this.answer.load(), TYPING);
    }

    get state() {
        return this.answer.state;
    }

    get months() {
        const { touchpoints, changes } = this.state.data;
        return inMonths(touchpoints, this.showsChanges ? changes : []);
    }

    /** Changes belong to the whole story, not to a selection of its kinds. */
    get showsChanges() {
        return this.filter.showsChanges && !this.filter.kinds.length;
    }

    get isEmpty() {
        return !this.months.length;
    }

    /** Whether there is more than the choice of kinds, the search or a chip leaves. */
    get hidesSome() {
        return this.isFiltered || Boolean(this.state.data.changes.length);
    }

    get isFiltered() {
        return Boolean(this.filter.kinds.length || this.filter.search);
    }

    /** @returns {string} how many are shown, of how many where some are not */
    get shown() {
        if (!this.total) {
            return "";
        }
        const { length } = this.state.data.touchpoints;
        if (length === this.total) {
            return counted(_t("%(count)s {count:entry|entries}"), { count: length });
        }
        return _t("%(part)s of %(total)s", {
            part: this.count(length),
            total: this.count(this.total),
        });
    }

    /** @returns {string} how many, as the reader writes it */
    count(number) {
        return formatInteger(number);
    }

    minutes({ duration }) {
        return _t("%s min", duration);
    }

    /** @returns {number} touchpoints that the search and the kinds leave */
    get total() {
        const { kinds } = this.filter;
        return this.state.data.kinds
            .filter(({ kind }) => !kinds.length || kinds.includes(kind))
            .reduce((sum, { count }) => sum + count, 0);
    }

    /** Ask for the rows shown so far, or for the page after the touchpoint `before`. */
    async ask(profileId, before = null) {
        const shown = this.state.data?.touchpoints.length || 0;
        const page = await this.orm.call(PROFILE, "get_story", [profileId], {
            kinds: [...this.filter.kinds],
            search: this.filter.search,
            before: before && [before.at, before.id, before.date],
            limit: before ? PAGE : Math.max(PAGE, shown),
        });
        if (!before) {
            return page;
        }
        const { touchpoints, changes, kinds } = this.state.data;
        return {
            ...page,
            kinds,
            touchpoints: [...touchpoints, ...page.touchpoints],
            changes: [...changes, ...page.changes],
        };
    }

    loadMore() {
        return this.answer.load(this.state.data.touchpoints.at(-1));
    }

    toggleKind(kind) {
        const { kinds } = this.filter;
        this.filter.kinds = kinds.includes(kind)
            ? kinds.filter((other) => other !== kind)
            : [...kinds, kind];
        return this.answer.load();
    }

    showAll() {
        Object.assign(this.filter, { kinds: [], search: "", showsChanges: true });
        return this.answer.load();
    }

    onSearchInput({ target }) {
        this.filter.search = target.value.trim();
        this.searchSoon();
    }

    /** Enter searches at once, and does not save the form. */
    onSearchKeydown(event) {
        if (event.key === "Enter") {
            event.preventDefault();
            event.stopPropagation();
            this.answer.load();
        }
    }

    open({ id }) {
        const context = { retention_profile_id: this.answer.profileId };
        return this.doOnServer(TOUCHPOINT, "action_open", [[id]], { context });
    }

    openList() {
        const { kinds, search } = this.filter;
        const args = [[this.answer.profileId]];
        return this.doOnServer(PROFILE, "action_open_touchpoints", args, {
            kinds: [...kinds],
            search,
        });
    }

    direction({ direction }) {
        return CALLED[direction];
    }

    face({ outcome }) {
        return OUTCOMES[outcome] || { icon: "fa-comment-o", color: "text-muted" };
    }

    amount({ amount, currency_id: [currencyId] }) {
        return money(amount, currencyId);
    }

    day(date) {
        return writtenDay(date);
    }
}

registry.category("view_widgets").add("retention_story", { component: RetentionStory });
