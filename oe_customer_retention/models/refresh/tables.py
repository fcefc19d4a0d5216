"""Temporary tables of a refresh: what it computes, before anything is written."""

from odoo.tools import SQL

SIGNALS = SQL.identifier("tmp_customer_retention_signals")
PURCHASES = SQL.identifier("tmp_customer_retention_purchases")
FACTS = SQL.identifier("tmp_customer_retention_facts")
LINES = SQL.identifier("tmp_customer_retention_lines")
CATEGORIES = SQL.identifier("tmp_customer_retention_categories")
UNSETTLED = SQL.identifier("tmp_customer_retention_unsettled")
TIMELINE = SQL.identifier("tmp_customer_retention_timeline")


def is_unsettled(alias):
    """Return the SQL of whether a full refresh has to compute the customer of a row."""
    return SQL(
        "%s IN (SELECT customer_id FROM %s)",
        SQL.identifier(alias, "partner_id"),
        UNSETTLED,
    )
