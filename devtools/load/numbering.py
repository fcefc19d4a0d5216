"""Names for documents made in bulk, as their Odoo sequence would give them."""

from odoo.tools import SQL


def claim_names(env, code, company, count, position):
    """Takes `count` numbers from the sequence with that code.

    :param position: SQL, the place of the row among the new ones, from 1
    :return: SQL, the row's name
    """
    domain = [("code", "=", code), ("company_id", "in", [company.id, False])]
    sequence = env["ir.sequence"].search(domain, order="company_id", limit=1)
    prefix, suffix = sequence._get_prefix_suffix()
    first = sequence.number_next_actual
    sequence.number_next_actual = first + count
    return SQL(
        "%s || %s || %s",
        prefix,
        padded(SQL("%s + %s - 1", first, position), sequence.padding),
        suffix,
    )


def padded(number, width):
    """SQL, the number as text with zeros before it up to the width."""
    text = SQL("(%s)::text", number)
    return SQL("lpad(%s, GREATEST(%s, length(%s)), '0')", text, width, text)
