"""Odoo's right to export, for files of customers of this addon's own."""

from odoo import models
from odoo.exceptions import AccessError

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
                    "Excel and PDF of customers are for those who may export. Ask an "
                    "administrator for 'Access to export feature' on your user."
                )
            )
