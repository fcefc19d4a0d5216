"""Temporary tables of a refresh: what it computes, before anything is written."""

from odoo.tools import SQL

SIGNALS = SQL.identifier("tmp_customer_retention_signals")
PURCHASES = SQL.identifier("tmp_customer_retention_purchases")
FACTS = SQL.identifier("tmp_customer_retention_facts")
LINES = SQL.identifier("tmp_customer_retention_lines")
CATEGORIES = SQL.identifier("tmp_customer_retention_categories")
SETTLED = SQL.identifier("tmp_customer_retention_settled")
TIMELINE = SQL.identifier("tmp_customer_retention_timeline")


def is_unsettled(alias):
    """Return the SQL of whether a full refresh has to compute the customer of a row."""
    return SQL(
        "NOT EXISTS (SELECT FROM %s settled WHERE settled.customer_id = %s)",
        SETTLED,
        SQL.identifier(alias, "partner_id"),
    )
