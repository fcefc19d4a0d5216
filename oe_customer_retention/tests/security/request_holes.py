"""The protection each attack by request is there for, switched off."""

import re
from datetime import date, timezone
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from ...wizards.partner_import.table import Row
from ..common import SALESMAN

ADDON = "odoo.addons.oe_customer_retention.models"
FILES = "odoo.addons.oe_customer_retention.wizards.partner_import"
PROFILE = "customer.retention.profile"
REACTION = "customer.retention.reaction"


def holes(case):
    """Return what switches off the protection of each test of ``case``, by its name."""
    stage = "customer.lifecycle.stage"
    never = re.compile(r"(?!)")
    return {
        "test_a_datetime_of_xml_rpc_is_no_day": case._hole(
            "res.company", "_retention_given_day", _any_date
        ),
        "test_a_salesperson_forges_no_outcome": patch(
            f"{ADDON}.interaction.interaction.refuse_server_fields"
        ),
        "test_a_salesperson_excludes_nobody": case._hole(
            "res.partner", "_check_may_exclude", lambda partners: None
        ),
        "test_a_manager_sends_no_invitation_of_a_user": [
            case._hole(REACTION, "_target_model", lambda reaction: PROFILE),
            case._hole("mail.template", "_check_retention_said", lambda template: None),
        ],
        "test_a_manager_of_one_company_writes_for_no_other": [
            case._without_rules(stage, "customer.lifecycle"),
            case._hole(stage, "_check_shared_unwritten", lambda stages: None),
        ],
        "test_nobody_learns_who_is_in_somebody_s_own_segment": case._hole(
            "customer.segment", "_check_owner", lambda segments: None
        ),
        "test_a_salesperson_tries_no_settings": patch(
            f"{ADDON}.refresh.trial.MANAGER", SALESMAN
        ),
        "test_a_trial_writes_to_no_other_record": case._hole(
            "customer.segment", "_tried", lambda _segments, values: values
        ),
        "test_no_request_says_that_it_is_a_trial": patch(
            f"{ADDON}.refresh.segment.is_trying",
            lambda env: "retention_trying" in env.context,
        ),
        "test_what_a_database_refuses_is_told_without_the_row": patch(
            f"{ADDON}.condition.outside.Error", ()
        ),
        "test_an_unknown_timezone_of_another_company_stops_no_order_and_no_list"
        "": case._hole(
            "res.company",
            "_retention_timezone",
            lambda company: company.sudo().partner_id.tz or "UTC",
        ),
        "test_a_number_of_a_stage_that_no_calendar_has": patch(
            f"{ADDON}.lifecycle.lifecycle._check_ranges"
        ),
        "test_a_pattern_that_fails_on_a_name_only": patch(
            f"{ADDON}.condition.domain.LONE_BACKSLASH", never
        ),
        "test_the_reason_of_a_block_is_read_by_no_other_colleague": case._hole(
            PROFILE, "_log_decision", _log_to_everybody
        ),
        "test_there_is_no_way_around_a_block": case._hole(
            "sale.order", "_parties", lambda order: order.partner_id
        ),
        "test_a_manager_aims_no_server_action_elsewhere": case._without_rules(REACTION),
        "test_a_server_action_that_fails_for_one_is_done_once_for_the_others"
        "": case._hole(REACTION, "_perform", _perform_for_good),
        "test_a_file_is_read_for_what_it_has_not_for_what_it_claims": patch(
            f"{FILES}.file.excel_rows", _claimed_rows
        ),
        "test_a_file_that_unpacks_to_more_than_is_read_is_refused": patch(
            f"{FILES}.excel.MAX_UNPACKED", 2**40
        ),
        "test_a_time_that_no_calendar_has_is_a_clear_error": [
            patch(f"{module}.local_time", _any_time)
            for module in (
                f"{ADDON}.interaction.interaction",
                "odoo.addons.oe_customer_retention.wizards.log",
            )
        ],
        "test_a_page_that_is_none_is_a_clear_error": patch(
            f"{ADDON}.story.profile_notes.checked_limit",
            lambda _env, limit: limit,
        ),
        # the last: it holds the company until the end
        "test_what_people_decide_during_a_refresh_is_kept": case._hole(
            "customer.retention.refresh", "_try_refresh", _refresh_or_fail
        ),
    }


def _any_date(company):
    day = company.env.context.get("retention_as_of")
    return day if isinstance(day, date) else None


def _log_to_everybody(profiles, decision, reason):
    for profile in profiles:
        profile.partner_id.message_post(body=f"{decision}: {reason}")


def _refresh_or_fail(refresh, company, customers, written_ids):
    refresh._refresh_company(company, partners=customers, written_ids=written_ids)
    return True


def _any_time(moment, tz):
    return moment.replace(tzinfo=timezone.utc).astimezone(tz)


def _perform_for_good(reaction, lines):
    """What was done before something failed stays done."""
    for attempt in (lines, *lines) if len(lines) > 1 else lines:
        try:
            getattr(reaction, f"_do_{reaction.action}")(attempt)
            attempt.write({"state": "done"})
        except Exception:
            attempt.write({"state": "failed"})


def _claimed_rows(data):
    """Return the first rows and columns of a sheet as large as it says; all of them
    would take hours."""
    sheet = load_workbook(BytesIO(data), read_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=3, max_col=300, values_only=True)
    return [
        Row(number, [str(cell or "") for cell in cells])
        for number, cells in enumerate(rows, start=1)
    ]
