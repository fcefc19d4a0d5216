from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.job import JobMixin
from odoo.tests import Form


class RatingCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.order = cls._order(cls.customer, ago(100))

    @classmethod
    def _rate(cls, score, day, rated=None, partner=None, **values):
        """A rating that was given on ``day``, of the customer's order unless said."""
        rated = rated or cls.order
        rating = cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(rated._name),
                "res_id": rated.id,
                "partner_id": (partner or cls.customer).id,
                "rating": score,
                "consumed": True,
                **values,
            }
        )
        cls._update(rating, rated_on=f"{day} 12:00:00")
        return rating

    def _facts(self, customer=None):
        self._refresh()
        profile = self._profile(customer or self.customer)
        return profile.last_rating, profile.average_rating, profile.rating_count


class TestRating(RatingCase):
    def test_all_people_of_a_customer_rate_for_it(self):
        self.assertEqual(self._facts(), (False, False, 0))
        buyer = self._customer("Buyer", is_company=False, parent_id=self.customer.id)
        self._rate(4, ago(5), partner=buyer)
        self._rate(1, ago(9))
        self.assertEqual(self._facts(), (4, 2.5, 2))
        self.assertEqual(self._profile(self.customer).last_rating_date, ago(5))

    def test_one_that_was_asked_for_and_not_given_is_none(self):
        self._rate(0, ago(5))
        self._rate(3, ago(5), consumed=False)
        self.assertEqual(self._facts(), (False, False, 0))

    def test_the_one_who_is_rated_is_not_the_one_who_rates(self):
        rated = self._customer("Rated")
        self._order(rated, ago(100))
        self._rate(1, ago(5), rated_partner_id=rated.id)
        self.assertEqual(self._facts(rated), (False, False, 0))

    def test_of_another_company_it_counts_there(self):
        other = self._new_company("Other Ltd")
        order = self._order(self.customer, ago(50), company_id=other.id)
        self._rate(1, ago(5), rated=order)
        self.assertEqual(self._facts(), (False, False, 0))
        self._refresh(company=other)
        self.assertEqual(self._profile(self.customer, other).last_rating, 1)
        self._rate(3, ago(4), rated=self.env["res.partner"].create({"name": "Us"}))
        self.assertEqual(self._facts(), (3, 3, 1))

    def test_a_rating_makes_nobody_a_customer(self):
        somebody = self._customer("Somebody")
        self._rate(5, ago(5), partner=somebody)
        self._refresh()
        self.assertFalse(self._profile(somebody))

    def test_it_ends_a_silence_where_the_policy_says_so(self):
        self._rate(2, ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_rating = True
        self.assertEqual(self._status(self.customer), "active")

    def test_a_low_one_fires_a_reaction_and_may_precede_a_loss(self):
        ready = self.env.ref("oe_customer_retention_rating.reaction_low_rating")
        reaction = ready.copy({"company_id": self.company.id, "active": True})
        reaction.switched_on = f"{ago(5)} 00:00:00"
        self._refresh()
        self._rate(1, ago(6))
        self._rate(2, ago(4))
        self._rate(3, ago(3))
        self._refresh(self.customer)
        self.env.invalidate_all()
        self.assertEqual(reaction.log_ids.mapped("transition_date"), [ago(4)])
        company = self.company.with_env(self.company._retention_env())
        events = company.env["customer.retention.precursor.event"]._events(company)
        rows = self.env.execute_query_dict(Scope.of(company).roll_up(events["rating"]))
        self.assertEqual({row["day"] for row in rows}, {ago(6), ago(4)})

    def test_many_low_ones_of_a_customer_are_reacted_to_once_until_it_rested(self):
        ready = self.env.ref("oe_customer_retention_rating.reaction_low_rating")
        activity = self.env.ref("mail.mail_activity_data_todo")
        values = {"action": "post", "message": "Low", "activity_type_id": activity.id}
        values |= {"company_id": self.company.id, "active": True, "rest_days": 3}
        reaction = ready.copy(values)
        reaction.switched_on = f"{ago(9)} 00:00:00"
        for day, rated_on, after in (
            (6, (6, 6, 6), ["done", "resting", "resting"]),
            (4, (4, 4), ["resting", "resting"]),
            (3, (4, 3), ["done", "resting"]),
            (3, (3,), ["resting"]),
        ):
            for each in rated_on:
                self._rate(1, ago(each))
            known = reaction.log_ids
            self._refresh(self.customer, as_of=ago(day))
            self.env.invalidate_all()
            states = (reaction.log_ids - known).sorted("id").mapped("state")
            self.assertEqual(states, after, f"{day} days ago")


class TestFirstRating(JobMixin, RatingCase):
    """Who has never asked for a rating pays nothing for ratings."""

    by_clock = True

    def test_the_first_one_ever_is_known_within_the_minute(self):
        self._refresh_without("rating.rating")
        self._rate(2, self.today)
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_rating_date, self.today)
        self.assertEqual((profile.last_rating, profile.rating_count), (2, 1))


class TestRatingReaders(RatingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", SALESMAN)
        cls.colleague = cls._user("colleague", SALESMAN)
        cls.customer.user_id = cls.order.user_id = cls.seller
        cls._rate(2, ago(5), feedback="Too late")
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def test_the_story_tells_the_score_and_the_words_and_opens_what_was_rated(self):
        profile = self.profile.with_user(self.seller)
        [row] = profile.get_story(kinds=["rating"], search="late")["touchpoints"]
        self.assertEqual(row["event"], "Rating: 2 of 5")
        self.assertEqual((row["icon"], row["summary"]), ("fa-star-half-o", "Too late"))
        touchpoints = self.env["customer.retention.touchpoint"]
        found = touchpoints.search(
            [("profile_id", "=", self.profile.id), ("kind", "=", "rating")]
        )
        for user, model in (
            (self.seller, "sale.order"),
            (self.colleague, "rating.rating"),
        ):
            signals = self.env["customer.retention.signal"].with_user(user)
            rating = self.env["rating.rating"].with_user(user).browse(found.res_id)
            self.assertEqual(signals._open_document(rating)["res_model"], model)

    def test_policy_and_customer_show_it(self):
        manager = self._user("manager", MANAGER)
        with Form(self.policy.with_user(manager)) as form:
            form.count_rating = True
        self.assertTrue(self.policy.count_rating)
        form = Form(self.profile.with_user(self.seller))
        self.assertEqual((form.last_rating, form.rating_count), (2, 1))
        low = [("rating_count", ">", 0), ("last_rating", "<=", 2)]
        self.assertEqual(self.profile.search(low), self.profile)
