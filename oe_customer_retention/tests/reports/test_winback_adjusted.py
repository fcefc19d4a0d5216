"""What is told of contact, of customers whose months were made up."""

from datetime import date

from ..common import DAY, MANAGER, SALESMAN, RetentionCase

BEGAN = date(2026, 1, 1)  # the only month: dormant since December, lost to nobody
LAST = date(2025, 9, 3)


class TestWinbackAdjusted(RetentionCase):
    """Dormant customers of two people, half of them contacted in January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("adjusted_seller", SALESMAN)
        cls.manager = cls._user("adjusted_manager", MANAGER)
        cls.env["customer.retention.reorder.model"].create(
            {
                "company_id": cls.company.id,
                "fitted_on": LAST,
                **{"r": 0.8, "alpha": 24, "a": 0.3, "b": 1.5, "mean_gap": 30},
            }
        )
        cls.profiles = cls.env["customer.retention.profile"].create(
            [
                {
                    "partner_id": cls.env["res.partner"].create({"name": "C"}).id,
                    "company_id": cls.company.id,
                }
                for _customer in range(240)
            ]
        )
        own = cls.profiles[:40].ids
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_retention_profile SET user_id = CASE WHEN id = ANY(%s)"
            " THEN %s ELSE %s END WHERE company_id = %s",
            (own, cls.seller.id, cls.manager.id, cls.company.id),
        )
        cls.env.invalidate_all()
        cls._insert_all("customer.retention.transition", cls._silences())
        for number, profile in enumerate(cls.profiles):
            cls._buy(profile, LAST - (number % 7) * 30 * DAY)
            cls._buy(profile, LAST)
            if number % 2:
                cls._contact(profile, BEGAN + 9 * DAY)
            if number % (4 if number % 2 else 10) < 2:
                cls._buy(profile, date(2026, 2, 20))

    @classmethod
    def _silences(cls):
        return [
            {
                "profile_id": profile.id,
                "company_id": cls.company.id,
                "date": date(2025, 12, 2),
                "end_date": date(2026, 1, 31),
                "to_status": "dormant",
            }
            for profile in cls.profiles
        ]

    @classmethod
    def _buy(cls, profile, day):
        purchases = cls.env["customer.retention.purchase.day"]
        if not purchases.search([("profile_id", "=", profile.id), ("date", "=", day)]):
            purchases.create(
                {
                    "profile_id": profile.id,
                    "company_id": cls.company.id,
                    "date": day,
                    "purchase_count": 1,
                    "revenue": 100,
                }
            )

    @classmethod
    def _contact(cls, profile, day):
        cls.env["customer.retention.outreach.day"].create(
            {
                "profile_id": profile.id,
                "company_id": cls.company.id,
                "date": day,
                "contact_count": 1,
            }
        )

    def _row(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["customer.retention.winback.adjusted"].with_user(
            user or self.manager
        )
        return rows.search([("company_id", "=", self.company.id)])

    def _known(self):
        return self.env.execute_query(self._row()._known(self.company.ids))

    def test_contacted_and_left_alone_are_told_apart(self):
        row = self._row()
        self.assertEqual((row.contacted, row.contacted_customers), (120, 120))
        self.assertEqual((row.alone, row.alone_customers), (120, 120))
        self.assertEqual((row.contacted_rate, row.alone_rate), (0.5, 0.2))
        self.assertAlmostEqual(row.difference, 0.3)
        self.assertAlmostEqual(row.status_difference, 0.3)

    def test_who_is_alike_is_compared_with_an_interval(self):
        row = self._row()
        self.assertAlmostEqual(row.value, 0.3, delta=0.06)
        self.assertLess(0.1, row.low)
        self.assertLess(row.high, 0.5)
        self.assertEqual(row.overlap, 1)
        self.assertIn("as far as the documents show", row.verdict)
        self.assertIn("times as likely", row.verdict)

    def test_what_came_later_is_not_known_when_the_month_begins(self):
        before = self._known()
        self.assertEqual(len(before), 240)
        for profile in self.profiles[:5]:
            self._buy(profile, date(2026, 5, 20))
            self._contact(profile, date(2026, 2, 3))
        self.assertEqual(self._known(), before)
        self._contact(self.profiles[0], BEGAN - DAY)
        self.assertNotEqual(self._known(), before)

    def test_a_salesperson_reads_of_its_own_customers(self):
        row = self._row(self.seller)
        self.assertEqual((row.contacted, row.alone), (20, 20))
        self.assertIs(row.value, False)
        self.assertIn("Not comparable: at least 50", row.verdict)

    def test_fewer_than_ten_make_no_rate_and_no_difference(self):
        silences = self.env["customer.retention.transition"]
        for alone, told in ((10, (0.2, 0.3, 0.3)), (9, (False, False, False))):
            others = self.profiles[2 * alone :: 2].ids
            silences.search([("profile_id", "in", others)]).unlink()
            row = self._row()
            self.assertEqual((row.alone, row.contacted_rate), (alone, 0.5))
            rates = (row.alone_rate, row.difference, row.status_difference)
            self.assertEqual(rates, told)

    def test_nothing_is_said_where_nobody_alike_was_left_alone(self):
        self._insert_all(
            "customer.retention.outreach.day",
            [
                {
                    "profile_id": profile.id,
                    "company_id": self.company.id,
                    "date": BEGAN - days * DAY,
                    "contact_count": 1,
                }
                for profile in self.profiles[1::2]
                for days in range(1, 31)
            ],
        )
        row = self._row()
        self.assertIs(row.value, False)
        self.assertIn("Not comparable: only", row.verdict)
