"""Export the addons' terms and bring the translations up to date.

With --missing, print a language's untranslated terms as JSON, each with an empty text;
with --merge, take that JSON back, filled in, from standard input.
"""

from devtools import databases, odoo, packages, process, setup
from devtools.console import step
from devtools.paths import ADDON, ADDONS, ROOT

NAMES = [addon.name for addon in ADDONS]


def add_arguments(parser):
    """Which addon, and what to do instead of bringing up to date."""
    parser.add_argument("--addon", choices=NAMES, help="default: all; else the first")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--missing", metavar="LANGUAGE", help="print what is to be done")
    other.add_argument("--merge", metavar="LANGUAGE", help="take translations")


def run(options):
    """Export and update, print what is missing, or take what was translated."""
    setup.ensure()
    name = options.addon or ADDON.name
    if options.missing:
        return _translations("missing", name, options.missing)
    if options.merge:
        return _translations("merge", name, options.merge)
    names = [options.addon] if options.addon else NAMES
    for each in names:
        _export(each)
    return max(_translations("update", name) for name in names)


def _export(name):
    """Let Odoo write a template, without the terms other modules add to the addon."""
    others = name != ADDON.name
    with databases.throwaway("translate", others=others) as database:
        databases.install(database, [name])
        with step("Exporting the terms"):
            options = [f"--database={database}", name]
            command = odoo.command(*options, subcommand="i18n export")
            process.output(command, env=odoo.environment())


def _translations(*arguments):
    command = [str(packages.ODOO.python), "-m", "devtools.translations", *arguments]
    return process.call(command, cwd=ROOT, env=odoo.environment())
