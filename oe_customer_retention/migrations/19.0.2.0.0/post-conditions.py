from odoo.api import SUPERUSER_ID, Environment

MODELS = (
    "customer.lifecycle.rule",
    "customer.retention.policy",
    "customer.retention.reaction",
    "customer.retention.subscription",
    "customer.segment",
)


def migrate(cr, version):
    """Say on each record when its condition asks for what conditions may no longer.

    Reactions kept one problem for all companies, segments a text instead of a reason.
    """
    cr.execute("ALTER TABLE customer_retention_reaction DROP COLUMN IF EXISTS problem")
    cr.execute("UPDATE customer_segment SET problems = NULL")
    env = Environment(cr, SUPERUSER_ID, {})
    companies = env["res.company"].search([])
    for model in MODELS:
        for record in env[model].with_context(active_test=False).search([]):
            for company in companies:
                if not record.company_id or record.company_id in company.parent_ids:
                    problem = record._condition_problem(company)
                    record._set_problem(company, problem)
