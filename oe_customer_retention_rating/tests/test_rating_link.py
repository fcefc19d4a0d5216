from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.http import Request
from odoo.tests import HttpCase


class TestRatingByLink(RetentionCase, HttpCase):
    """A customer rates on the public page; the job tells it."""

    by_clock = True

    def test_profile_and_story_know_it_after_the_job(self):
        customer = self._customer("Acme", email="acme@example.com")
        order = self._order(customer, self.today)
        self._refresh()
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        marks.create(self.env["customer.retention.incremental"]._horizon())
        token = order._rating_get_access_token(partner=customer)
        self.authenticate(None, None)
        self.url_open(
            f"/rate/{token}/submit_feedback",
            data={
                "rate": 1,
                "feedback": "Cold",
                "csrf_token": Request.csrf_token(self),
            },
        )
        incremental = self.env["customer.retention.incremental"]
        incremental._refresh_changed(incremental._horizon())
        self.env.invalidate_all()
        profile = self._profile(customer)
        self.assertEqual(
            (profile.last_rating, profile.last_rating_date), (1, self.today)
        )
        [row] = profile.get_story(kinds=["rating"])["touchpoints"]
        self.assertEqual((row["event"], row["summary"]), ("Rating: 1 of 5", "Cold"))
