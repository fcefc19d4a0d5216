import {
    Component,
    markup,
    onPatched,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { counted } from "../counted/counted";
import { answersInto } from "../answer/answer";
import { money } from "../money/money";
import { useCallActions } from "./call_actions";
import { CallRow } from "./call_row";

/** How the rows of each part are sorted. */
const ORDERS = {
    customers: _t(
        "First those who bought within 120 days, then those no one has reached since they bought; each by what is at stake."
    ),
    spending_less: _t("First those with the most spend at stake."),
    suspects: _t("By stage; in each, first those known for longest."),
};
const KEYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const TYPING = "input, textarea, select, [contenteditable=true], .dropdown-menu, .o_main_navbar";

/** Whom to call today, one after the other. */
export class CallList extends Component {
    static template = "oe_customer_retention.CallList";
    static components = { CallRow, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Call today");

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.rows = useRef("rows");
        this.doNow = useCallActions();
        const whose = this.props.action.context?.retention_whose ?? null;
        this.asked = { whose, section: "customers", stageId: null, offset: 0 };
        this.state = useState({ page: null, error: null, isLoading: false, current: 0 });
        this.answered = answersInto(this.state, (page) => this.accept(page));
        this.actions = {
            log: (customer) => this.log(customer),
            snooze: (customer) => this.afterwards(this.doNow.snooze(customer)),
            mail: (customer) => this.afterwards(this.doNow.mail(customer).then(() => true)),
            suggest: (customer) => this.afterwards(this.doNow.suggest(customer).then(() => true)),
            addNumber: (customer) =>
                this.afterwards(this.doNow.addNumber(customer).then(() => true)),
            open: (customer) => this.doNow.open(customer, this.state.page.rows),
        };
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        onWillStart(() => {
            this.load();
        });
        onPatched(() => this.focusCurrent());
        // A dialog tells that it closes before it leaves the page.
        useBus(this.ui.bus, "active-element-changed", () => this.focusCurrent());
    }

    load(changes = {}) {
        Object.assign(this.asked, changes);
        const { whose, section, stageId, offset } = this.asked;
        const args = [whose, section, stageId, offset];
        return this.answered(this.orm.call("customer.retention.call.list", "get_page", args));
    }

    accept(page) {
        this.asked.whose = page.whose;
        const current = Math.max(0, Math.min(this.state.current, page.rows.length - 1));
        return { page, current };
    }

    /** Show another list, from its beginning. */
    show(changes) {
        this.state.current = 0;
        return this.load({ offset: 0, ...changes });
    }

    turn(direction) {
        const { offset, limit } = this.state.page;
        return this.show({ offset: Math.max(0, offset + direction * limit) });
    }

    get position() {
        const { offset, total } = this.state.page;
        if (total === 1) {
            return counted(_t("%(count)s {count:customer|customers}"), { count: total });
        }
        return _t("%(part)s of %(total)s", {
            part: this.count(offset + this.state.current + 1),
            total: this.count(total),
        });
    }

    /** @returns {string} how the list is sorted */
    get order() {
        return ORDERS[this.state.page.section];
    }

    get progress() {
        const { stake, done, currency_id: currencyId } = this.state.page;
        const amount = stake && money(stake, currencyId, { digits: [16, 0] });
        const parts = [amount && this.atStake(amount), _t("%s done today", this.count(done))];
        return parts.filter(Boolean).join(" · ");
    }

    atStake(amount) {
        return this.state.page.stake_field === "spend_at_risk"
            ? _t("%s spend at stake", amount)
            : _t("%s at stake", amount);
    }

    /** Texts with a name in quotation marks: static ones lose their no-break spaces. */
    get emptyTexts() {
        return {
            noOne: _t(
                "No one is on the list yet. Add someone with New or import customers: contacts with a quotation, an order or a lead are added automatically."
            ),
            noneOfOwn: _t(
                "There are no customers here. You are not the salesperson of any customer yet: choose All above, or become the salesperson of a contact."
            ),
            allLeftOut: _t(
                "Everyone at risk or spending less is already being taken care of. Open the customers left out above to see why."
            ),
        };
    }

    get keyboardHelp() {
        const key = (name) => markup`<kbd>${name}</kbd>`;
        const control = _t("Ctrl");
        const enter = _t("Enter");
        return _t(
            "%(next)s %(previous)s go through the list, %(log)s logs, %(outcomes)s say how " +
                "it went, %(save)s logs and goes on, %(open)s opens",
            {
                next: key("J"),
                previous: key("K"),
                log: key("L"),
                outcomes: markup`${key("1")}–${key("4")}`,
                save: markup`${key(control)}+${key(enter)}`,
                open: key(enter),
            }
        );
    }

    /** What is said where the day's calls end. */
    get enough() {
        return counted(
            _t(
                "That makes %(count)s {count:call|calls} for today. The next customers can be called " +
                    "as well, or tomorrow."
            ),
            { count: this.state.page.capacity }
        );
    }

    get range() {
        const { offset, rows, total } = this.state.page;
        const part = `${this.count(offset + 1)}–${this.count(offset + rows.length)}`;
        return _t("%(part)s of %(total)s", { part, total: this.count(total) });
    }

    /** @returns {string} how many, as the reader writes it */
    count(number) {
        return formatInteger(number);
    }

    get hasMore() {
        const { offset, rows, total } = this.state.page;
        return offset + rows.length < total;
    }

    get hasOwner() {
        return this.state.page.whose !== "mine";
    }

    /** @returns {boolean} whether the day's calls end before this row */
    endsBefore(index) {
        const { capacity, done, offset, section } = this.state.page;
        return section === "customers" && offset + index === Math.max(0, capacity - done);
    }

    /** Where one else may look when nobody is to be called. */
    get others() {
        return this.state.page.people.filter(({ count }) => count);
    }

    setWhose(value) {
        return this.show({ whose: /^\d+$/.test(value) ? Number(value) : value });
    }

    setCurrent(index) {
        this.state.current = index;
    }

    focusCurrent() {
        if (this.mustFocus && this.ui.activeElement === document) {
            const row = this.rows.el?.querySelector(".o_retention_current");
            row?.focus();
            row?.scrollIntoView({ block: "nearest" });
            this.mustFocus = false;
        }
    }

    /**
     * Focus goes to whoever is next: the place of the customer who left the list. While
     * a dialog is on its way, a second press opens no other.
     */
    async log(customer) {
        if (this.isLogging) {
            return;
        }
        this.isLogging = true;
        try {
            const isLogged = await this.doNow.log(customer, { default_has_next: true });
            await this.afterwards(isLogged, customer);
        } finally {
            this.isLogging = false;
        }
    }

    async afterwards(isChanged, customer) {
        if (await isChanged) {
            await this.load();
            const { rows } = this.state.page;
            const stayed = customer && rows.findIndex(({ id }) => id === customer.id);
            if (stayed >= 0) {
                this.state.current = Math.min(stayed + 1, rows.length - 1);
            }
        }
        this.mustFocus = true;
        this.render();
    }

    onKeydown(ev) {
        const isElsewhere =
            this.ui.activeElement !== document ||
            ev.target.closest?.(TYPING) ||
            ev.ctrlKey ||
            ev.altKey ||
            ev.metaKey;
        const customer = this.state.page?.rows[this.state.current];
        if (isElsewhere || !customer) {
            return;
        }
        if (KEYS[ev.key]) {
            ev.preventDefault();
            this.move(KEYS[ev.key]);
        } else if (ev.key.toLowerCase() === "l") {
            ev.preventDefault();
            this.log(customer);
        } else if (ev.key === "Enter" && ev.target.matches?.("li, body")) {
            ev.preventDefault();
            this.actions.open(customer);
        }
    }

    move(step) {
        const last = this.state.page.rows.length - 1;
        this.mustFocus = true;
        this.state.current = Math.max(0, Math.min(last, this.state.current + step));
        this.render();
    }

    openLeftOut({ label, domain }) {
        return this.doNow.openList(label, domain);
    }
}

registry.category("actions").add("customer_retention_call_list", CallList);
