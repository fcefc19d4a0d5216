"""One number from 0 to 100 for each customer, on any day."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ...analytics.health import score
from ...reports.workbook.columns import HEALTH
from ..common import AS_OF, MANAGER, SALESMAN, RetentionCase, ago
from ..prediction.prediction_common import LEARNED
from .health_common import KINDS, HealthCase

PROFILE = "customer.retention.profile"
WEIGHTS = {"chance": 40, "silence": 30, "spend": 20, "contact": 15, "breadth": 5}


class TestHealth(HealthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.retention_follow_categories = True
        partners = cls._buyers(*cls._random_histories(60), amount=70)
        cls._refresh()
        cls.profiles = cls._profile(partners)
        cls.env["customer.retention.interaction"].create(
            [
                {"profile_id": profile.id, "date": ago(days), "outcome": outcome}
                for profile, outcomes in zip(
                    cls.profiles,
                    [
                        {5: "negative", 200: "positive"},
                        {120: "positive", 150: "neutral"},
                        {250: "negative"},
                    ],
                    strict=False,
                )
                for days, outcome in outcomes.items()
            ]
        )
        # Categories, without the documents of products behind them.
        groups = cls.env["customer.retention.product.group"].create(
            [
                {"product_category_id": category.id}
                for category in cls.env["product.category"].create(
                    [{"name": name} for name in ("Boxes", "Bags", "Tape")]
                )
            ]
        )
        cls.env["customer.retention.purchase.line"].search(
            [("company_id", "=", cls.company.id)]
        ).unlink()
        cls.env["customer.retention.purchase.line"].create(
            [
                {
                    "profile_id": row.profile_id.id,
                    "company_id": cls.company.id,
                    "date": row.date,
                    "category_id": groups[row.date.day % 3].id,
                    "revenue": row.revenue,
                    "is_purchase": row.date.day % 5 > 0,
                }
                for row in cls.profiles.purchase_ids
            ]
        )
        cls.env.flush_all()

    def test_measures_of_any_day_are_the_formulas(self):
        self._use(LEARNED)
        self._weigh(**WEIGHTS)
        shares = [WEIGHTS[kind] / sum(WEIGHTS.values()) for kind in KINDS]
        compared = set()
        for day in (AS_OF, ago(90), ago(260), ago(1000)):
            for profile in self.profiles:
                wanted, found = self._values(profile, day), self._asked(profile, day)
                self.assertEqual(wanted is None, found is None)
                then = profile.with_context(retention_as_of=day)
                if not found:
                    self.assertIs(then.health_score, False)
                    continue
                for share, value, (own_share, own) in zip(
                    shares, wanted, found, strict=True
                ):
                    self.assertAlmostEqual(own_share, share, delta=1e-9)
                    self.assertAlmostEqual(own, value, delta=1e-9)
                self.assertEqual(then.health_score, score(wanted, WEIGHTS.values()))
                compared |= set(enumerate(wanted))
        for place, kind in enumerate(KINDS):
            seen = {value for at, value in compared if at == place}
            self.assertGreater(len(seen), 2, kind)

    def test_points_told_add_up_to_the_score(self):
        self._weigh(**WEIGHTS)
        for profile in self.profiles:
            reason = profile.health_reason.rstrip(".")
            total, _colon, parts = reason.partition(": ")
            told = [part.rsplit(" of ", 1) for part in parts.split("; ")]
            points = [measure.split()[-1] for measure, _most in told]
            most = [highest for _measure, highest in told]
            self.assertEqual(int(total), profile.health_score)
            self.assertEqual(sum(map(int, points)), profile.health_score)
            self.assertEqual(sum(map(int, most)), 100)

    def test_colors_follow_the_limits_and_are_found(self):
        self._weigh(silence=100)
        scores = sorted(self.profiles.mapped("health_score"))
        self.health.write({"red_below": 50, "green_from": 100})
        self.env.flush_all()
        for color, least, most in (
            ("red", -1, 49),
            ("amber", 50, 99),
            ("green", 100, 100),
        ):
            found = self.env[PROFILE].search([("health_color", "=", color)])
            wanted = [each for each in scores if least <= each <= most]
            self.assertTrue(wanted, color)
            self.assertEqual(sorted(found.mapped("health_score")), wanted)

    def test_categories_count_only_where_they_are_followed(self):
        self._weigh(silence=50, breadth=50)
        self.company.retention_follow_categories = False
        self.env.flush_all()
        for share, _value in [self._asked(self.profiles[0], AS_OF)[1]]:
            self.assertEqual(share, 1)

    def test_weights_of_nothing_give_no_score(self):
        self._weigh()
        self.assertEqual(set(self.profiles.mapped("health_score")), {False})
        self.assertFalse(any(self.profiles.mapped("health_reason")))

    def test_change_tells_the_score_of_the_past_day(self):
        self._weigh(silence=100)
        profile = self.profiles.sorted("first_purchase_date")[0]
        rows = {row["label"]: row for row in profile.get_change(str(ago(30)))["rows"]}
        row = rows["Health score"]
        then = profile.with_context(retention_as_of=ago(30))
        self.assertEqual(row["then"], str(then.health_score))
        self.assertEqual(row["now"], str(profile.health_score))

    def test_a_salesperson_reads_the_score_and_not_what_it_weighs(self):
        seller = self._user("health_seller", SALESMAN)
        profile = self.profiles[0].with_user(seller)
        profile.partner_id.sudo().user_id = seller
        self.env.flush_all()
        self.assertIsNot(profile.health_score, False)
        self.assertTrue(profile.health_reason)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self.health.with_user(seller).read(["red_below"])

    def test_odd_customers_make_no_nonsense(self):
        daily = self._buyers(range(3000), amount=1)
        once, silent = self._buyers([0]), self._buyers([3700, 3650])
        negative = self._buyers([40, 10])
        self._move(negative, ago(3), 10**6, move_type="out_refund")
        self._refresh(daily + once + silent + negative)
        self._weigh(**WEIGHTS)
        for partner in daily + once + silent + negative:
            self.assertTrue(0 <= self._profile(partner).health_score <= 100)
        self.assertLess(self._profile(silent).health_score, 15)
        self.assertEqual(self._asked(self._profile(negative), AS_OF)[2][1], 0)
        nobody = self._customer("Nobody")
        self._quotation(nobody, ago(3))
        self._refresh(nobody)
        self.assertIs(self._profile(nobody).health_score, False)

    def test_limits_and_weights_are_checked(self):
        for values in ({"red_below": 80}, {"green_from": 101}, {"red_below": -1}):
            with self.assertRaises(ValidationError):
                self.health.write(values)
        for weight in (-1, 101):
            with self.assertRaises(ValidationError):
                self.health.measure_ids[0].weight = weight


class TestNoHealth(RetentionCase):
    def test_off_it_shows_nothing_and_reads_nothing(self):
        self.env["res.company"].search([]).retention_health_score = False
        customer = self._buyer(10)
        self._refresh()
        self.assertFalse(
            self.env["customer.retention.health"]._of(self.company).measure_ids
        )
        profiles = self.env[PROFILE]
        query = profiles._search([])
        for name in ("health_score", "health_color"):
            code = profiles._field_to_sql(query.table, name, query).code
            self.assertTrue(code.startswith("NULL::"))
        for kind in ("list", "form", "search"):
            arch = profiles.get_view(view_type=kind)["arch"]
            self.assertNotIn("health_", arch)
        columns = self.env["customer.retention.workbook"]._columns()
        self.assertFalse(HEALTH & {column.field for column in columns})
        self.assertIs(self._profile(customer).health_score, False)
        manager = self._user("no_health_manager", MANAGER)
        action = (
            self.env["customer.retention.health"]
            .with_user(manager)
            .action_open_current()
        )
        self.assertFalse(action.get("res_id"))

    def test_on_it_is_in_views_and_exports(self):
        self.company.retention_health_score = True
        for kind in ("list", "form", "search"):
            arch = self.env[PROFILE].get_view(view_type=kind)["arch"]
            self.assertIn("health_", arch)
        columns = self.env["customer.retention.workbook"]._columns()
        self.assertLessEqual(HEALTH, {column.field for column in columns})

    def test_companies_weigh_for_themselves(self):
        other = self._new_company("Other Ltd")
        companies = self.company + other
        companies.retention_health_score = True
        customer = self._customer()
        for company in companies:
            self._order(customer, ago(60), company_id=company.id)
        self._refresh(company=companies)
        by_silence, by_contact = (
            self.env["customer.retention.health"]._of(company) for company in companies
        )
        for health, kind in ((by_silence, "silence"), (by_contact, "contact")):
            for measure in health.measure_ids:
                measure.weight = measure.kind == kind
        self.env.flush_all()
        here, there = (self._profile(customer, company) for company in companies)
        self.assertEqual(there.health_score, 50)
        self.assertNotEqual(here.health_score, 50)
