from .demo import load_history


def post_init_hook(env):
    """Give every company its policy and lifecycle, and queue the first refresh."""
    companies = env["res.company"].search([])
    env["customer.retention.policy"]._ensure_defaults(companies)
    env["customer.retention.run"]._enqueue(companies, "update")
    companies.lifecycle_id = companies._default_lifecycle_id()
    if env.ref("oe_customer_retention.demo_company", raise_if_not_found=False):
        load_history(env)
