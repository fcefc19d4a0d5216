"""Loaded with `--load`: have at_install tests run beside all installed addons.

Odoo runs them while it loads their own addon, when those that depend on it are not
there yet: they would say nothing about ours. What test_lint imports comes from the
linters.
"""

import sys

from devtools import packages
from odoo.tests import loader

# Covered by the first key of another index, as in core's own list.
COVERED = {
    "customer.lifecycle.journal.profile_id",
    "customer.retention.outreach.day.profile_id",
    "customer.retention.profile.partner_id",
    "customer.retention.category.profile_id",
    "customer.retention.purchase.day.profile_id",
    "customer.retention.transition.profile_id",
}
_make_suite = loader.make_suite


def make_suite(module_names, position="at_install"):
    """No tests while addons are loaded; those of both positions at the end."""
    if position == "at_install":
        return _make_suite([])
    suite = loader.OdooSuite(
        [*_make_suite(module_names, "at_install"), *_make_suite(module_names, position)]
    )
    if linting := sys.modules.get("odoo.addons.test_lint.tests.test_index"):
        linting.BTREE_INDEX_IGNORE_FIELDS |= COVERED
    return suite


loader.make_suite = make_suite
sys.path.append(str(packages.LINT.site_packages))
