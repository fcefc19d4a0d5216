import { user } from "@web/core/user";

/** The name of a row's company where several are looked at: who buys in two is there twice. */
export function companyName(name) {
    return user.activeCompanies.length > 1 ? name || "" : "";
}
