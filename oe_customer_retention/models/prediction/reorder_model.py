import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from psycopg2 import OperationalError

from ...analytics.mbg_nbd import fit
from ..groups import MANAGER
from ..labels import reason
from ..optional_fields import OptionalFloat
from ..scope import Scope

_logger = logging.getLogger(__name__)


class CustomerRetentionReorderModel(models.Model):
    """One company's own purchase histories as a model of who orders again.

    The active record of a company is the one in use; superseded ones are archived.
    """

    _name = "customer.retention.reorder.model"
    _description = "Prediction Model"
    _order = "company_id, fitted_on desc, id desc"
    _rec_name = "fitted_on"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    active = fields.Boolean(
        string="In use",
        default=True,
        readonly=True,
        help="Predictions use the company's latest model; earlier ones are kept.",
    )
    fitted_on = fields.Date(
        string="Trained on",
        required=True,
        readonly=True,
        help="The model knows the purchases up to this day.",
    )
    r = fields.Float(
        readonly=True,
        aggregator=None,
        help="Shape of the customers' purchase rates: the smaller, the more the "
        "customers differ in how often they buy.",
    )
    alpha = fields.Float(
        readonly=True,
        aggregator=None,
        help="Scale of the purchase rates, in days: a customer buys r / alpha times "
        "a day on average.",
    )
    a = fields.Float(
        readonly=True,
        aggregator=None,
        help="With b: after each purchase, a share a / (a + b) of the customers "
        "leaves for good.",
    )
    b = fields.Float(
        readonly=True,
        aggregator=None,
        help="With a: after each purchase, a share a / (a + b) of the customers "
        "leaves for good.",
    )
    mean_gap = OptionalFloat(
        string="Usual gap",
        readonly=True,
        aggregator=None,
        help="Mean days between two purchases of a repeat buyer. Empty: no one has "
        "bought on two days yet.",
    )
    mean_log_gap = OptionalFloat(
        string="Mean log interval",
        readonly=True,
        aggregator=None,
        help="Mean natural logarithm of the days between two purchases.",
    )
    log_gap_spread = OptionalFloat(
        string="Spread of log intervals",
        readonly=True,
        aggregator=None,
        help="How irregularly a customer buys: standard deviation of the logarithm of "
        "its days between purchases. Empty: no one has bought on three days yet.",
    )
    mean_order_value = OptionalFloat(
        string="Usual purchase",
        readonly=True,
        aggregator=None,
        help="Mean revenue of a day on which a customer bought, credit notes taken "
        "off, in the company's currency. Empty: no one has bought yet.",
    )
    customers = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Customers with a purchase, whose histories the model was trained on.",
    )
    history_days = fields.Integer(
        string="Days of history",
        readonly=True,
        aggregator=None,
        help="Days since the first purchase of all.",
    )
    confidence = fields.Selection(
        [("normal", "Normal"), ("low", "Low")],
        readonly=True,
        help="Low: with fewer than 100 customers or 365 days of history there is "
        "little to learn from. The fewer customers, the more the model relies on what "
        "is usual elsewhere.",
    )

    problem = fields.Char(
        readonly=True,
        help="Why the last training failed: this model is still used.",
    )

    _company_active_unique = models.UniqueIndex(
        "(company_id) WHERE active",
        "A company can only have one prediction model in use.",
    )

    @api.model
    def _fit(self, companies, as_of=None):
        """Fit a new model to the refreshed purchases of each of ``companies``.

        The model in use is archived, unless its confidence is low: then it is
        overwritten. Does not commit.

        :param companies: ``res.company`` records
        :param date as_of: fit to the purchases up to this day (default: today)
        :return: the new ``customer.retention.reorder.model`` of each company
        """
        fitted = self.browse()
        for company in companies:
            fitted += self.sudo()._renew(Scope.of(company, as_of))
        return fitted

    def _renew(self, scope):
        values = self._figures(scope)
        current = self._current(scope.company)
        if current.confidence == "low":
            current.write(values)
            return current
        current.active = False
        current.flush_recordset()
        return self.create(values)

    @api.model
    def _keep_current(self, scope):
        """Fit a model where there is none, or one of low confidence."""
        if scope.is_full:
            current = self.sudo()._current(scope.company)
            if current.confidence != "normal":
                self._try_fit(scope.company, scope.as_of)

    @api.model
    def _current(self, company):
        """Return the model ``company`` uses now; empty before the first refresh."""
        return self.search([("company_id", "=", company.id), ("active", "=", True)])

    def _figures(self, scope):
        """Return the values of a model of the purchases in ``scope``."""
        history = self.env["customer.retention.training.data"]
        self.env.flush_all()
        fitted = fit(
            history._buckets(scope, scope.as_of),
            history._history_days(scope, scope.as_of),
        )
        return {
            "company_id": scope.company.id,
            "fitted_on": scope.as_of,
            **fitted.parameters._asdict(),
            "customers": fitted.customers,
            "history_days": fitted.history_days,
            "confidence": fitted.confidence,
            "problem": False,
            **history._gap_figures(scope),
            "mean_order_value": history._mean_order_value(scope, scope.as_of),
        }

    def action_fit(self):
        """Fit new models for the companies of these, or the current ones.

        :return: the action that shows the model of the current company
        :raises AccessError: for anybody but sales managers
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only sales managers can train prediction models.")
            )
        self._fit(self.company_id or self.env.companies)
        return self.action_open_current()

    @api.model
    def action_open_current(self):
        """Return the action that shows the model the current company uses."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_model_action"
        )
        if current := self._current(self.env.company):
            action |= {"res_id": current.id, "views": [(False, "form")]}
        return action

    @api.model
    def _cron_fit(self):
        """Fit the model of every company, each in a transaction of its own.

        One that fails says so on the model in use. The job itself has not failed: Odoo
        would end it for all companies after some weeks.
        """
        companies = self.env["res.company"].search([])
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(companies))
        for company in companies:
            self._try_fit(company)
            if not commit_progress(1):
                break

    def _try_fit(self, company, as_of=None):
        """Fit a new model, or keep on the one in use why that failed."""
        try:
            with self.env.cr.savepoint():
                self._fit(company, as_of)
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all()
            _logger.exception("Fitting the model of company %s failed", company.id)
            self.sudo()._current(company).problem = reason(self.env, error)
