from odoo.fields import Domain

from .demo import load_history

MODULE = "oe_customer_retention"


def post_init_hook(env):
    """Give every company its policy and lifecycle, and queue the first refresh."""
    companies = env["res.company"].search([])
    language = env.ref("base.user_admin").lang
    local = env(context=dict(env.context, lang=language))
    local["customer.retention.policy"]._ensure_defaults(companies)
    name_plan(local)
    queue_refresh(env)
    companies.retention_lifecycle_id = companies._default_lifecycle_id()
    if env.ref("oe_customer_retention.demo_company", raise_if_not_found=False):
        load_history(env)


def name_plan(env):
    """Name the plan of activities in the language of ``env``: Odoo keeps one name."""
    plan = f"{MODULE}.activity_plan_winback"
    env.ref(plan).name = env._("Win back a customer")
    env.ref(f"{plan}_call").summary = env._("Ask why they stopped buying")
    env.ref(f"{plan}_mail").summary = env._("Send an offer that answers it")
    env.ref(f"{plan}_meeting").summary = env._("Meet, or close the case")


def queue_refresh(env):
    """Have the past read again: with the documents of another addon or, after it was
    uninstalled, without."""
    companies = env["res.company"].search([])
    env["customer.retention.run"]._enqueue(companies, "update")


def forget_foreign_keys(env, module):
    """Take away Odoo's notes of a module's foreign keys on models of others, which it
    leaves behind."""
    keys = Domain("module.name", "=", module) & Domain("type", "=", "f")
    env["ir.model.constraint"].search(keys).unlink()


def uninstall_hook_of(package):
    """Return the uninstall hook of another addon that refers to our records, or to
    others from our models.

    :param str package: ``__name__`` of the addon
    """

    def uninstall_hook(env):
        forget_foreign_keys(env, package.rpartition(".")[2])
        queue_refresh(env)

    return uninstall_hook


def uninstall_hook(env):
    """Take away what Odoo cannot delete in its order, or leaves behind.

    It deletes stages before the profiles that refer to them, leaves saved filters and
    exports, followers of copied jobs, notes of foreign keys on models of others, and
    what other addons noted of our models.
    """
    models = _own_models(env)
    env["ir.filters"].search([("model_id", "in", models)]).unlink()
    env["ir.exports"].search([("resource", "in", models)]).unlink()
    jobs = env["ir.cron"].with_context(active_test=False)
    jobs = jobs.search([("model_id.model", "in", models)])
    actions = jobs.ir_actions_server_id
    jobs.unlink()
    actions.unlink()
    forget_foreign_keys(env, MODULE)
    for model in models:
        names = [
            Domain("name", "=like", f"{kind}__{model.replace('.', '_')}__%")
            for kind in ("model_inherit", "selection")
        ]
        foreign = Domain("module", "!=", MODULE)
        env["ir.model.data"].search(foreign & Domain.OR(names)).unlink()
    env.flush_all()
    env.cr.execute("DELETE FROM customer_retention_profile")
    env.invalidate_all()


def _own_models(env):
    return [
        name for name, cls in env.registry.items() if cls._original_module == MODULE
    ]
