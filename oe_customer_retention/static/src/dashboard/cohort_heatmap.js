import { Component } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

/** Who bought first in a month, and which share of them bought in each later one. */
export class CohortHeatmap extends Component {
    static template = "oe_customer_retention.CohortHeatmap";
    static props = {
        cohorts: Object,
        drill: Object,
        isFiltered: Boolean,
        onOpen: Function,
    };

    get rows() {
        return this.props.cohorts.rows.map((row) => ({
            key: row.cohort_month,
            label: deserializeDate(row.cohort_month).toFormat("LLL yy"),
            customers: formatInteger(row.customers),
            action: this.cohortAction(row),
            cells: row.cells.filter((cell) => cell.months_since > 0).map(this.cell),
        }));
    }

    cell({ months_since: monthsSince, rate, ordering, is_running: isRunning }) {
        const isKnown = typeof rate === "number";
        return {
            monthsSince,
            text: isKnown ? `${formatFloat(rate * 100, { digits: [16, 0] })} %` : "",
            strength: isKnown ? Math.min(9, Math.ceil(rate * 18)) : 0,
            title: isRunning
                ? _t("%s so far, the month is not over", ordering)
                : _t("%s customers bought", ordering),
        };
    }

    cohortAction(row) {
        const start = deserializeDate(row.cohort_month);
        return {
            name: _t("First purchase in %s", start.toFormat("LLLL yyyy")),
            res_model: "customer.retention.profile",
            domain: [
                ...this.props.drill.companies,
                ["first_purchase_date", ">=", row.cohort_month],
                ["first_purchase_date", "<=", serializeDate(start.endOf("month"))],
            ],
        };
    }
}
