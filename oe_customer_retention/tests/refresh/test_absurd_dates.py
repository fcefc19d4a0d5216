"""Documents of other software carry dates that never were, and disturb nobody."""

from datetime import date, datetime

from ..common import AS_OF, MANAGER, RetentionCase, ago

MOMENTS = (
    datetime(1, 1, 1),
    datetime(1, 1, 1, 23, 59),
    datetime(1024, 2, 29, 12),
    datetime(1899, 12, 31, 12),
    datetime(1900, 1, 1),
    datetime(9999, 12, 31, 23, 59),
)
ZONES = ("America/New_York", "Etc/GMT+12", "UTC", "Pacific/Kiritimati")


class TestAbsurdDates(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.odd, cls.sound = cls._customer("Odd"), cls._customer("Sound")
        cls._order(cls.odd, ago(20))
        cls._order(cls.sound, ago(20), 70)

    def _assert_others_are_refreshed(self):
        """Refresh in every timezone: the others are as they are, all can be read."""
        self.env.invalidate_all()
        for zone in ZONES:
            with self.subTest(zone=zone):
                self.company.partner_id.tz = zone
                self._refresh()
                profile = self._profile(self.sound)
                self.assertEqual(profile.status, "active")
                self.assertEqual(profile.revenue_total, 70)
                self.assertEqual(len(self._timeline(self.sound)), 1)
                self._profile(self.odd).read()

    def test_orders(self):
        for moment in MOMENTS:
            self._order(self.odd, ago(5)).date_order = moment
            self._order(self.odd, moment)
        self._assert_others_are_refreshed()

    def test_quotations(self):
        for moment in MOMENTS:
            self._quotation(self.odd, ago(5)).date_order = moment
            self._quotation(self.odd, moment)
        self._assert_others_are_refreshed()

    def test_invoices(self):
        for moment in MOMENTS:
            invoice = self._move(self.odd, moment.date())
            self._receivable(invoice, moment.date(), 10)
        self._assert_others_are_refreshed()

    def test_payments(self):
        for moment in MOMENTS:
            self._payment(self.odd, moment.date())
        self._assert_others_are_refreshed()

    def test_opportunities(self):
        for moment in MOMENTS:
            self._opportunity(
                self.odd, moment, date_closed=moment, won_status="won", probability=100
            )
        self._assert_others_are_refreshed()

    def test_mails(self):
        for moment in MOMENTS:
            self._message(self.odd, self.odd, moment)
        self._assert_others_are_refreshed()

    def test_meetings(self):
        for moment in MOMENTS:
            self._meeting(self.odd, ago(5), start=moment, stop=moment)
        self._assert_others_are_refreshed()

    def test_first_order_of_other_software_is_as_old_as_it_says(self):
        self.company.partner_id.tz = "America/New_York"
        order = self._order(self.odd, ago(5))
        order.date_order = "0001-01-01 00:00:00"
        self._refresh()
        profile = self._profile(self.odd)
        self.assertEqual(profile.first_purchase_date, date(1, 1, 1))
        self.assertEqual(profile.last_purchase_date, ago(20))
        self.assertEqual(profile.status, "active")

    def test_reports_open(self):
        manager = self._user("absurd_manager", MANAGER)
        order = self._order(self.odd, ago(5))
        for moment in MOMENTS:
            with self.subTest(moment=moment):
                order.date_order = moment
                self._update(order, create_date=moment)
                self._refresh()
                self._open_reports(manager)

    def _open_reports(self, user):
        context = {"allowed_company_ids": self.company.ids, "retention_as_of": AS_OF}
        env = self.env(user=user.id, context=context)
        env["customer.retention.dashboard"].get_data([])
        env["customer.retention.workbook"]._open([]).close()
        profile = env["customer.retention.profile"].search([])
        self.assertEqual(profile.partner_id, self.odd + self.sound)
        profile.read()
        rows = env["customer.retention.touchpoint"].search(
            [("profile_id", "in", profile.ids)]
        )
        rows.read()

    def test_rows_of_the_movement_are_told_apart(self):
        order = self._order(self.odd, ago(5))
        order.date_order = MOMENTS[0]
        self._update(order, create_date=MOMENTS[0])
        self._refresh()
        movement = self.env["customer.retention.movement"].search([])
        self.assertEqual(len(movement), len(set(movement.ids)))
