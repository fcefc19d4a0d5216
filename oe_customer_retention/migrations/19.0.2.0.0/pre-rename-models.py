"""Names that say what a thing is: tables, columns and what Odoo notes of them."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column, table_exists

MODELS = {
    "customer.retention.contact": "customer.retention.outreach.day",
    "customer.retention.purchase": "customer.retention.purchase.day",
    "customer.retention.model": "customer.retention.reorder.model",
    "customer.retention.outcome": "customer.retention.interaction",
    "customer.retention.mark": "customer.retention.watermark",
    "customer.retention.former": "customer.retention.stale",
}
COMPANY_COLUMNS = {
    "purchase_basis": "retention_purchase_basis",
    "rfm_method": "retention_rfm_method",
    "blocked_customer_mode": "retention_blocked_mode",
    "lifecycle_id": "retention_lifecycle_id",
    "lifecycle_filled_id": "retention_lifecycle_filled_id",
}
# (table, column) with the name of a model
NAMED = (
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
    ("ir_act_window", "res_model"),
    ("ir_attachment", "res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("ir_ui_view", "model"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
    ("mail_template", "model"),
)
# before the name of a model, in what Odoo notes of the addon's own
PREFIXES = ("model_", "field_", "selection__", "constraint_")


def migrate(cr, version):
    """Rename what is stored, so that nothing people made is lost."""
    for old, new in MODELS.items():
        if table_exists(cr, _table(old)) and not table_exists(cr, _table(new)):
            _rename_table(cr, _table(old), _table(new))
            _rename_model(cr, old, new)
    for old, new in COMPANY_COLUMNS.items():
        if column_exists(cr, "res_company", old) and not column_exists(
            cr, "res_company", new
        ):
            rename_column(cr, "res_company", old, new)


def _table(model):
    return model.replace(".", "_")


def _rename_table(cr, old, new):
    """Rename a table, with its sequence, and what bears its name."""
    cr.execute(
        SQL("ALTER TABLE %s RENAME TO %s", SQL.identifier(old), SQL.identifier(new))
    )
    cr.execute(
        SQL(
            """SELECT relname, relkind FROM pg_class
               WHERE relkind IN ('i', 'S') AND starts_with(relname, %s)""",
            f"{old}_",
        )
    )
    for name, kind in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER %s %s RENAME TO %s",
                SQL("SEQUENCE" if kind == "S" else "INDEX"),
                SQL.identifier(name),
                SQL.identifier(new + name.removeprefix(old)),
            )
        )


def _rename_model(cr, old, new):
    for table, column in NAMED:
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                new=new,
                old=old,
            )
        )
    for prefix in PREFIXES:
        cr.execute(
            SQL(
                """UPDATE ir_model_data
                   SET name = %(new)s || SUBSTR(name, LENGTH(%(old)s) + 1)
                   WHERE module = 'oe_customer_retention'
                     AND (name = %(old)s OR starts_with(name, %(old)s || '_'))""",
                new=prefix + _table(new),
                old=prefix + _table(old),
            )
        )
    cr.execute(
        SQL(
            "UPDATE ir_model_constraint SET name = %s || SUBSTR(name, %s)"
            " WHERE starts_with(name, %s)",
            _table(new),
            len(_table(old)) + 1,
            f"{_table(old)}_",
        )
    )
