"""What every profile should say, worked out slowly and obviously.

Decides customer by customer and day by day, from the documents as the ORM shows
them. It shares no code with the addon: the two agree only if both are right.
"""

from ast import literal_eval
from collections import defaultdict
from datetime import date
from math import log

from dateutil.relativedelta import relativedelta
from odoo.fields import Domain

from .oracle_documents import Documents
from .reference import DAY, Change, live, silence

KINDS = ("quotation", "order", "crm", "outgoing", "invoice", "payment")
FLAGGED = ("quotation", "order", "crm")
SILENT = ("at_risk", "dormant", "lost")
CENT = 0.00501


class Oracle(Documents):
    """Everything the documents say about the customers of one company on one day."""

    def __init__(self, company, as_of):
        super().__init__(company, as_of)
        self.policies = self._search("customer.retention.policy", ("active", "=", True))
        self._policies = {}
        self._changes = {}

    def differences(self):
        """Return what profiles and timelines say else than they should."""
        profiles = self.env["customer.retention.profile"].search(
            [
                ("company_id", "=", self.company.id),
                ("excluded", "=", False),
                ("status", "!=", False),  # without one it is set aside
            ]
        )
        profiles = profiles.with_context(retention_as_of=self.as_of)
        changes, purchases = self._recorded_transitions(), self._recorded_purchases()
        customers = self.customers()
        found = [
            (partner.name, "profile", partner in profiles.partner_id, "the opposite")
            for partner in (customers | profiles.partner_id)
            - (customers & profiles.partner_id)
        ]
        for profile in profiles.filtered(lambda p: p.partner_id in customers):
            found += self._profile_differences(profile)
            customer, recorded = profile.partner_id, changes[profile.id]
            if recorded != (expected := self.transitions(customer)):
                found.append((customer.name, "transitions", recorded, expected))
            if purchases[profile.id] != (days := self._purchase_days(customer)):
                found.append((customer.name, "purchases", purchases[profile.id], days))
        return found

    def customers(self):
        """Return the partners who should have a profile."""
        known = self.env["res.partner"].browse(
            customer
            for customer, signals in self.signals.items()
            if any(signal.is_own for signal in signals)
        )
        known |= known.browse(self.listed)
        return known.filtered(
            lambda partner: (
                partner != self.company.partner_id
                and not partner.retention_excluded
                and all(user.share or not user.active for user in partner.user_ids)
            )
        )

    def profile(self, customer):
        """Return every stored and derived value of the profile of ``customer``."""
        policy = self.policy(customer)
        values = {
            **self._stored_values(customer, policy),
            **self._purchase_values(customer, policy),
        }
        values.update(self._status_values(customer))
        values.update(self._derived_values(values, policy))
        return values

    def policy(self, customer):
        """Return the first policy that matches: own ones before those of a parent."""
        if customer not in self._policies:
            self._policies[customer] = next(
                policy
                for policy, domain in self._domains()
                if not domain or customer.filtered_domain(domain)
            )
        return self._policies[customer]

    def _domains(self):
        by_company = self.policies.grouped("company_id")
        for company in reversed(self.company.parent_ids):
            policies = by_company.get(company, self.policies.browse())
            for policy in policies.sorted(lambda p: (not p.partner_domain, p.sequence)):
                yield policy, Domain(literal_eval(policy.partner_domain or "[]"))

    def transitions(self, customer):
        """Live through every day since the customer is known; return the changes."""
        if customer not in self._changes:
            self._changes[customer] = self._live_through(customer)
        return self._changes[customer]

    def _live_through(self, customer):
        policy = self.policy(customer)
        return live(
            self._first_seen(customer),
            self._activity_days(customer, policy),
            {status: policy[f"{status}_days"] for status in SILENT},
            self.as_of,
            self._season(policy),
        )

    def _first_seen(self, customer):
        days = [signal.day for signal in self.signals[customer.id]]
        bought = self._first_purchase(customer)
        return min(days + self.listed.get(customer.id, []) + [bought] * bool(bought))

    def _season(self, policy):
        return (policy.season_from or "", policy.season_until or "")

    def _activity_days(self, customer, policy):
        first = self._first_purchase(customer)
        if not first and policy.prospect_handling == "separate":
            return set()
        start = first if policy.prospect_handling == "separate" else date.min
        counted = {kind for kind in KINDS if policy[f"count_{kind}"]}
        days = {
            signal.day
            for signal in self.signals[customer.id]
            if signal.is_activity and signal.kind in counted and signal.day >= start
        }
        return days | ({first} if first else set())

    def _stored_values(self, customer, policy):
        signals = self.signals[customer.id]
        counts = self.counts[customer.id]
        counted = [kind for kind in KINDS if policy[f"count_{kind}"]]
        last_days = {
            kind: max(
                (s.day for s in signals if s.kind == kind and s.is_activity),
                default=None,
            )
            for kind in KINDS
        }
        days = [last_days[kind] for kind in counted] + [self._first_purchase(customer)]
        last_order = self.last_order.get(customer.id, self.env["sale.order"])
        user = customer.user_id or last_order.user_id
        return {
            "active": customer.active,
            "policy_id": policy,
            "user_id": user,
            "team_id": user.sale_team_id or last_order.team_id,
            "first_seen_date": self._first_seen(customer),
            **{f"last_{kind}_date": last_days[kind] for kind in KINDS},
            "last_heard_date": last_days["crm"],
            "last_crm_date": max(
                (s.day for s in signals if s.is_contact), default=None
            ),
            "last_activity_date": max(filter(None, days), default=None),
            "open_quotation_count": counts["quotation"],
            "open_opportunity_count": counts["open"],
            "won_opportunity_count": counts["won"],
            "overdue_amount": counts["overdue"],
        }

    def _purchase_values(self, customer, policy):
        sales = self.purchases[customer.id].items()
        bought = [day for day, (_revenue, count) in sales for _each in range(count)]
        revenue = sum(amount for _day, (amount, _count) in sales)
        days = sorted(set(bought))
        season = self._season(policy)
        gaps = [
            max(silence(before, day, season), 1)
            for before, day in zip(days, days[1:], strict=False)
        ]
        year_ago = self.as_of - relativedelta(years=1)
        return {
            "first_purchase_date": min(bought, default=None),
            "last_purchase_date": max(bought, default=None),
            "purchase_count": len(bought),
            "purchase_day_count": len(days),
            "gap_log_sum": sum(map(log, gaps)) if gaps else None,
            **self._recent_values(days, dict(sales)),
            "revenue_total": revenue,
            "revenue_12m": sum(
                amount for day, (amount, _count) in sales if day > year_ago
            ),
            "average_purchase": revenue / len(bought) if bought else 0,
            "spend_recent": sum(
                amount
                * 0.5 ** (max((max(bought, default=date.min) - day).days, 0) / 60)
                for day, (amount, _count) in sales
            ),
            **{
                f"purchases_{days}d": sum(
                    day > self.as_of - days * DAY for day in bought
                )
                for days in (30, 90, 365)
            },
        }

    def _recent_values(self, days, sales):
        def halved(half_life, worth):
            return sum(
                worth(day) * 0.5 ** min((days[-1] - day).days / half_life, 100)
                for day in days
            )

        if not days:
            names = ("recent_revenue", "recent_purchase_days", "burst_purchase_days")
            return dict.fromkeys(names)
        return {
            "recent_revenue": halved(120, lambda day: sales[day][0]),
            "recent_purchase_days": halved(120, lambda day: 1),
            "burst_purchase_days": halved(60, lambda day: 1),
        }

    def _status_values(self, customer):
        last = self.transitions(customer)[-1]
        return {
            "status": last.new,
            "status_date": last.day,
            "previous_status": last.old,
        }

    def _derived_values(self, values, policy):
        since = {
            kind: self._days_since(values[f"last_{kind}_date"])
            for kind in (*(set(KINDS) - {"outgoing"}), "activity", "purchase")
        }
        age = self._days_since(values["first_purchase_date"])
        limit = policy.key_account_revenue
        return {
            **{f"days_since_{kind}": days for kind, days in since.items()},
            "days_since_activity": self._silence(values["last_activity_date"], policy),
            **{
                f"no_{kind}": values[f"last_{kind}_date"] is None
                or self._silence(values[f"last_{kind}_date"], policy)
                >= policy[f"no_{kind}_days"]
                for kind in FLAGGED
            },
            "is_new": age is not None and age < policy.horizon_days,
            "is_key_account": limit > 0 and round(values["revenue_12m"], 2) >= limit,
        }

    def _silence(self, day, policy):
        return silence(day, self.as_of, self._season(policy)) if day else None

    def _days_since(self, day):
        return (self.as_of - day).days if day else None

    def _first_purchase(self, customer):
        sales = self.purchases[customer.id].items()
        return min((day for day, (_revenue, count) in sales if count), default=None)

    def _profile_differences(self, profile):
        return [
            (profile.partner_id.name, name, profile[name], value)
            for name, value in self.profile(profile.partner_id).items()
            if not _same(profile._fields[name], profile[name], value)
        ]

    def _purchase_days(self, customer):
        return {
            day: (count, revenue)
            for day, (revenue, count) in self.purchases[customer.id].items()
        }

    def _recorded_purchases(self):
        recorded = defaultdict(dict)
        for row in self._search(
            "customer.retention.purchase.day", ("company_id", "=", self.company.id)
        ):
            recorded[row.profile_id.id][row.date] = (row.purchase_count, row.revenue)
        return recorded

    def _flow(self, before, after):
        was_kept, is_kept = (s in ("active", "at_risk") for s in (before, after))
        if was_kept == is_kept:
            return False
        if was_kept:
            return "lapsed"
        return "returned" if before in ("dormant", "lost") else "new"

    def _recorded_transitions(self):
        recorded = defaultdict(list)
        transitions = self.env["customer.retention.transition"].search(
            [("company_id", "=", self.company.id)], order="date"
        )
        for change in transitions:
            assert change.flow == self._flow(change.from_status, change.to_status)
            recorded[change.profile_id.id].append(
                Change(
                    change.date,
                    change.from_status or None,
                    change.to_status,
                    change.lapsed_days,
                    change.end_date or None,
                )
            )
        return recorded


def _same(field, stored, expected):
    """Compare a field's value: unknown is False, money is rounded to the cent."""
    if expected is None:
        return stored is False
    if isinstance(stored, float):
        exactly = CENT if field.type == "monetary" else 1e-6
        return abs(stored - expected) < exactly
    return isinstance(stored, bool) == isinstance(expected, bool) and stored == expected
