"""What `./dev install-check` runs inside Odoo."""

import json
import random
import time

from .install_check import PROFILES, SCHEMA

ADDON = "oe_customer_retention"
# Kept by Odoo for good reasons: logs, and what it says of the module itself.
LOGS = {
    "bus.bus",
    "customer.retention.run",
    "customer.retention.stale",
    "customer.retention.watermark",
    "ir.attachment",
    "ir.cron.progress",
    "ir.cron.trigger",
    "ir.logging",
    "ir.module.module",
    "ir.profile",
    "res.device.log",
    "res.users.log",
}
# Tables of which every row is looked at by name.
NAMED = {
    "ir.actions.act_window": "name",
    "ir.actions.client": "name",
    "ir.actions.report": "name",
    "ir.actions.server": "name",
    "ir.asset": "name",
    "ir.config_parameter": "key",
    "ir.cron": "cron_name",
    "ir.default": "field_id",
    "ir.exports": "resource",
    "ir.filters": "model_id",
    "ir.model": "model",
    "ir.model.access": "name",
    "ir.model.constraint": "name",
    "ir.model.fields": "name",
    "ir.model.inherit": "model_id",
    "ir.rule": "name",
    "ir.ui.menu": "name",
    "ir.ui.view": "name",
    "mail.activity": "res_model",
    "mail.followers": "res_model",
    "mail.message": "model",
    "mail.template": "name",
    "mail.message.subtype": "name",
    "mail.tracking.value": "field_id",
    "res.groups": "name",
}


def keep_inventory(env, path):
    """Keep in a file how the database is before the addon is installed."""
    env["res.config.settings"].create({}).execute()  # writes parameters of others
    env.cr.commit()
    with open(path, "w") as file:
        json.dump(_inventory(env), file)


def compare_inventory(env, path):
    """Print what differs from the inventory kept before."""
    with open(path) as file:
        before = json.load(file)
    for difference in _differences(before, _inventory(env)):
        print(difference)


def _differences(before, after):
    differences = []
    for model in sorted(before.keys() | after.keys()):
        old, new = (set(found.get(model, ())) for found in (before, after))
        differences += [f"left behind: {model} {row}" for row in sorted(new - old)]
        differences += [f"missing: {model} {row}" for row in sorted(old - new)]
    return differences


def _inventory(env):
    """Return ``{model: rows by id and name}``, the number of rows elsewhere."""
    found = {"ir.model.data": _data(env), "ir.attachment": _attachments(env)}
    for model in env.registry:
        records = env[model].sudo().with_context(active_test=False, lang="en_US")
        if records._abstract or not records._auto or records._transient:
            continue
        if model in NAMED:
            name = NAMED[model]
            rows = records.search([]).read([name], load="")
            found[model] = [f"{row['id']} {row[name]}" for row in rows]
        elif model not in LOGS and model not in found:
            found[model] = [f"{records.search_count([])} rows"]
    return found


def _data(env):
    data = env["ir.model.data"].search([])
    return data.mapped("complete_name")


def _attachments(env):
    """Attachments of records; those of assets come and go with the pages."""
    attachments = env["ir.attachment"].search(
        [("res_model", "!=", False), ("id", "!=", False)]
    )
    return [f"{a.id} {a.res_model} {a.res_field}" for a in attachments]


def try_others(env, names, seed):
    """Install and uninstall the other addons, each alone and then all together, and
    print what differs afterwards.

    :param int seed: shuffles the orders
    """
    # Demo data of an addon is only loaded where what it depends on has some.
    env["ir.module.module"]._get(ADDON).demo = False
    shuffled = random.Random(seed)
    refresh(env)
    before = _state(env)
    for installed in [[name] for name in shuffled.sample(names, len(names))] + [names]:
        order = shuffled.sample(installed, len(installed))
        began = time.monotonic()
        _change(env, order, "button_immediate_install")
        refresh(env)
        for name in shuffled.sample(order, len(order)):
            _change(env, [name], "button_immediate_uninstall")
        refresh(env)
        after = _state(env)
        for difference in _differences(before, after):
            print(f"WRONG {', '.join(order)}: {difference}")
        print(f"{', '.join(order)}: {time.monotonic() - began:.0f} s")
        before = after


def _change(env, names, button):
    for name in names:
        getattr(env["ir.module.module"]._get(name), button)()


def _state(env):
    """Return the inventory, with the schema and what is known of the customers."""
    env.flush_all()
    env.cr.execute(SCHEMA)
    schema = [row for (row,) in env.cr.fetchall()]
    env.cr.execute(PROFILES)
    return {**_inventory(env), "schema": schema, "profiles": [str(env.cr.fetchone())]}


def refresh(env):
    """Process the queue, as the job does soon after the installation."""
    env["customer.retention.run"]._process_queue()


def use(env):
    """Leave the traces people leave: notes, activities, filters, defaults, mail."""
    admin = env.ref("base.user_admin")
    env = env(user=admin)
    profiles = env["customer.retention.profile"].search([], limit=5)
    for profile in profiles:
        profile.message_post(body="Note")
        profile.activity_schedule("mail.mail_activity_data_todo")
        profile.message_subscribe(admin.partner_id.ids)
    profiles[0].write({"status_override": "lost", "override_reason": "Closed"})
    env["ir.attachment"].create(
        {
            "name": "a.txt",
            "raw": b"a",
            "res_model": profiles._name,
            "res_id": profiles[0].id,
        }
    )
    env["ir.filters"].create({"name": "Mine", "model_id": profiles._name})
    env["ir.default"].set("customer.retention.policy", "horizon_days", 60)
    env["ir.exports"].create({"name": "Profiles", "resource": profiles._name})
    digest = env["digest.digest"].search([], limit=1)
    digest.kpi_retention_lost = True
    env["customer.retention.subscription"].create(
        {"name": "Weekly", "user_ids": admin.ids, "file_format": "xlsx"}
    ).action_send()
    env["mail.mail"].sudo().search([("subject", "like", "Weekly")]).unlink()  # sent
    env.ref(f"{ADDON}.ir_cron_process_queue").sudo().copy()
    # The history in a contact's chatter is people's: it would stay, and rightly.
    excluded = profiles[0].partner_id.with_context(tracking_disable=True)
    excluded.retention_excluded = True
    incremental = env["customer.retention.incremental"].sudo()
    incremental._refresh_changed(incremental._horizon())
    excluded.retention_excluded = False
    incremental._refresh_changed(incremental._horizon())
    settings = env["res.config.settings"].create({"retention_lost_days": 400})
    settings.execute()
    settings = env["res.config.settings"].create({"retention_lost_days": 365})
    settings.execute()


def uninstall(env):
    """Uninstall the addon, as the button does."""
    module = env["ir.module.module"].search([("name", "=", ADDON)])
    module.button_immediate_uninstall()


def work_without(env):
    """Open and use what the addon had extended."""
    views = [(False, "form"), (False, "list"), (False, "kanban"), (False, "search")]
    for model in ("res.partner", "sale.order", "crm.lead", "digest.digest"):
        kinds = {
            view["type"]
            for view in env["ir.ui.view"].search_read([("model", "=", model)], ["type"])
        }
        env[model].get_views([view for view in views if view[1] in kinds])
    env["res.config.settings"].get_views([(False, "form")])
    env["res.config.settings"].create({})
    partner = env["res.partner"].create({"name": "After"})
    order = env["sale.order"].create({"partner_id": partner.id})
    order.write({"state": "cancel"})
    order.unlink()
    partner.unlink()
    for digest in env["digest.digest"].search([]):
        digest._compute_kpis(env.company, env.ref("base.user_admin"))
    env.cr.rollback()
