"""What `./dev upgrade-check` does: from the released version to the present one."""

import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import databases, odoo, postgres, process
from .console import say, step
from .paths import ADDON, ADDONS, ROOT

RELEASED = "849b788"  # 19.0.1.1.0
# What people made, as the released version keeps it: its names stay as they are here.
MADE = {
    "decisions": """
        SELECT partner_id, status_override, override_until, override_reason, blocked,
               block_reason, snoozed_until, snooze_reason
        FROM customer_retention_profile""",
    "exclusions": """
        SELECT id, retention_excluded_reason FROM res_partner
        WHERE retention_excluded_reason IS NOT NULL""",
    "pinned stages": """
        SELECT partner_id, stage_reason, stage.name
        FROM customer_retention_profile
        JOIN customer_lifecycle_stage stage ON stage.id = stage_id
        WHERE stage_pinned""",
    "journal of stages": """
        SELECT partner_id, date, origin, reason, journal.user_id, stage.name
        FROM customer_lifecycle_journal journal
        JOIN customer_retention_profile profile ON profile.id = profile_id
        JOIN customer_lifecycle_stage stage ON stage.id = to_stage_id""",
    "segments": """
        SELECT name, kind, domain, company_id FROM customer_segment
        WHERE name->>'en_US' LIKE 'Our %'""",
    "members of static segments": """
        SELECT segment.name, partner_id
        FROM customer_segment_profile_rel
        JOIN customer_segment segment ON segment.id = segment_id
        JOIN customer_retention_profile profile ON profile.id = profile_id
        WHERE kind = 'static'""",
    "reactions": """
        SELECT name, trigger, to_status, condition, action, activity_type_id, due_days
        FROM customer_retention_reaction WHERE name->>'en_US' LIKE 'Our %'""",
    "log of reactions": """
        SELECT partner_id, log.name, log.date, to_status, state, occasion
        FROM customer_retention_reaction_log log
        JOIN customer_retention_profile profile ON profile.id = profile_id""",
    "outcomes": """
        SELECT partner_id, user_id, date, kind, duration, outcome, note, message_id
        FROM customer_retention_outcome""",
    "policies": """
        SELECT name, company_id, partner_domain, at_risk_days, dormant_days, lost_days
        FROM customer_retention_policy""",
    "subscriptions": """
        SELECT name, domain, file_format, interval
        FROM customer_retention_subscription""",
    "notes": """
        SELECT partner_id, body FROM mail_message
        JOIN customer_retention_profile profile ON profile.id = res_id
        WHERE model = 'customer.retention.profile'""",
    "activities": """
        SELECT partner_id, summary, activity.user_id FROM mail_activity activity
        JOIN customer_retention_profile profile ON profile.id = res_id
        WHERE res_model = 'customer.retention.profile'""",
    "filters": "SELECT id, name FROM ir_filters",
}
# What has another name in the present version, and the queries that are others there.
RENAMED = {"customer_retention_outcome": "customer_retention_interaction"}
SINCE = {}


def run():
    """Update a throwaway database; return an exit status."""
    with databases.throwaway("upgrade_check") as database:
        _keep_out_newer_addons(database)
        with _released() as folder, odoo.addons_from(folder):
            with step(f"Install {ADDON.name} as released"):
                databases.install(database, [ADDON.name])
            with step("Decide, note and save"):
                odoo.ask(database, "upgrade_check_addon.make")
        before = {what: _rows(database, query) for what, query in MADE.items()}
        with step("Update"):
            databases.install(database, [ADDON.name], "--update")
        with step("Refresh, and use what was saved"):
            problems = odoo.ask(database, "upgrade_check_addon.use").splitlines()
        for what, query in (MADE | SINCE).items():
            for old, new in RENAMED.items():
                query = query.replace(old, new)
            gone = before[what] - _rows(database, query)
            problems += [f"{what}: gone or changed: {row}" for row in sorted(gone)]
    for problem in problems:
        say(f"WRONG {problem}")
    count = sum(map(len, before.values()))
    say(f"{count} things people made compared; {len(problems)} problems")
    return int(bool(problems) or not all(before.values()))


def _keep_out_newer_addons(database):
    """Let nothing install itself beside the released version that came after it."""
    names = ", ".join(f"'{addon.name}'" for addon in ADDONS if addon != ADDON)
    postgres.sql(
        f"UPDATE ir_module_module SET auto_install = FALSE WHERE name IN ({names})",
        database,
    )


def _rows(database, query):
    return set(postgres.sql(query, database).splitlines())


@contextmanager
def _released():
    """A folder with the addon as it was released, for the block."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "released.tar"
        process.output(
            ["git", "archive", f"--output={archive}", RELEASED, ADDON.name],
            remedy="this needs the history of the repository: git fetch --unshallow",
            cwd=ROOT,
        )
        with tarfile.open(archive) as released:
            released.extractall(folder, filter="data")
        yield Path(folder)
