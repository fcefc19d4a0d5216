def queue_refresh(env):
    """Have the past read again, with deliveries or, after uninstalling, without."""
    companies = env["res.company"].search([])
    env["customer.retention.run"]._enqueue(companies, "update")
