import { useEffect, useRef } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";

/**
 * Make the buttons of a table one stop for Tab; arrows lead from one to the next, Home and
 * End to the first and last of the row: the grid pattern of the ARIA Authoring Practices.
 *
 * @param {string} name the table's t-ref; its role is to be grid
 */
export function useGrid(name) {
    const table = useRef(name);
    const buttons = () => [...(table.el?.querySelectorAll("button") || [])];
    let stop = null;

    const stopAt = (button) => {
        stop = button;
        for (const each of buttons()) {
            each.tabIndex = each === stop ? 0 : -1;
        }
    };

    const onFocusin = (ev) => {
        const button = ev.target.closest("button");
        if (button) {
            stopAt(button);
        }
    };

    const onKeydown = (ev) => {
        const next = nextButton(ev.target.closest("td, th"), ev.key);
        if (next) {
            ev.preventDefault();
            next.focus();
        }
    };

    useEffect(() => {
        stopAt(table.el?.contains(stop) ? stop : buttons()[0]);
    });

    useEffect(
        (el) => {
            el?.addEventListener("focusin", onFocusin);
            el?.addEventListener("keydown", onKeydown);
        },
        () => [table.el]
    );
}

/** Return the button that a key leads to from a cell; cells without one are passed over. */
function nextButton(cell, key) {
    const isMirrored = localization.direction === "rtl";
    const row = [...cell.parentElement.cells];
    const rows = [...cell.closest("table").rows];
    const column = rows.map((each) => each.cells[cell.cellIndex]);
    const before = (line) => line.slice(0, line.indexOf(cell)).reverse();
    const after = (line) => line.slice(line.indexOf(cell) + 1);
    const passed = {
        ArrowLeft: () => (isMirrored ? after(row) : before(row)),
        ArrowRight: () => (isMirrored ? before(row) : after(row)),
        ArrowUp: () => before(column),
        ArrowDown: () => after(column),
        Home: () => row,
        End: () => row.reverse(),
    }[key]?.();
    return passed?.map((each) => each?.querySelector("button")).find(Boolean);
}
