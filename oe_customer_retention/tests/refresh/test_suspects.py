"""A full refresh looks no further at suspects of whom it has nothing to mend."""

from odoo.tools import SQL

from ...models.refresh.tables import FACTS
from ..common import SALESMAN, ago
from .test_night import NightCase


class TestSuspectsOfAFullRefresh(NightCase):
    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("suspects_seller", SALESMAN)
        cls.listed = cls._customer("Suspect", user_id=cls.seller.id)
        cls.by_hand = cls._customer("By hand")
        for customer in cls.listed + cls.by_hand:
            cls._update(customer, create_date=ago(50))
        cls.buyer = cls._buyer(90, 60)
        profiles = cls.env["customer.retention.profile"].with_company(cls.company)
        profiles.add_partners(cls.by_hand.ids)
        cls.company.retention_audience = "everybody"
        cls._refresh()
        cls.suspect = cls._profile(cls.listed)

    def _computed(self):
        """Return of which of the three a full refresh computes the facts."""
        self.last_run = self._refresh()
        self.env.cr.execute(SQL("SELECT customer_id FROM %s", FACTS))
        computed = {id_ for (id_,) in self.env.cr.fetchall()}
        return (self.listed + self.by_hand + self.buyer).filtered(
            lambda customer: customer.id in computed
        )

    def _assert_mended(self, record, **values):
        """Check that what somebody wrote behind the ORM is found and put right."""
        before = self._rows(self.company)
        self._update(record, **values)
        self.assertNotEqual(self._rows(self.company), before)
        self.assertIn(self.listed, self._computed())

    def test_who_has_no_document_is_left_out(self):
        before = self._rows(self.company)
        self.assertEqual(self._computed(), self.buyer)
        self.assertEqual(self._rows(self.company), before)
        self.assertFalse(self.last_run.changed_count or self.last_run.removed_count)

    def test_a_wrong_value_is_mended_and_counted(self):
        wrong = {
            "purchase_count": 3,
            "last_order_date": ago(9),
            "revenue_total": 5,
            "rfm_recency": 2,
            "user_id": None,
            "first_seen_date": ago(7),
            "next_status_date": ago(-9),
            "status_date": ago(3),
            "calendar_date": ago(-1),
            "active": False,
        }
        for name, value in wrong.items():
            with self.subTest(name):
                right = self.suspect[name]
                self._assert_mended(self.suspect, **{name: value})
                self.assertEqual(self.last_run.changed_count, 1)
                self.assertEqual(self.suspect[name], right)

    def test_a_wrong_status_is_mended(self):
        self._assert_mended(self.suspect, status="lost")
        self.assertEqual(self.suspect.status, "prospect")

    def test_a_wrong_transition_is_mended_and_counted(self):
        for wrong in ({"date": ago(3)}, {"end_date": ago(1)}, {"lapsed_days": 9}):
            with self.subTest(wrong):
                self._assert_mended(self.suspect.transition_ids, **wrong)
                self.assertGreater(self.last_run.transition_count, 0)
                [line] = self.suspect.transition_ids
                told = (line.date, line.end_date, line.lapsed_days)
                self.assertEqual(told, (ago(50), False, 0))

    def test_a_transition_too_many_is_deleted(self):
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_retention_transition
                          (profile_id, company_id, date, from_status, to_status,
                           lapsed_days)
                   VALUES (%s, %s, %s, 'prospect', 'active', 0)""",
                self.suspect.id,
                self.company.id,
                ago(4),
            )
        )
        self.assertEqual(self._refresh().transition_count, 1)
        self.assertEqual(len(self.suspect.transition_ids), 1)

    def test_an_order_of_that_night_is_one_more_document(self):
        self._order(self.listed, ago(1))
        self.assertEqual(self._computed(), self.listed + self.buyer)
        self.assertEqual(self.suspect.status, "active")
        self.assertEqual(self.suspect.first_seen_date, ago(50))
        self.assertEqual(self.suspect.purchase_count, 1)

    def test_a_document_of_a_day_to_come_wakes_it_on_that_day(self):
        self._order(self.listed, ago(-3))
        self.assertIn(self.listed, self._computed())
        self.assertEqual(self.suspect.calendar_date, ago(-3))

    def test_the_last_document_deleted_behind_the_orm(self):
        order = self._order(self.listed, ago(1))
        self._refresh()
        self.env.cr.execute(
            SQL("DELETE FROM sale_order_line WHERE order_id = %s", order.id)
        )
        self.env.cr.execute(SQL("DELETE FROM sale_order WHERE id = %s", order.id))
        self.env.invalidate_all()
        self.assertIn(self.listed, self._computed())
        # And the score of the one buyer left, as it has no other to be compared with.
        self.assertEqual(self.last_run.changed_count, 2)
        self.assertEqual(self.suspect.status, "prospect")
        self.assertEqual(self.suspect.purchase_count, 0)
        self.assertFalse(self.suspect.next_status)
        self.assertEqual(self._computed(), self.buyer)

    def test_a_logged_contact_or_an_opportunity_is_looked_at(self):
        logged = self.env["customer.retention.interaction"]
        logged.create({"profile_id": self.suspect.id, "date": ago(80)})
        self.assertIn(self.listed, self._computed())
        self.assertEqual(self.suspect.first_seen_date, ago(80))
        self._opportunity(self.by_hand, ago(5))
        self.assertIn(self.by_hand, self._computed())
        self.assertEqual(self._profile(self.by_hand).open_opportunity_count, 1)

    def test_another_salesperson_or_policy_is_looked_at(self):
        self._update(self.listed, user_id=None)
        self.assertIn(self.listed, self._computed())
        self.assertFalse(self.suspect.user_id)

    def test_a_contact_put_there_by_hand_counts_for_its_company(self):
        self._update(self.by_hand, create_date=ago(70))
        self._refresh()
        self._update(
            self.by_hand,
            parent_id=self.listed.id,
            commercial_partner_id=self.listed.id,
        )
        for _ in range(2):
            self.assertIn(self.listed, self._computed())
            self.assertEqual(self.suspect.first_seen_date, ago(50))
        self.assertFalse(self.last_run.changed_count)

    def test_who_drops_off_the_list_is_looked_at(self):
        self._update(self.listed, active=False)
        self._refresh()
        self.assertFalse(self.suspect.exists())
        self.assertTrue(self._profile(self.by_hand))

    def test_a_day_before_the_list_knows_nobody(self):
        self._refresh(as_of=ago(60))
        self.assertFalse(self.suspect.exists())
        self._refresh()
        self.assertEqual(self._profile(self.listed).first_seen_date, ago(50))
