"""The tests that need no Odoo: the analytics' doctests and the door's own tests.

Run as `python -m devtools.plain` with the project's virtual environment; the last
line printed is `N passed, N failed`.
"""

import doctest
import importlib
import pkgutil
import sys
import unittest

from .paths import ADDON, ROOT, TOOLS

ANALYTICS = ADDON / "analytics"


def suite():
    """All plain tests. The addon itself cannot be imported here: it needs Odoo."""
    sys.path.insert(0, str(ADDON))
    tests = unittest.defaultTestLoader.discover(
        str(TOOLS / "tests"), top_level_dir=str(ROOT)
    )
    for found in pkgutil.iter_modules([str(ANALYTICS)]):
        module = importlib.import_module(f"{ANALYTICS.name}.{found.name}")
        examples = doctest.DocTestFinder(exclude_empty=True).find(module)
        tests.addTests(doctest.DocTestCase(each) for each in examples if each.examples)
    return tests


def main():
    """Run them; print failures and the count."""
    result = unittest.TextTestRunner(verbosity=0, stream=sys.stdout).run(suite())
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
