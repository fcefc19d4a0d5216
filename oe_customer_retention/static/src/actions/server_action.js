import { markup } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Do what a method of the server answers, as Odoo does with the answer to a button. */
export function useServerAction() {
    const action = useService("action");
    const orm = useService("orm");
    return async (model, method, args, kwargs = {}, options = {}) => {
        const request = await orm.call(model, method, args, kwargs);
        if (request.help) {
            request.help = markup(request.help);
        }
        return action.doAction(request, options);
    };
}
