"""Compares what bulk loading stored with what the ORM computes."""

from odoo.tools import SQL

MODELS = (
    "res.partner",
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.move.line",
    "account.payment",
    "account.bank.statement.line",
    "account.partial.reconcile",
    "crm.lead",
    "mail.message",
    "calendar.event",
    "calendar.attendee",
)
# What actions leave there is not what the computation would propose.
SET_BY_ACTIONS = {
    ("account.payment", "outstanding_account_id"),
    ("crm.lead", "automated_probability"),
}


def differences(env, sample=200, models=MODELS):
    """Recomputes the stored computed fields of random records, and undoes it.

    Fields that people or actions set are left out: there, a stored value that the ORM
    would not propose is no error.

    :return: rows (model, field, id, stored, computed) of those that differ
    """
    return [
        (model, *row)
        for model in models
        for row in _model_differences(_sample(env[model], sample))
    ]


def _sample(model, size):
    query = SQL(
        "SELECT id FROM %s ORDER BY random() LIMIT %s",
        SQL.identifier(model._table),
        size,
    )
    return model.browse(row[0] for row in model.env.execute_query(query))


def _model_differences(records):
    for name, field in records._fields.items():
        if _derived(field):
            stored = [_comparable(record[name]) for record in records]
            computed = _recompute(records, field)
            for record, old, new in zip(records, stored, computed, strict=True):
                if old != new:
                    yield name, record.id, old, new


def _derived(field):
    return (
        field.compute
        and field.store
        and field.column_type
        and field.readonly
        and (field.model_name, field.name) not in SET_BY_ACTIONS
    )


def _recompute(records, field):
    with records.env.cr.savepoint() as savepoint:
        records.env.add_to_compute(field, records)
        computed = [_comparable(record[field.name]) for record in records]
        savepoint.rollback()
    return computed


def _comparable(value):
    if isinstance(value, float):
        return round(value, 6)
    return getattr(value, "ids", value)
