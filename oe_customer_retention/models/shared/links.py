from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel

from ..labels import field_label


class LinksMixin(models.AbstractModel):
    """Records that people link to what they may read, and to nothing else.

    Odoo tells whoever reads a link the name of what it leads to, by whatever rule that
    is kept from them.
    """

    _name = "customer.retention.links.mixin"
    _description = "Links of People"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_links([values])
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_links([values])
        return super().onchange(values, field_names, fields_spec)

    def _update_cache(self, values, validate=True):
        """Look at a form that is not saved yet, and at new lines within one of whatever
        model."""
        self._origin._check_links([values])
        super()._update_cache(values, validate)

    @api.private
    def update(self, values):
        """Look at the lines within a form that is not saved yet."""
        if not any(self._ids):
            self._origin._check_links([values])
        super().update(values)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_links([vals])
        return super().write(vals)

    def _check_links(self, vals_list):
        """Check that the user may read what the values lead to, if it is new there.

        :param vals_list: as given to ``create``, ``write`` or ``onchange``
        :raises AccessError: which does not name it
        """
        if self.env.su:
            return
        vals_list = [vals for vals in vals_list if isinstance(vals, dict)]
        for name in {name for vals in vals_list for name in vals}:
            field = self._fields.get(name)
            if field and field.relational:
                self._check_link(
                    field, [vals[name] for vals in vals_list if name in vals]
                )

    def _check_link(self, field, written):
        ids = {id_ for value in written for id_ in _linked_ids(field, value)}
        linked = self.env[field.comodel_name].browse(ids) - self.sudo()[field.name]
        # Without any, who may read none of the model leads to nothing all the same.
        if linked and not linked.has_access("read"):
            raise AccessError(
                self.env._(
                    "You may not read '%(field)s': choose another field.",
                    field=field_label(self, field.name),
                )
            )


def _linked_ids(field, value):
    """Return the ids of the records to which a value of a relational field leads."""
    if isinstance(value, BaseModel):
        ids = value._origin.ids
    elif field.type != "many2one":
        ids = [id_ for command in _commands(value) for id_ in _ids_of(command)]
    elif isinstance(value, dict):
        ids = [value.get("id")]
    else:
        ids = value[:1] if isinstance(value, tuple) else [value]
    return [id_ for id_ in ids if type(id_) is int and id_ > 0]


def _ids_of(command):
    """Return the ids a command links, or writes to; a bare id links itself."""
    match command:
        case (Command.SET, _, list() | tuple() as ids):
            return ids
        case (Command.LINK | Command.UPDATE, id_, *_):
            return [id_]
        case int():
            return [command]
    return []


def _commands(value):
    return value if isinstance(value, list | tuple) else ()
