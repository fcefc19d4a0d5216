"""Fields of the profile that no condition asks for, and why.

The others are listed by ``_condition_fields``. A new field is in neither: decide.
"""

TEXT = "what people write, in words of their own"
RECORDS = "records with readers of their own"
EXPLAINED = "a sentence about other fields, computed for its reader"
COUNTED = "counts what the reader may read"
OF_THE_DAY = "about whom to call now: a mail or a plan of somebody changes it"
TECHNICAL = "says nothing of the customer that another field does not say better"

NOT_IN_CONDITIONS = {
    "block_reason": TEXT,
    "override_reason": TEXT,
    "snooze_reason": TEXT,
    "stage_reason": TEXT,
    "partner_website": TEXT,
    "contact_ids": RECORDS,
    "journal_ids": RECORDS,
    "outcome_ids": RECORDS,
    "primary_contact_id": RECORDS,
    "purchase_ids": RECORDS,
    "reaction_log_ids": RECORDS,
    "transition_ids": RECORDS,
    "last_contact_note": TEXT,
    "call_reason": EXPLAINED,
    "expected_reason": EXPLAINED,
    "prediction_reason": EXPLAINED,
    "rfm_reason": EXPLAINED,
    "rhythm_reason": EXPLAINED,
    "risk_reason": EXPLAINED,
    "spend_reason": EXPLAINED,
    "stage_explanation": EXPLAINED,
    "status_reason": EXPLAINED,
    "invoice_count": COUNTED,
    "opportunity_count": COUNTED,
    "order_count": COUNTED,
    "outcome_count": COUNTED,
    "quotation_count": COUNTED,
    "may_decide": COUNTED,
    "call_obstacle": OF_THE_DAY,
    "is_to_call": OF_THE_DAY,
    "call_tier": TECHNICAL,
    "create_date": TECHNICAL,
    "create_uid": TECHNICAL,
    "write_date": TECHNICAL,
    "write_uid": TECHNICAL,
    "currency_id": TECHNICAL,
    "is_company": TECHNICAL,
    "partner_avatar": TECHNICAL,
    "partner_image": TECHNICAL,
    "drafted_status": TECHNICAL,
    "missing": TECHNICAL,
    "on_list_by_hand": TECHNICAL,
    "stage_basis": TECHNICAL,
    "stage_suggested_id": TECHNICAL,
    "stage_suggested_rule_id": TECHNICAL,
    "expected_next_order_from": TECHNICAL,
    "expected_next_order_to": TECHNICAL,
    "burst_purchase_days": TECHNICAL,
    "gap_log_sum": TECHNICAL,
    "spend_recent": TECHNICAL,
    "lifecycle_id": TECHNICAL,
    "override_since": TECHNICAL,
    "override_until": TECHNICAL,
    "recent_purchase_days": TECHNICAL,
    "recent_revenue": TECHNICAL,
    "refreshed_at": TECHNICAL,
    "excluded": "who is left out has no status, and meets no condition",
    "overdue_amount": "for those who read invoices",
}
