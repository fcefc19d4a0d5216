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


def number_entries(entries):
    """Names for journal entries, without gaps in each journal and year.

    :param entries: a query with journal_id, sequence_prefix (of any year), date, and
        position, the order in which to number
    :return: the query with prefix, number and name beside its columns
    """
    return SQL(NUMBERED, entries=entries, digits=padded(SQL("number"), 5))


NUMBERED = """
    WITH entry AS (
        SELECT e.*,
               regexp_replace(
                   e.sequence_prefix, '[0-9]{4}', to_char(e.date, 'YYYY')
               ) AS prefix
          FROM (%(entries)s) e
    ),
    used AS (
        SELECT journal_id, sequence_prefix, MAX(sequence_number) AS last
          FROM account_move
      GROUP BY journal_id, sequence_prefix
    ),
    numbered AS (
        SELECT entry.*,
               COALESCE(used.last, 0) + ROW_NUMBER() OVER (
                   PARTITION BY entry.journal_id, prefix ORDER BY position
               ) AS number
          FROM entry
     LEFT JOIN used
            ON used.journal_id = entry.journal_id
           AND used.sequence_prefix = entry.prefix
    )
    SELECT *, prefix || %(digits)s AS name
      FROM numbered
  ORDER BY position
"""
