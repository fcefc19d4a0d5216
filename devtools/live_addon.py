"""The database :mod:`.live` works on. Runs inside Odoo."""

from .live import CUSTOMER, SELLERS
from .paths import ADDON


def prepare(env, address, listener):
    """Make sellers with a quotation each for one customer, a webhook, a subscription.

    :param str address: where the server will be
    :param str listener: where the webhook of every change of status is to call
    """
    env["ir.config_parameter"].set_param("report.url", address)
    env["customer.retention.refresh"]._refresh(env.company)
    customer = env["res.partner"].create({"name": CUSTOMER, "is_company": True})
    product = env["product.product"].create({"name": "Thing", "type": "service"})
    group = env.ref("sales_team.group_sale_salesman_all_leads")
    for login in SELLERS:
        seller = env["res.users"].create(
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, group.id)],
            }
        )
        line = {"product_id": product.id, "price_unit": 100}
        env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": seller.id,
                "order_line": [(0, 0, line)],
            }
        )
    env["customer.retention.refresh"]._refresh(env.company)
    _call_on_change(env, listener)
    env["customer.retention.subscription"].create(
        {"name": "Monday's report", "user_ids": [(4, env.ref("base.user_admin").id)]}
    )
    _keep_own_jobs(env)
    env.ref("oe_customer_retention.ir_cron_send_subscriptions")._trigger()


def _keep_own_jobs(env):
    """Odoo's own jobs would be cut off in the middle when the server ends."""
    jobs = env["ir.cron"].search([])
    names = jobs.get_external_id()
    others = jobs.filtered(lambda job: not names[job.id].startswith(ADDON.name))
    others.active = False


def _call_on_change(env, listener):
    model = env["ir.model"]._get("customer.retention.profile")
    for name in ("status", "stage_id"):
        field = env["ir.model.fields"]._get(model.model, name)
        rule = env["base.automation"].create(
            {
                "name": f"A change of {name}",
                "model_id": model.id,
                "trigger": "on_create_or_write",
                "trigger_field_ids": [(4, field.id)],
            }
        )
        action = {
            "name": f"Tell of {name}",
            "model_id": model.id,
            "state": "webhook",
            "webhook_url": listener,
            "webhook_field_ids": [(4, field.id)],
            "base_automation_id": rule.id,
        }
        env["ir.actions.server"].create(action)
