from lxml.builder import E
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..server_fields import refuse_server_fields, without_server_defaults


class SharedMixin(models.AbstractModel):
    """Records that are read by more companies than may write them.

    Record rules say by which. They look at a record before it is written; this looks at
    it afterwards too, so that none is moved to where its writer could not make one. The
    others read it in its form, which says why they do not change it.
    """

    _name = "customer.retention.shared.mixin"
    _description = "Shared by Companies"
    _inherit = ["customer.retention.links.mixin"]

    may_change = fields.Boolean(
        string="May change",
        compute="_compute_may_change",
        help="You may change this record.",
    )
    why_unchangeable = fields.Char(
        string="Read only",
        compute="_compute_why_unchangeable",
        help="Why you may not change this record, and what to do instead.",
    )

    @api.depends("company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_change(self):
        changeable = self._origin._filtered_access("write")
        for record in self:
            record.may_change = not record._origin or record._origin in changeable

    @api.depends("may_change")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_why_unchangeable(self):
        changes_others = self.browse().has_access("write")
        for record in self:
            is_told = changes_others and not record.may_change
            record.why_unchangeable = is_told and record._explain_unchangeable()

    def _explain_unchangeable(self):
        """Return the sentence for those who may not change this record."""
        if not self.company_id:
            return self.env._(
                "'%(record)s' is shared by all companies: have an administrator change "
                "it, or make one for your company.",
                record=self.display_name,
            )
        return self.env._(
            "'%(record)s' belongs to %(company)s: change it there, or make one for "
            "your company.",
            record=self.display_name,
            company=self.sudo().company_id.name,
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Let who may not change a record read it only, and say why in its form."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" or arch.get("editable"):
            for node in arch.xpath("//*[self::field or self::widget]"):
                if not node.xpath("ancestor::field"):
                    self._lock_node(node)
        if view_type == "form":
            note = E.div(
                E.field(name="why_unchangeable"),
                {"class": "alert alert-info mb-0", "role": "status"},
                invisible="not why_unchangeable",
            )
            arch.insert(len(arch.findall("header")), note)
        return arch, view

    def _lock_node(self, node):
        """Make a field or widget of a view one to read where the record is one."""
        field = self._fields.get(node.get("name"))
        if not (node.tag == "field" and field.readonly):
            readonly = node.get("readonly")
            others = f" or ({readonly})" if readonly else ""
            node.set("readonly", f"not may_change{others}")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_server_fields(vals)
        self = without_server_defaults(self)
        return super().create(vals_list)

    def copy_data(self, default=None):
        """Copy into the current company what its copier could not make where it is."""
        values_list = super().copy_data(default)
        if self.env.su or "company_id" in (default or {}):
            return values_list
        company_id = self.env.company.id
        writable = self.env.companies.ids
        if self.env.user._acts_in_all_companies():
            writable = [*writable, False]
        for values in values_list:
            if values.get("company_id", company_id) not in writable:
                values["company_id"] = company_id
        return values_list

    def onchange(self, values, field_names, fields_spec):
        self._check_shared_unwritten()
        return super().onchange(values, field_names, fields_spec)

    def write(self, vals):
        self._refuse_server_fields(vals)
        self._check_shared_unwritten()
        result = super().write(vals)
        self.check_access("write")
        return result

    def _refuse_server_fields(self, names):
        remedy = self.env._("It follows from the other fields: change these.")
        refuse_server_fields(self, names, remedy)

    def _check_shared_unwritten(self):
        if self.env.su or self.env.user._acts_in_all_companies():
            return
        if shared := self.filtered(lambda record: not record.company_id)[:1]:
            raise AccessError(shared._explain_unchangeable())

    def _check_may_use(self):
        """Check that the user sets up such records, and reads these.

        :raises AccessError: when not
        """
        self.browse().check_access("write")
        self.check_access("read")
