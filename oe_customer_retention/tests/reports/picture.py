"""What a person is told of a customer, wherever they look."""

from typing import NamedTuple


class Picture(NamedTuple):
    """Status, its sentence, the dashboard's counts, and the returns of a customer.

    ``returns`` has a day of return each, and whether it was a win-back.
    """

    status: str
    reason: str
    statuses: dict
    won_back: int
    returns: list


class PictureMixin:
    def _picture(self, customer, day):
        """Refresh the company as of a day, and return the :class:`Picture` then."""
        self.env["customer.retention.refresh"]._refresh(self.company, day)
        self.env.invalidate_all()
        env = self.env(context={**self.env.context, "retention_as_of": day})
        profile = env["customer.retention.profile"]._of_customers(
            customer, self.company
        )
        data = env["customer.retention.dashboard"].get_data(
            [("partner_id", "=", customer.id)]
        )
        (won_back,) = (f["value"] for f in data["figures"] if f["key"] == "winbacks")
        returns = env["customer.retention.winback"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.company.id)]
        )
        return Picture(
            profile.status,
            profile.status_reason,
            {row["status"]: row["count"] for row in data["statuses"] if row["count"]},
            won_back,
            [(winback.date, winback.is_winback) for winback in returns],
        )
