from odoo import api, models
from odoo.exceptions import AccessError

from ..server_fields import refuse_server_fields, without_server_defaults


class SharedMixin(models.AbstractModel):
    """Records that are read by more companies than may write them.

    Record rules say by which. They look at a record before it is written; this looks at
    it afterwards too, so that none is moved to where its writer could not make one.
    """

    _name = "customer.retention.shared.mixin"
    _description = "Shared by Companies"
    _inherit = ["customer.retention.links.mixin"]

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
            raise AccessError(
                self.env._(
                    "'%(record)s' is shared by all companies: have an administrator "
                    "change it, or make one for your company.",
                    record=shared.display_name,
                )
            )

    def _check_may_use(self):
        """Check that the user sets up such records, and reads these.

        :raises AccessError: when not
        """
        self.browse().check_access("write")
        self.check_access("read")
