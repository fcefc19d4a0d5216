"""Page of Call today: customers in order, with all that a call needs."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..labels import labels
from .profile import CALL_ORDER, CONVERSATIONS

PROFILE = "customer.retention.profile"
PAGE = 20
SECTIONS = ("customers", "suspects")
ROW_FIELDS = (
    *("partner_id", "user_id", "status", "status_reason", "rhythm"),
    *("call_stake", "currency_id", "reorder_probability", "call_reason"),
    *("is_key_account", "stage_id", "partner_phone", "partner_email"),
    "category_reason",
    *("last_order_date",),
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
            for who is nobody's salesperson
        :param str section: ``customers`` who slip, or ``suspects`` who never bought
        :param int stage_id: of the suspects; None: all stages
        :param int offset: how many come before the page
        :return: a dict with ``whose``, ``people`` to choose from, ``total``, ``stake``,
            ``capacity`` (calls that can be made today), ``done`` today, ``rows`` of
            the page, ``left_out`` of the customers, by what keeps them out, and
            ``stages`` of the suspects
        :raises UserError: for an unknown ``whose``, ``section``, stage or offset
        """
        self = self.sudo(False)
        self.env[PROFILE].check_access("read")
        whose = self._checked_whose(whose)
        self._check_offset(offset)
        base = self._base_domain(whose)
        listed = self._listed(base, section, stage_id)
        page = self.env[PROFILE].search(
            listed, order=self._order_of(section), offset=offset, limit=PAGE
        )
        total, stake = self._sums(listed)
        return {
            "whose": whose,
            "section": section,
            "stage_id": stage_id or False,
            "offset": offset,
            "limit": PAGE,
            "people": self._people(),
            "total": total,
            "stake": stake,
            "currency_id": self.env.company.currency_id.id,
            "capacity": self._capacity(listed),
            "done": self._done_today(whose),
            "rows": self._rows(page),
            "left_out": self._left_out(base) if section == "customers" else [],
            "stages": self._stages(base) if section == "suspects" else [],
            "customer_count": self.env[PROFILE].search_count(base, limit=1),
        }

    @api.model
    def _to_call(self, domain):
        """Return the domain of those among ``domain`` who are to be called today."""
        return Domain(domain) & Domain("is_to_call", "=", True)

    def _checked_whose(self, whose):
        if whose is None:
            mine = Domain("user_id", "=", self.env.uid)
            return "mine" if self.env[PROFILE].search_count(mine, limit=1) else "all"
        if whose in ("mine", "all") or (type(whose) is int and 0 < whose < 1 << 31):
            return whose
        raise UserError(
            self.env._(
                "'%(whose)s' is nobody: send 'mine', 'all' or the id of a user.",
                whose=str(whose)[:100],
            )
        )

    def _check_offset(self, offset):
        if type(offset) is not int or not 0 <= offset < 1 << 31:
            raise UserError(
                self.env._(
                    "%(offset)s is no place in the list: send 0 or more.",
                    offset=repr(offset)[:100],
                )
            )

    def _base_domain(self, whose):
        companies = Domain("company_id", "in", self.env.companies.ids)
        if whose == "all":
            return companies
        owner = self.env.uid if whose == "mine" else whose
        return companies & Domain("user_id", "=", owner)

    def _listed(self, base, section, stage_id):
        """Return the domain of the rows of a section."""
        if section == "customers":
            return self._to_call(base)
        if section != "suspects":
            raise UserError(
                self.env._(
                    "'%(section)s' is no part of Call today: send one of %(parts)s.",
                    section=str(section)[:100],
                    parts=", ".join(SECTIONS),
                )
            )
        if stage_id and type(stage_id) is not int:
            raise UserError(
                self.env._(
                    "'%(stage)s' is no stage: send its id.", stage=str(stage_id)[:100]
                )
            )
        stage = Domain("stage_id", "=", stage_id) if stage_id else Domain.TRUE
        return self._suspects(base) & stage

    def _suspects(self, base):
        """Return the domain of those who never bought and may be called today."""
        return (
            base
            & Domain("status", "=", "prospect")
            & Domain("call_obstacle", "=", False)
        )

    def _order_of(self, section):
        return CALL_ORDER if section == "customers" else "stage_id, first_seen_date, id"

    def _people(self):
        """Return the salespeople with somebody to call, for who sees several."""
        groups = self.env[PROFILE]._read_group(
            self._to_call(self._base_domain("all")), ["user_id"], ["__count"]
        )
        return [
            {"id": user.id, "name": user.name, "count": count}
            for user, count in groups
            if user
        ]

    def _sums(self, listed):
        """Return how many are listed, and what is at stake with them."""
        [[count, stake]] = self.env[PROFILE]._read_group(
            listed, [], ["__count", "call_stake:sum_currency"]
        )
        return count, stake or 0

    def _capacity(self, listed):
        """Return how many calls those whose customers these are can make today."""
        groups = self.env[PROFILE]._read_group(listed, ["company_id", "user_id"])
        return sum(company.retention_calls_per_day for company, _user in groups)

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

    def _left_out(self, base):
        """Return how many need a call but are not listed, by what keeps them out."""
        left_out = base & Domain("needs_call", "=", True)
        groups = self.env[PROFILE]._read_group(left_out, ["call_obstacle"], ["__count"])
        counts = dict(groups)
        return [
            {
                "key": key,
                "label": name,
                "count": counts[key],
                "domain": [*(left_out & Domain("call_obstacle", "=", key))],
            }
            for key, name in labels(self.env[PROFILE], "call_obstacle").items()
            if counts.get(key)
        ]

    def _stages(self, base):
        """Return the stages in which there are suspects to call."""
        groups = self.env[PROFILE]._read_group(
            self._suspects(base), ["stage_id"], ["__count"]
        )
        return [
            {"id": stage.id, "name": stage.display_name, "count": count}
            for stage, count in groups
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
