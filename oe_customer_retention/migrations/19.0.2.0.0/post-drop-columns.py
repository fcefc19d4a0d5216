def migrate(cr, version):
    """Drop the column of win-backs: a change of status says now which flow it is of."""
    cr.execute(
        "ALTER TABLE customer_retention_transition DROP COLUMN IF EXISTS is_winback"
    )
