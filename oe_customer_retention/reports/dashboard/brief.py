"""The dashboard in a few sentences, made from its figures without any model."""

import re

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ...models.labels import enumerated, labels
from ...models.status import CUSTOMER
from .. import wording
from .charts import on_day
from .dashboard import PROFILE, TRANSITION

NAMED = 3
LARGEST = 1000  # customers, about, among whom the first are looked for
LARGEST_BY = ("revenue_12m", "revenue_total")
SAMPLE = 0.01  # of all customers, who tell what the largest exceed
LEAST_SHARE = 0.1  # of what is at risk, that is worth telling
FIRST_SLOT, LAST_SLOT = "\ue000", "\uf8ff"


class Links:
    """Links in a sentence: put into it as signs that no text has, then cut out."""

    def __init__(self):
        self._links = []

    def add(self, text, action):
        """Return the sign that stands for ``text``, which opens ``action``."""
        self._links.append({"text": text, "action": action})
        return chr(ord(FIRST_SLOT) + len(self._links) - 1)

    def parts(self, sentence):
        """Return the sentence in parts of ``text`` and ``action``, None for none."""
        parts = re.split(f"([{FIRST_SLOT}-{LAST_SLOT}])", sentence)
        return [
            self._links[ord(part) - ord(FIRST_SLOT)]
            if FIRST_SLOT <= part <= LAST_SLOT
            else {"text": part, "action": None}
            for part in parts
            if part
        ]


class RetentionDashboardBrief(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    def _brief(self, data, changes, stakes):
        """Return what to know before a meeting, a list of parts for each sentence.

        Each number opens what it is about; words alone have no action.

        :param dict data: of ``get_data``, but for this
        :param StatusChanges changes: of the same customers
        :param list stakes: of ``_stakes``, of the same
        """
        figures = {figure["key"]: figure for figure in data["figures"]}
        domain = data["drill"]["profiles"]
        limits = self._limits(domain)
        sentences = [
            self._brief_active(figures["active"], data, changes),
            self._brief_stake(figures["revenue_at_risk"], domain, limits),
            self._brief_companies(domain, stakes),
            self._brief_key_accounts(domain),
            self._brief_left(figures["kept"], domain, limits),
            self._brief_reasons(domain),
            self._brief_movement(data, changes),
            self._brief_winbacks(figures["winbacks"]),
            self._brief_promises(data),
            self._brief_salespeople(data["salespeople"]),
            self._brief_unassigned(domain),
        ]
        return [sentence for sentence in sentences if sentence]

    def _limits(self, domain):
        """Return ``{name: amount}`` that some ``LARGEST`` exceed, judging by a sample,
        in the current company's currency; nothing where there are hardly more
        customers than these.
        """
        limits = {}
        for name in LARGEST_BY:
            profile = self.env[PROFILE].search_fetch(
                [*domain, *_sample()],
                [name, "company_id"],
                order=f"{name} desc nulls last",
                offset=int(LARGEST * SAMPLE),
                limit=1,
            )
            if profile:
                limits[name] = self._in_company_currency(profile, name)
        return limits

    def _brief_active(self, active, data, changes):
        """Tell the share of active customers, beside that at the period's start."""
        links, start = Links(), data["period_start"]
        part = links.add(active["note"], active["action"])
        before = changes.counts_on(start)
        then = wording.rate(
            before.get("active", 0), sum(before.get(status, 0) for status in CUSTOMER)
        )
        if active["value"] is False or then is False:
            return links.parts(self.env._("%s customers are active.", part))
        name = self.env._("Active on %s", wording.day(self.env, start))
        were_active = [*data["drill"]["profiles"], *on_day("active", start)]
        values = {
            "part": part,
            "now": links.add(active["value_text"], active["action"]),
            "before": links.add(
                wording.percent(self.env, then), self._open(name, were_active)
            ),
            "start": wording.day(self.env, start),
        }
        return links.parts(self._compare_active(active["change"], values))

    def _compare_active(self, change, values):
        points = round(100 * change)
        if points > 0:
            return self.env._(
                "%(part)s customers are active: %(now)s, up from %(before)s on "
                "%(start)s.",
                **values,
            )
        if points < 0:
            return self.env._(
                "%(part)s customers are active: %(now)s, down from %(before)s on "
                "%(start)s.",
                **values,
            )
        return self.env._(
            "%(part)s customers are active: %(now)s, as on %(start)s (%(before)s).",
            **values,
        )

    def _brief_stake(self, stake, domain, limits):
        """Tell what is at risk, and with whom most of it."""
        if not stake["value"]:
            return None
        links = Links()
        total = links.add(stake["value_text"], stake["action"])
        at_risk = [("revenue_at_risk", ">", 0)]
        first = self._first_of_largest(
            domain,
            at_risk,
            "revenue_at_risk",
            limits,
            "revenue_12m",
            self._longest_horizon(),
        )
        names = self._links_to(links, first)
        if len(first) == stake["customers"]:
            return links.parts(
                self.env._(
                    "%(stake)s is at risk, all of it with %(names)s.",
                    stake=total,
                    names=names,
                )
            )
        share = self._converted(first) / stake["value"]
        if share < LEAST_SHARE:
            return links.parts(
                self.env._(
                    "%(stake)s is at risk, first of all with %(names)s.",
                    stake=total,
                    names=names,
                )
            )
        theirs = self._open(self.env._("Most revenue at risk"), _these(first))
        return links.parts(
            self.env._(
                "%(stake)s is at risk, %(share)s of it with %(names)s.",
                stake=total,
                share=links.add(wording.percent(self.env, share), theirs),
                names=names,
            )
        )

    def _converted(self, profiles):
        """Return what is at risk with some profiles, in the company's currency."""
        [[total]] = self.env[PROFILE]._read_group(
            _these(profiles), [], ["revenue_at_risk:sum_currency"]
        )
        return total or 0

    def _brief_movement(self, data, changes):
        """Tell who came, came back and went since the period's start."""
        links, start, end = Links(), data["period_start"], data["as_of"]
        flows = {
            flow["flow"]: links.add(
                wording.count(self.env, changes.flow(flow["flow"], start, end)),
                self._open_flow(flow, data),
            )
            for flow in data["flows"]
        }
        return links.parts(
            self.env._(
                "Since %(start)s: new customers %(new)s, returned %(returned)s, "
                "lapsed %(lapsed)s.",
                start=wording.day(self.env, start),
                **flows,
            )
        )

    def _open_flow(self, flow, data):
        return {
            "name": flow["label"],
            "res_model": TRANSITION,
            "domain": [
                ("flow", "=", flow["flow"]),
                ("date", ">", data["period_start"]),
                ("date", "<=", data["as_of"]),
                *data["drill"]["transitions"],
            ],
        }

    def _brief_winbacks(self, winbacks):
        """Tell how many were won back, and how many of them after a contact."""
        if not winbacks["value"]:
            return None
        links = Links()
        contacted = winbacks["contacted"]
        return links.parts(
            self.env._(
                "Won back in this period: %(count)s; of these after contact from us: "
                "%(contacted)s.",
                count=links.add(winbacks["value_text"], winbacks["action"]),
                contacted=links.add(contacted["text"], contacted["action"]),
            )
        )

    def _first(self, domain, order):
        return self.env[PROFILE].search(domain, order=order, limit=NAMED)

    def _longest_horizon(self):
        """Return the longest horizon in years, one at least: nobody has more at risk
        than was bought in a year, times this."""
        policies = self.env["customer.retention.policy"].sudo().search([])
        return max(365, *policies.mapped("horizon_days")) / 365

    def _first_of_largest(self, domain, condition, name, limits, most, times=1):
        """Return the first by ``name`` of those who meet ``condition``, found among the
        largest by ``most`` where nobody else can be one of them.

        :param str name: of a field that is never greater than ``times`` another
        :param dict limits: of :meth:`_limits`, of the same customers
        :param str most: of that other one, one of ``LARGEST_BY``
        """
        order, found = f"{name} desc, id", [*domain, *condition]
        if most in limits:
            above = self.env[PROFILE]._above(most, limits[most])
            first = self._first([*found, *above], order)
            if len(first) == NAMED:
                reached = self._in_company_currency(first[-1], name)
                if reached / times > limits[most]:
                    return first
        return self._first(found, order)

    def _in_company_currency(self, profile, name):
        """Return an amount of a profile in the current company's currency."""
        return profile._to_company_currency(profile.company_id.id, profile[name])

    def _links_to(self, links, profiles, with_status=False):
        """Return the names of profiles as a list, each opening its customer.

        With several companies each has its own: a customer may be in more than one.
        """
        statuses = labels(self.env[PROFILE], "status") if with_status else {}
        has_companies = len(self.env.companies) > 1
        names = []
        for profile in profiles:
            name = links.add(
                profile.partner_name,
                self._open(profile.partner_name, _these(profile)),
            )
            company = has_companies and profile.company_id.name
            told = [*filter(None, (company, statuses.get(profile.status)))]
            names.append(f"{name} ({enumerated(self.env, told)})" if told else name)
        return format_list(self.env, names)


def _sample():
    """Return the domain of a share of all profiles, drawn by pages of their table."""

    def to_sql(model, alias, _query):
        return SQL(
            "%s = ANY(ARRAY(SELECT id FROM %s TABLESAMPLE SYSTEM (%s) REPEATABLE (0)))",
            SQL.identifier(alias, "id"),
            SQL.identifier(model._table),
            100 * SAMPLE,
        )

    return Domain.custom(to_sql=to_sql)


def _these(profiles):
    return [("id", "in", profiles.ids)]
