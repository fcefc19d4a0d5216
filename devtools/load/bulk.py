"""Many rows at once, each a copy of one that the ORM made.

The ORM makes one document of each kind, its row is kept, the document is undone.
Bulk rows are then copies of that row in which only the columns that vary are
replaced, so that whatever the ORM stores beside them, for whichever addons are
installed, is right without being listed here.

Exemplars are worth 1 in the currency of their company: each stored amount of theirs
is the factor (1, 0 or -1) that the amount of a copy is to be multiplied with.
"""

import json
import time
from contextlib import contextmanager

from odoo.tools import SQL

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


@contextmanager
def step(label):
    """Prints the label and how long the block took."""
    start = time.monotonic()
    yield
    print(f"{label:<44}{time.monotonic() - start:7.1f} s", flush=True)


def timezone(company):
    """The name of the timezone in which the company's days begin."""
    return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"


def prepare(env):
    """Settings of this transaction that suit a few large statements."""
    for setting, value in (
        ("work_mem", "256MB"),
        ("maintenance_work_mem", "512MB"),
        ("jit", "off"),
    ):
        env.cr.execute(SQL("SELECT set_config(%s, %s, TRUE)", setting, value))


def keep_exemplars(env, make):
    """Keeps the rows of what `make()` makes, and undoes the making.

    :param make: returns pairs (kind, recordset). Each table gets a temporary table
        `exemplar_<table>` with its own columns, `kind`, and `part`: the position in
        the recordset, from 1.
    """
    kept = {}
    with env.cr.savepoint() as savepoint:
        for kind, records in make():
            env.flush_all()
            for part, record in enumerate(records, 1):
                kept.setdefault(record._table, []).append(
                    {**_row(record), "kind": kind, "part": part}
                )
        savepoint.rollback()
        env.cr.postcommit.clear()  # nor may the undone have effects after the commit
    for table, rows in kept.items():
        env.cr.execute(
            SQL(
                "CREATE TEMP TABLE %s ON COMMIT DROP AS "
                "SELECT (jsonb_populate_record(NULL::%s, item)).*, "
                "item->>'kind' AS kind, (item->>'part')::int AS part "
                "FROM jsonb_array_elements(%s) item",
                SQL.identifier(f"exemplar_{table}"),
                SQL.identifier(table),
                json.dumps(rows),
            )
        )


def _row(record):
    query = SQL(
        "SELECT to_jsonb(r) FROM %s r WHERE id = %s",
        SQL.identifier(record._table),
        record.id,
    )
    return record.env.execute_query(query)[0][0]


def exemplar(table):
    """The exemplars of the table as a source, under the name `e`."""
    return SQL("%s e", SQL.identifier(f"exemplar_{table}"))


def scaled(amount, *columns):
    """Values for columns of amounts: the exemplar's factor times the amount (SQL)."""
    return {
        column: SQL("%s * %s", SQL.identifier("e", column), amount)
        for column in columns
    }


def plan(env, name, query):
    """Makes the temporary table `name` from the query, and its statistics."""
    table = SQL.identifier(name)
    env.cr.execute(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", table, query))
    env.cr.execute(SQL("ANALYZE %s", table))


def last_id(env, table):
    """The highest id in use: new rows get this plus 1, 2, 3 …"""
    query = SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table))
    return env.execute_query(query)[0][0]


def insert(env, table, source, **values):
    """Copies the exemplar `e` once for each row of the source.

    :param source: what follows FROM, with the exemplar under the name `e`
    :param values: SQL for each column that differs from the exemplar's
    """
    columns = columns_of(env, table)
    if unknown := values.keys() - set(columns):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    link(
        env,
        table,
        columns,
        SQL(
            "SELECT %s FROM %s",
            SQL(", ").join(
                values.get(column, SQL.identifier("e", column)) for column in columns
            ),
            source,
        ),
    )
    env.cr.execute(
        SQL(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), MAX(id)) FROM %s",
            table,
            SQL.identifier(table),
        )
    )


def link(env, table, columns, query):
    """Inserts the rows of the query as they are, and refreshes the statistics."""
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            query,
        )
    )
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def columns_of(env, table):
    """The names of the columns of a table, in order."""
    query = SQL(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        table,
    )
    return [name for (name,) in env.execute_query(query)]


@contextmanager
def without_indexes(env, tables):
    """Takes foreign keys and indexes off the tables, and puts them on again after.

    Both are checked and built once for all rows, which is several times faster than
    row by row. Primary keys and unique constraints stay. The transaction that fails
    inside takes everything back.
    """
    keys = env.execute_query(SQL(FOREIGN_KEYS, list(tables)))
    indexes = env.execute_query(SQL(INDEXES, list(tables)))
    for table, name, _definition in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
    for name, _definition, _comment in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    with step("build indexes, check foreign keys"):
        _rebuild(env, keys, indexes)


def _rebuild(env, keys, indexes):
    for name, definition, comment in indexes:
        env.cr.execute(SQL(_literal(definition)))
        if comment:
            env.cr.execute(
                SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment)
            )
    for table, name, definition in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s " + _literal(definition),
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint
     WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
  ORDER BY conrelid, conname
"""

INDEXES = """
    SELECT indexrelid::regclass::text,
           pg_get_indexdef(indexrelid),
           obj_description(indexrelid, 'pg_class')
      FROM pg_index
     WHERE indrelid = ANY(%s::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
  ORDER BY indrelid, indexrelid
"""


def _literal(definition):
    return definition.replace("%", "%%")


def vacuum_after_commit(env, tables):
    """Vacuum and analyze the tables once the written rows are committed."""
    connect = env.registry.cursor

    def vacuum():
        with connect() as cr:
            cr._cnx.autocommit = True
            for table in tables:
                cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))

    env.cr.postcommit.add(vacuum)
