"""Files of customers of this addon's own: who may take them, and their names."""

from odoo import api, models
from odoo.exceptions import AccessError

from . import periods

EXPORT = "base.group_allow_export"


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    def _check_may_export(self):
        """Check that the user may take figures of customers away in a file.

        :raises AccessError: without Odoo's right to export
        """
        if not self.env.su and not self.env.user.has_group(EXPORT):
            raise AccessError(
                self.env._(
                    "Excel and PDF files of customers are only for users who may "
                    "export. Ask an administrator for the right 'Export' on your user."
                )
            )

    @api.model
    def _export_name(self, extension):
        """Return a file name that tells of which companies and day the file is.

        :param str extension: ``xlsx`` or ``pdf``
        """
        return self.env._(
            "Customer retention %(companies)s %(date)s.%(extension)s",
            companies=", ".join(self.env.companies.mapped("name")),
            date=periods.as_of(self.env),
            extension=extension,
        )
