import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { counted } from "../counted/counted";
import { useGrid } from "../grid/grid";
import { RetentionHelp } from "../help/help";

const SCORES = [1, 2, 3, 4, 5];
const STRENGTHS = 5;

/** Customers by recency and frequency score; the darker, the more. */
export class RfmGrid extends Component {
    static template = "oe_customer_retention.RfmGrid";
    static components = { RetentionHelp };
    static props = { grid: Array, onOpen: Function };

    setup() {
        this.scores = SCORES;
        useGrid("grid");
    }

    get rows() {
        const most = Math.max(...this.props.grid.map((cell) => cell.customers));
        return [...SCORES].reverse().map((frequency) => ({
            frequency,
            title: _t("Frequency %s", frequency),
            cells: SCORES.map((recency) => this.cell(recency, frequency, most)),
        }));
    }

    recencyTitle(score) {
        return _t("Recency %s", score);
    }

    cell(recency, frequency, most) {
        const cell = this.props.grid.find(
            (candidate) => candidate.recency === recency && candidate.frequency === frequency
        );
        return {
            recency,
            text: cell ? formatInteger(cell.customers) : "",
            label: counted(
                _t(
                    "Frequency %(frequency)s, recency %(recency)s: %(count)s {count:customer|customers}"
                ),
                {
                    frequency,
                    recency,
                    count: cell ? cell.customers : 0,
                }
            ),
            strength: cell ? Math.ceil((STRENGTHS * cell.customers) / most) : 0,
            action: cell && {
                name: _t("Recency %(recency)s, frequency %(frequency)s", {
                    recency,
                    frequency,
                }),
                res_model: "customer.retention.profile",
                domain: cell.domain,
            },
        };
    }
}
