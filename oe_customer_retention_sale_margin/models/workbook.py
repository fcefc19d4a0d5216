from odoo import models
from odoo.addons.oe_customer_retention.reports.workbook.columns import Column


class RetentionWorkbook(models.AbstractModel):
    _inherit = "customer.retention.workbook"

    def _columns(self):
        return (*super()._columns(), Column("margin_12m", 16))
