import { useService } from "@web/core/utils/hooks";

/**
 * Have the focus return to what opened a dialog, once that has left the page: Odoo does not
 * where a field of the dialog has the focus from the beginning.
 *
 * @returns {Function} remembers what opens a dialog, by default what has the focus; returns
 *  what is called when the dialog closes
 */
export function useFocusReturn() {
    const ui = useService("ui");
    return (opener = document.activeElement) => {
        const page = ui.activeElement;
        const focus = () => opener.focus();
        return () =>
            ui.activeElement === page
                ? focus()
                : ui.bus.addEventListener("active-element-changed", focus, { once: true });
    };
}
