import { _t } from "@web/core/l10n/translation";

/** @returns {string} what something is and what there is to say of it, as the language writes it */
export const labelled = (title, text) => _t("%(title)s: %(text)s", { title, text });
