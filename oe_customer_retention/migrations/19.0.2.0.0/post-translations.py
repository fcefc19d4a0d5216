from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Load all translations anew: Odoo leaves that of a label that was changed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    module = env["ir.module.module"].search([("name", "=", "oe_customer_retention")])
    module._update_translations(overwrite=True)
