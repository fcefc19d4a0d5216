"""Page of Call today: customers in order, with all that a call needs."""

from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..groups import MANAGER
from ..labels import labels
from ..prediction.profile_spend import MOST_LESS_FIRST
from .profile import CALL_ORDER, CONVERSATIONS

PROFILE = "customer.retention.profile"
PAGE = 20
# Of so many what keeps them from being called is found by sets, not one by one.
MANY = 5_000


class Section(NamedTuple):
    """Customers of a part of the page, unless something speaks against a call."""

    needed: Domain
    order: str
    stake: str = "call_stake"
    has_stake: bool = True


class Group(NamedTuple):
    """Customers of a stage and a salesperson with the same obstacle, counted."""

    stage: models.Model
    company: models.Model
    user: models.Model
    obstacle: str
    count: int
    stake: float = 0


SECTIONS = {
    "customers": Section(Domain("needs_call", "=", True), CALL_ORDER),
    "spending_less": Section(
        Domain("is_spending_less", "=", True), MOST_LESS_FIRST, "spend_at_risk"
    ),
    "suspects": Section(
        Domain("status", "=", "prospect"),
        "stage_id, first_seen_date, id",
        has_stake=False,
    ),
}
ROW_FIELDS = (
    *("partner_id", "user_id", "status", "status_reason", "is_overridden", "rhythm"),
    *("call_stake", "currency_id", "reorder_probability", "call_reason"),
    *("is_key_account", "stage_id", "partner_email"),
    *("partner_city", "industry_id"),
    *("category_reason", "is_spending_less", "spend_reason", "spend_at_risk"),
    *("last_order_date", "last_crm_date", "company_id"),
)


class CustomerRetentionCallList(models.AbstractModel):
    """Customers to call today, as the asking user may see them."""

    _name = "customer.retention.call.list"
    _description = "Call Today"

    @api.model
    @api.readonly
    def get_page(self, whose=None, section="customers", stage_id=None, offset=0):
        """Return a page of Call today, and what stands around it.

        :param whose: ``mine``, ``all``, the id of a salesperson, or None: mine, or all
            for who is nobody's salesperson, and for a manager with nobody to call
        :param str section: ``customers`` who slip, those who are ``spending_less``
            than usual, or ``suspects`` who never bought
        :param int stage_id: of the suspects; None: all stages
        :param int offset: how many come before the page
        :return: a dict with ``whose``, ``people`` to choose from, ``total``, ``stake``,
            ``stake_field`` of the rows that it adds up, ``capacity`` (calls that can
            be made today), ``done`` today, ``rows`` of the page, ``left_out`` of the
            customers, by what keeps them out, and ``stages`` of the suspects
        :raises UserError: for an unknown ``whose``, ``section``, stage or offset
        """
        self = self.sudo(False)
        self.env[PROFILE].check_access("read")
        part = self._checked_section(section)
        whose = self._checked_whose(whose, part)
        self._check_offset(offset)
        is_of_suspects = section == "suspects"
        stage_id = is_of_suspects and self._checked_stage(stage_id)
        base = self._base_domain(whose)
        needed = base & part.needed
        if stage_id:
            needed &= Domain("stage_id", "=", stage_id)
        profiles = self._profiles(part, needed)
        page = profiles.search(
            self._free(needed), order=part.order, offset=offset, limit=PAGE
        )
        groups = self._groups(part)
        of_whom = [group for group in groups if self._is_of(group, whose)]
        free = [group for group in of_whom if not group.obstacle]
        listed = [group for group in free if stage_id in (False, group.stage.id)]
        return {
            "whose": whose,
            "section": section,
            "stage_id": stage_id,
            "offset": offset,
            "limit": PAGE,
            "people": self._people(groups, whose),
            "total": sum(group.count for group in listed),
            "stake": part.has_stake and sum(group.stake or 0 for group in listed),
            "stake_field": part.stake,
            "currency_id": self.env.company.currency_id.id,
            "capacity": self._capacity(listed),
            "done": self._done_today(whose),
            "rows": self._rows(page.with_env(self.env)),
            "left_out": [] if is_of_suspects else self._left_out(of_whom, needed),
            "stages": self._stages(free) if is_of_suspects else [],
            "customer_count": self.env[PROFILE].search_count(base, limit=1),
        }

    @api.model
    def _to_call(self, domain):
        """Return the domain of those among ``domain`` who are to be called today."""
        return Domain(domain) & Domain("is_to_call", "=", True)

    def _checked_whose(self, whose, part):
        if whose is None:
            mine = Domain("user_id", "=", self.env.uid)
            if self.env.user.has_group(MANAGER):
                mine = self._free(self._base_domain("mine") & part.needed)
            return "mine" if self.env[PROFILE].search_count(mine, limit=1) else "all"
        if whose in ("mine", "all") or (type(whose) is int and 0 < whose < 1 << 31):
            return whose
        raise UserError(
            self.env._(
                "'%(whose)s' is not a user: send 'mine', 'all' or the ID of a user.",
                whose=str(whose)[:100],
            )
        )

    def _check_offset(self, offset):
        if type(offset) is not int or not 0 <= offset < 1 << 31:
            raise UserError(
                self.env._(
                    "%(offset)s is not a position in the list: send 0 or more.",
                    offset=repr(offset)[:100],
                )
            )

    def _base_domain(self, whose):
        companies = Domain("company_id", "in", self.env.companies.ids)
        if whose == "all":
            return companies
        owner = self.env.uid if whose == "mine" else whose
        return companies & Domain("user_id", "=", owner)

    def _checked_section(self, section):
        if type(section) is str and section in SECTIONS:
            return SECTIONS[section]
        raise UserError(
            self.env._(
                "'%(section)s' is not a part of Call today: send one of %(parts)s.",
                section=str(section)[:100],
                parts=", ".join(SECTIONS),
            )
        )

    def _checked_stage(self, stage_id):
        if stage_id and type(stage_id) is not int:
            raise UserError(
                self.env._(
                    "'%(stage)s' is not a stage: send its ID.",
                    stage=str(stage_id)[:100],
                )
            )
        return stage_id or False

    def _free(self, domain):
        """Return the domain of those among ``domain`` who may be called today."""
        return domain & Domain("call_obstacle", "=", False)

    def _profiles(self, part, domain):
        """Return the model to read those of ``domain`` with, by whether they are many.

        Of suspects only: who may have to be called is narrowed by itself.
        """
        profiles = self.env[PROFILE]
        if part.has_stake or profiles.search_count(domain, limit=MANY) < MANY:
            return profiles
        return profiles.with_context(retention_of_many=True)

    def _groups(self, part):
        """Return a :class:`Group` for each stage, company, salesperson and obstacle, of
        everybody: in one go, as very many take their time."""
        aggregates = ["__count"]
        if part.has_stake:
            aggregates.append(f"{part.stake}:sum_currency")
        domain = part.needed & self._base_domain("all")
        rows = self._profiles(part, domain)._read_group(
            domain, ["stage_id", "company_id", "user_id", "call_obstacle"], aggregates
        )
        return [Group(*row) for row in rows]

    def _is_of(self, group, whose):
        owner = self.env.uid if whose == "mine" else whose
        return whose == "all" or group.user.id == owner

    def _capacity(self, groups):
        """Return how many calls the salespeople of ``groups`` make in a day."""
        owners = {(group.company, group.user) for group in groups}
        return sum(company.retention_calls_per_day for company, _user in owners)

    def _people(self, groups, whose):
        """Return the salespeople with somebody to call, for who sees several; and who
        was chosen.

        :param groups: of :meth:`_groups`
        """
        counts = {}
        if type(whose) is int:
            chosen = self.env["res.users"].search([("id", "=", whose)])
            counts = dict.fromkeys(chosen, 0)
        for group in groups:
            if group.user and not group.obstacle:
                counts[group.user] = counts.get(group.user, 0) + group.count
        return [
            {"id": user.id, "name": user.name, "count": counts[user]}
            for user in sorted(counts, key=lambda user: user.name)
        ]

    def _done_today(self, whose):
        """Return how many customers somebody logged a conversation with today."""
        interactions = self.env["customer.retention.interaction"]
        domain = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("day", "=", company._retention_today())
            for company in self.env.companies
        ) & Domain("kind", "in", CONVERSATIONS)
        if whose != "all":
            owner = self.env.uid if whose == "mine" else whose
            domain &= Domain("user_id", "=", owner)
        [[count]] = interactions._read_group(domain, [], ["profile_id:count_distinct"])
        return count

    def _left_out(self, groups, needed):
        """Return how many need a call but are not listed, by what keeps them out."""
        counts = Counter()
        for group in groups:
            counts[group.obstacle] += group.count
        return [
            {
                "key": key,
                "label": name,
                "count": counts[key],
                "domain": [*(needed & Domain("call_obstacle", "=", key))],
            }
            for key, name in labels(self.env[PROFILE], "call_obstacle").items()
            if counts.get(key)
        ]

    def _stages(self, groups):
        """Return the stages in which there are suspects to call."""
        counts = Counter()
        for group in groups:
            counts[group.stage] += group.count
        return [
            {"id": stage.id, "name": stage.display_name, "count": count}
            for stage, count in counts.items()
        ]

    def _rows(self, profiles):
        """Return the rows of ``profiles``, in order."""
        overdue = profiles._fields["overdue_amount"]
        may_see = profiles._has_field_access(overdue, "read")
        names = [*ROW_FIELDS, *(["overdue_amount"] if may_see else [])]
        statuses = labels(profiles, "status")
        people = profiles._people_to_ask()
        logged = profiles._last_conversations()
        products = profiles._usual_products()
        return [
            {
                **row,
                "status_label": statuses.get(row["status"]),
                "habit": profile._explain_habit(),
                "usual_products": products.get(profile.id, []),
                "person": self._person(people.get(profile.id)),
                "call_phone": profile._phone_to_call(people.get(profile.id)),
                "last_contact": self._told(logged.get(profile.id)),
                "next_step": self._next_step(profile),
            }
            for profile, row in zip(profiles, profiles.read(names), strict=True)
        ]

    def _person(self, person):
        if not person:
            return False
        [values] = person.read(["name", "function", "phone", "email"])
        return values

    def _told(self, logged):
        """Return what is told of a logged contact."""
        if not logged:
            return False
        return {
            "day": logged.day,
            "kind": labels(logged, "kind")[logged.kind],
            "reached": logged.reached,
            "outcome": labels(logged, "outcome").get(logged.outcome, False),
            "note": logged.summary or logged.note,
            "by": logged.user_id.name,
        }

    def _next_step(self, profile):
        """Return what is planned first with the customer, to the user's rights."""
        planned = profile.activity_ids[:1]
        if not planned:
            return False
        return {
            "day": planned.date_deadline,
            "type": planned.activity_type_id.name,
            "summary": planned.summary,
        }
