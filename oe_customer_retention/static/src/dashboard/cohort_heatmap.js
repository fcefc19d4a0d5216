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
        const cells = this.props.cohorts.rows.flatMap((row) => this.later(row));
        const highest = Math.max(...cells.map((cell) => cell.rate || 0)) || 1;
        return this.props.cohorts.rows.map((row) => {
            const month = deserializeDate(row.cohort_month);
            const name = _t("First purchase in %s", month.toFormat("LLLL yyyy"));
            return {
                key: row.cohort_month,
                label: month.toFormat("LLL yy"),
                customers: formatInteger(row.customers),
                action: { name, res_model: PROFILE, domain: row.domain },
                cells: this.later(row).map((cell) => this.cell(cell, name, highest)),
            };
        });
    }

    /** Everybody bought in the month of the first purchase: it tells nothing. */
    later(row) {
        return row.cells.filter((cell) => cell.months_since > 0);
    }

    cell(
        { months_since: monthsSince, rate, ordering, domain, is_running: isRunning },
        cohort,
        highest
    ) {
        const isKnown = typeof rate === "number";
        return {
            monthsSince,
            text: isKnown ? `${formatFloat(rate * 100, { digits: [16, 0] })} %` : "",
            strength: isKnown ? Math.ceil((9 * rate) / highest) : 0,
            title: isRunning
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
