"""Core's own test suites, run without this addon and beside it.

Among them test_lint, which reads the files and models of all addons there are.
"""

import re
from typing import NamedTuple

from . import databases, odoo, source, testlog
from .console import Failure, step
from .paths import ADDON, ROOT, TOOLS

# Account's own suite is ten times the others'; these parts of it post documents,
# register payments, match bank statements or merge partners.
ACCOUNT = (
    "test_account_bank_statement",
    "test_account_inalterable_hash",
    "test_account_invoice_report",
    "test_account_journal_dashboard",
    "test_account_merge_wizard",
    "test_account_move_duplicate",
    "test_account_move_entry",
    "test_account_move_out_invoice",
    "test_account_move_out_refund",
    "test_account_move_payments_widget",
    "test_account_move_reconcile",
    "test_account_move_send",
    "test_account_partner",
    "test_account_payment",
    "test_account_payment_register",
    "test_company_branch",
    "test_digest",
    "test_portal_invoice",
    "test_res_partner_merge",
)
SUITES = {
    # The markers of conflicts are looked for in every folder below an addons path.
    "test_lint": "/test_lint,-/test_lint:TestConflictMarkers",
    "sale": "/sale",
    "crm": "/crm",
    "sale_crm": "/sale_crm",
    "sale_management": "/sale_management",
    "account": ",".join(f"/account/tests/{name}.py" for name in ACCOUNT),
}
LAST = "core_tests_last"
UNSUCCESSFUL = re.compile(r"(?:FAIL|ERROR): ([^\n]+)")


class Result(NamedTuple):
    """How a suite went: tests that passed, and the names of those that did not."""

    passed: int
    failed: frozenset

    def __str__(self):
        return f"{self.passed} passed, {len(self.failed)} failed"


def run(database, name, tags, kind):
    """Run one suite in a database once all of its addons are loaded.

    :param kind: "without" or "with" the addon
    """
    ours = [ROOT] if kind == "with" else []
    folders = [*source.addons_paths(), *ours, TOOLS / "test_addons"]
    options = [
        f"--database={database}",
        f"--addons-path={','.join(map(str, folders))}",
        f"--load=base,web,{LAST}",
        "--stop-after-init",
        "--max-cron-threads=0",
        f"--http-port={odoo.free_port()}",
        f"--test-tags={tags}",
    ]
    reader = testlog.Reader()
    with step(f"{name}, {kind} {ADDON.name}"):
        odoo.run(options, f"core-{kind}-{name}", reader.line)
    problems = "".join(reader.outcome.problems)
    if not reader.outcome.run:
        raise Failure(f"no test of {name} ran:\n{problems}")
    return Result(reader.outcome.passed, frozenset(UNSUCCESSFUL.findall(problems)))


def compare(suites):
    """Run suites in two databases; yields name, result without and result with.

    :param suites: test tags by name
    """
    with databases.throwaway("core") as database:
        databases.install(database, ["test_lint"])
        without = {
            name: run(database, name, tags, "without") for name, tags in suites.items()
        }
        databases.install(database, [ADDON.name])
        for name, tags in suites.items():
            yield name, without[name], run(database, name, tags, "with")
