"""Fields that are shown as read-only are written by the server alone."""

from odoo.exceptions import AccessError

from .labels import field_label

DEFAULT = "default_"


def refuse_server_fields(records, names, remedy):
    """Refuse what a person writes into fields of which the server decides.

    An import repeats the ``id`` of the record it writes to.

    :param names: the fields that are about to be written
    :param str remedy: what to do instead, for that person
    :raises AccessError: naming the first of them
    """
    if records.env.su:
        return
    for name in names:
        field = records._fields.get(name)
        if field and field.readonly and name != "id":
            raise AccessError(
                records.env._(
                    "'%(field)s' cannot be changed by users. %(remedy)s",
                    field=field_label(records, name),
                    remedy=remedy,
                )
            )


def without_server_defaults(records):
    """Return ``records`` without the context's default values of such fields."""
    context = {
        key: value
        for key, value in records.env.context.items()
        if not (
            key.startswith(DEFAULT)
            and (field := records._fields.get(key.removeprefix(DEFAULT)))
            and field.readonly
        )
    }
    return records.with_env(records.env(context=context))
