"""Export the addon's terms and bring the translations up to date.

With --missing, print a language's untranslated terms as JSON, each with an empty text;
with --merge, take that JSON back, filled in, from standard input.
"""

from devtools import databases, odoo, packages, process, setup
from devtools.console import step
from devtools.paths import ADDON, ROOT

EXPORT = f"""
from odoo.tools.translate import trans_export
from devtools.translations import TEMPLATE
TEMPLATE.parent.mkdir(exist_ok=True)
with TEMPLATE.open("wb") as file:
    trans_export(None, ["{ADDON.name}"], file, "po", env)
"""


def add_arguments(parser):
    """What to do instead of bringing up to date."""
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--missing", metavar="LANGUAGE", help="print what is to be done")
    other.add_argument("--merge", metavar="LANGUAGE", help="take translations")


def run(options):
    """Export and update, print what is missing, or take what was translated."""
    setup.ensure()
    if options.missing:
        return _translations("missing", options.missing)
    if options.merge:
        return _translations("merge", options.merge)
    with databases.throwaway("translate") as database:
        databases.install(database, [ADDON.name])
        with step("Exporting the terms"):
            odoo.run_script(database, EXPORT)
    return _translations("update")


def _translations(*arguments):
    command = [str(packages.ODOO.python), "-m", "devtools.translations", *arguments]
    return process.call(command, cwd=ROOT, env=odoo.environment())
