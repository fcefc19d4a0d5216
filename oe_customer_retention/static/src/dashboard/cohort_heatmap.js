import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

const PROFILE = "customer.retention.profile";

/** Who bought first in a month, and which share of them bought in each later one. */
export class CohortHeatmap extends Component {
    static template = "oe_customer_retention.CohortHeatmap";
    static props = {
        cohorts: Object,
        isFiltered: Boolean,
        onOpen: Function,
    };

    get rows() {
        return this.props.cohorts.rows.map((row) => {
            const month = deserializeDate(row.cohort_month);
            const name = _t("First purchase in %s", month.toFormat("LLLL yyyy"));
            return {
                key: row.cohort_month,
                label: month.toFormat("LLL yy"),
                customers: formatInteger(row.customers),
                action: { name, res_model: PROFILE, domain: row.domain },
                cells: row.cells
                    .filter((cell) => cell.months_since > 0)
                    .map((cell) => this.cell(cell, name)),
            };
        });
    }

    cell({ months_since: monthsSince, rate, ordering, domain, is_running }, cohort) {
        const isKnown = typeof rate === "number";
        return {
            monthsSince,
            text: isKnown ? `${formatFloat(rate * 100, { digits: [16, 0] })} %` : "",
            strength: isKnown ? Math.min(9, Math.ceil(rate * 18)) : 0,
            title: is_running
                ? _t("%s so far, the month is not over", ordering)
                : _t("%s customers bought", ordering),
            action: isKnown && {
                name: _t("%(cohort)s, bought %(months)s months later", {
                    cohort,
                    months: monthsSince,
                }),
                res_model: PROFILE,
                domain,
            },
        };
    }
}
