import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { answersInto } from "../answer/answer";
import { counted } from "../counted/counted";
import { RetentionHelp } from "../help/help";

/**
 * From the revenue of one period to that of the next; each bar opens what it is made of.
 *
 * It is asked for once somebody sees it, and anew with the figures around it.
 */
export class RevenueBridge extends Component {
    static template = "oe_customer_retention.RevenueBridge";
    static components = { RetentionHelp };
    static props = { data: Object, onOpen: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ bridge: null, error: null });
        this.answered = answersInto(this.state, (bridge) => ({ bridge }));
        useEffect(
            (el) => {
                const observer = new IntersectionObserver((entries) => {
                    if (entries.some((entry) => entry.isIntersecting)) {
                        observer.disconnect();
                        this.load();
                    }
                });
                observer.observe(el);
                return () => observer.disconnect();
            },
            () => [this.root.el, this.props.data]
        );
    }

    load() {
        const { drill, period } = this.props.data;
        return this.answered(
            this.orm.call("customer.retention.dashboard", "get_bridge", [drill.profiles, period])
        );
    }

    customers(bar) {
        return counted(_t("%(count)s {count:customer|customers}"), { count: bar.customers });
    }
}
