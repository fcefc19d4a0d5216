"""Break things while customers are refreshed, and look at what is left.

Each fault gets a fresh copy of a small database: a killed server, a lost connection,
two workers at once, people who delete and merge meanwhile, a full disk. What was half
done must be gone, the next run must repair it, and the runs must say so.
"""

from devtools import faults, setup
from devtools.console import Failure


def add_arguments(parser):
    """Which faults."""
    parser.add_argument(
        "names", nargs="*", metavar="FAULT", help=f"of {', '.join(faults.ALL)}"
    )


def run(options):
    """Print each fault with its outcome; fail when one outcome is not as it should."""
    unknown = set(options.names) - set(faults.ALL)
    if unknown:
        raise Failure(f"no such fault: {', '.join(unknown)}; see ./dev faults --help")
    setup.ensure()
    return faults.run(options.names or list(faults.ALL))
