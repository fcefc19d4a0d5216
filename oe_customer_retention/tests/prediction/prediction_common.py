import random
from unittest.mock import patch

from ...analytics import correction
from ...analytics.correction import Correction, Facts
from ...analytics.mbg_nbd import Parameters
from ..common import AS_OF, QUIETLY, RetentionCase, ago

LEARNED = Correction(-0.5, Facts(-0.4, 0.2, 0.3, 0.4), Facts(-1.8, 2.9, 0.5, 0.2))


class PredictionCase(RetentionCase):
    """Customers given by the days ago on which they bought."""

    learns = True

    @classmethod
    def _buyers(cls, *histories, amount=100.0, company=None):
        """Return a customer for each list of days ago, with an order on each."""
        partners = cls.env["res.partner"].with_context(**QUIETLY)
        partners = partners.create(
            [{"name": f"Buyer {number}"} for number in range(len(histories))]
        ).with_env(cls.env)
        company_id = (company or cls.company).id
        orders = [
            cls._ordered(partner, ago(days), amount, company_id=company_id)
            for partner, history in zip(partners, histories, strict=True)
            for days in history
        ]
        if orders:
            cls._insert_all("sale.order", orders)
        return partners

    def _learning(self, learned=None):
        """Let models learn this from the company's past; nothing by default."""
        found = patch.object(correction, "learn", return_value=learned)
        self.enterContext(found)

    def _use(self, learned):
        """Let the model of the company use a correction; return the model."""
        model = self._model().sudo()
        model.write(model._correction_values(learned))
        self.env["customer.retention.profile"].invalidate_model()
        return model

    @staticmethod
    def _random_histories(count, seed=1):
        """Return histories of one to some fifty purchase days within three years."""
        dice = random.Random(seed)
        return [
            sorted(
                {
                    int(dice.uniform(dice.choice((0, 200, 500)), 1000))
                    for _purchase in range(min(50, int(dice.paretovariate(1))))
                },
                reverse=True,
            )
            for _customer in range(count)
        ]

    def _refreshed(self, *histories, **values):
        """Return the profiles of new :meth:`_buyers`, in the order of histories."""
        partners = self._buyers(*histories, **values)
        self._refresh()
        by_partner = self._profile(partners).grouped("partner_id")
        return self.env["customer.retention.profile"].concat(
            *(by_partner[partner] for partner in partners)
        )

    @staticmethod
    def _fits(segment, profile):
        """Whether a profile, or a dict of its fields, meets the rule of a segment."""
        days = profile["purchase_day_count"]
        return (
            all(
                segment[f"min_{measure}"]
                <= profile[f"rfm_{measure}"]
                <= segment[f"max_{measure}"]
                for measure in ("recency", "frequency", "monetary")
            )
            and segment.min_purchase_days <= days
            and days <= (segment.max_purchase_days or days)
        )

    def _model(self, company=None):
        return self.env["customer.retention.reorder.model"]._current(
            company or self.company
        )

    def _parameters(self):
        model = self._model()
        return Parameters(model.r, model.alpha, model.a, model.b)

    def _chance(self, profile, horizon):
        """Return the formula's chance of an order, with what the model has learned."""
        first, last = profile.first_purchase_date, profile.last_purchase_date
        history = correction.History(
            profile.purchase_day_count - 1,
            (last - first).days,
            (AS_OF - first).days,
            profile.recent_revenue,
            profile.recent_purchase_days,
            profile.burst_purchase_days,
        )
        learned = self._model()._correction()
        return correction.corrected(learned, self._parameters(), history, horizon)
