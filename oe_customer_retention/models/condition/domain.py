"""Conditions people write: domains kept as text, over an allow-list of paths.

Everybody who sees a customer learns whether it meets a condition: by its segments, its
stage, its status, an activity. A condition therefore asks only for what all of them may
read: ``_condition_fields`` of the model it is searched on names these fields.
"""

import ast
import re
from collections.abc import Iterable

from odoo.fields import Domain

from ..groups import SALES

PARSE_ERRORS = (
    *(ValueError, TypeError, AttributeError),
    *(SyntaxError, RecursionError, MemoryError),
)
WITHIN = ("any", "not any")
HIERARCHIES = ("child_of", "parent_of")
# Their trees have records that not everybody who sees the customer may read.
GUARDED_TREES = ("res.partner", "res.company")
LONE_BACKSLASH = re.compile(r"(?<!\\)(\\\\)*\\$")


class ConditionError(ValueError):
    """A condition that cannot be used.

    ``problem`` says why, in no language: ``path`` names what may not be asked for,
    with what to use ``instead``, or with the ``operator`` or the ``value`` it does not
    go with; ``error`` says anything else.
    """

    def __init__(self, **problem):
        super().__init__(", ".join(f"{name}: {of}" for name, of in problem.items()))
        self.problem = problem


def problem_of(error):
    """Return why a condition cannot be used, as :class:`ConditionError` keeps it.

    :param Exception error: what was met while it was used
    """
    if isinstance(error, ConditionError):
        return error.problem
    text = str(error) or type(error).__name__
    return {"error": text.splitlines()[0][:300]}


def parse_condition(text):
    """Return the ``Domain`` of a literal; nothing is evaluated.

    :raises ConditionError: for anything but a well-formed domain
    """
    try:
        domain = ast.literal_eval(text or "[]")
        if not isinstance(domain, list):
            raise ValueError(f"{type(domain).__name__} instead of a list")
        return Domain(domain)
    except PARSE_ERRORS as error:
        raise ConditionError(**problem_of(error)) from error


def check_condition(allowed, domain):
    """Check that conditions may ask for everything in ``domain``.

    :param dict allowed: what :func:`condition_fields` returns
    :raises ConditionError: for a path that is not on the list, a tree whose records
        are not for everybody, or a pattern that PostgreSQL refuses only when it meets
        a text that begins like it
    """
    for path, condition in _conditions(domain):
        if path not in allowed:
            raise ConditionError(path=path, instead=_allowed_part(path, allowed))
        operator, value = condition.operator, condition.value
        if operator in HIERARCHIES and _is_guarded(allowed[path]):
            raise ConditionError(path=path, operator=operator)
        if "=" in operator and isinstance(value, str) and LONE_BACKSLASH.search(value):
            raise ConditionError(path=path, value=value)


def asked_ids(allowed, domain, model):
    """Return the ids of records of ``model`` that a checked ``domain`` names.

    :param dict allowed: what :func:`condition_fields` returns
    """
    found = set()
    for path, condition in _conditions(domain):
        if allowed[path].comodel_name == model:
            values = condition.value
            if isinstance(values, (str, bool)) or not isinstance(values, Iterable):
                values = [values]
            found.update(each for each in values if type(each) is int)
    return found


def condition_fields(model):
    """Return ``{path: field}`` of what conditions on ``model`` may ask for.

    These are the paths on the model's list whose fields every salesperson may read.
    """
    groups = model.env["res.groups"]._get_group_definitions()
    seller = groups.get_id(SALES)
    seller_groups = {seller, *groups.get_superset_ids([seller])}

    def is_open(field):
        if not field.groups:
            return True
        return groups.parse(field.groups, False).matches(seller_groups)

    listed = {path: _fields_along(model, path) for path in model._condition_fields()}
    return {
        path: fields[-1]
        for path, fields in listed.items()
        if fields and all(map(is_open, fields))
    }


def _fields_along(model, path):
    """Return the fields of a path, none where one of them is not there."""
    found = []
    for name in path.split("."):
        field = model._fields.get(name)
        if field is None:
            return []
        found.append(field)
        model = model.env[field.comodel_name] if field.relational else model
    return found


def _conditions(domain, prefix=""):
    """Yield path and condition of each condition, those of domains within it too."""
    for condition in domain.iter_conditions():
        path = prefix + condition.field_expr
        yield path, condition
        if condition.operator in WITHIN:
            yield from _conditions(_domain_within(condition), f"{path}.")


def _domain_within(condition):
    try:
        return Domain(condition.value)
    except PARSE_ERRORS as error:
        raise ConditionError(**problem_of(error)) from error


def _allowed_part(path, allowed):
    """Return the part of ``path`` that may be used, None where it asks for a contact
    of which other fields may be."""
    while path and path not in allowed:
        path = path.rpartition(".")[0]
    goes_on = any(other.startswith(f"{path}.") for other in allowed)
    return None if goes_on else path or None


def _is_guarded(field):
    return field.name == "id" or field.comodel_name in GUARDED_TREES
