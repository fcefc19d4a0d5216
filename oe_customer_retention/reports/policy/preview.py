"""Preview of a policy: what it would say, before it is saved."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.condition import checked_ids, refused
from ...models.condition.domain import ConditionError
from ...models.labels import labels
from ...models.policy.clock import Clock
from ...models.policy.policy import THRESHOLDS
from ...models.policy.season import SEASON
from ...models.scope import Scope
from ...models.status import LAPSED, STATUSES
from .. import wording


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    @api.model
    @api.readonly
    def get_preview(self, policy_id, values):
        """Return who would be in which status under an unsaved policy.

        Statuses set by hand are left aside: it is about what the documents say.

        :param int policy_id: the policy being edited, False for a new one
        :param dict values: its unsaved values
        :return: ``error`` (why it cannot be told, else None), ``total``, ``moving``,
            ``firing`` (how often reactions would fire, were they let to),
            ``statuses`` (one dict each: ``status``, ``label``, ``now``, ``then``) and
            ``moves`` (``from_status``, ``to_status``, ``count`` and the ``domain`` of
            these customers)
        """
        draft = self._draft(policy_id, values)
        if error := draft._draft_error():
            return {"error": error}
        moves = draft._draft_moves()
        profiles = self.env["customer.retention.profile"]
        return {
            "error": None,
            "total": sum(move["count"] for move in moves),
            "moving": sum(
                move["count"]
                for move in moves
                if move["from_status"] != move["to_status"]
            ),
            "firing": draft._count_firing(moves),
            "statuses": [
                {
                    "status": status,
                    "label": label,
                    "now": _count(moves, "from_status", status),
                    "then": _count(moves, "to_status", status),
                }
                for status, label in labels(profiles, "status").items()
            ],
            "moves": moves,
        }

    @api.model
    @api.readonly
    def get_hindsight(self, policy_id, values):
        """Return how many of each status, a year ago, have become active since.

        :param int policy_id: the policy being edited, False for a new one
        :param dict values: its unsaved values
        :return: ``date``, a year ago, and ``statuses``: one dict for at risk, dormant
            and lost with ``status``, ``customers``, ``returned`` and ``share``, the
            rate as text, None where too few make one
        """
        draft = self._draft(policy_id, values)
        if error := draft._draft_error():
            raise UserError(error)
        today = draft.company_id._retention_today()
        date = fields.Date.subtract(today, years=1)
        counts = dict.fromkeys(LAPSED, (0, 0))
        for company in draft._draft_companies():
            for status, customers, returned in draft._hindsight(company, date):
                if status in counts:
                    before = counts[status]
                    counts[status] = (before[0] + customers, before[1] + returned)
        return {
            "date": date,
            "statuses": [
                {
                    "status": status,
                    "customers": customers,
                    "returned": returned,
                    "share": self._returned_share(returned, customers),
                }
                for status, (customers, returned) in counts.items()
            ],
        }

    def _returned_share(self, returned, customers):
        share = wording.rate(returned, customers)
        return None if share is False else wording.percent(self.env, share)

    @api.model
    def _draft(self, policy_id, values):
        """Return the unsaved policy as a new record.

        :raises UserError: when these are no values of a policy
        """
        origin = self.browse(checked_ids(self.env, [policy_id] if policy_id else []))
        origin.check_access("read")
        with refused(self.env, self.env._("These values of a policy")):
            draft = self.new(values, origin=origin)
            for name in values:
                draft.mapped(name)
            draft._status_values()
            draft.company_id.ensure_one().check_access("read")
        return draft

    def _draft_error(self):
        try:
            self._check_positive()
            self._check_thresholds()
            self._check_season()
            self._check_condition()
        except ValidationError as error:
            return str(error)
        return None

    def _draft_companies(self):
        """Return the user's companies to whose customers this policy applies."""
        return self.env.companies.filtered(
            lambda company: (
                company == self.company_id
                or self.company_id in company.parent_ids
                and self._origin in self._applicable(company).sudo(False)
            )
        )

    def _governed_domain(self):
        """Return the domain of the customers this unsaved policy would apply to.

        :return: a domain on profiles, archived ones excluded
        """
        return self._ever_governed_domain() & Domain("active", "=", True)

    def _ever_governed_domain(self):
        """Return the domain of the same customers and of those who are archived."""
        return Domain.OR(
            Domain("company_id", "=", company.id) & self._matching(company)
            for company in self._draft_companies()
        )

    def _matching(self, company):
        """Return the domain of the customers no earlier policy of ``company`` takes."""
        matching = _on_partner(self._partner_domain())
        own = self._precedence(company)
        for policy in self._applicable(company) - self._origin:
            if policy._precedence(company) < own:
                matching &= ~_on_partner(policy._partner_domain())
        return matching

    def _draft_moves(self):
        governed = self._governed_domain()
        profiles = self.env["customer.retention.profile"]
        return [
            {
                "from_status": from_status,
                "to_status": to_status,
                "count": count,
                "domain": list(customers & _documents_say(from_status)),
            }
            for to_status, _label in STATUSES
            for customers in [governed & profiles._drafted_domain(self, to_status)]
            for from_status, count in self._count_statuses(customers)
        ]

    def _count_firing(self, moves):
        """Return for how many of the moving customers each reaction would fire."""
        return sum(
            self._count_fired(reaction, company, moves)
            for company in self._draft_companies()
            for reaction in self.env["customer.retention.reaction"]
            .sudo()
            ._applicable(company, Domain("trigger", "=", "status"))
        )

    def _count_fired(self, reaction, company, moves):
        concerned = Domain.OR(
            Domain(move["domain"])
            for move in moves
            if move["from_status"] != move["to_status"]
            and move["from_status"] in reaction._statuses("from_status")
            and move["to_status"] in reaction._statuses("to_status")
        )
        try:
            customers = reaction._customers(company, company._retention_today())
        except ConditionError:
            return 0
        own = Domain("company_id", "=", company.id) & Domain("id", "in", customers)
        return self.env["customer.retention.profile"].search_count(concerned & own)

    def _count_statuses(self, customers):
        in_force = Domain("end_date", "=", False)
        return self.env["customer.retention.transition"]._read_group(
            in_force & Domain("profile_id", "any", customers),
            ["to_status"],
            ["__count"],
        )

    def _hindsight(self, company, date):
        """Return ``(status, customers, returned)`` of ``company`` on a past day."""
        self.env.flush_all()
        scope = Scope.of(company)
        signals = self.env["customer.retention.signal"]._of_customers(scope)
        timeline = self.env["customer.retention.timeline"]._select(
            scope,
            SQL("(%s)", signals),
            self._draft_facts(company),
            self._as_table(),
            self._draft_clock(),
        )
        return self.env.execute_query(
            SQL(
                """WITH timeline AS (%(timeline)s)
                   SELECT to_status, COUNT(*), COUNT(*) FILTER (
                       WHERE EXISTS (SELECT FROM timeline later
                                     WHERE later.customer_id = past.customer_id
                                       AND later.to_status = 'active'
                                       AND later.date > %(date)s))
                   FROM timeline past
                   WHERE date <= %(date)s AND COALESCE(end_date > %(date)s, TRUE)
                   GROUP BY to_status""",
                timeline=timeline,
                date=date,
            )
        )

    def _draft_facts(self, company):
        """The facts the timeline needs of the customers the user may see."""
        profiles = self.env["customer.retention.profile"]
        query = profiles._search(
            self._governed_domain() & Domain("company_id", "=", company.id)
        )
        return SQL(
            "(%s)",
            query.select(
                SQL("partner_id AS customer_id"),
                SQL("0 AS policy_id"),
                SQL("first_seen_date"),
                SQL("first_purchase_date"),
            ),
        )

    def _draft_clock(self):
        """Return the :class:`Clock` of this unsaved policy, whose id is 0."""
        season = self._season()
        return Clock({0: season} if season else {})

    def _as_table(self):
        """Return this unsaved policy as a table with one row, whose ``id`` is 0."""
        return SQL(
            "(SELECT 0 AS id, %s)",
            SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in self._status_values().items()
            ),
        )

    def _status_values(self):
        """Return the values of this policy that the status of a customer follows.

        :raises ValueError: for a value that could not be saved
        """
        names = [
            *THRESHOLDS,
            *SEASON,
            "prospect_handling",
            *(name for name in self._fields if name.startswith("count_")),
        ]
        return {
            name: self._fields[name].convert_to_column(self[name], self)
            for name in names
        }


def _on_partner(domain):
    return Domain("partner_id", "any", domain) if domain else Domain.TRUE


def _documents_say(status):
    """Return the domain of the profiles that have ``status`` by their documents."""
    in_force = Domain("end_date", "=", False)
    return Domain("transition_ids", "any", in_force & Domain("to_status", "=", status))


def _count(moves, key, status):
    return sum(move["count"] for move in moves if move[key] == status)
