import { onWillStart } from "@odoo/owl";
import { download } from "@web/core/network/download";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { labelled } from "../counted/labelled";

/**
 * What is asked for, in words, from the facets of the search bar.
 *
 * @param {Object} searchModel
 * @returns {string}
 */
export function describeFilters(searchModel) {
    const [first = "", ...others] = searchModel.facets
        .filter(({ type }) => type !== "groupBy")
        .map(({ title, values, separator = _t("or") }) =>
            [title, values.join(` ${separator} `)]
                .filter(Boolean)
                .reduce((title, text) => labelled(title, text))
        );
    return others.reduce(
        (phrases, phrase) => _t("%(phrases)s; %(phrase)s", { phrases, phrase }),
        first
    );
}

/**
 * PDF and Excel of the customers of a domain: `{domain, period, filters, lists}`; for those
 * whom Odoo lets export. `lists` has the PDF list all of them.
 */
export function useRetentionDownloads() {
    const action = useService("action");
    const ui = useService("ui");
    const downloads = {
        isAllowed: false,
        pdf(request) {
            return action.doAction({
                type: "ir.actions.report",
                report_type: "qweb-pdf",
                report_name: "oe_customer_retention.report_customers",
                data: request,
                context: user.context,
            });
        },
        async excel({ domain, period, filters }) {
            ui.block();
            try {
                await download({
                    url: "/customer_retention/workbook.xlsx",
                    data: {
                        domain: JSON.stringify(domain),
                        period,
                        filters,
                        company_ids: JSON.stringify(user.context.allowed_company_ids),
                    },
                });
            } finally {
                ui.unblock();
            }
        },
    };
    onWillStart(async () => {
        downloads.isAllowed = await user.hasGroup("base.group_allow_export");
    });
    return downloads;
}
