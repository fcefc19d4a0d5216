"""Labels people read, in their language: of a field, and of a selection's values."""


def field_label(records, name):
    """Return the label of a field of ``records``.

    :param str name: of the field
    """
    return records._fields[name].get_description(records.env, ["string"])["string"]


def labels(records, name):
    """Return ``{value: label}`` of a selection field of ``records``, in its order.

    :param str name: of the field
    """
    return dict(records._fields[name]._description_selection(records.env))


def label(record, name):
    """Return the label of the value ``record`` has in a selection field, None if unset.

    :param str name: of the field
    """
    return labels(record, name).get(record[name])
