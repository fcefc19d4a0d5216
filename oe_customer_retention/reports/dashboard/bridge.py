"""The revenue bridge as the dashboard, the PDF and the workbook show it."""

from odoo import api, models
from odoo.fields import Domain

from ...models.condition import refused
from ...models.labels import enumerated
from ...models.rates import MIN_CUSTOMERS_FOR_RATE, makes_rate
from .. import wording
from ..bridge.bridge import FROM_OUTSIDE

BRIDGE = "customer.retention.bridge"
SETTINGS = "oe_customer_retention.res_config_settings_action"
STEP = ("kind", "label", "change", "customers")
GAIN, LOSS = "active", "lost"  # the statuses in whose accents steps are drawn


class RetentionDashboardBridge(models.AbstractModel):
    _inherit = "customer.retention.dashboard"

    @api.model
    @api.readonly
    def get_bridge(self, domain, period="year"):
        """Return why the customers in ``domain`` bring more or less than before.

        Archived customers are among them: so are many who were lost.

        :param list domain: on ``customer.retention.profile``
        :param str period: ``month``, ``quarter``, ``year`` or ``this_year``
        :return: a dict with ``days`` (the two periods, in words), ``bars`` (from the
            revenue before over each step to the revenue after), ``rates`` (net and
            gross revenue retention, with the same a period before), ``note`` (of how
            many customers these are), ``is_empty``, and ``hint``: None, or what to do
            as ``text``, ``button`` and ``action``. A bar has ``key``, ``label``,
            ``amount``, ``text``, ``customers`` (None for a sum), ``customers_text``,
            ``left`` and ``width`` in percent, the ``status`` in whose color it is
            drawn, and ``action``
        :raises UserError: for an unknown period, or a domain that cannot be used
        """
        self = self.sudo(False)
        with refused(self.env, self.env._("This filter")):
            domain = [
                *Domain(domain),
                ("company_id", "in", self.env.companies.ids),
                ("active", "in", [True, False]),
            ]
        domain = [("profile_id", "any", domain)]
        now, past = (
            self.env[BRIDGE].get_bridge(domain, period, back) for back in (0, 1)
        )
        is_empty = not any(step["customers"] for step in now["steps"])
        return {
            "days": self._bridge_days(now["days"]),
            "bars": self._bridge_bars(now, domain, period),
            "rates": self._bridge_rates(now, past),
            "note": self._bridge_note(now),
            "is_empty": is_empty,
            "hint": self._bridge_hint(is_empty),
        }

    def _bridge_days(self, days):
        before, after = (
            self.env._(
                "%(first)s to %(last)s",
                first=wording.day(self.env, first),
                last=wording.day(self.env, last),
            )
            for first, last in days
        )
        return self.env._("%(after)s, against %(before)s", after=after, before=before)

    def _bridge_bars(self, bridge, domain, period):
        """Return the sum before, each step and the sum after, where each is drawn."""
        level = bridge["before"]
        bars = [("before", self.env._("Before"), level, None, 0)]
        for step in bridge["steps"]:
            bars.append((*(step[name] for name in STEP), level))
            level += step["change"]
        bars.append(("after", self.env._("After"), bridge["after"], None, 0))
        edges = [0, *(start + amount for *_step, amount, _customers, start in bars)]
        low, scale = min(edges), max(edges) - min(edges) or 1
        return [
            {
                "key": key,
                "label": label,
                "amount": amount,
                "text": self._bridge_text(amount, customers),
                "customers": customers,
                "customers_text": self._bridge_count(customers),
                "left": 100 * (min(start, start + amount) - low) / scale,
                "width": 100 * abs(amount) / scale,
                "status": customers is not None and (LOSS if amount < 0 else GAIN),
                "action": self._open_bridge(key, label, domain, period),
            }
            for key, label, amount, customers, start in bars
        ]

    def _bridge_text(self, amount, customers):
        is_sum = customers is None
        return (wording.value if is_sum else wording.change)(self.env, amount, "money")

    def _bridge_count(self, customers):
        return "" if customers is None else wording.count(self.env, customers)

    def _open_bridge(self, key, label, domain, period):
        """Return what opens the rows behind a bar, by customer."""
        condition = {
            "before": ("revenue_before", "!=", 0),
            "after": ("revenue_after", "!=", 0),
        }.get(key, ("kind", "=", key))
        return {
            "name": self.env._("Revenue bridge: %s", label),
            "res_model": BRIDGE,
            "domain": [condition, *domain],
            "context": {
                "retention_bridge_period": period,
                f"search_default_{period}": 1,
                "search_default_group_customer": 1,
            },
            "views": [[False, "list"], [False, "pivot"], [False, "graph"]],
        }

    def _bridge_rates(self, now, past):
        """Return net and gross revenue retention, where enough customers make one."""
        texts = {
            "nrr": (
                self.env._("Net revenue retention"),
                self.env._(
                    "What the customers of the earlier period bring in during the "
                    "later one, as a percentage of what they brought in before; "
                    "returned and new ones are not included."
                ),
            ),
            "grr": (
                self.env._("Gross revenue retention"),
                self.env._(
                    "The same without what grew: lost revenue, stopped or reduced "
                    "purchases and lower prices are subtracted from 100%."
                ),
            ),
        }
        rates = []
        for key, (label, meaning) in texts.items():
            value, before = (_enough(bridge, key) for bridge in (now, past))
            rates.append(
                {
                    "key": key,
                    "label": label,
                    "help": meaning,
                    "value": value,
                    "text": wording.percent(self.env, value),
                    "past": before,
                    "past_text": self._past_text(before, past["customers"]),
                }
            )
        return rates

    def _past_text(self, rate, customers):
        """Return what a rate was a period before, or why there was none."""
        count = wording.count(self.env, customers)
        if not makes_rate(customers):
            return self.env._("a period before: too few customers (%s)", count)
        if rate is False:
            return self.env._("a period before: no rate")
        return self.env._(
            "%(share)s a period before (customers: %(count)s)",
            share=wording.percent(self.env, rate),
            count=count,
        )

    def _bridge_note(self, bridge):
        counts = {step["kind"]: step["customers"] for step in bridge["steps"]}
        outside = sum(counts.pop(kind) for kind in FROM_OUTSIDE)
        sentences = [self._bridge_customers(bridge["customers"])]
        if makes_rate(bridge["customers"]) and bridge["nrr"] is None:
            sentences.append(self._bridge_no_rate(bridge))
        if sum(counts.values()) > bridge["customers"]:
            sentences.append(
                self.env._(
                    "Customers whose categories changed differently are in several "
                    "steps."
                )
            )
        if outside:
            sentences.append(
                self.env._(
                    "New and returning buyers had revenue in the later period only; "
                    "new and returned customers are counted by their status, whatever "
                    "they spent."
                )
            )
        return " ".join(sentences)

    def _bridge_customers(self, customers):
        count = wording.count(self.env, customers)
        if not makes_rate(customers):
            return self.env._(
                "Customers who bought before: %(count)s; a rate takes %(least)s.",
                count=count,
                least=MIN_CUSTOMERS_FOR_RATE,
            )
        return self.env._("Customers who bought before: %s.", count)

    def _bridge_no_rate(self, bridge):
        """Return in money what makes no percentage."""
        return self.env._(
            "They brought in %(before)s before and %(after)s after, less credit notes: "
            "that makes no rate.",
            before=wording.money(self.env, bridge["before"]),
            after=wording.money(self.env, bridge["kept"]),
        )

    def _bridge_hint(self, is_empty):
        """Return what the reader may do about what the bridge does not tell."""
        if is_empty:
            text = self.env._(
                "Nothing was bought in these two periods: choose a longer one, or "
                "remove a filter."
            )
            return {"text": text, "button": None, "action": None}
        unfollowed = self.env.companies.filtered(
            lambda company: not company.retention_follow_categories
        )
        if not unfollowed:
            return None
        return {
            "text": self.env._(
                "By customer only: product categories are not followed in "
                "%(companies)s. With them, the bridge shows what those who stay have "
                "stopped or started buying, and the effect of prices. 'Follow product "
                "categories' in the settings switches them on, for administrators.",
                companies=enumerated(self.env, unfollowed.mapped("name")),
            ),
            "button": self.env._("Open the settings"),
            "action": self.env.user.has_group("base.group_system") and SETTINGS,
        }


def _enough(bridge, key):
    """Return a rate of a bridge, False where there is none or too few are behind it."""
    is_known = makes_rate(bridge["customers"]) and bridge[key] is not None
    return bridge[key] if is_known else False
