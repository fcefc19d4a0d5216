from odoo.tools import SQL
from odoo.tools.sql import drop_constraint

TABLES = (
    "customer_lifecycle_journal",
    "customer_retention_outreach_day",
    "customer_retention_purchase_day",
    "customer_retention_transition",
)


def migrate(cr, version):
    """Drop the references to the company that a row has by its profile anyway.

    Their names may be those of tables since renamed.
    """
    cr.execute(
        SQL(
            """DELETE FROM ir_model_constraint WHERE name IN (
                   SELECT conname FROM pg_constraint
                   WHERE contype = 'f' AND confrelid = 'res_company'::regclass
                     AND conrelid = ANY(%s::regclass[]))""",
            list(TABLES),
        )
    )
    cr.execute(
        SQL(
            """SELECT conrelid::regclass::text, conname FROM pg_constraint
               WHERE contype = 'f' AND confrelid = 'res_company'::regclass
                 AND conrelid = ANY(%s::regclass[])""",
            list(TABLES),
        )
    )
    for table, constraint in cr.fetchall():
        drop_constraint(cr, table, constraint)
