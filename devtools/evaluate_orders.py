"""The order that is suggested, and the one that came, on real baskets.

What a household bought on a day is an order. On each cut-off every customer with at
least two orders is asked for, and its next order decides. Runs inside Odoo.
"""

from datetime import date, timedelta
from io import StringIO
from typing import NamedTuple

from odoo.addons.oe_customer_retention.models.next_order.scoring import scored
from odoo.tools import SQL

from . import evaluate_categories
from .load.baskets_file import fetch, read_lines

FIRST, LAST, EVERY = date(2017, 5, 1), date(2017, 11, 27), timedelta(30)
LINES = (10, 20)
ALL = 1000
OURS = "suggested by the addon"
USUAL = "as many as usual, suggested by the addon"
LEVELS = {"products": "product_id", "kinds of products": "kind_id"}


class Result(NamedTuple):
    """Products named, how many of them were ordered, and lines ordered."""

    named: int
    hits: int
    lines: int

    @property
    def hit_rate(self):
        """The share of the products named that were ordered."""
        return self.hits / self.named

    @property
    def found(self):
        """The share of the lines ordered that were named."""
        return self.hits / self.lines


def print_report(env):
    """Load the baskets, name products on each cut-off, and print who was right.

    :raise SystemExit: the addon's formula is not the best
    """
    load(env)
    failed = False
    for level, column in LEVELS.items():
        results = evaluate(env, column)
        print(*report(level, results), sep="\n")
        failed |= not _holds(level, results)
    failed |= not evaluate_categories.print_report(env)
    if failed:
        raise SystemExit(1)


def load(env):
    """Load the history into the temporary table ``basket``, one row a line."""
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE line (
                   id serial, day date, customer_id int, product_id int,
                   category text, kind text, quantity int, amount numeric)"""
        )
    )
    rows = (
        f"{line.day}\t{line.customer}\t{line.product}\t{line.category}\t"
        f"{line.kind or line.product}\t{line.quantity}\t{line.amount}\n"
        for line in read_lines(fetch())
    )
    columns = (
        *("day", "customer_id", "product_id", "category", "kind", "quantity"),
        "amount",
    )
    env.cr.copy_from(StringIO("".join(rows)), "line", columns=columns)
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE basket AS
               SELECT id AS line_id, customer_id, day, product_id, quantity,
                      dense_rank() OVER (ORDER BY kind)::int AS kind_id,
                      dense_rank() OVER (ORDER BY customer_id, day)::int AS order_id
               FROM line"""
        )
    )
    env.cr.execute(SQL("CREATE INDEX ON basket (customer_id, day); ANALYZE basket"))


def evaluate(env, column):
    """Return ``{(way, lines): [Result of each cut-off]}``."""
    results, cut = {}, FIRST
    while cut <= LAST:
        for way, ranked in _ways(column, cut).items():
            asked = (ALL,) if way == USUAL else LINES
            for lines, *counts in _measure(env, column, cut, ranked, asked):
                results.setdefault((way, lines), []).append(Result(*counts))
        cut += EVERY
    return results


def _ways(column, cut):
    """Return the SELECTs of ``customer_id``, ``product_id`` and ``place``."""
    history = SQL(
        """SELECT customer_id, order_id, day, line_id, %s AS product_id, quantity
           FROM basket WHERE day <= %s""",
        SQL.identifier(column),
        cut,
    )
    bought = SQL(
        """SELECT customer_id, product_id, max(day) AS last_day,
                  count(DISTINCT order_id) FILTER (WHERE day > %s::date - 365) AS times
           FROM (%s) history GROUP BY 1, 2""",
        cut,
        history,
    )
    ours = scored(history, cut)
    return {
        "most bought in the last 12 months": _by(bought, "times DESC, last_day DESC"),
        "the last order again": _by(bought, "last_day DESC, times DESC"),
        OURS: SQL("SELECT customer_id, product_id, place FROM (%s) _", ours),
        USUAL: SQL(
            """SELECT customer_id, product_id, place
               FROM (SELECT *, row_number() OVER (
                         PARTITION BY customer_id, is_stopped ORDER BY place) AS nth
                     FROM (%s) _) _
               WHERE nth <= usual_lines AND NOT is_stopped""",
            ours,
        ),
    }


def _by(bought, order):
    return SQL(
        """SELECT customer_id, product_id, row_number() OVER (
               PARTITION BY customer_id ORDER BY %s, product_id) AS place
           FROM (%s) bought""",
        SQL(order),
        bought,
    )


def _measure(env, column, cut, ranked, asked):
    """Return ``(lines, named, hits, ordered)`` for each number of lines asked for."""
    return env.execute_query(
        SQL(
            """WITH asked AS (
                   SELECT customer_id, min(day) FILTER (WHERE day > %(cut)s) AS next
                   FROM basket GROUP BY 1
                   HAVING count(DISTINCT day) FILTER (WHERE day <= %(cut)s) > 1
                      AND max(day) > %(cut)s
               ),
               came AS (
                   SELECT DISTINCT customer_id, %(column)s AS product_id
                   FROM basket JOIN asked USING (customer_id) WHERE day = next
               )
               SELECT lines, count(*), count(came.product_id),
                      (SELECT count(*) FROM came)
               FROM (%(ranked)s) ranked
               JOIN asked USING (customer_id)
               JOIN unnest(%(lines)s) lines ON place <= lines
               LEFT JOIN came USING (customer_id, product_id)
               GROUP BY lines ORDER BY lines""",
            cut=cut,
            column=SQL.identifier(column),
            ranked=ranked,
            lines=list(asked),
        )
    )


def total(results):
    """The result of several cut-offs together."""
    return Result(*map(sum, zip(*results, strict=True)))


def report(level, results):
    """Lines of the table of one level."""
    yield f"{level:42}lines  named   hit rate  of the order"
    for (way, lines), of_cuts in results.items():
        summed = total(of_cuts)
        told = "" if lines == ALL else lines
        line = f"{way:42}{told:>5}{summed.named:9,}{summed.hit_rate:8.2%}"
        yield f"{line}{summed.found:10.2%}"


def _holds(level, results):
    """Print whether the addon's formula is the best, by each number of lines."""
    holds = True
    for lines in LINES:
        ours = results[OURS, lines]
        for (way, asked), theirs in results.items():
            if asked == lines and way != OURS:
                pairs = list(zip(ours, theirs, strict=True))
                better = sum(own.hit_rate > other.hit_rate for own, other in pairs)
                is_best = total(ours).hit_rate > total(theirs).hit_rate
                holds &= is_best
                print(
                    f"{'holds' if is_best else 'FAILS'}: {level}, {lines} lines, "
                    f"better than {way}, on {better} of {len(ours)} days"
                )
    return holds
