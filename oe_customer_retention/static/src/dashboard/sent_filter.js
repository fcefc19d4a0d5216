import { Domain } from "@web/core/domain";

/** @returns {string} the names of the filters chosen, for the address */
export function namesOfFilters({ query, searchItems }) {
    const names = query.map(({ searchItemId }) => searchItems[searchItemId].name);
    return names.filter(Boolean).join(",");
}

/**
 * Choose the filters of these names where they alone make the domain: they keep their
 * names. Otherwise the domain is a filter of its own.
 */
export async function chooseFilters(searchModel, domain, names) {
    const wanted = new Domain(domain).toString();
    const filters = Object.values(searchModel.searchItems).filter(({ type }) => type === "filter");
    const named = names
        .split(",")
        .map((name) => filters.find((filter) => filter.name === name))
        .filter(Boolean);
    const toggle = () => named.forEach(({ id }) => searchModel.toggleSearchItem(id));
    toggle();
    if (new Domain(searchModel.domain).toString() !== wanted) {
        toggle();
        await searchModel.splitAndAddDomain(domain);
    }
}
