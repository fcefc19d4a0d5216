from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    """Queue a refresh: what is a purchase, and whose act a document was, has changed.

    The nightly job begins at each company's own midnight: it looks every hour.
    """
    env = Environment(cr, SUPERUSER_ID, {})
    env.ref("oe_customer_retention.ir_cron_enqueue_all").interval_type = "hours"
    companies = env["res.company"].search([])
    env["customer.retention.run"]._enqueue(companies, "update")
