"""What keyboards, screen readers and thumbs make of the pages, tried in Chromium.

Run as `python -m devtools.accessibility ADDRESS CHROMIUM` in an environment of its
own, without Odoo, on demo data. Prints a line per page; exits with 1 where axe finds
fault with a part of ours, a control is too small or nameless, or a page cannot be
worked with the keyboard.
"""

import sys
import time
from importlib.resources import files
from typing import NamedTuple

from playwright.sync_api import Error, sync_playwright

from devtools.screenshots import FLAGS, PATIENCE, log_in

PEOPLE = ("nora", "maya")
SETTLED = 1_000  # milliseconds for charts and late layout
CALLS = 20
SECONDS_PER_CALL = 10
CUSTOMERS = "/odoo/retention-customers"
ROW = ".o_data_row td[name=partner_id], .o_kanban_record:not(.o_kanban_ghost)"
NEW = ".o_control_panel button:has-text('New'):visible"


class Screen(NamedTuple):
    """A size of window, and the least size of what is hit there, in pixels."""

    name: str
    width: int
    least: int


class Page(NamedTuple):
    """A page: its ``path``, what is clicked there, and what is there when it is.

    Where ``is_ours`` Tab has to lead to each control; Odoo's own lists and boards are
    gone through with arrows.
    """

    name: str
    path: str
    shows: str
    clicks: tuple = ()
    is_ours: bool = False


SCREENS = (Screen("desk", 1400, 24), Screen("phone", 390, 44))
PAGES = (
    Page("dashboard", "/odoo/customer-retention", ".o_retention_figure", is_ours=True),
    Page("Call today", "/odoo/call-today", ".o_retention_call", is_ours=True),
    Page(
        "log dialog",
        "/odoo/call-today",
        ".modal [role=radiogroup]",
        (".o_retention_log",),
        is_ours=True,
    ),
    Page("customer", CUSTOMERS, ".o_retention_touchpoint", (ROW,), is_ours=True),
    Page("list", CUSTOMERS, ROW),
    Page("suspects", "/odoo/retention-suspects", ".o_group_header, .o_kanban_record"),
    Page("board", "/odoo/retention-lifecycle", ".o_kanban_record"),
    Page("new", CUSTOMERS, ".modal [name=name]", (NEW,)),
    Page("import", "/odoo/retention-import", ".o_form_view [name=file]"),
)
MANAGED = (
    Page(
        "policy",
        "/odoo/retention-policies",
        ".o_form_view .o_field_widget",
        (".o_data_row td[name=name], .o_kanban_record",),
    ),
    Page(
        "lifecycle",
        "/odoo/retention-lifecycles",
        ".o_form_view .o_field_widget",
        (".o_data_row td[name=name], .o_kanban_record",),
    ),
)
# Odoo's own views of ours, from the menus Reporting and Configuration.
MANAGED += tuple(
    Page(name, f"/odoo/retention-{name}", ".o_view_controller")
    for name in (
        "by-salesperson",
        "categories",
        "cohorts",
        "contact-effect",
        "effect",
        "journal",
        "losses",
        "models",
        "movement",
        "outcomes",
        "peers",
        "precursors",
        "promises",
        "reactions",
        "reports-by-mail",
        "revenue-bridge",
        "rfm-segments",
        "runs",
        "segments",
        "unseen",
        "winback-comparison",
        "winbacks",
    )
)
# Odoo's own parts of these pages: their faults are not ours to mend.
ODOOS = (
    ".o_main_navbar",
    ".o_control_panel_breadcrumbs",
    ".o_control_panel .btn:has(> .fa-search:only-child)",
    ".o_column_title",
    "[role=listitem]:has(> .o_searchview_facet_label)",
    ".o_m2o_avatar",
    ".o_cp_searchview",
    ".o_tag",
    ".o-autocomplete--input",
    ".o_notebook_headers",
    ".o_pivot_measure_row",
    ".o-mail-Chatter",
    ".o_field_widget:not([class*=retention])",
)
# About a page or a dialog as a whole, which Odoo lays out.
OF_THE_PAGE = (
    "aria-dialog-name",
    "heading-order",
    "landmark-main-is-top-level",
    "landmark-no-duplicate-banner",
    "landmark-no-duplicate-main",
    "landmark-unique",
    "meta-viewport",
    "page-has-heading-one",
    "region",
)
# What Odoo draws of a list, a board or a form, whoever wrote the view.
OF_THE_VIEW = (
    "aria-allowed-attr",
    "aria-allowed-role",
    "autocomplete-valid",
    "button-name",
    "empty-table-header",
    "image-alt",
    "label",
    "role-img-alt",
    "scrollable-region-focusable",
)
AXE = """([excluded, ignored]) => axe.run(
    { include: [["body"]], exclude: excluded.map((selector) => [selector]) },
    {
        resultTypes: ["violations"],
        rules: Object.fromEntries(ignored.map((rule) => [rule, { enabled: false }])),
    }
)"""
CONTROLS = (
    "a[href], button, input:not([type=hidden]), select, textarea, summary, "
    "[role=button], [role=radio], [role=tab], [tabindex='0']"
)
# In which OdooBot says hello.
NO_CHAT = ".o-mail-ChatWindow { display: none !important }"
CURRENT = ".o_retention_current"
STOPS = 400  # of Tab, on the longest page
OURS = """([controls, odoos]) => {
    const root = document.querySelector(".modal") ?? document.body;
    const isSeen = { visibilityProperty: true, opacityProperty: true };
    window.ours = [...root.querySelectorAll(controls)].filter(
        (node) => node.checkVisibility(isSeen)
            && node.closest("[class*=o_retention]")
            && !odoos.some((selector) => node.closest(selector))
    );
}"""
# Links in running text may be as high as its lines (WCAG 2.2, 2.5.8).
SMALL = """(least) => window.ours
    .filter((node) => !node.closest("p"))
    .map((node) => [node, node.getBoundingClientRect()])
    .filter(([, { width, height }]) => width && Math.min(width, height) < least - 0.5)
    .map(([node, { width, height }]) =>
        `${Math.round(width)}x${Math.round(height)} ${node.outerHTML.slice(0, 120)}`
    )"""
# Enough to call, with numbers, for a salesperson.
SUSPECTS = """async ([login, count]) => {
    async function call(model, method, ...args) {
        const response = await fetch(`/web/dataset/call_kw/${model}/${method}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ params: { model, method, args, kwargs: {} } }),
        });
        return (await response.json()).result;
    }
    const [user_id] = await call("res.users", "search", [["login", "=", login]]);
    const values = Array.from({ length: count }, (_, number) => ({
        name: `Suspect ${number}`,
        phone: `+32 9 555 01 ${number + 10}`,
        user_id,
    }));
    const partners = await call("res.partner", "create", values);
    await call("customer.retention.profile", "add_partners", partners);
}"""
# A desk shows all columns, and all of what heads them.
WIDE = """() => [...document.querySelectorAll(".o_list_renderer")]
    .filter((list) => list.scrollWidth > list.clientWidth + 1)
    .map((list) => `${list.scrollWidth} pixels of a list in ${list.clientWidth}`)
    .concat(
        [...document.querySelectorAll(".o_list_renderer th span")]
            .filter((title) => title.scrollWidth > title.clientWidth + 1)
            .map((title) => `a title that is cut: ${title.innerText}`)
    )"""
REACHED = "() => (document.activeElement.isReached = true)"
UNREACHED = """() => window.ours
    .filter((node) => !node.isReached && node.tabIndex >= 0 && !node.disabled)
    .map((node) => node.outerHTML.slice(0, 120))"""


def main(address, chromium):
    """Try every page as every person on every screen; return whether all is well."""
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for login in PEOPLE:
            for screen in SCREENS:
                page = _window(browser, address, screen, login)
                for each in (*PAGES, *(MANAGED if login == "maya" else ())):
                    faults += _look(page, each, login, screen)
                page.context.close()
        page = _window(browser, address, SCREENS[0], PEOPLE[0])
        faults += _call(page, PEOPLE[0])
        browser.close()
    print(f"{faults} faults")
    return not faults


def _window(browser, address, screen, login):
    context = browser.new_context(
        base_url=address,
        viewport={"width": screen.width, "height": 900},
        has_touch=screen.name == "phone",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    log_in(page, login)
    return page


def _open(page, each):
    page.goto(each.path)
    page.add_style_tag(content=NO_CHAT)
    for selector in each.clicks:
        page.locator(selector).first.click()
    page.locator(each.shows).first.wait_for()
    page.wait_for_timeout(SETTLED)


def _look(page, each, login, screen):
    """Open a page and print its faults; return how many there are."""
    try:
        _open(page, each)
    except Error as error:
        faults = [str(error).splitlines()[0]]
    else:
        page.evaluate(_axe())
        odoos = OF_THE_PAGE + (() if each.is_ours else OF_THE_VIEW)
        found = page.evaluate(AXE, [ODOOS[:-1], odoos])["violations"]
        faults = [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]
        if each.is_ours:
            page.evaluate(OURS, [CONTROLS, ODOOS])
            small = page.evaluate(SMALL, screen.least)
            faults += [f"smaller than {screen.least}: {node}" for node in small]
            if screen.name == "desk":
                faults += [f"not reached by Tab: {node}" for node in _unreached(page)]
        if screen.name == "desk":
            faults += page.evaluate(WIDE)
    name = f"{login:8}{screen.name:8}{each.name:14}"
    print(f"{name}{len(faults):4} faults", *faults, sep="\n    ", flush=True)
    return len(faults)


def _unreached(page):
    """Go through all of a page with Tab; return what one does not get to."""
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        page.evaluate(REACHED)
    return page.evaluate(UNREACHED)


def _axe():
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


def _call(page, login):
    """Log calls by keyboard alone, one after the other; return the number of faults.

    Each is timed from the key that opens the dialog until the next customer has the
    focus, with the list loaded anew.
    """
    page.goto("/odoo/call-today")
    page.evaluate(SUSPECTS, [login, CALLS + 1])
    page.reload()
    page.locator(".o_retention_suspects").click()
    page.locator(".o_retention_call .badge:has-text('Suspect')").first.wait_for()
    page.wait_for_timeout(SETTLED)
    taken = []
    for number in range(CALLS):
        called = page.locator(CURRENT).get_attribute("data-id")
        start = time.monotonic()
        page.keyboard.press("l")
        page.locator(".modal [role=radio]:focus").wait_for()
        page.keyboard.press("1")
        page.locator(".modal [role=radio][aria-checked=true]:focus").wait_for()
        page.keyboard.press("Tab")  # whom one talked to
        page.keyboard.press("Tab")
        page.locator(".modal [name=summary] input:focus").wait_for()
        page.keyboard.type(f"Call {number + 1}")
        page.keyboard.press("Control+Enter")
        page.locator(f"{CURRENT}:focus:not([data-id='{called}'])").wait_for()
        taken.append(time.monotonic() - start)
    slow = sum(seconds > SECONDS_PER_CALL for seconds in taken)
    each = ", ".join(f"{seconds:.1f}" for seconds in taken)
    print(f"{len(taken)} calls by keyboard, in seconds: {each}")
    return slow


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
