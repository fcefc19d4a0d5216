"""Warnings of what stopped: whom they reach, and what reacts to them."""

from odoo.exceptions import ValidationError

from ..common import AS_OF, DAY, SALESMAN, ago
from ..reaction.reaction_common import LOG, ReactionCase
from .test_category import CategoryCase

RHYTHM = (198, 168, 138)  # by the given model stopped today, and not yesterday
STEADY = (150, 120, 90, 60, 30, 5)


class WarningCase(CategoryCase):
    """Customers who buy labels all the time, and boxes until 138 days ago."""

    @classmethod
    def _drop_boxes(cls, name, price=100, **values):
        customer = cls._customer(name, **values)
        cls._buy(cls.box, *RHYTHM, customer=customer, price=price)
        cls._buy(cls.label, *STEADY, customer=customer)
        return customer

    @classmethod
    def _know(cls):
        """Refresh up to yesterday, by the given model."""
        cls._refresh(company=cls.company, as_of=ago(2))
        model = cls.env["customer.retention.category.model"]._of(cls.company)
        model.write(cls.MODEL)
        cls._refresh(company=cls.company, as_of=ago(1))

    def _warned(self, user=None):
        """Return the customers of a salesperson who was warned of them."""
        self.env.invalidate_all()
        rows = self.env["customer.retention.category"].search(
            [("warned_on", "!=", False), ("company_id", "=", self.company.id)]
        )
        return {
            row.partner_id.name for row in rows if row.user_id == (user or row.user_id)
        }


class TestWarnings(WarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("warned seller", SALESMAN)
        for name, price in (("Small", 10), ("Large", 1000), ("Middle", 100)):
            cls._drop_boxes(name, price, user_id=cls.seller.id)
        cls.other = cls._drop_boxes("Of nobody")
        cls.company.retention_category_warnings = 1
        cls._know()

    def test_each_salesperson_is_warned_of_the_costliest_as_often_as_is_set(self):
        self._refresh(company=self.company)
        self.assertEqual(self._warned(self.seller), {"Large"})
        self.assertEqual(self._warned(), {"Large", "Of nobody"})

    def test_the_others_follow_from_week_to_week(self):
        for days, warned in ((0, 1), (6, 1), (7, 2), (14, 3)):
            self._refresh(company=self.company, as_of=AS_OF + days * DAY)
            with self.subTest(days=days):
                self.assertEqual(len(self._warned(self.seller)), warned)

    def test_with_a_limit_of_none_nobody_is_warned_and_all_are_listed(self):
        self.company.retention_category_warnings = 0
        self._refresh(company=self.company)
        self.assertFalse(self._warned())
        stopped = self.env["customer.retention.category"].search(
            [("company_id", "=", self.company.id), ("state", "=", "stopped")]
        )
        self.assertEqual(len(stopped), 4)

    def test_a_limit_below_none_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "between 0 and 1000"):
            self.company.retention_category_warnings = -1

    def test_who_was_warned_of_is_to_be_called_though_not_silent(self):
        profile = self._profile(self.other)
        self.assertFalse(profile.needs_call)
        self._refresh(company=self.company)
        profile.invalidate_recordset()
        self.assertEqual(profile.status, "active")
        self.assertTrue(profile.is_to_call)
        self.assertEqual(profile.call_reason, "Stopped buying Boxes")
        self.assertIn("Boxes", profile.category_reason)
        logs = self.env["customer.retention.log.wizard"]
        log = logs.create({"profile_ids": profile.ids})
        self.assertIn(profile.category_reason, log.why)
        loss = profile.category_ids.filtered("warned_on").expected_loss
        self.assertAlmostEqual(profile.warned_loss, loss, 2)
        in_horizon = loss * self.policy[-1].horizon_days / 365
        stake = max(profile.revenue_at_risk, in_horizon)
        self.assertAlmostEqual(profile.call_stake, stake, 2)

    def test_a_contact_since_answers_the_warning(self):
        self._refresh(company=self.company)
        profile = self._profile(self.other)
        self.assertNotIn("has spoken", profile.category_reason)
        self.env["customer.retention.interaction"].create(
            {"profile_id": profile.id, "date": f"{AS_OF} 12:00:00", "reached": True}
        )
        profile.invalidate_recordset()
        self.assertFalse(profile.needs_call)
        self.assertEqual(profile.call_stake, profile.revenue_at_risk)
        self.assertIn("no longer counts as at stake", profile.category_reason)

    def test_a_purchase_ends_the_warning(self):
        self._refresh(company=self.company)
        self._buy(self.box, 0, customer=self.other)
        self._refresh(company=self.company)
        profile = self._profile(self.other)
        profile.invalidate_recordset()
        self.assertFalse(profile.category_ids.filtered("stopped_on"))
        self.assertFalse(profile.needs_call)


class TestStopReaction(WarningCase, ReactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({"at_risk_days": 60, "dormant_days": 90, "lost_days": 365})
        cls.dropping = cls._drop_boxes("Dropping", user_id=cls.salesman.id)
        cls.reaction = cls._reaction(trigger="category", to_status=False)

    def _fired(self):
        return self.env[LOG].search([("reaction_id", "=", self.reaction.id)])

    def test_it_fires_once_for_each_stop(self):
        self._know()
        self.assertFalse(self._fired())
        for days in range(3):
            self._refresh(company=self.company, as_of=AS_OF + days * DAY)
        line = self._fired()
        self.assertEqual((line.partner_id, line.state), (self.dropping, "done"))
        self.assertEqual(line.category_id.product_category_id, self.boxes)
        self.assertEqual(self._activities(self.dropping).user_id, self.salesman)

    def test_it_fires_again_once_it_was_bought_and_stopped_anew(self):
        self._know()
        self._refresh(company=self.company)
        self._activities(self.dropping).unlink()
        self._buy(self.box, 0, customer=self.dropping)
        self._buy(self.label, *range(-300, 0, 30), customer=self.dropping)
        self._refresh(company=self.company)
        row = self._profile(self.dropping).category_ids.filtered(
            lambda row: row.category_id.product_category_id == self.boxes
        )
        again = next(
            day
            for day in (AS_OF + number * DAY for number in range(300))
            if row.with_context(retention_as_of=day).state == "stopped"
        )
        for day, fired in ((again - DAY, 1), (again, 2)):
            model = self.env["customer.retention.category.model"]._of(self.company)
            model.fitted_on = day
            self._refresh(company=self.company, as_of=day)
            self.assertEqual(len(self._fired()), fired)

    def test_the_first_fill_and_stops_long_past_are_no_news(self):
        self._refresh(company=self.company)
        self.assertFalse(self._fired())
        late = self._customer("Late")
        self._buy(self.box, 500, 490, 480, customer=late)
        self._buy(self.label, *STEADY, customer=late)
        self._refresh(company=self.company)
        row = self._profile(late).category_ids.filtered("stopped_on")
        self.assertEqual(row.category_id.product_category_id, self.boxes)
        self.assertFalse(self._fired())

    def test_who_is_left_alone_is_not_acted_upon(self):
        self.reaction.holdout_percent = 50
        self._drop_boxes("Dropping too", user_id=self.salesman.id)
        self._know()
        self._refresh(company=self.company)
        states = self._fired().mapped("state")
        self.assertEqual(sorted(states), ["done", "held_out"])

    def test_a_customer_who_buys_nothing_any_more_is_none_of_its_cases(self):
        silent = self._customer("Silent")
        self._buy(self.box, *RHYTHM, customer=silent)
        self._know()
        self._refresh(company=self.company)
        self.assertEqual(self._fired().partner_id, self.dropping)
