"""Situations of daily business, as status, sentence, dashboard and win-backs tell."""

from datetime import date

from dateutil.relativedelta import relativedelta
from odoo.fields import Command
from odoo.tools import SQL

from ..common import AS_OF
from ..policy.test_season import SPRING, SeasonCase
from ..signals.sale_documents import SaleDocumentsCase
from ..workflow import WorkflowCase
from .picture import Picture, PictureMixin

FIRST = date(2024, 7, 10)


class TestPictureOfAContract(PictureMixin, SaleDocumentsCase):
    """One order of two years ago, invoiced every month since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["customer.retention.policy"]._applicable(cls.company)

    def _invoiced(self, months):
        order = self._order(24, day=FIRST, product=self.by_delivery)
        for number in range(months):
            order.order_line.qty_delivered = number + 1
            self._invoice(order, FIRST + relativedelta(months=number))

    def test_invoiced_for_24_months_it_is_alive(self):
        self._invoiced(24)
        self.assertEqual(
            self._picture(self.partner, AS_OF),
            Picture(
                "active",
                "Last activity 5 days ago, on 06/10/2026; at risk from 60 days.",
                {"active": 1},
                0,
                [],
            ),
        )

    def test_no_longer_invoiced_it_slips(self):
        self._invoiced(20)
        self.assertEqual(
            self._picture(self.partner, AS_OF),
            Picture(
                "dormant",
                "Inactive for 125 days, since 02/10/2026; dormant from 90 days.",
                {"dormant": 1},
                0,
                [],
            ),
        )


class TestPictureOfASeasonalBuyer(PictureMixin, SeasonCase):
    """Bought in April and May of four years, by a policy with that season."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({**SPRING, "at_risk_days": 45, "dormant_days": 75})
        cls.buyer = cls._customer()
        for year in (2022, 2023, 2024, 2025):
            for month, day in ((4, 10), (5, 20)):
                cls._order(cls.buyer, date(year, month, day))

    def test_in_november(self):
        self.assertEqual(
            self._picture(self.buyer, date(2025, 11, 20)),
            Picture(
                "active",
                "Off season until April 1; bought in each of the last 4 seasons.",
                {"active": 1},
                0,
                [],
            ),
        )

    def test_in_may(self):
        self.assertEqual(
            self._picture(self.buyer, date(2026, 5, 10)),
            Picture(
                "at_risk",
                "Inactive for 51 season days, since 05/20/2025; at risk from 45 season "
                "days.",
                {"at_risk": 1},
                0,
                [],
            ),
        )

    def test_in_july_of_a_missed_season(self):
        self.assertEqual(
            self._picture(self.buyer, date(2027, 7, 10)),
            Picture(
                "dormant",
                "Off season until April 1. Inactive for 133 season days, since "
                "05/20/2025; dormant from 75 season days.",
                {"dormant": 1},
                0,
                [],
            ),
        )

    def test_back_in_the_season_after(self):
        self._order(self.buyer, date(2027, 5, 10))
        self.assertEqual(
            self._picture(self.buyer, date(2027, 7, 10)),
            Picture(
                "active",
                "Off season until April 1; bought in the last season.",
                {"active": 1},
                1,
                [(date(2027, 5, 10), True)],
            ),
        )


class TestPictureOfALostCustomer(PictureMixin, WorkflowCase):
    """Bought 500 days ago for the last time; what happens is no act of theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Silent", email="boss@silent.example")
        cls.bought = cls._order(cls.customer, 500)
        cls.lead = cls._opportunity(cls.customer)
        cls.env.flush_all()
        for record in (cls.bought, cls.lead):
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    cls.bought.date_order,
                    record.id,
                )
            )
        cls.env.invalidate_all()
        cls._refresh()
        cls.profile = cls._profile(cls.customer)

    def _assert_lost(self):
        picture = self._picture(self.customer, self.today)
        self.assertRegex(picture.reason, "^Inactive for 500 days, .* from 365 days")
        expected = Picture("lost", picture.reason, {"lost": 1}, 0, [])
        self.assertEqual(picture, expected)

    def _assert_back(self, is_winback):
        picture = self._picture(self.customer, self.today)
        returns = [(self.today, is_winback)]
        expected = Picture(
            "active", "Active today.", {"active": 1}, int(is_winback), returns
        )
        self.assertEqual(picture, expected)

    def _receive(self, *headers):
        """Write to the customer, and let this come back."""
        sent = self.profile.message_post(
            body="Shall we talk?",
            partner_ids=self.customer.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        lines = (
            "From: boss@silent.example",
            "To: catchall@example.com",
            "Subject: Re: Shall we talk?",
            "Message-Id: <answer@silent.example>",
            f"In-Reply-To: {sent.message_id}",
            *headers,
            "Content-Type: text/plain",
            "",
            "Hello.",
        )
        self.env["mail.thread"].message_process(
            self.profile._name, "\n".join(lines), thread_id=self.profile.id
        )

    def _log(self, **values):
        wizard = self.env["customer.retention.log.wizard"].create(
            {"profile_ids": self.profile.ids, "kind": "call", **values}
        )
        wizard.action_log()

    def test_nothing_happens(self):
        self._assert_lost()

    def test_out_of_office_reply(self):
        self._receive("Auto-Submitted: auto-replied")
        self._assert_lost()

    def test_answer_of_a_person(self):
        self._receive()
        self._assert_back(False)

    def test_voicemail(self):
        self._log(direction="outgoing", reached=False)
        self._assert_lost()

    def test_call_of_the_customer(self):
        self._log(direction="incoming")
        self._assert_back(False)

    def _meet(self, state):
        meeting = self._meeting(self.customer, self.today)
        self._insert(
            "calendar.attendee",
            event_id=meeting.id,
            partner_id=self.customer.id,
            state=state,
        )

    def test_declined_meeting(self):
        self._meet("declined")
        self._assert_lost()

    def test_accepted_meeting(self):
        self._meet("accepted")
        self._assert_back(False)

    def test_meeting_to_which_nobody_came(self):
        self._meet("accepted")
        self._log(kind="meeting", direction="outgoing", reached=False)
        self._assert_lost()

    def test_meeting_to_which_somebody_came_in_the_end(self):
        self._meet("accepted")
        self._log(kind="meeting", direction="outgoing", reached=False)
        self._log(kind="meeting", direction="outgoing", reached=True)
        self._assert_back(False)

    def test_lost_opportunity(self):
        self.lead.action_set_lost()
        self._assert_lost()

    def test_won_opportunity(self):
        self.lead.action_set_won()
        self._assert_back(False)

    def test_empty_quotation(self):
        self._quotation(self.customer, order_line=[])
        self._assert_lost()

    def test_quotation_of_headings_only(self):
        heading = Command.create({"display_type": "line_section", "name": "Offer"})
        self._quotation(self.customer, order_line=[heading])
        self._assert_lost()

    def test_quotation(self):
        self._quotation(self.customer)
        self._assert_back(False)

    def test_order(self):
        self._order(self.customer)
        self._assert_back(True)
