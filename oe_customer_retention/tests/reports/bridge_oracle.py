from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from ...reports.bridge.bridge import span
from ..common import AS_OF

BRIDGE = "customer.retention.bridge"
PERIODS = ("month", "quarter", "year", "this_year")
CENT = Decimal("0.01")


class BridgeOracle:
    """The revenue bridge of a company, looked up line by line, slowly and exactly."""

    def _check_bridges(self, company):
        """Compare the bridges of all periods, the last ones or those before."""
        for number, period in enumerate(PERIODS):
            self._check(company, period, back=number % 2)

    def _check(self, company, period, back):
        days = span(AS_OF, period, back)
        bridge = self.env[BRIDGE].with_context(
            retention_bridge_period=period, retention_bridge_back=back
        )
        rows = bridge.search([("company_id", "=", company.id)])
        found = defaultdict(float)
        for row in rows:
            found[row.profile_id, row.category_id, row.kind] += row.change
        expected = self._expected(company, days)
        for key in found.keys() | expected.keys():
            self.assertAlmostEqual(found[key], float(expected[key]), 2, str(key))
        result = bridge.get_bridge([("company_id", "=", company.id)], period, back)
        self.assertAlmostEqual(result["before"], self._revenue(company, days.before), 2)
        self.assertAlmostEqual(result["after"], self._revenue(company, days.after), 2)
        steps = sum(step["change"] for step in result["steps"])
        self.assertAlmostEqual(result["before"] + steps, result["after"], 2)

    def _revenue(self, company, days):
        purchase_days = self.env["customer.retention.purchase.day"].search(
            [
                ("company_id", "=", company.id),
                ("date", ">=", days[0]),
                ("date", "<=", days[1]),
            ]
        )
        return sum(purchase_days.mapped("revenue"))

    def _expected(self, company, days):
        """Return the change by customer, category and kind, looked up slowly."""
        expected = defaultdict(Decimal)
        lines = self.env["customer.retention.purchase.line"].search(
            [("company_id", "=", company.id)]
        )
        for profile in lines.profile_id:
            own = lines.filtered(lambda line, mine=profile: line.profile_id == mine)
            bought = [self._sum(own, span)[0] > 0 for span in days]
            for category in {line.category_id for line in own}:
                part = own.filtered(lambda line, its=category: line.category_id == its)
                before, after = (self._sum(part, span)[0] for span in days)
                price = 0
                if all(bought) and before > 0 and after > 0:
                    price = self._price(part, days)
                rest = after - before - price
                kind = self._kind(profile, bought, before, after, rest, days)
                if before or after:
                    expected[profile, category, kind] += rest
                if price:
                    expected[profile, category, "price"] += price
        return expected

    def _kind(self, profile, bought, before, after, rest, days):
        if bought == [True, False]:
            return "lost"
        if bought == [False, True]:
            first = profile.first_purchase_date  # none: a credit note taken back
            is_old = first and first < days.before[0]
            return "returned" if is_old else "new"
        if before > 0 and after <= 0:
            return "stopped"
        if before <= 0 and after > 0:
            return "started"
        return "less" if rest < 0 else "more"

    def _price(self, lines, days):
        total = 0
        for product in {line.product_id for line in lines}:
            its = lines.filtered(lambda line, own=product: line.product_id == own)
            before, after = (self._sum(its, span) for span in days)
            if min(*before, *after) > 0:
                effect = after[0] - before[0] * after[1] / before[1]
                total += effect.quantize(CENT, ROUND_HALF_UP)
        return total

    def _sum(self, lines, days):
        """Return revenue and quantity of the lines within the days, exactly."""
        inside = lines.filtered(lambda line: days[0] <= line.date <= days[1])
        return tuple(
            sum(Decimal(str(line[name])) for line in inside)
            for name in ("revenue", "quantity")
        )
