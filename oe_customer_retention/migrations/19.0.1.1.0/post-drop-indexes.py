INDEXES = (
    "customer_lifecycle_journal__to_stage_id_index",
    "customer_lifecycle_journal_company_date_idx",
    "customer_retention_profile__company_id_index",
    "customer_retention_profile__policy_id_index",
    "customer_retention_profile__stage_id_index",
    "customer_retention_profile__status_index",
    "customer_retention_transition_company_date_idx",
)


def migrate(cr, version):
    """Drop the indexes no query needs any more: Odoo keeps them."""
    for index in INDEXES:
        cr.execute(f"DROP INDEX IF EXISTS {index}")
