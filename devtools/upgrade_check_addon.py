"""What `./dev upgrade-check` runs inside Odoo: `make` in the released version of the
addon, whose names stay as they are here; `use` in the present one."""

from ast import literal_eval

PROFILE = "customer.retention.profile"
LATER = "2099-01-01"


def make(env):
    """Have people decide, note and save things."""
    env = env(user=env.ref("base.user_admin"))
    partners = env["res.partner"].create(
        [{"name": f"Customer {number}", "is_company": True} for number in range(5)]
    )
    wish = {"name": "Wish", "type": "opportunity"}
    env["crm.lead"].create([{**wish, "partner_id": partner.id} for partner in partners])
    refresh = env["customer.retention.refresh"].sudo()
    refresh._refresh(env.company)
    profiles = env[PROFILE].search([("partner_id", "in", partners.ids)])
    _decide(*profiles.sorted("partner_id"))
    _note(profiles[0])
    _configure(env, profiles)
    refresh._refresh(env.company)


def _decide(overridden, pinned, blocked, snoozed, excluded):
    reason = {"status_override": "active", "override_reason": "Lives next door"}
    overridden.write({**reason, "override_until": LATER})
    stage = pinned.lifecycle_id.stage_ids[-1]
    pinned.write(
        {"stage_id": stage.id, "stage_pinned": True, "stage_reason": "We know them"}
    )
    blocked.write({"blocked": True, "block_reason": "Does not pay"})
    snoozed.write({"snoozed_until": LATER, "snooze_reason": "On holiday"})
    excluded.partner_id.write(
        {"retention_excluded": True, "retention_excluded_reason": "Our landlord"}
    )


def _note(profile):
    profile.message_post(body="Note")
    profile.activity_schedule("mail.mail_activity_data_todo", summary="Ask again")
    profile.env["customer.retention.outcome"].create(
        {
            "profile_id": profile.id,
            "kind": "call",
            "duration": 5,
            "outcome": "positive",
            "note": "Will order",
        }
    )


def _configure(env, profiles):
    """Segments, a reaction that fired, a policy, a subscription and saved filters."""
    prospects = "[('status', '=', 'prospect')]"
    env["customer.segment"].create(
        [
            {"name": "Our friends", "profile_ids": [(6, 0, profiles[:2].ids)]},
            {"name": "Our hopes", "kind": "dynamic", "domain": prospects},
        ]
    )
    reaction = env["customer.retention.reaction"].create(
        {
            "name": "Our call",
            "to_status": "lost",
            "activity_type_id": env.ref("mail.mail_activity_data_call").id,
            "due_days": 3,
        }
    )
    env["customer.retention.reaction.log"].sudo().create(
        {
            "reaction_id": reaction.id,
            "name": reaction.name,
            "action": reaction.action,
            "profile_id": profiles[0].id,
            "company_id": env.company.id,
            "date": "2026-11-20",
            "to_status": "lost",
            "state": "done",
            "occasion": "lost 2026-11-20",
        }
    )
    env["customer.retention.policy"].search([]).write({"lost_days": 400})
    env["customer.retention.subscription"].create(
        {"name": "Our Monday", "user_ids": env.user.ids, "domain": prospects}
    )
    for model, domain, by in (
        (PROFILE, "[('outcome_ids.outcome', '=', 'positive')]", "status"),
        ("customer.retention.outcome", "[('kind', '=', 'call')]", "outcome"),
        ("customer.retention.transition", "[('is_winback', '=', True)]", "to_status"),
        ("res.partner", "[('retention_status', '=', 'lost')]", "user_id"),
    ):
        env["ir.filters"].create(
            {
                "name": f"Our filter of {model}",
                "model_id": model,
                "domain": domain,
                "context": str({"group_by": [by]}),
            }
        )


def use(env):
    """Refresh everything, then use each saved filter; print those that do not work."""
    env["customer.retention.run"]._process_queue()
    for saved in env["ir.filters"].search([("name", "like", "Our filter")]):
        domain, by = literal_eval(saved.domain), literal_eval(saved.context)["group_by"]
        try:
            with env.cr.savepoint():
                env[saved.model_id].formatted_read_group(domain, by, ["__count"])
        except (KeyError, ValueError) as error:
            print(f"{saved.name}: {error}")
