import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { counted } from "../counted/counted";
import { labelled } from "../counted/labelled";
import { draftOf, useDraft } from "./draft";

/** Who would be in which status under the policy as it stands, saved or not. */
export class RetentionPolicyPreview extends Component {
    static template = "oe_customer_retention.PolicyPreview";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useDraft("get_preview");
        this.past = useState({ data: null, busy: false });
        useEffect(
            () => {
                this.past.data = null;
            },
            () => [this.state.data]
        );
    }

    get preview() {
        return this.state.data;
    }

    get summary() {
        const { firing, moving, total } = this.preview;
        if (!total) {
            return _t("No customer yet to which this policy applies.");
        }
        if (!moving) {
            return counted(
                _t(
                    "None of %(total)s {total:customer|customers} of this policy would change status."
                ),
                { total }
            );
        }
        return firing
            ? counted(
                  _t(
                      "%(moving)s of %(total)s {total:customer|customers} of this policy would " +
                          "change status; reactions would fire %(firing)s {firing:time|times}, if " +
                          "you let them."
                  ),
                  { firing, moving, total }
              )
            : counted(
                  _t(
                      "%(moving)s of %(total)s {total:customer|customers} of this policy would " +
                          "change status."
                  ),
                  { moving, total }
              );
    }

    /** @returns {string} how many, as the reader writes it */
    count(number) {
        return formatInteger(number);
    }

    /** What a screen reader says of how many would move. */
    moveLabel(from, to, { count }) {
        return labelled(`${from.label} → ${to.label}`, this.count(count));
    }

    move(from, to) {
        return this.preview.moves.find(
            (move) => move.from_status === from.status && move.to_status === to.status
        );
    }

    open(move) {
        const name = _t("Customers who would move");
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            context: { retention_facet: { description: name } },
            res_model: "customer.retention.profile",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: move.domain,
            target: "current",
        });
    }

    /** Of the policy as it stands: an answer about other days is dropped. */
    async lookBack() {
        const { preview } = this;
        this.past.busy = true;
        try {
            const draft = draftOf(this.props.record);
            const past = await this.orm.call("customer.retention.policy", "get_hindsight", draft);
            if (preview === this.preview) {
                this.past.data = past;
            }
        } finally {
            this.past.busy = false;
        }
    }

    hindsight({ status, customers, returned, share }) {
        const label = this.preview.statuses.find((row) => row.status === status).label;
        if (!customers) {
            return _t("%s: no one a year ago.", label);
        }
        const text = share
            ? _t(
                  "%(label)s a year ago: %(customers)s {customers:customer|customers}, " +
                      "%(returned)s of them (%(share)s) have become active since."
              )
            : _t(
                  "%(label)s a year ago: %(customers)s {customers:customer|customers}, " +
                      "%(returned)s of whom {returned:has|have} become active since."
              );
        return counted(text, { label, customers, returned, share });
    }
}

registry.category("view_widgets").add("retention_policy_preview", {
    component: RetentionPolicyPreview,
});
