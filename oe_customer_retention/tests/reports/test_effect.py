"""What is told of a reaction's effect, of customers whose fate was made up."""

from datetime import date

from odoo.exceptions import AccessError

from ...analytics import experiment
from ...analytics.experiment import Arm
from ..common import AS_OF, DAY, MANAGER, SALESMAN, RetentionCase

WATCHED = 90
DRAWN = AS_OF - 2 * WATCHED * DAY


class TestEffect(RetentionCase):
    """Sixty customers acted upon and sixty left alone, of whom some bought again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reaction = cls.env["customer.retention.reaction"].create(
            {
                "name": "Call",
                "company_id": cls.company.id,
                "to_status": "at_risk",
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "holdout_percent": 50,
            }
        )
        cls.drawn = {
            (is_alone, has_returned): cls._draw(count, is_alone, has_returned)
            for is_alone, has_returned, count in (
                (False, True, 45),
                (False, False, 15),
                (True, True, 6),
                (True, False, 54),
            )
        }

    @classmethod
    def _draw(cls, count, is_alone, has_returned, day=DRAWN, share=50, amount=100):
        partners = cls.env["res.partner"].create([{"name": "C"}] * count)
        profiles = cls.env["customer.retention.profile"].create(
            [
                {"partner_id": partner.id, "company_id": cls.company.id}
                for partner in partners
            ]
        )
        cls.env["customer.retention.holdout"].create(
            [
                {
                    "reaction_id": cls.reaction.id,
                    "profile_id": profile.id,
                    "company_id": cls.company.id,
                    "date": day,
                    "share": share,
                    "is_held_out": is_alone,
                }
                for profile in profiles
            ]
        )
        if has_returned:
            cls._buy(profiles, day + WATCHED * DAY, amount)
        return profiles

    @classmethod
    def _buy(cls, profiles, day, amount, count=1):
        cls.env["customer.retention.purchase.day"].create(
            [
                {
                    "profile_id": profile.id,
                    "company_id": cls.company.id,
                    "date": day,
                    "purchase_count": count,
                    "revenue": amount,
                }
                for profile in profiles
            ]
        )

    def _rows(self, as_of=AS_OF):
        self.env.flush_all()
        self.env.invalidate_all()
        effects = self.env["customer.retention.effect"]
        return effects.with_context(retention_as_of=as_of).search(
            [("reaction_id", "=", self.reaction.id)]
        )

    def test_it_counts_who_bought_again_in_both_groups(self):
        row = self._rows()
        self.assertEqual(row.month, date(DRAWN.year, DRAWN.month, 1))
        self.assertEqual((row.treated, row.treated_returned), (60, 45))
        self.assertEqual((row.held_out, row.held_out_returned), (60, 6))

    def test_the_effect_is_the_difference_with_its_interval(self):
        row = self._rows()
        told = experiment.effect([(Arm(60, 45, 45), Arm(60, 6, 6))])
        self.assertAlmostEqual(row.effect, 0.65)
        self.assertAlmostEqual(row.effect_low, told.low)
        self.assertAlmostEqual(row.effect_high, told.high)
        self.assertIn("It helps", row.verdict)

    def test_money_is_what_they_spent_less_what_they_returned(self):
        self._buy(self.drawn[False, True], DRAWN + DAY, -20, count=0)
        self.assertAlmostEqual(self._rows().revenue_effect, (45 * 80 - 600) / 60)

    def test_a_purchase_on_the_day_or_after_the_90_days_is_none_of_it(self):
        self._buy(self.drawn[True, False], DRAWN, 100)
        self._buy(self.drawn[True, False], DRAWN + (WATCHED + 1) * DAY, 100)
        self.assertEqual(self._rows().held_out_returned, 6)

    def test_nothing_is_said_before_the_90_days_are_over(self):
        row = self._rows(DRAWN + (WATCHED - 1) * DAY)
        self.assertEqual((row.treated, row.held_out, row.running), (0, 0, 120))
        self.assertIs(row.effect, False)
        self.assertIn("Not yet known: 50 customers acted on", row.verdict)

    def test_it_is_not_known_as_long_as_it_may_be_nothing(self):
        self._draw(150, True, True)
        row = self._rows()
        self.assertLess(row.effect_low, 0)
        self.assertIn("Not yet known whether it helps", row.verdict)

    def test_months_are_pooled_and_another_share_compared_within_itself(self):
        later = DRAWN + 40 * DAY
        self._draw(5, True, True, later, share=10)
        self._draw(45, False, True, later, share=10)
        last, first = self._rows()
        self.assertAlmostEqual(first.effect, 0.65)
        self.assertAlmostEqual(last.effect, 0.65 * 120 / 170)
        self.assertEqual(last.treated, 45)

    def test_who_was_drawn_in_another_company_does_not_count_twice(self):
        self._draw(5, True, True, share=False)
        self.assertEqual(self._rows().held_out, 60)

    def test_several_reactions_are_pooled_and_a_customer_counts_once(self):
        first, other = self.reaction, self.reaction.copy()
        everybody = self.env["customer.retention.profile"].concat(*self.drawn.values())
        self.env["customer.retention.holdout"].create(
            [
                {
                    "reaction_id": other.id,
                    "profile_id": profile.id,
                    "company_id": self.company.id,
                    "date": DRAWN + DAY,
                    "share": 50,
                    "is_held_out": number % 2,
                }
                for number, profile in enumerate(everybody)
            ]
        )
        rows = self.env["customer.retention.effect"].search(
            [("reaction_id", "in", (first | other).ids)]
        )
        alone = rows.filtered(lambda row: row.reaction_id == first)
        told = rows.action_pool()["params"]["message"]
        self.assertEqual(told, alone.verdict)
        more = self._draw(60, True, True) | self._draw(60, False, True)
        own = [("profile_id", "in", more.ids)]
        self.env["customer.retention.holdout"].search(own).reaction_id = other
        self.assertNotEqual(rows.action_pool()["params"]["message"], told)

    def test_the_reaction_says_it_to_managers_alone(self):
        manager, seller = (
            self._user(f"effect_{name}", group)
            for name, group in (("manager", MANAGER), ("seller", SALESMAN))
        )
        self.env.flush_all()
        self.assertIn("It helps", self.reaction.with_user(manager).effect_verdict)
        with self.assertRaises(AccessError):
            self.reaction.with_user(seller).read(["effect_verdict"])
