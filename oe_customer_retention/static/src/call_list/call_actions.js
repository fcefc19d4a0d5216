import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { planCall } from "../activity/plan_call";
import { useFocusReturn } from "../dialog/focus_return";

const PROFILE = "customer.retention.profile";
const TONES = { far_behind: "danger", behind: "warning" };

/**
 * @returns {string} the color of the reason to call: how late it is, else the status; who
 * is active is called for a reason, too, which is not green
 */
export const toneOf = ({ rhythm, status }) =>
    `text-bg-${TONES[rhythm] || `retention-${status === "active" ? "at_risk" : status}`}`;

/** Whose customer it is: `salesperson` is id and name, or false. */
export const ownerOf = (salesperson) =>
    salesperson ? _t("Salesperson: %s", salesperson[1]) : _t("No salesperson");

/** What a screen reader says of each control, naming the customer. */
export const callLabels = (name, phone = "") => ({
    dial: _t("Call %(name)s: %(phone)s", { name, phone }),
    addNumber: _t("Add a phone number for %s", name),
    log: _t("Log a contact with %s", name),
    plan: _t("Plan an activity with %s", name),
    mail: _t("Write an email to %s", name),
    suggest: _t("Suggest a quotation to %s", name),
    snooze: _t("Snooze %s until a date", name),
});

/** What one does with a customer to be called; each returns once it is over. */
export function useCallActions() {
    const action = useService("action");
    const orm = useService("orm");
    const store = useService("mail.store");
    const rememberFocus = useFocusReturn();
    const inDialog = (request, options = {}) =>
        new Promise((resolve, reject) => {
            const opened = action.doAction(request, { ...options, onClose: resolve });
            Promise.resolve(opened).catch(reject);
        }).finally(rememberFocus());
    return {
        /** @returns {Promise<boolean>} whether something was logged */
        async log(customer, context = {}) {
            const infos = await inDialog("oe_customer_retention.customer_retention_log_action", {
                additionalContext: { default_profile_ids: [customer.id], ...context },
            });
            return Boolean(infos?.logged);
        },
        /** @returns {Promise<boolean>} whether the customer is snoozed now */
        async snooze(customer) {
            const infos = await inDialog("oe_customer_retention.customer_retention_snooze_action", {
                additionalContext: { default_profile_ids: [customer.id] },
            });
            return Boolean(infos?.snoozed);
        },
        async suggest(customer) {
            const request = await orm.call(PROFILE, "action_suggest_quotation", [[customer.id]]);
            return inDialog(request);
        },
        /** Opens the new customer. */
        create: () => action.doAction("oe_customer_retention.customer_retention_new_action"),
        schedule: (customer) =>
            planCall({ orm, store }, PROFILE, customer.id).finally(rememberFocus()),
        mail: (customer) =>
            inDialog({
                type: "ir.actions.act_window",
                name: _t("Write to %s", customer.partner_id[1]),
                res_model: "mail.compose.message",
                target: "new",
                views: [[false, "form"]],
                context: {
                    default_composition_mode: "comment",
                    default_model: PROFILE,
                    default_res_ids: [customer.id],
                    default_partner_ids: [customer.person?.id || customer.partner_id[0]],
                    default_subject: "", // without it, the customer's own name
                },
            }),
        addNumber: (customer) =>
            inDialog({
                type: "ir.actions.act_window",
                name: _t("Phone number of %s", customer.partner_id[1]),
                res_model: "res.partner",
                res_id: customer.person?.id || customer.partner_id[0],
                target: "new",
                views: [[false, "form"]],
            }),
        /** The pager of the customer's page goes through the others. */
        open: (customer, customers = [customer]) =>
            action.doAction(
                {
                    type: "ir.actions.act_window",
                    res_model: PROFILE,
                    res_id: customer.id,
                    views: [[false, "form"]],
                },
                { props: { resIds: customers.map(({ id }) => id) } }
            ),
        openList: (name, domain) =>
            action.doAction({
                type: "ir.actions.act_window",
                name,
                res_model: PROFILE,
                domain,
                context: { retention_facet: { description: name } },
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            }),
    };
}
