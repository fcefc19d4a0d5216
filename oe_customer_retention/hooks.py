from .demo import load_history


def post_init_hook(env):
    """Give every company its policy and lifecycle, and queue the first refresh."""
    companies = env["res.company"].search([])
    env["customer.retention.policy"]._ensure_defaults(companies)
    env["customer.retention.run"]._enqueue(companies, "update")
    companies.lifecycle_id = companies._default_lifecycle_id()
    if env.ref("oe_customer_retention.demo_company", raise_if_not_found=False):
        load_history(env)


def uninstall_hook(env):
    """Empty the derived tables at once.

    Odoo deletes stages before profiles, which refer to them, and says so in the log
    for each; and it would take the profiles one by one.
    """
    env.flush_all()
    env.cr.execute("TRUNCATE customer_retention_profile CASCADE")
    env.invalidate_all()
