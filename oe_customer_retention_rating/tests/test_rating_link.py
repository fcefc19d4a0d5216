from lxml import html
from odoo.addons.oe_customer_retention.tests.common import RetentionCase
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.tests import HttpCase


class TestRatingByLink(JobMixin, RetentionCase, HttpCase):
    """A customer rates on the public page; the job tells it."""

    by_clock = True

    def _rate_by_link(self, order, feedback):
        token = order._rating_get_access_token(partner=order.partner_id)
        self.authenticate(None, None)
        page = html.fromstring(self.url_open(f"/rate/{token}/1").content)
        [form] = page.xpath("//form[contains(@action, 'submit_feedback')]")
        data = {**dict(form.form_values()), "feedback": feedback}
        self.url_open(form.action, data=data)

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
        self._await_job()
        self._rate_by_link(order, "Cold")
        self._run_job()
        profile = self._profile(customer)
        self.assertEqual(
            (profile.last_rating, profile.last_rating_date), (1, self.today)
        )
        [row] = profile.get_story(kinds=["rating"])["touchpoints"]
        self.assertEqual((row["event"], row["summary"]), ("Rating: 1 of 5", "Cold"))
