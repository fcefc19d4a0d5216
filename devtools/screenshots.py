"""Pictures of the addon at work, taken in Chromium.

Run as `python -m devtools.screenshots ADDRESS CHROMIUM FOLDER ...` in an environment
of its own, without Odoo: takes each of :data:`PICTURES` once, for every folder.
"""

import io
import sys
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE = 60_000  # milliseconds
SETTLED = 1_500  # milliseconds for charts and late layout
COLORS = 192
DASHBOARD = "/odoo/customer-retention"
CUSTOMERS = "/odoo/retention-customers"


class Picture(NamedTuple):
    """A page as a manager sees it: its ``path``, what is clicked there (selectors),
    and the selector of what is waited for and brought into view, or taken alone where
    ``is_part``."""

    name: str
    path: str
    clicks: tuple = ()
    shows: str = ".o_content"
    is_part: bool = False
    height: int = 800


PICTURES = (
    Picture(
        "dashboard",
        DASHBOARD,
        clicks=(".o_retention_onboarding .btn-close",),
        shows="canvas",
        height=1560,
    ),
    Picture(
        "customers",
        "/odoo/retention-by-salesperson",
        clicks=(".o_group_header:has-text('Nora')", ".o_group_header:has-text('Sam')"),
    ),
    Picture(
        "customer",
        CUSTOMERS,
        clicks=("td[name=partner_id]",),
        shows=".o_retention_touchpoint",
        height=1000,
    ),
    Picture(
        "lifecycle",
        "/odoo/retention-lifecycle",
        shows=".o_kanban_group:has(.o_column_title:has-text('Customer'))",
    ),
    Picture("movement", "/odoo/retention-movement", shows=".o_pivot"),
    Picture(
        "cohorts",
        DASHBOARD,
        shows="section[aria-labelledby=retention_cohorts]",
        is_part=True,
    ),
    Picture(
        "policy",
        "/odoo/retention-policies",
        clicks=(
            "tr:has(td[name=is_default] input:checked) td[name=name]",
            ".o_notebook .nav-link:has-text('Repurchase curve')",
        ),
        shows=".o_form_sheet",
        is_part=True,
        height=1600,
    ),
    Picture(
        "prediction",
        "/odoo/retention-models",
        clicks=("td[name=fitted_on]",),
        shows="canvas",
    ),
)


def main(address, chromium, *folders):
    """Take all pictures, small enough to be kept beside the code."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(
            base_url=address, viewport={"width": 1400, "height": 800}
        )
        page.set_default_timeout(PATIENCE)
        log_in(page)
        for picture in PICTURES:
            _keep(_take(page, picture), picture.name, folders)
        _keep(_first_sheet(page), "report", folders)
        browser.close()


def log_in(page, login="maya"):
    """Log a person of the demo data in: the password is the login."""
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def _take(page, picture):
    page.set_viewport_size({"width": 1400, "height": picture.height})
    page.goto(picture.path)
    for selector in picture.clicks:
        page.locator(selector).first.click()
    shown = page.locator(picture.shows).first
    shown.scroll_into_view_if_needed()
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED)
    picture_of = shown if picture.is_part else page
    return Image.open(io.BytesIO(picture_of.screenshot()))


def _first_sheet(page):
    """The first sheet of the PDF about all customers."""
    page.goto(DASHBOARD)
    with page.expect_download() as download:
        page.locator("button:has-text('PDF')").click()
    return pypdfium2.PdfDocument(download.value.path())[0].render(scale=1.5).to_pil()


def _keep(image, name, folders):
    small = image.convert("RGB").quantize(
        COLORS,
        method=Image.Quantize.MAXCOVERAGE,
        kmeans=1,  # large areas keep their color
        dither=Image.Dither.NONE,
    )
    for folder in folders:
        small.save(Path(folder, f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
