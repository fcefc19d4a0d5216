"""Sentences about who: customers, companies, salespeople."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ...models.prediction.profile import MOST_AT_STAKE_FIRST
from ...models.status import CUSTOMER, GONE, GOOD_STANDING
from .. import wording
from .brief import NAMED, Links
from .dashboard import PROFILE


class RetentionDashboardWho(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _brief_companies(self, domain, stakes):
        """Tell with which of several companies what is at risk, and who is in more
        than one of them."""
        if len(self.env.companies) < 2 or not stakes:
            return None
        links, at_risk = Links(), [*domain, ("revenue_at_risk", ">", 0)]
        totals = defaultdict(float)
        for _user, company, _count, stake in stakes:
            totals[company] += stake
        amounts = [
            self._pair(
                company.name,
                links.add(
                    wording.money(self.env, stake),
                    self._open(
                        company.name, [*at_risk, ("company_id", "=", company.id)]
                    ),
                ),
            )
            for company, stake in sorted(totals.items(), key=lambda total: -total[1])
        ]
        text = self.env._(
            "Revenue at risk by company: %s.", format_list(self.env, amounts)
        )
        customers = [*domain, ("status", "in", CUSTOMER)]
        if count := self._count_again(customers):
            name = self.env._("Counted in another company as well")
            again = self._open(name, self._counted_again(customers))
            text += " " + self.env._(
                "Customers counted in another company as well: %s.",
                links.add(wording.count(self.env, count), again),
            )
        return links.parts(text)

    def _count_again(self, customers):
        """Return how many there are of :meth:`_counted_again`.

        Only who is known in several companies is looked at, as the index tells them.
        """
        [[count, partners]] = self.env[PROFILE]._read_group(
            [*customers, *_in_several(self.env.companies)],
            [],
            ["__count", "partner_id:count_distinct"],
        )
        return count - partners

    def _counted_again(self, customers):
        """Return the domain of customers who were counted in a company before."""
        again = Domain.FALSE
        for index, company in enumerate(self.env.companies):
            before = ("company_id", "in", self.env.companies[:index].ids)
            again |= Domain("company_id", "=", company.id) & Domain(
                "partner_id.retention_profile_ids",
                "any",
                [*customers, ("active", "=", True), before],
            )
        return [*customers, *again]

    def _pair(self, name, text):
        return self.env._("%(name)s %(text)s", name=name, text=text)

    def _slipping(self):
        """Return the domain of who may be a key account that is not active, by what
        needs no computing: nobody with less revenue is one."""
        policies = self.env["customer.retention.policy"].sudo()
        limits = policies.search([("key_account_revenue", ">", 0)])
        if not limits:
            return Domain.FALSE
        return Domain(
            [
                ("revenue_12m", ">=", min(limits.mapped("key_account_revenue"))),
                ("status", "in", CUSTOMER),
                ("status", "!=", "active"),
            ]
        )

    def _brief_key_accounts(self, domain):
        """Tell which key accounts are not active."""
        slipping = [*domain, *self._slipping(), ("is_key_account", "=", True)]
        found = self.env[PROFILE].search(slipping, order=MOST_AT_STAKE_FIRST)
        if not found:
            return None
        links, first = Links(), found[:NAMED].with_prefetch()
        names = self._links_to(links, first, with_status=True)
        if found == first:
            return links.parts(
                self.env._("Key accounts that are not active: %s.", names)
            )
        name = self.env._("Key accounts not active")
        action = self._open(name, slipping)
        return links.parts(
            self.env._(
                "Key accounts that are not active: %(count)s, first of all %(names)s.",
                count=links.add(wording.count(self.env, len(found)), action),
                names=names,
            )
        )

    def _brief_left(self, kept, domain, limits):
        """Tell who was a current customer a year ago and is none now."""
        left, count = kept["rest"], kept["left"]
        if not count:
            return None
        links = Links()
        first = self._first_of_largest(
            domain, left["domain"], "revenue_total", limits, "revenue_total"
        )
        names = self._links_to(links, first)
        if count == len(first):
            return links.parts(
                self.env._("Active or at risk a year ago and no longer: %s.", names)
            )
        return links.parts(
            self.env._(
                "Active or at risk a year ago and no longer: %(count)s, first of all "
                "%(names)s.",
                count=links.add(wording.count(self.env, count), left),
                names=names,
            )
        )

    def _brief_reasons(self, domain):
        """Tell why dormant and lost customers left, as they said."""
        gone = [*domain, ("status", "in", GONE)]
        groups = self.env[PROFILE]._read_group(
            [*gone, ("loss_reason_id", "!=", False)],
            ["loss_reason_id"],
            ["__count"],
        )
        if not groups:
            return None
        links = Links()
        reasons = []
        for reason, count in sorted(
            groups, key=lambda group: (-group[1], group[0].sequence, group[0].id)
        )[:NAMED]:
            told = [*gone, ("loss_reason_id", "=", reason.id)]
            number = links.add(
                wording.count(self.env, count), self._open(reason.name, told)
            )
            reasons.append(f"{reason.name} ({number})")
        return links.parts(
            self.env._(
                "Why dormant and lost customers left, in their own words: %s.",
                format_list(self.env, reasons),
            )
        )

    def _brief_promises(self, data):
        """Tell what was promised for the last quarter that is over, and what came.

        Promises are about all customers of their salespeople: a filter has none.
        """
        companies = ("company_id", "in", self.env.companies.ids)
        if Domain(data["drill"]["profiles"]) != Domain(*companies):
            return None
        promises = self.env["customer.retention.promise"]
        kept = [
            companies,
            ("outcome", "!=", False),
            ("date_until", ">", data["period_start"]),
        ]
        [[until]] = promises._read_group(kept, [], ["date_until:max"])
        if not until:
            return None
        domain = [*kept, ("date_until", "=", until)]
        [amounts] = promises._read_group(
            domain, [], ["expected:sum_currency", "outcome:sum_currency"]
        )
        links = Links()
        action = {
            "name": self.env._("Promised and actual"),
            "res_model": promises._name,
            "domain": domain,
            "views": [[False, "list"]],
        }
        promised, came = (
            links.add(wording.money(self.env, amount), action) for amount in amounts
        )
        return links.parts(
            self.env._(
                "Promised for the quarter until %(until)s: %(promised)s; actual: "
                "%(came)s.",
                until=wording.day(self.env, until),
                promised=promised,
                came=came,
            )
        )

    def _brief_salespeople(self, salespeople):
        """Tell which salesperson has the most at risk."""
        assigned = [row for row in salespeople if row["user_id"]]
        if len(assigned) < 2:
            return None
        links, most = Links(), assigned[0]
        return links.parts(
            self.env._(
                "Among the salespeople, %(name)s has the most at risk: %(stake)s.",
                name=links.add(most["name"], most["action"]),
                stake=links.add(most["stake_text"], most["action"]),
            )
        )

    def _brief_unassigned(self, domain):
        """Tell who is to be given a salesperson."""
        nobodys = [
            *domain,
            ("user_id", "=", False),
            ("status", "in", (*GOOD_STANDING, "dormant")),
        ]
        count = self.env[PROFILE].search_count(nobodys)
        if not count:
            return None
        links, name = Links(), self.env._("Customers without a salesperson")
        return links.parts(
            self.env._(
                "Customers without a salesperson, lost ones not counted: %s. To "
                "decide: who takes care of them.",
                links.add(wording.count(self.env, count), self._open(name, nobodys)),
            )
        )


def _in_several(companies):
    """Return the domain of the profiles of partners who have several in companies."""

    def to_sql(model, alias, _query):
        return SQL(
            """%s = ANY(ARRAY(SELECT partner_id FROM %s WHERE company_id IN %s
                              GROUP BY partner_id HAVING COUNT(*) > 1))""",
            SQL.identifier(alias, "partner_id"),
            SQL.identifier(model._table),
            companies._ids,
        )

    return Domain.custom(to_sql=to_sql)
