from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    """Queue a refresh: models of low confidence hold the usual values of 19.0.1.0.0.

    Since then they are fitted to the little there is. A full refresh replaces them.
    """
    env = Environment(cr, SUPERUSER_ID, {})
    companies = env["res.company"].search([])
    env["customer.retention.run"]._enqueue(companies, "update")
