import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..condition.domain import ConditionError, parse_condition
from ..labels import counted, field_label
from ..status import ENTRIES

_logger = logging.getLogger(__name__)

THRESHOLDS = tuple(status.threshold for status in ENTRIES if status.is_lapsed)


class CustomerRetentionPolicy(models.Model):
    """The thresholds of silence, and which customers of a company they are for."""

    _name = "customer.retention.policy"
    _description = "Retention Policy"
    _inherit = [
        "customer.retention.shared.mixin",
        "mail.thread",
        "customer.retention.condition.mixin",
    ]
    _order = "company_id, is_default, sequence, id"
    _check_company_auto = True
    _condition_field = "partner_domain"
    _condition_model = "res.partner"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="The policy applies to this company's customers, and to those of its "
        "branches that have no policy of their own.",
    )
    sequence = fields.Integer(
        default=10,
        help="The first policy whose filter matches a customer applies to it.",
    )
    active = fields.Boolean(default=True)
    partner_domain = fields.Char(
        string="Customers",
        tracking=True,
        help="Which customers this policy is for. Without a filter it is the "
        "company's default, for all customers no other policy matches.",
    )
    is_default = fields.Boolean(
        string="Default",
        compute="_compute_is_default",
        store=True,
        help="The company's default: applies where no other policy matches.",
    )
    at_risk_days = fields.Integer(
        string="At risk after",
        default=60,
        required=True,
        tracking=True,
        help="Days of inactivity after which a customer is at risk.",
    )
    dormant_days = fields.Integer(
        string="Dormant after",
        default=90,
        required=True,
        tracking=True,
        help="Days of inactivity after which a customer is dormant.",
    )
    lost_days = fields.Integer(
        string="Lost after",
        default=365,
        required=True,
        tracking=True,
        help="Days of inactivity after which a customer is lost.",
    )
    no_quotation_days = fields.Integer(
        string="No quotation for",
        default=60,
        required=True,
        tracking=True,
        help="Days without a quotation after which 'No quotation' is shown.",
    )
    no_order_days = fields.Integer(
        string="No order for",
        default=90,
        required=True,
        tracking=True,
        help="Days without a confirmed order after which 'No order' is shown.",
    )
    no_crm_days = fields.Integer(
        string="No contact for",
        default=30,
        required=True,
        tracking=True,
        help="Days without CRM contact (opportunity, email received, meeting, done "
        "activity) after which 'No contact' is shown.",
    )
    count_quotation = fields.Boolean(
        string="Quotations",
        default=True,
        tracking=True,
        help="A quotation counts as activity.",
    )
    count_order = fields.Boolean(
        string="Orders",
        default=True,
        tracking=True,
        help="A confirmed order counts as activity.",
    )
    count_crm = fields.Boolean(
        string="CRM contact",
        default=True,
        tracking=True,
        help="An opportunity opened or won, email from the customer, a past meeting, "
        "or a call or visit logged as incoming counts as activity; a negative outcome "
        "does not.",
    )
    count_outgoing = fields.Boolean(
        string="Our calls and emails",
        tracking=True,
        help="A call or email from us counts as activity when it was logged that "
        "someone was reached. Off: dialing a number makes no one active.",
    )
    count_invoice = fields.Boolean(
        string="Invoices",
        default=True,
        tracking=True,
        help="A posted invoice counts as activity; a credit note never does.",
    )
    count_payment = fields.Boolean(
        string="Payments",
        default=True,
        tracking=True,
        help="A payment from the customer counts as activity.",
    )
    prospect_handling = fields.Selection(
        [
            ("separate", "Stay prospects until the first purchase"),
            ("by_activity", "Classified by activity, like customers"),
        ],
        string="Prospects",
        default="separate",
        required=True,
        tracking=True,
        help="What to call those who have never bought anything.",
    )
    horizon_days = fields.Integer(
        string="Horizon",
        default=90,
        required=True,
        tracking=True,
        help="Days a customer counts as new after the first purchase, and the days "
        "ahead that predictions speak of.",
    )
    rest_days = fields.Integer(
        string="Rest after a contact",
        default=60,
        required=True,
        tracking=True,
        help="Days a customer stays out of Call today after someone was reached or "
        "written to. With 60, it may be called again on the 60th day.",
    )
    key_account_revenue = fields.Monetary(
        string="Key account from",
        currency_field="currency_id",
        tracking=True,
        help="Revenue in the last 12 months from which a customer is a key account. "
        "Zero: there are no key accounts.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    caution = fields.Text(
        compute="_compute_caution", help="What this policy will not be able to do."
    )

    _default_unique = models.UniqueIndex(
        "(company_id) WHERE is_default AND active",
        "A company can only have one default policy: give this one a filter on "
        "customers, or change the existing default.",
    )

    @api.model
    def default_get(self, fields):
        """Start a policy with what the default one of its company decides."""
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id"))
        inherited = self._inherited(company or self.env.company)
        default = inherited.filtered("is_default")[:1]
        for name in self._track_get_fields() & {*fields} - {self._condition_field}:
            if default and f"default_{name}" not in self.env.context:
                values[name] = default[name]
        return values

    @api.depends("partner_domain")
    def _compute_is_default(self):
        for policy in self:
            try:
                domain = parse_condition(policy.partner_domain)
            except ConditionError:
                domain = Domain.FALSE
            policy.is_default = domain.is_true()

    @api.depends(lambda self: ["is_default", "key_account_revenue", *self._switches()])
    def _compute_caution(self):
        for policy in self:
            cautions = []
            if not any(policy[name] for name in policy._switches()):
                cautions.append(
                    self.env._(
                        "Nothing counts as activity: whatever its customers do, they "
                        "all end up lost. Choose what counts."
                    )
                )
            if not policy.is_default and not policy.key_account_revenue:
                cautions.append(
                    self.env._(
                        "None of its customers is a key account: '%(field)s' is zero.",
                        field=field_label(policy, "key_account_revenue"),
                    )
                )
            policy.caution = "\n".join(cautions) or False

    @api.constrains(*THRESHOLDS)
    def _check_thresholds(self):
        for policy in self:
            for lower, higher in zip(THRESHOLDS, THRESHOLDS[1:], strict=False):
                if policy[lower] >= policy[higher]:
                    raise ValidationError(
                        counted(
                            self.env,
                            self.env._(
                                "Policy %(policy)s: '%(higher)s' is %(higher_days)s "
                                "{higher_days:day|days}, but must be more than the "
                                "%(lower_days)s {lower_days:day|days} of '%(lower)s'."
                            ),
                            policy=policy.name,
                            higher=field_label(policy, higher),
                            higher_days=policy[higher],
                            lower_days=policy[lower],
                            lower=field_label(policy, lower),
                        )
                    )

    @api.constrains(lambda self: self._days_fields())
    def _check_positive(self):
        for policy in self:
            for name in policy._days_fields():
                if not 0 < policy[name] <= 36500:
                    raise ValidationError(
                        counted(
                            self.env,
                            self.env._(
                                "Policy %(policy)s: '%(field)s' is %(value)s "
                                "{value:day|days}; enter between 1 and 36500."
                            ),
                            policy=policy.name,
                            field=field_label(policy, name),
                            value=policy[name],
                        )
                    )

    def _days_fields(self):
        """Return the names of all fields that are numbers of days."""
        return [name for name in self._fields if name.endswith("_days")]

    def _switches(self):
        """Return the names of the fields that say what ends a silence."""
        return [name for name in self._fields if name.startswith("count_")]

    @api.constrains("key_account_revenue")
    def _check_key_account_revenue(self):
        for policy in self:
            if policy.key_account_revenue < 0:
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s: '%(field)s' is %(value)s; enter zero for "
                        "no key accounts, or a positive amount.",
                        policy=policy.name,
                        field=field_label(policy, "key_account_revenue"),
                        value=policy.key_account_revenue,
                    )
                )

    def _condition_consequence(self):
        return self.env._(
            "The policy is skipped: the next one that matches applies to its customers."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_default(self):
        if defaults := self.filtered("is_default"):
            raise UserError(
                self.env._(
                    "%(policy)s is the default policy of %(company)s. Change its "
                    "values instead of deleting it.",
                    policy=defaults[0].name,
                    company=defaults[0].company_id.name,
                )
            )

    @api.model
    def _ensure_defaults(self, companies):
        """Give each root company without a default policy the built-in one.

        Branches inherit the default of their parent company.
        """
        roots = companies.sudo().filtered(lambda company: not company.parent_id)
        covered = self.search(
            [("is_default", "=", True), ("company_id", "in", roots.ids)]
        ).company_id
        return self.create(
            [
                {"name": self.env._("Default policy"), "company_id": company.id}
                for company in roots - covered
            ]
        )

    def _partner_domain(self):
        """Return the domain of the customers this policy is for.

        A filter that cannot be used matches nobody.
        """
        if self._condition_problem(self.company_id):
            return Domain.FALSE
        return self._condition_domain()

    @api.model
    def _applicable(self, company):
        """Return the policies of ``company`` in the order in which they match.

        The last one is the default: the company's own, else its nearest parent's,
        else the built-in one, which is created for the root company.

        :param company: a single ``res.company``
        """
        policies = self._inherited(company)
        default = policies.filtered("is_default")[:1]
        if not default:
            return policies + policies._ensure_defaults(company.root_id)
        position = policies.ids.index(default.id)
        return policies[: position + 1]

    def _inherited(self, company):
        """Return the policies of ``company`` and its parents, the nearest first."""
        self = self.sudo().with_context(active_test=True)
        policies = self.search([("company_id", "in", company.sudo().parent_ids.ids)])
        return policies.sorted(lambda policy: policy._precedence(company))

    def _precedence(self, company):
        """Return what the policies of ``company`` are sorted by: the nearer company
        first, its default last; a new one after those of the same sequence."""
        lineage = company.sudo().parent_ids.ids[::-1]
        return (
            lineage.index(self.company_id.id),
            self.is_default,
            self.sequence,
            self._origin.id or float("inf"),
        )

    @api.model
    def _resolution(self, company, partner):
        """Return the SQL of the id of the policy that applies to a customer.

        :param company: a single ``res.company``
        :param SQL partner: the customer's id in the surrounding statement
        """
        *narrow, default = self._applicable(company)
        cases = [
            SQL("WHEN %s IN %s THEN %s", partner, query.subselect(), policy.id)
            for policy in narrow
            if (query := policy._matching_partners(company)) is not None
        ]
        if not cases:
            return SQL("%s::integer", default.id)
        return SQL("(CASE %s ELSE %s END)", SQL(" ").join(cases), default.id)

    def _matching_partners(self, company):
        """Return the query of the customers whose filter this is, archived ones too.

        A filter that cannot be used says so on its policy, and is left out.

        :return: None where the filter cannot be used
        """
        try:
            query = self._condition_query(company, archived=True)
        except ConditionError as error:
            _logger.warning("Policy %s is skipped: %s", self.id, error)
            self._set_problem(company, error.problem)
            return None
        self._set_problem(company, None)
        return query

    @api.model
    def _counts(self, kind):
        """Return the SQL of whether ``policy`` counts this kind of signal."""
        name = f"count_{kind}"
        if name not in self._fields:
            return SQL("TRUE")
        return SQL("policy.%s", SQL.identifier(name))
