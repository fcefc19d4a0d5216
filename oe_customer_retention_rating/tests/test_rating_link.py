from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.http import Request
from odoo.tests import HttpCase


class TestRatingByLink(RetentionCase, HttpCase):
    """A customer rates on the public page; the job tells it."""

    by_clock = True

    def _rate_by_link(self, order, feedback):
        token = order._rating_get_access_token(partner=order.partner_id)
        self.authenticate(None, None)
        self.url_open(
            f"/rate/{token}/submit_feedback",
            data={
                "rate": 1,
                "feedback": feedback,
                "csrf_token": Request.csrf_token(self),
            },
        )

    def test_who_rates_every_order_low_is_reacted_to_once(self):
        ready = self.env.ref("oe_customer_retention_rating.reaction_low_rating")
        values = {"action": "post", "message": "Sorry", "active": True}
        reaction = ready.copy({**values, "company_id": self.company.id})
        reaction.switched_on = f"{self.today} 00:00:00"
        customer = self._customer("Acme", email="acme@example.com")
        orders = [self._order(customer, self.today) for _each in range(3)]
        self._refresh()
        for order in orders:
            self._rate_by_link(order, "Cold")
            self._refresh(customer)
        self.env.invalidate_all()
        states = reaction.log_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["done", "resting", "resting"])

    def test_profile_and_story_know_it_after_the_job(self):
        customer = self._customer("Acme", email="acme@example.com")
        order = self._order(customer, self.today)
        self._refresh()
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        marks.create(self.env["customer.retention.incremental"]._horizon())
        self._rate_by_link(order, "Cold")
        incremental = self.env["customer.retention.incremental"]
        incremental._refresh_changed(incremental._horizon())
        self.env.invalidate_all()
        profile = self._profile(customer)
        self.assertEqual(
            (profile.last_rating, profile.last_rating_date), (1, self.today)
        )
        [row] = profile.get_story(kinds=["rating"])["touchpoints"]
        self.assertEqual((row["event"], row["summary"]), ("Rating: 1 of 5", "Cold"))
