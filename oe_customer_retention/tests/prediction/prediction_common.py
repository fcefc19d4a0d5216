import random
from unittest.mock import patch

from ...analytics import correction
from ..common import RetentionCase, ago


class PredictionCase(RetentionCase):
    """Customers given by the days ago on which they bought."""

    @classmethod
    def _buyers(cls, *histories, amount=100.0, company=None):
        """Return a customer for each list of days ago, with an order on each."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(len(histories))]
        )
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
