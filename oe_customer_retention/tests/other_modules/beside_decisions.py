"""Who may do what with what the other addons bring, as ``access_decisions`` says it of
the main one."""

from ..condition.condition_decisions import COUNTED, TECHNICAL
from ..security.access_decisions import MANAGER, NOBODY, SELLERS, Call

MODELS = {}
WIZARDS = {}
ROUTES = {}

# Documents are opened by who may read them. NOBODY of these roles sends mailings, or is
# a cashier.
METHODS = {
    **{
        f"customer.retention.profile.action_open_{documents}": Call(SELLERS)
        for documents in (
            "deliveries",
            "receipts",
            "registrations",
            "repairs",
            "tasks",
        )
    },
    "customer.segment.action_mail": Call(NOBODY),
    "customer.lifecycle.stage.action_mail": Call(NOBODY),
    "mailing.mailing.action_open_retention_effect": Call(MANAGER),
    "res.partner.get_counter_block": Call(NOBODY, lambda case: (1,)),
}

# Fields only some may read; by NOBODY of these roles, but by users of surveys, of the
# counter and of stock.
FIELDS = {
    "customer.retention.profile.event_count": SELLERS,
    "customer.retention.profile.receipt_count": NOBODY,
    "customer.retention.profile.repair_count": NOBODY,
    "customer.retention.reaction.coupon_redeemed": MANAGER,
    "loyalty.card.retention_log_id": NOBODY,
    "mailing.mailing.retention_effect": MANAGER,
    "mailing.mailing.retention_reaction_id": NOBODY,
    "res.company.retention_nps_question_id": NOBODY,
    "res.config.settings.retention_nps_question_id": NOBODY,
    "survey.question.answer.retention_loss_reason_id": SELLERS,
    "survey.user_input.retention_log_id": NOBODY,
}

# What people write, by their rights on the model, and what is in the way of harm.
BY_MANAGERS = "set up by sales managers"
WRITABLE = {
    **{
        f"customer.retention.policy.{name}": BY_MANAGERS
        for name in (
            *("count_event", "count_mailing", "count_project_task", "count_rating"),
            *("count_receipt", "count_repair", "count_delivery", "count_survey"),
            *("count_visit", "back_on_site_days", "no_delivery_days", "points_days"),
            *("warn_delivery", "warn_points"),
        )
    },
    "customer.retention.reaction.coupon_days": BY_MANAGERS,
    "customer.retention.reaction.coupon_points": BY_MANAGERS,
    "customer.retention.reaction.coupon_program_id": f"{BY_MANAGERS}; checked",
    "customer.retention.reaction.survey_id": BY_MANAGERS,
    "mailing.mailing.retention_holdout_percent": "whom a mailing leaves alone",
    "res.company.retention_nps_question_id": "for administrators",
    "survey.question.answer.retention_loss_reason_id": "links are looked at",
}
LINKS_ELSEWHERE = {"res.company.retention_nps_question_id"}
DONE_FOR_FIELDS = set()

NOT_IN_CONDITIONS = {
    "nps": TECHNICAL,
    "delivery_count": COUNTED,
    "event_count": COUNTED,
    "receipt_count": COUNTED,
    "repair_count": COUNTED,
    "task_count": COUNTED,
    "days_since_task": TECHNICAL,
}

# What reactions do and react to besides, and who bounds it.
ACTIONS = {
    "coupon": "to the customer, by its program, which is checked",
    "mailing": "nothing: Email Marketing sends it",
    "survey": "to the customer, by Odoo's own invitation",
}
TRIGGERS = {
    **dict.fromkeys(("late_delivery", "short_delivery"), "documents of people here"),
    **dict.fromkeys(
        ("back_on_site", "cart", "detractor", "low_rating"),
        "what customers do: once, until they have rested",
    ),
    "mailing": "nothing: Email Marketing sends it",
}
