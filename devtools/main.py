"""The door's command line: every module in devtools/commands/ is a command."""

import argparse
import importlib
import pkgutil

from . import commands, console, process
from .console import Failure, warn


def main(arguments):
    """Run one command; return its exit status."""
    options = parser().parse_args(arguments)
    console.verbose = options.verbose
    process.catch_signals()
    try:
        return options.run(options) or 0
    except Failure as failure:
        warn(failure)
        return 1
    except process.Interrupted as interruption:
        return 128 + interruption.args[0]


def parser():
    """A parser with one subparser a command."""
    top = argparse.ArgumentParser(prog="./dev", description=__doc__.splitlines()[0])
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"{commands.__name__}.{found.name}")
        summary = module.__doc__.strip().splitlines()[0]
        sub = subparsers.add_parser(
            found.name.replace("_", "-"),
            help=summary,
            description=module.__doc__,
        )
        sub.add_argument(
            "-v", "--verbose", action="store_true", help="print Odoo's whole log"
        )
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return top
