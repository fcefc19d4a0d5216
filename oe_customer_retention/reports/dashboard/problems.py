"""Failures that are not mended yet: on the dashboard, and an administrator's task."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import format_date

from ...models.groups import MANAGER
from ...models.labels import count, counted, enumerated, mail_failure, titled
from .. import periods

ADDON = "oe_customer_retention"
PROFILE = "customer.retention.profile"
FAILED_DAYS = 30  # what failed before that is left to the log


class RetentionDashboard(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _problems(self):
        """Return what failed and is not mended yet, for managers."""
        if not self.env.user.has_group(MANAGER):
            return []
        return [
            problem for find in self._problem_kinds().values() for problem in find()
        ]

    def _problem_kinds(self):
        """Return by kind the method that says what failed, each once.

        Each returns dicts of ``text``, which says what to do, and ``action``.
        """
        return {
            "refresh": self._failed_refreshes,
            "waiting": self._waiting_customers,
            "mended": self._mended_customers,
            "reaction": self._failed_reactions,
            "mail": self._failed_mails,
            "skipped": self._skipped,
            "fit": self._failed_fits,
            "precursor": self._failed_precursors,
        }

    def _failed_since(self):
        return periods.as_of(self.env) - relativedelta(days=FAILED_DAYS)

    def _failed_reactions(self):
        """Return the reactions that failed of late, in one line."""
        logs = self.env["customer.retention.reaction.log"]
        failed = [
            ("state", "=", "failed"),
            ("company_id", "in", self.env.companies.ids),
            ("date", ">=", self._failed_since()),
        ]
        if not (failures := logs.search_count(failed)):
            return []
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_reaction_log_action"
        )
        return [
            {
                "text": self.env._(
                    "Reactions that failed in the last %(days)s days: %(count)s. The "
                    "list says why; fix that, and try them again.",
                    days=FAILED_DAYS,
                    count=count(self.env, failures),
                ),
                "action": {**action, "domain": failed},
            }
        ]

    def _skipped(self):
        """Return what cannot be used as it is set up, a line for each kind."""
        return [
            {
                "text": self._skipped_text(skipped, text),
                "action": {
                    **self.env["ir.actions.act_window"]._for_xml_id(
                        f"{ADDON}.{action}"
                    ),
                    "domain": [("id", "in", skipped.ids)],
                },
            }
            for model, action, text in self._may_be_skipped()
            if (skipped := self._with_problem(model))
        ]

    def _skipped_text(self, skipped, text):
        """Return what one record says of itself, ``text`` with the names of several."""
        if len(skipped) > 1:
            return text % {"names": enumerated(self.env, skipped.mapped("name"))}
        problems = (
            skipped.with_company(company).problem for company in self.env.companies
        )
        return titled(self.env, skipped.name, next(filter(None, problems)))

    def _may_be_skipped(self):
        """Return model, action and words of records that a problem keeps from work."""
        reactions = self.env._(
            "Reactions that do nothing because something in their setup is missing or "
            "broken: %(names)s. Each says what, and how to fix it."
        )
        policies = self.env._(
            "Policies that apply to no one because their filter cannot be used: "
            "%(names)s. Each says why, and how to fix it."
        )
        segments = self.env._(
            "Segments that keep their members because their filter cannot be used: "
            "%(names)s. Each says why, and how to fix it."
        )
        rules = self.env._(
            "Lifecycle rules that do not do what they say: %(names)s. Each says why, "
            "and how to fix it."
        )
        return [
            (
                "customer.retention.reaction",
                "customer_retention_reaction_action",
                reactions,
            ),
            ("customer.retention.policy", "customer_retention_policy_action", policies),
            ("customer.segment", "customer_segment_action", segments),
            ("customer.lifecycle.rule", "customer_lifecycle_rule_action", rules),
        ]

    def _with_problem(self, model):
        """Return the records of a model that met a problem in one of the companies."""
        found = self.env[model]
        for company in self.env.companies:
            found |= found.with_company(company).search([("problem", "!=", False)])
        return found

    def _failed_precursors(self):
        """Return the companies in which what preceded losses could not be looked at."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_precursor_action"
        )
        return [
            {
                "text": self.env._(
                    "The precursors of losses in %(company)s could not be examined "
                    "again; the next attempt is next week. %(error)s",
                    company=company.name,
                    error=company.retention_precursor_problem,
                ),
                "action": action,
            }
            for company in self.env.companies.sudo()
            if company.retention_precursor_problem
        ]

    def _failed_refreshes(self):
        """Return what keeps the figures from being those of today."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_run_action"
        )
        finished = self._full_runs([("state", "in", ("done", "failed"))])
        return [
            {
                "text": self.env._(
                    "The figures of %(company)s are not up to date: the last refresh "
                    "of all customers failed. %(error)s",
                    company=run.company_id.name,
                    error=run.error or "",
                ),
                "action": action,
            }
            for run in finished
            if run.state == "failed"
        ]

    def _waiting_customers(self):
        """Return the runs that could not refresh some customers, nor any run since."""
        stale = self.env["customer.retention.stale"].sudo()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_run_action"
        )
        waiting = stale._waiting(self.env.companies)
        return [
            {
                "text": counted(
                    self.env,
                    self.env._(
                        "In %(company)s, the figures of %(count)s "
                        "{count:customer|customers} are not up to date: the refresh of "
                        "%(day)s failed on them, and is tried again every hour. "
                        "%(error)s"
                    ),
                    company=run.company_id.name,
                    count=len(own),
                    day=format_date(self.env, run.as_of),
                    error=run.error,
                ),
                "action": {
                    **action,
                    "views": [(False, "form")],
                    "domain": [("id", "=", run.id)],
                    "res_id": run.id,
                },
            }
            for run, own in waiting.grouped("run_id").items()
        ]

    def _mended_customers(self):
        """Return what the last refreshes of all customers had to mend."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_run_action"
        )
        return [
            {
                "text": counted(
                    self.env,
                    self.env._(
                        "In %(company)s, the weekly refresh found and corrected "
                        "%(count)s {count:customer|customers} that the nightly ones "
                        "had wrong. If another program changes documents in the "
                        "database bypassing Odoo, tick “Compute everything every "
                        "night” in the settings."
                    ),
                    company=run.company_id.name,
                    count=run.mended_count,
                ),
                "action": {**action, "domain": [("mended_count", ">", 0)]},
            }
            for run in self._full_runs([("state", "=", "done"), ("mode", "=", "full")])
            if run.mended_count
        ]

    def _mailed_models(self):
        """Return the models whose mails people wait for."""
        return (PROFILE,)

    def _failed_mails(self):
        """Return the mails that were not sent, in one line for each model.

        Only administrators read mails: what is opened is what they are about.
        """
        mails = self.env["mail.mail"].sudo()
        failed = mails.search(
            [
                ("state", "=", "exception"),
                ("model", "in", self._mailed_models()),
                ("create_date", ">=", self._failed_since()),
            ]
        )
        problems = []
        for model, own in failed.grouped("model").items():
            records = self.env[model].search(
                [
                    ("id", "in", own.mapped("res_id")),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
            own = own.filtered(lambda mail, ids=records._ids: mail.res_id in ids)
            if own:
                problems.append(self._unsent(own, records))
        return problems

    def _unsent(self, mails, records):
        """Return what to do about mails that were not sent."""
        return {
            "text": self.env._(
                "Emails that could not be sent in the last %(days)s days: %(count)s. "
                "Check the outgoing mail server and the addresses; administrators send "
                "them again under Technical, Emails. %(reason)s",
                days=FAILED_DAYS,
                count=count(self.env, len(mails)),
                reason=mail_failure(mails[0]),
            ),
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("Emails not sent"),
                "res_model": records._name,
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", records.ids)],
            },
        }

    def _failed_fits(self):
        """Return the models that could not be fitted anew."""
        models_ = self.env["customer.retention.reorder.model"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_model_action"
        )
        return [
            {
                "text": self.env._(
                    "The order probabilities in %(company)s could not be learned "
                    "again. The previous ones stay in use; training is retried every "
                    "week, or at once with Train now. %(error)s",
                    company=model.company_id.name,
                    error=model.problem,
                ),
                "action": action,
            }
            for model in models_.search(
                [
                    ("problem", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
        ]

    # -- the administrator's task ----------------------------------------------------

    @api.model
    def _tell_administrator(self):
        """Give the administrator a task for each kind of problem, once, and withdraw
        those that are over.

        A task that was marked as done stays done for as long as the problem lasts.
        """
        administrator = self.env.ref("base.user_admin").sudo()
        for company in self.env["res.company"].sudo().search([]):
            env = company._retention_env()
            env = env(context={**env.context, "lang": administrator.lang})
            env[self._name]._tell_of(company.with_env(env), administrator)

    def _tell_of(self, company, administrator):
        texts = defaultdict(list)
        for kind, find in self._problem_kinds().items():
            for problem in find():
                texts[kind].append(problem["text"])
        partner = company.partner_id
        activities = self.env["mail.activity"].with_context(active_test=False)
        known = activities.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                ("retention_problem", "!=", False),
            ]
        )
        known.filtered(lambda each: each.retention_problem not in texts).unlink()
        for kind in texts.keys() - {*known.exists().mapped("retention_problem")}:
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Customer retention: fix what failed"),
                note=texts[kind][0],
                user_id=administrator.id,
                retention_problem=kind,
            )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    retention_problem = fields.Char(
        string="Retention problem",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=NO_ACCESS,
        help="The kind of problem the task is about; withdrawn when it is over.",
    )


class CustomerRetentionRun(models.Model):
    _inherit = "customer.retention.run"

    @api.model
    def _cron_enqueue_all(self):
        super()._cron_enqueue_all()
        self.env["customer.retention.dashboard"]._tell_administrator()
