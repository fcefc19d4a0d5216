from ...analytics import correction, health
from ...analytics.mbg_nbd import UNKNOWN_GAP
from ..prediction.prediction_common import PredictionCase

KINDS = ("chance", "silence", "spend", "contact", "breadth")


class HealthCase(PredictionCase):
    """A company with a health score, and an oracle of it in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_health_score = True
        cls.health = cls.env["customer.retention.health"]._of(cls.company)

    def setUp(self):
        super().setUp()
        self._learning()

    def _weigh(self, **weights):
        for measure in self.health.measure_ids:
            measure.weight = weights.get(measure.kind, 0)
        self.env.flush_all()

    def _values(self, profile, day):
        """Return the measures of a customer at the end of a day, None before the first
        purchase; by hand, from its purchases, lines and contacts."""
        sales = {
            row.date: (row.revenue, row.purchase_count)
            for row in profile.purchase_ids
            if row.date <= day
        }
        bought = sorted(date for date, (_revenue, count) in sales.items() if count)
        if not bought:
            return None
        model = self._model()
        purchases = [correction.Purchase(d.toordinal(), sales[d][0]) for d in bought]
        [[(_number, known, _next)]] = correction.histories(
            [purchases], [day.toordinal()]
        )
        known = known._replace(
            **{
                name: round(getattr(known, name), 9)
                for name in ("spent", "recent", "burst")
            }
        )
        horizon = profile.policy_id.horizon_days
        chance = correction.corrected(
            model._correction(), self._parameters(), known, horizon
        )
        silence = (day - bought[-1]).days
        mean_gap = UNKNOWN_GAP if model.mean_gap is False else model.mean_gap
        gap = (known.tx + 2 * mean_gap) / (known.x + 2)
        of_late = [
            revenue
            for date, (revenue, _count) in sales.items()
            if (day - date).days < 2 * horizon
        ]
        in_all = sum(revenue for revenue, _count in sales.values())
        outcomes = [
            outcome
            for outcome in self.env["customer.retention.interaction"].search(
                [("profile_id", "=", profile.id), ("outcome", "!=", False)]
            )
            if outcome.day <= day
        ]
        return (
            100 * chance,
            health.silence(silence, gap),
            health.spend(sum(of_late), in_all, known.T, 2 * horizon),
            health.contact(outcomes[0].outcome if outcomes else None),
            self._breadth(profile, day, horizon),
        )

    def _breadth(self, profile, day, horizon):
        lines = self.env["customer.retention.purchase.line"].search(
            [("profile_id", "=", profile.id), ("is_purchase", "=", True)]
        )
        ages = {}
        for line in lines:
            age = (day - line.date).days
            if line.category_id and 0 <= age < 365:
                known = ages.get(line.category_id, 365)
                ages[line.category_id] = min(known, age)
        of_late = [age for age in ages.values() if age < 2 * horizon]
        return health.breadth(len(of_late), len(ages))

    def _asked(self, profile, day):
        """Return share and value of each measure by the addon's SQL on a day."""
        profile = profile.with_context(retention_as_of=day)
        return profile._health_parts().get(profile.id)
