import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { counted } from "../counted/counted";
import { labelled } from "../counted/labelled";
import { readDay } from "../days/days";
import { useGrid } from "../grid/grid";

const PROFILE = "customer.retention.profile";
const STRENGTHS = 5;

/** Who bought first in a month, and which share of them bought in each later one. */
export class CohortHeatmap extends Component {
    static template = "oe_customer_retention.CohortHeatmap";
    static props = {
        cohorts: Object,
        isFiltered: Boolean,
        onOpen: Function,
    };

    setup() {
        useGrid("grid");
    }

    get rows() {
        return this.props.cohorts.rows.map((row) => {
            const month = readDay(row.cohort_month);
            const name = _t("First purchase in %s", month.toFormat("LLLL yyyy"));
            return {
                key: row.cohort_month,
                label: month.toFormat("LLL yyyy"),
                customers: formatInteger(row.customers),
                action: { name, res_model: PROFILE, domain: row.domain },
                cells: this.later(row).map((cell) => this.cell(cell, name)),
            };
        });
    }

    /** Everybody bought in the month of the first purchase: it tells nothing. */
    later(row) {
        return row.cells.filter((cell) => cell.months_since > 0);
    }

    /** A cell in one of five shades of the whole; grey where too few make a share. */
    cell(cell, cohort) {
        const { customers, domain, ordering } = cell;
        const name = counted(_t("%(cohort)s, bought %(months)s {months:month|months} later"), {
            cohort,
            months: cell.months_since,
        });
        const bought = counted(
            _t("%(ordering)s of %(customers)s {customers:customer|customers} bought"),
            {
                ordering,
                customers,
            }
        );
        return {
            monthsSince: cell.months_since,
            text: cell.text,
            strength: cell.rate === null ? 0 : Math.ceil(STRENGTHS * cell.rate),
            title: cell.is_running ? _t("%s so far; the month is not over", bought) : bought,
            name: labelled(name, cell.text),
            action: !cell.is_running && { name, res_model: PROFILE, domain },
        };
    }
}
