"""Who may do what: one decision for each model, public method, route and field.

``test_access_matrix`` compares them with what the registry allows; whatever is missing
here fails. Roles are those of :data:`ROLES`; managers and people who see all documents
are salespeople too, hence named one by one.
"""

from typing import NamedTuple

ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "system": "base.group_user,base.group_system",
    "accountant": "base.group_user,account.group_account_invoice",
    "own": "sales_team.group_sale_salesman",
    "all": "sales_team.group_sale_salesman_all_leads,base.group_allow_export",
    "manager": "sales_team.group_sale_manager",
}
NOBODY = ()
SYSTEM = ("system",)
SELLERS = ("own", "all", "manager")
MANAGER = ("manager",)
EXPORTERS = ("all",)  # it has Odoo's right to export


class Access(NamedTuple):
    """Which roles may do what with a model's records.

    ``owner`` is the path to the salesperson: the role "own" then reaches the own and
    the unassigned records only. A model without ``company`` belongs to none.
    """

    read: tuple = NOBODY
    write: tuple = NOBODY
    create: tuple = NOBODY
    unlink: tuple = NOBODY
    owner: str | None = None
    company: str | None = "company_id"


class Call(NamedTuple):
    """Who may call a public method, and with what: a function of the test case.

    ``anywhere``: it does not matter on which records.
    """

    roles: tuple
    arguments: callable = lambda case: ()
    context: dict = {}
    anywhere: bool = False


def derived(owner="profile_id.user_id"):
    """What refreshes write and salespeople read."""
    return Access(read=SELLERS, owner=owner)


def configuration(**more):
    """What managers set up and salespeople read."""
    return Access(SELLERS, MANAGER, MANAGER, MANAGER)._replace(**more)


MODELS = {
    "customer.lifecycle": configuration(read=(*SELLERS, "system")),
    "customer.lifecycle.journal": derived(),
    "customer.lifecycle.report": derived("user_id"),
    "customer.retention.journal": derived("user_id"),
    "customer.retention.rfm.change": derived(),
    "customer.lifecycle.rule": configuration(),
    "customer.lifecycle.stage": configuration(),
    "customer.retention.bridge": derived("user_id"),
    "customer.retention.category": derived(),
    "customer.retention.category.model": Access(read=SELLERS),
    "customer.retention.cohort": derived("user_id"),
    "customer.retention.outreach.day": derived(),
    "customer.retention.stale": Access(read=SYSTEM, company=None),
    "customer.retention.watermark": Access(read=SYSTEM, company=None),
    "customer.retention.reorder.model": Access(read=SELLERS),
    "customer.retention.loss.reason": configuration(),
    "customer.retention.movement": derived("user_id"),
    "customer.retention.effect": Access(MANAGER),
    "customer.retention.health": Access(MANAGER, MANAGER),
    "customer.retention.health.measure": Access(MANAGER, MANAGER),
    "customer.retention.precursor": Access(MANAGER),
    "customer.retention.holdout": Access(MANAGER),
    "customer.retention.interaction": Access(
        SELLERS, SELLERS, SELLERS, MANAGER, owner="profile_id.user_id"
    ),
    "customer.retention.peer": derived("user_id"),
    "customer.retention.policy": configuration(),
    "customer.retention.profile": Access(SELLERS, write=SELLERS, owner="user_id"),
    "customer.retention.promise": Access(SELLERS, MANAGER, owner="user_id"),
    "customer.retention.product.group": Access(read=SELLERS, company=None),
    "customer.retention.purchase.day": derived(),
    "customer.retention.purchase.line": derived(),
    "customer.retention.reaction": configuration(),
    "customer.retention.reaction.log": derived(),
    "customer.retention.rfm.scale": Access(SELLERS, write=MANAGER),
    "customer.retention.rfm.segment": configuration(),
    "customer.retention.run": Access(read=(*MANAGER, "system")),
    "customer.retention.subscription": Access(MANAGER, MANAGER, MANAGER, MANAGER),
    "customer.retention.transition": derived(),
    "customer.retention.unseen": Access(MANAGER),
    "customer.retention.winback": derived("user_id"),
    "customer.retention.winback.adjusted": Access(SELLERS),
    "customer.retention.winback.comparison": derived("user_id"),
    "customer.segment": configuration(),
    "customer.segment.size": Access(read=("all", "manager")),
    "customer.segment.trend": Access(read=("all", "manager")),
}

# Whose records a manager of one company reads besides: those of its parent company, and
# those of no company, which all share. These are written by who acts in all companies.
PARENT, SHARED = "parent", "shared"
FURTHER = {
    "customer.lifecycle": (PARENT, SHARED),
    "customer.lifecycle.rule": (PARENT, SHARED),
    "customer.lifecycle.stage": (PARENT, SHARED),
    "customer.retention.policy": (PARENT,),
    "customer.retention.loss.reason": (SHARED,),
    "customer.retention.reaction": (SHARED,),
    "customer.retention.rfm.segment": (SHARED,),
    "customer.segment": (PARENT, SHARED),
}

# Of one customer at a time, hence not to be tried without: test_touchpoint_access.
ONE_CUSTOMER = "customer.retention.touchpoint"

# Wizards: who may open one. Nobody sees those of others.
WIZARDS = {
    "customer.retention.decision": SELLERS,
    "customer.lifecycle.move": SELLERS,
    "customer.lifecycle.change": MANAGER,
    "customer.lifecycle.preview": MANAGER,
    "customer.retention.import": SELLERS,
    "customer.retention.import.column": SELLERS,
    "customer.retention.import.line": SELLERS,
    "customer.retention.log.wizard": SELLERS,
    "customer.retention.new": SELLERS,
    "customer.retention.reaction.switch": MANAGER,
    "customer.retention.snooze": SELLERS,
    "customer.retention.suggest": SELLERS,
    "customer.retention.suggest.line": SELLERS,
    "customer.segment.assign": SELLERS,
}

# Overridden by the addon, under the model's own access rights.
ORM_METHODS = {
    *("create", "write", "unlink", "copy", "copy_data", "default_get", "onchange"),
    "formatted_read_group",
}

METHODS = {
    "crm.lead.action_retention_add": Call(SELLERS),
    "customer.lifecycle.action_copy_for_company": Call(MANAGER),
    "customer.lifecycle.action_dry_run": Call(MANAGER),
    "customer.lifecycle.action_rebuild_past": Call(MANAGER),
    "customer.lifecycle.action_confirm_use": Call(MANAGER),
    "customer.lifecycle.action_use": Call(MANAGER),
    "customer.lifecycle.change.action_list": Call(MANAGER),
    "customer.lifecycle.change.action_use": Call(MANAGER),
    "customer.lifecycle.move.action_apply": Call(SELLERS),
    "customer.retention.call.list.get_page": Call(SELLERS),
    "customer.retention.cohort.action_open_customers": Call(SELLERS),
    "customer.retention.cohort.action_open_ordering": Call(SELLERS),
    **{
        f"{model}.get_condition_fields": Call(SELLERS)
        for model in (
            "customer.lifecycle.rule",
            "customer.retention.policy",
            "customer.retention.reaction",
            "customer.segment",
        )
    },
    "customer.retention.subscription.get_condition_fields": Call(MANAGER),
    "customer.retention.bridge.action_open_lines": Call(SELLERS),
    "customer.retention.bridge.get_bridge": Call(SELLERS, lambda case: ([],)),
    "customer.retention.dashboard.get_bridge": Call(SELLERS, lambda case: ([],)),
    "customer.retention.dashboard.get_data": Call(SELLERS, lambda case: ([],)),
    "customer.retention.health.action_check": Call(MANAGER),
    "customer.retention.health.action_open_current": Call(MANAGER),
    "customer.retention.health.action_use_learned": Call(MANAGER),
    "customer.retention.import.action_back": Call(SELLERS),
    "customer.retention.import.action_download_problems": Call(SELLERS),
    "customer.retention.import.action_import": Call(SELLERS),
    "customer.retention.import.action_open_partners": Call(SELLERS),
    "customer.retention.import.action_preview": Call(SELLERS),
    "customer.retention.import.action_read": Call(SELLERS),
    "customer.retention.import.import_batch": Call(SELLERS),
    "customer.retention.log.wizard.action_log": Call(SELLERS),
    "customer.retention.decision.action_apply": Call(SELLERS),
    "customer.retention.reorder.model.action_fit": Call(MANAGER),
    "customer.retention.reorder.model.action_open_current": Call(SELLERS),
    "customer.retention.movement.action_open": Call(
        SELLERS, context={"retention_figure": "closing"}
    ),
    "customer.retention.movement.open_figure": Call(
        SELLERS, lambda case: ("closing", [])
    ),
    "customer.retention.policy.get_seasonal_buyers": Call(SELLERS),
    "customer.retention.policy.get_hindsight": Call(
        SELLERS, lambda case: (case.policy.id, {})
    ),
    "customer.retention.policy.get_preview": Call(
        SELLERS, lambda case: (case.policy.id, {})
    ),
    "customer.retention.policy.get_return_curve": Call(
        SELLERS, lambda case: (case.policy.id, {})
    ),
    "customer.retention.new.action_create": Call(SELLERS),
    "customer.retention.peer.action_open_profile": Call(SELLERS),
    "customer.retention.onboarding.action_show_again": Call(MANAGER, anywhere=True),
    "customer.retention.onboarding.complete": Call(MANAGER, anywhere=True),
    "customer.retention.onboarding.get_steps": Call(MANAGER, anywhere=True),
    "customer.retention.profile.action_add_contact": Call(SELLERS),
    "customer.retention.profile.action_add_note": Call(SELLERS),
    "customer.retention.profile.action_log": Call(SELLERS),
    "customer.retention.profile.action_follow_rules": Call(SELLERS),
    "customer.retention.profile.action_keep_stage": Call(SELLERS),
    "customer.retention.profile.action_move_stage": Call(SELLERS),
    "customer.retention.profile.action_new_opportunity": Call(SELLERS),
    "customer.retention.profile.action_new_quotation": Call(SELLERS),
    "customer.retention.profile.action_open_touchpoints": Call(SELLERS),
    "customer.retention.profile.add_note": Call(SELLERS, lambda case: ("Met",)),
    "customer.retention.category.action_open_profile": Call(SELLERS),
    "customer.retention.category.get_empty_list_help": Call(
        SELLERS, lambda case: ("",), anywhere=True
    ),
    "customer.retention.profile.action_open_invoices": Call(SELLERS),
    "customer.retention.profile.action_open_opportunities": Call(SELLERS),
    "customer.retention.profile.action_open_orders": Call(SELLERS),
    "customer.retention.profile.action_open_outcomes": Call(SELLERS),
    "customer.retention.profile.action_open_partner": Call(SELLERS),
    "customer.retention.profile.action_open_quotations": Call(SELLERS),
    "customer.retention.profile.action_refresh": Call(SELLERS),
    "customer.retention.profile.action_refresh_company": Call(MANAGER, anywhere=True),
    "customer.retention.profile.action_snooze": Call(SELLERS),
    "customer.retention.profile.action_start_play": Call(SELLERS),
    "customer.retention.profile.action_wake": Call(SELLERS),
    "customer.retention.profile.add_partners": Call(
        SELLERS, lambda case: (case.own.ids,)
    ),
    "customer.retention.profile.delete_note": Call(
        SELLERS, lambda case: (case.note_of_caller(),)
    ),
    "customer.retention.profile.edit_note": Call(
        SELLERS, lambda case: (case.note_of_caller(), "<p>Met</p>")
    ),
    "customer.retention.profile.get_change": Call(
        SELLERS, lambda case: ("2020-01-01",)
    ),
    "customer.retention.profile.get_contacts": Call(SELLERS),
    "customer.retention.profile.get_notes": Call(SELLERS),
    "customer.retention.profile.get_picture": Call(SELLERS),
    "customer.retention.profile.get_plans": Call(SELLERS),
    "customer.retention.profile.get_story": Call(SELLERS),
    "customer.retention.profile.name_create": Call(
        SELLERS, lambda case: ("New",), anywhere=True
    ),
    "customer.retention.profile.pin_notes": Call(
        SELLERS, lambda case: (case.notes.ids, True)
    ),
    "customer.retention.profile.refresh_partners": Call(
        SELLERS, lambda case: (case.own.ids,)
    ),
    "customer.retention.profile.set_primary_contact": Call(
        SELLERS, lambda case: (False,)
    ),
    "customer.retention.rfm.segment.action_copy_for_company": Call(MANAGER),
    "customer.retention.run.action_cancel": Call(MANAGER),
    "customer.retention.run.action_compute_everything": Call(MANAGER, anywhere=True),
    "customer.retention.reaction.action_copy_for_company": Call(MANAGER),
    "customer.retention.reaction.action_confirm_on": Call(MANAGER),
    "customer.retention.reaction.action_switch_off": Call(MANAGER),
    "customer.retention.reaction.switch.action_switch_on": Call(MANAGER),
    "customer.retention.reaction.switch.action_test": Call(MANAGER),
    "customer.retention.effect.action_pool": Call(MANAGER),
    "customer.retention.precursor.action_open_customers": Call(MANAGER),
    "customer.retention.reaction.action_open_effect": Call(MANAGER),
    "customer.retention.reaction.action_open_log": Call(SELLERS),
    "customer.retention.reaction.log.action_retry": Call(MANAGER),
    "customer.retention.snooze.action_apply": Call(SELLERS),
    "customer.retention.profile.action_suggest_quotation": Call(SELLERS),
    "customer.retention.suggest.action_make": Call(SELLERS),
    "customer.retention.subscription.action_send": Call(MANAGER),
    "customer.retention.unseen.action_open": Call(MANAGER),
    "customer.retention.winback.adjusted.action_open_months": Call(SELLERS),
    "customer.retention.winback.comparison.action_open_customers": Call(SELLERS),
    "customer.retention.winback.comparison.action_open_returned": Call(SELLERS),
    "customer.segment.action_open_members": Call(SELLERS),
    "customer.segment.action_open_sizes": Call(SELLERS),
    "customer.segment.action_refresh": Call(MANAGER),
    "customer.segment.assign.action_apply": Call(SELLERS),
    "customer.segment.get_trial": Call(
        MANAGER, lambda case: (case._samples("customer.segment")[:1].id, {})
    ),
    "customer.lifecycle.rule.get_trial": Call(
        MANAGER,
        lambda case: (case.company.retention_lifecycle_id.rule_ids[:1].id, {}),
    ),
    "res.config.settings.get_trial": Call(SYSTEM, lambda case: (False, {})),
    "res.config.settings.get_values": Call(SYSTEM),
    "res.config.settings.set_values": Call(SYSTEM),
    "res.partner.action_retention_add": Call(SELLERS),
    "res.partner.action_retention_log": Call(SELLERS),
    "res.partner.action_retention_profile": Call(SELLERS),
    "res.partner.action_retention_refresh": Call(SELLERS),
}

# Status by role; whoever is not named is sent to the login page or refused.
ROUTES = {
    "/customer_retention/workbook.xlsx": EXPORTERS,
}

# Fields only some may read.
FIELDS = {
    **{
        f"{model}.problems": NOBODY
        for model in (
            "customer.lifecycle",
            "customer.lifecycle.rule",
            "customer.retention.policy",
            "customer.retention.reaction",
            "customer.retention.subscription",
            "customer.segment",
        )
    },
    "customer.retention.profile.primary_contact_id": SELLERS,
    "customer.retention.profile.calendar_date": NOBODY,
    "customer.retention.profile.stage_basis": NOBODY,
    "customer.retention.profile.overdue_amount": ("accountant",),
    "customer.retention.profile.invoice_count": ("accountant",),
    **{
        f"{model}.react_to_past": MANAGER
        for model in (
            "customer.lifecycle",
            "customer.lifecycle.rule",
            "customer.lifecycle.stage",
            "customer.retention.health",
            "customer.retention.health.measure",
            "customer.retention.policy",
            "customer.retention.rfm.scale",
            "customer.retention.rfm.segment",
            "customer.segment",
        )
    },
    "customer.retention.profile.precursor_ids": MANAGER,
    "customer.retention.reaction.effect_verdict": MANAGER,
    "customer.retention.reaction.holdout_key": NOBODY,
    "customer.retention.reaction.server_action_id": SYSTEM,
}

# What people write on a profile; everything else is derived from the documents.
WRITABLE = {
    # of the contact, by the rights on the contact
    "country_id",
    "industry_id",
    "partner_city",
    "partner_email",
    "partner_image",
    "partner_phone",
    "partner_website",
    "primary_contact_id",
    "loss_reason_id",
    "snooze_reason",
    "snoozed_until",
    "block_reason",
    "blocked",
    "stage_id",
    "stage_pinned",
    "stage_reason",
    "status_override",
    "override_reason",
    "override_until",
}

# What is planned or run when it is chosen, besides templates; and the fields that
# choose it: what may be chosen is checked (``models/reaction/target.py``), or planned
# by hand, by who reads it.
DONE_FOR = ("ir.actions.server", "ir.actions.report", "mail.activity.plan")
DONE_FOR_FIELDS = {
    "customer.retention.loss.reason.plan_id",
    "customer.retention.reaction.plan_id",
    "customer.retention.reaction.server_action_id",
    "customer.retention.reaction.template_id",
}

# Links that people write on models of others, which do not look at links themselves.
LINKS_ELSEWHERE = {
    "res.company.retention_fallback_user_id": "for administrators",
    "res.company.retention_lifecycle_id": "for administrators",
    "res.partner.retention_primary_contact_id": "to a contact, as Odoo's own parent",
}
