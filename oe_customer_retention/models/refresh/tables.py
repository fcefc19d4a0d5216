"""Temporary tables of a refresh: what it computes, before anything is written."""

from odoo.tools import SQL

SIGNALS = SQL.identifier("tmp_customer_retention_signals")
PURCHASES = SQL.identifier("tmp_customer_retention_purchases")
FACTS = SQL.identifier("tmp_customer_retention_facts")
LINES = SQL.identifier("tmp_customer_retention_lines")
CATEGORIES = SQL.identifier("tmp_customer_retention_categories")
TIMELINE = SQL.identifier("tmp_customer_retention_timeline")
