"""How right the score was in the last two years, against a count by hand."""

from unittest.mock import patch

from odoo.exceptions import UserError

from ...analytics import health as formulas
from ...models.health import health_check
from ..common import AS_OF, ago
from ..reference import DAY
from .health_common import KINDS, HealthCase

PATIENCE = 180
RED_BELOW = 60


class TestHealthCheck(HealthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls._buyers(*cls._random_histories(80, seed=3))
        cls._refresh()
        cls.profiles = cls._profile(partners)
        cls.health.red_below = RED_BELOW

    def _looks(self):
        """Return (is it a loss, was it lost, half, measures) by living every day."""
        looks = []
        for profile in self.profiles:
            bought = set(profile.purchase_ids.mapped("date"))
            half = profile.partner_id.id % 2
            last = None
            for number in range(1500, -1, -1):
                day = ago(number)
                last = day if day in bought else last
                if not last or (day - last).days > PATIENCE:
                    continue
                if (day - last).days == PATIENCE:
                    if number < 730 and self._values(profile, day - 60 * DAY):
                        values = self._values(profile, day - 60 * DAY)
                        looks.append((True, True, half, values))
                    continue
                if number % 30 == 0 and PATIENCE <= number <= 720:
                    end = last + PATIENCE * DAY
                    lost = not any(day < date <= end for date in bought)
                    looks.append((False, lost, half, self._values(profile, day)))
        return looks

    def _counted(self, looks, weights):
        red = [look for look in looks if formulas.score(look[3], weights) < RED_BELOW]
        seen = [look for look in red if not look[0]]
        return [len(red) - len(seen), len(seen), sum(look[1] for look in seen)]

    def test_hit_rates_are_those_counted_by_hand(self):
        weights = dict(zip(KINDS, (30, 40, 20, 10, 0), strict=True))
        self._weigh(**weights)
        learned = [50.0, 25.4, 24.6, 0.0, 0.0]
        with patch.object(health_check, "learn_weights", return_value=learned):
            self.health._check(self.company)
        looks = self._looks()
        losses = sum(look[0] for look in looks)
        self.assertGreater(losses, 30)
        self.assertEqual(self.health.lost_count, losses)
        self.assertEqual(self.health.look_count, len(looks) - losses)
        self.assertEqual(
            self.health.look_lost_count, sum(e[1] for e in looks if not e[0])
        )
        for whose, used in (("own", [*weights.values()]), ("learned", learned)):
            found = [
                self.health[f"{whose}_{name}"]
                for name in ("lost_red", "red", "red_lost")
            ]
            self.assertEqual(found, self._counted(looks, used), whose)
            self.assertTrue(all(found))
        self.assertEqual(
            self.health.measure_ids.mapped("learned_weight"), [50, 25, 25, 0, 0]
        )

    def test_each_half_is_judged_by_what_the_other_half_teaches(self):
        judged = []

        def learn(looks, columns):
            judged.append({look.half for look in looks})
            return [100.0, 0, 0, 0, 0]

        with patch.object(health_check, "_learn", learn):
            self.health._check(self.company)
        self.assertEqual(judged, [{0, 1}, {1}, {0}])

    def test_shares_are_told_with_their_counts(self):
        self.health._check(self.company)
        values = {"lost_count": 60, "own_lost_red": 45, "own_red": 29}
        self.health.sudo().write({**values, "own_red_lost": 20})
        self.assertIn("75% (45 of 60)", self.health.own_summary)
        self.assertIn("too few to tell (20 of 29)", self.health.own_summary)

    def test_other_weights_or_limits_drop_what_was_found_by_the_old_ones(self):
        for change in (
            lambda: self.health.measure_ids[0].write({"weight": 1}),
            lambda: self.health.write({"red_below": 61}),
        ):
            self.health._check(self.company)
            self.assertIsNot(self.health.own_red, False)
            change()
            self.assertIs(self.health.own_red, False)
            self.assertFalse(self.health.own_summary)

    def test_learned_weights_are_taken_over(self):
        with patch.object(
            health_check, "learn_weights", return_value=[60, 40, 0, 0, 0]
        ):
            self.health._check(self.company)
            self.health.action_use_learned()
        self.assertEqual(self.health.measure_ids.mapped("weight"), [60, 40, 0, 0, 0])
        self.assertEqual(self.health.checked_on, AS_OF)
        self.health.measure_ids.sudo().learned_weight = False
        with self.assertRaises(UserError):
            self.health.action_use_learned()

    def test_a_company_with_few_losses_learns_nothing(self):
        (self.profiles - self.profiles[:5]).sudo().write({"excluded": True})
        self.env.flush_all()
        self.health._check(self.company)
        self.assertFalse(self.health.has_learned)
        few = f"Too few customers were lost ({self.health.lost_count})"
        self.assertIn(few, self.health.learned_summary)
        self.assertIn("too few to tell", self.health.own_summary)

    def test_a_new_reorder_model_looks_anew(self):
        self.health.sudo().checked_on = False
        self.env["customer.retention.reorder.model"]._fit(self.company)
        self.assertEqual(self.health.checked_on, AS_OF)
