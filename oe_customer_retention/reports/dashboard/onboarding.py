from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...models.groups import MANAGER
from ...models.policy.policy import THRESHOLDS
from ...models.run.run import OF_ALL

STEPS = ("refresh", "curve", "thresholds")


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_steps_done = fields.Json(
        string="First steps done",
        copy=False,
        groups=MANAGER,
        help="The first steps with customer retention that were done or skipped.",
    )


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    def write(self, vals):
        """Take the thresholds for checked where they are changed."""
        done = super().write(vals)
        if vals.keys() & {*THRESHOLDS}:
            steps = self.env["customer.retention.onboarding"]
            steps._complete(self.company_id, ["thresholds"])
        return done


class CustomerRetentionOnboarding(models.AbstractModel):
    """First steps of a sales manager, shown on the dashboard until done or closed."""

    _name = "customer.retention.onboarding"
    _description = "First Steps with Customer Retention"

    @api.model
    @api.readonly
    def get_steps(self):
        """Return the first steps in the current company, each with what opens it.

        :return: a list of dicts with ``key``, ``title``, ``text``, ``button``,
            ``done`` and ``action`` (None where the dashboard itself acts); empty when
            all are done. Steps that only some companies have come after the others
        :raises AccessError: for people who are no sales managers
        """
        self._check_manager()
        done = self._done()
        if done >= set(STEPS):
            return []
        texts, actions = self._texts(), self._actions()
        steps = [
            {
                "key": key,
                **texts[key],
                "done": key in done,
                "action": actions.get(key),
            }
            for key in STEPS
        ]
        return steps + self._season_steps()

    @api.model
    def complete(self, keys=STEPS):
        """Take some steps for done in the current company; all of them to close.

        :param list keys: of ``thresholds``, ``curve`` and ``refresh``
        :raises AccessError: for people who are no sales managers
        :raises UserError: for anything but a list of these
        """
        self._check_manager()
        if not isinstance(keys, (list, tuple)) or not all(key in STEPS for key in keys):
            raise UserError(
                self.env._(
                    "%(keys)s are not first steps: send some of %(steps)s.",
                    keys=repr(keys)[:100],
                    steps=", ".join(STEPS),
                )
            )
        self._complete(self.env.company, keys)

    @api.model
    def action_show_again(self):
        """Show the first steps in the current company again, also those done or closed.

        :return: the action that opens the dashboard
        :raises AccessError: for people who are no sales managers
        """
        self._check_manager()
        self.env.company.sudo().retention_steps_done = False
        return self.env["ir.actions.actions"]._for_xml_id(
            "oe_customer_retention.customer_retention_dashboard_action"
        )

    def _complete(self, companies, keys):
        for company in companies.sudo():
            done = {*(company.retention_steps_done or []), *keys}
            company.retention_steps_done = sorted(done)

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("The first steps are for sales managers."))

    def _done(self):
        company = self.env.company.sudo()
        done = set(company.retention_steps_done or [])
        refreshed = [
            ("company_id", "=", company.id),
            ("mode", "in", OF_ALL),
            ("state", "=", "done"),
        ]
        if self.env["customer.retention.run"].sudo().search_count(refreshed, limit=1):
            done.add("refresh")
        return done

    def _actions(self):
        policies = self.env["customer.retention.policy"]
        policy = {
            "type": "ir.actions.act_window",
            "res_model": policies._name,
            "res_id": policies._applicable(self.env.company)[-1].id,
            "views": [(False, "form")],
        }
        settings = "oe_customer_retention.res_config_settings_action"
        may_set = self.env.user.has_group("base.group_system")
        curve = self.env.ref(
            "oe_customer_retention.customer_retention_policy_view_form_curve"
        )
        return {
            "thresholds": settings if may_set else policy,
            "curve": policy | {"views": [(curve.id, "form")]},
        }

    def _season_steps(self):
        """Return a step for each season that customers buy in, done once a policy is
        for them."""
        return [
            {
                "key": f"season_{number}",
                "title": self.env._("Seasonal customers"),
                "text": found["text"],
                "button": self.env._("Create a seasonal policy"),
                "done": False,
                "action": found["action"],
            }
            for number, found in enumerate(
                self.env["customer.retention.policy"].get_seasonal_buyers()
            )
        ]

    def _texts(self):
        return {
            "thresholds": {
                "title": self.env._("Check the thresholds"),
                "text": self.env._(
                    "Decide after how many days of inactivity a customer is lost."
                ),
                "button": self.env._("Open the thresholds"),
            },
            "curve": {
                "title": self.env._("See your repurchase curve"),
                "text": self.env._(
                    "See how many customers still come back after a number of days."
                ),
                "button": self.env._("Open the policy"),
            },
            "refresh": {
                "title": self.env._("Read your documents"),
                "text": self.env._(
                    "Every customer gets a status, for the entire past."
                ),
                "button": self.env._("Refresh"),
            },
        }
