"""The dashboard in a few sentences, made from its figures without any model."""

import re

from odoo import models
from odoo.tools import format_date, format_list

from ...models.prediction.profile import MOST_AT_STAKE_FIRST
from ...models.status import CUSTOMER, GOOD_STANDING
from .. import wording
from .dashboard import PROFILE, TRANSITION

NAMED = 3
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

    def _brief(self, data, changes):
        """Return what to know before a meeting, a list of parts for each sentence.

        :param dict data: of ``get_data``, but for this
        :param StatusChanges changes: of the same customers
        """
        figures = {figure["key"]: figure for figure in data["figures"]}
        domain = data["drill"]["profiles"]
        sentences = [
            self._brief_active(figures["active"], data["period_start"], changes),
            self._brief_stake(figures["revenue_at_risk"]),
            self._brief_key_accounts(domain),
            self._brief_left(figures["kept"]["rest"]),
            self._brief_movement(data, changes),
            self._brief_winbacks(figures["winbacks"]),
            self._brief_salespeople(data["salespeople"]),
            self._brief_unassigned(domain),
        ]
        return [sentence for sentence in sentences if sentence]

    def _brief_active(self, active, start, changes):
        links = Links()
        part = links.add(active["note"], active["action"])
        before = changes.counts_on(start)
        share = wording.rate(
            before.get("active", 0), sum(before.get(status, 0) for status in CUSTOMER)
        )
        if active["value"] is False or share is False:
            return links.parts(self.env._("%s customers are active.", part))
        return links.parts(
            self.env._(
                "%(part)s customers are active: %(now)s, after %(before)s on "
                "%(start)s.",
                part=part,
                now=active["value_text"],
                before=wording.percent(self.env, share),
                start=format_date(self.env, start),
            )
        )

    def _brief_movement(self, data, changes):
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
                "Since %(start)s: new customers %(new)s, come back %(returned)s, "
                "slipped away %(lapsed)s.",
                start=format_date(self.env, start),
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

    def _brief_left(self, left):
        count = self.env[PROFILE].search_count(left["domain"])
        if not count:
            return None
        links = Links()
        return links.parts(
            self.env._(
                "Active or at risk a year ago and no longer: %(count)s, first of all "
                "%(names)s.",
                count=links.add(wording.count(self.env, count), left),
                names=self._names(links, left["domain"], "revenue_total desc, id"),
            )
        )

    def _brief_stake(self, stake):
        if not stake["value"]:
            return None
        links, domain = Links(), stake["action"]["domain"]
        first = self.env[PROFILE].search(domain, order=MOST_AT_STAKE_FIRST, limit=NAMED)
        first_stake = self._converted(first)
        return links.parts(
            self.env._(
                "%(stake)s is at risk, %(share)s of it with %(names)s.",
                stake=links.add(stake["value_text"], stake["action"]),
                share=wording.percent(self.env, first_stake / stake["value"]),
                names=self._links_to(links, first),
            )
        )

    def _converted(self, profiles):
        """Return what is at risk with some profiles, in the company's currency."""
        [[total]] = self.env[PROFILE]._read_group(
            [("id", "in", profiles.ids)], [], ["revenue_at_risk:sum_currency"]
        )
        return total or 0

    def _brief_key_accounts(self, domain):
        links = Links()
        slipping = [
            *domain,
            ("is_key_account", "=", True),
            ("status", "in", CUSTOMER),
            ("status", "!=", "active"),
        ]
        count = self.env[PROFILE].search_count(slipping)
        if not count:
            return None
        return links.parts(
            self.env._(
                "Key accounts that are not active: %(count)s, first of all %(names)s.",
                count=links.add(
                    wording.count(self.env, count),
                    self._open(self.env._("Key accounts not active"), slipping),
                ),
                names=self._names(links, slipping, MOST_AT_STAKE_FIRST),
            )
        )

    def _brief_salespeople(self, salespeople):
        assigned = [row for row in salespeople if row["user_id"]]
        if len(assigned) < 2:
            return None
        links, most = Links(), assigned[0]
        return links.parts(
            self.env._(
                "Of the salespeople %(name)s has the most at risk: %(stake)s.",
                name=links.add(most["name"], most["action"]),
                stake=most["stake_text"],
            )
        )

    def _brief_unassigned(self, domain):
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
                "To decide: who looks after %(count)s without a salesperson.",
                count=links.add(
                    wording.count(self.env, count), self._open(name, nobodys)
                ),
            )
        )

    def _brief_winbacks(self, winbacks):
        if not winbacks["value"]:
            return None
        links = Links()
        return links.parts(
            self.env._(
                "Won back in this period: %(count)s. %(note)s.",
                count=links.add(winbacks["value_text"], winbacks["action"]),
                note=winbacks["note"],
            )
        )

    def _names(self, links, domain, order):
        first = self.env[PROFILE].search(domain, order=order, limit=NAMED)
        return self._links_to(links, first)

    def _links_to(self, links, profiles):
        """Return the names of profiles as a list, each opening its customer."""
        return format_list(
            self.env,
            [
                links.add(
                    profile.partner_name,
                    self._open(profile.partner_name, [("id", "=", profile.id)]),
                )
                for profile in profiles
            ],
        )
