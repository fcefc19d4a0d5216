"""Words a mail of a reaction may say: those every salesperson may read of the customer.

It is rendered with the rights of one, and read by others: in the chatter, and at an
address that people enter. Who writes the template would be told by it whatever the
other may read, be it by the mail's failing.
"""

import ast

from lxml import html
from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools.rendering_tools import parse_inline_template
from odoo.tools.translate import FORMAT_REGEX

from ..condition.domain import condition_fields

PROFILE = "customer.retention.profile"
RENDERED = (
    *("subject", "body_html", "email_from", "reply_to", "lang", "scheduled_date"),
    *("email_to", "email_cc", "partner_to"),
)
PERSON = ("name", "email", "email_formatted", "phone", "signature")
COMPANY = ("name", "email", "email_formatted", "phone", "website")
SAID = {
    *("object.id", "object.display_name", "object.currency_id"),
    *("object.status_reason", "object.rhythm_reason", "object.partner_id.display_name"),
    *(f"object.user_id.{name}" for name in PERSON),
    *(f"object.company_id.{name}" for name in COMPANY),
    *(f"user.{name}" for name in PERSON),
    *("format_date", "format_datetime", "format_time", "format_amount"),
    *("format_duration", "is_html_empty", "len", "str", "int", "float", "round"),
    *("abs", "min", "max", "sum"),
}
# Directives that name a variable.
NAMING = ("t-set", "t-as")
GIVEN = ("object", "user", "ctx", "env")
LITERAL = (*NAMING, "t-else", "t-ignore", "t-translation")


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _check_retention_said(self):
        """Check that this template says no more than every salesperson may read.

        :raises ValidationError: naming the first expression that does
        """
        self.ensure_one()
        for name in RENDERED:
            for source in self._retention_sources(name):
                for path in _paths_of(source, is_html=name == "body_html"):
                    if path not in SAID and not self._is_retention_field(path):
                        raise ValidationError(
                            self.env._(
                                "'%(template)s' contains '%(expression)s', which not "
                                "everyone who gets or sees the email may read. Emails "
                                "of reactions can only contain what conditions may "
                                "use: take it out of the template.",
                                template=self.name,
                                expression=path,
                            )
                        )

    def _retention_sources(self, name):
        """Return what is written in a field, in every language."""
        field = self._fields[name]
        translations = field.translate and field._get_stored_translations(self)
        return [*filter(None, (translations or {"": self[name]}).values())]

    def _is_retention_field(self, path):
        root, _dot, path = path.partition(".")
        field = condition_fields(self.env[PROFILE]).get(path)
        return root == "object" and field is not None and not field.relational


def _paths_of(source, is_html):
    """Yield what a text with placeholders reads: the paths, and what is none."""
    if not is_html:
        yield from _inline_paths(source)
        return
    root = html.fragment_fromstring(str(source), create_parent=True)
    attributes = [item for node in root.iter("*") for item in node.attrib.items()]
    own = {value for name, value in attributes if name in NAMING if _is_variable(value)}
    for name, value in attributes:
        if name.startswith("t-attf-"):
            for expressions in FORMAT_REGEX.findall(value):
                yield from _paths("".join(expressions))
        elif name.startswith("t-") and name not in LITERAL:
            yield from (path for path in _paths(value) if path not in own)


def _is_variable(name):
    return name.isidentifier() and name not in GIVEN


def _inline_paths(text):
    for _literal, expression, _default in parse_inline_template(text):
        yield from _paths(expression) if expression else ()


def _paths(expression):
    """Yield the dotted paths an expression reads; of what is none, all of it."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield expression
    else:
        yield from _read_by(tree.body)


def _read_by(node):
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        yield ast.unparse(node)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _read_by(child)
