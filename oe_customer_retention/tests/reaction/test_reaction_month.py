import random
from unittest.mock import patch

from ...models.res_company import ResCompany
from ..common import AS_OF, DAY, seeds
from . import reaction_oracle as oracle
from .catcher import CatcherMixin
from .reaction_common import ReactionCase

PROFILE = "customer.retention.profile"
DAYS = 40
DOWN = {12, 13, 24, 25, 26, 27, 28}  # nights without a refresh


class TestReactionMonth(CatcherMixin, ReactionCase):
    """Forty days, one by one: orders, silences, late entries, snoozes, nights off, with
    customers left alone, daily limits and follow-ups taken back; mails leave by SMTP.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write(
            {f"{status}_days": days for status, days in oracle.THRESHOLDS.items()}
        )
        cls.fallback = cls._user("reaction_fallback", email="f@example.com")
        cls.company.retention_fallback_user_id = cls.fallback
        call = {"action": "activity"}
        cls.slipping = cls._named(
            "Slipping",
            to_status="slipping",
            due_days=2,
            holdout_percent=30,
            daily_limit=1,
            **call,
        )
        cls._named(
            "Back",
            from_status="gone",
            to_status="active",
            due_days=1,
            responsible="user",
            user_id=cls.leader.id,
            **call,
        )
        cls._named("Lost", to_status="lost", due_days=5, minimum_revenue=250, **call)
        cls._named(
            "Mail",
            to_status="dormant",
            action="mail",
            daily_limit=1,
            mail_to="customer",
            template_id=cls.env.ref(
                "oe_customer_retention.mail_template_reaction_customer"
            ).id,
        )

    @classmethod
    def _named(cls, name, **values):
        return cls._reaction(name=name, summary=name, **values)

    def _expected(self):
        everybody = ("active", *oracle.SILENT)
        leader = self.leader.login
        return oracle.Oracle(
            [
                oracle.Reaction(
                    "Slipping",
                    everybody,
                    oracle.SILENT,
                    2,
                    daily_limit=1,
                    leaves_alone=self._is_left_alone,
                ),
                oracle.Reaction("Back", ("dormant", "lost"), ("active",), 1, leader),
                oracle.Reaction("Lost", everybody, ("lost",), 5, minimum=250),
                oracle.Reaction("Mail", everybody, ("dormant",), daily_limit=1),
            ],
            self.fallback.login,
        )

    def _is_left_alone(self, customer):
        """Return what was drawn; that it is drawn rightly is seen elsewhere."""
        [partner] = [key for key, value in self.customers.items() if value is customer]
        return bool(
            self.env["customer.retention.holdout"].search_count(
                [
                    ("reaction_id", "=", self.slipping.id),
                    ("profile_id.partner_id", "=", partner.id),
                    ("is_held_out", "=", True),
                ]
            )
        )

    def _live(self, seed):
        """Let everybody live through the days; collect what is really done."""
        self.random = random.Random(seed)
        self.told = self._expected()
        self.calls, self.mails, self.seen = [], [], set()
        self.caught = self._catch_mails()
        self.customers = {}
        for number in range(14):
            self._arrive(f"Customer {number}", number % 3)
        self._night(AS_OF)
        for number in range(1, DAYS + 1):
            today = AS_OF + number * DAY
            self._morning(today)
            for partner, customer in self.customers.items():
                self._day(partner, customer, today)
            if number not in DOWN:
                self._night(today)

    def _arrive(self, name, kind):
        salesperson = self.salesman if kind else self.env["res.users"]
        partner = self._customer(
            name, user_id=salesperson.id, email=f"{name.split()[1]}@example.com"
        )
        customer = oracle.Customer(name, salesperson.login or "")
        self.customers[partner] = customer
        self._buy(partner, customer, AS_OF - self.random.randrange(20) * DAY)

    def _buy(self, partner, customer, day):
        amount = self.random.choice((50, 100, 200))
        self._order(partner, day, amount)
        customer.orders.append((day, amount))

    def _morning(self, today):
        """Calls are made now and then; they are none of the customer's activity, who is
        looked at again."""
        for partner, customer in self.customers.items():
            is_called = self.random.random() < 0.3  # whoever is left alone
            if customer.open_calls and is_called:
                with patch.object(ResCompany, "_retention_today", lambda _self: today):
                    self._activities(partner).filtered("active").action_feedback()
                customer.open_calls.clear()
                self.told.look([customer], today)
                self._collect(today)
            if self.random.random() < 0.04:
                until = today + self.random.randrange(6) * DAY
                customer.snoozed_until = until
                self._profile(partner).snoozed_until = until

    def _day(self, partner, customer, today):
        """An order, at times entered late; at times seen before the night."""
        if self.random.random() > 0.09:
            return
        late = self.random.choice((0, 0, 0, 1, 2)) * DAY
        self._buy(partner, customer, today - late)
        if self.random.random() < 0.5:
            self._refresh(partner, as_of=today)
            self.told.look([customer], today)
            self._collect(today)

    def _night(self, today):
        self._refresh(as_of=today)
        in_order = sorted(self.customers, key=lambda each: self._profile(each).id)
        self.told.look([self.customers[each] for each in in_order], today)
        self._collect(today)

    def _collect(self, today):
        """See what has been done since the last time."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        for activity in activities.search([("res_model", "=", PROFILE)]):
            if activity not in self.seen:
                self.seen.add(activity)
                self.calls.append(
                    (
                        today,
                        activity.summary,
                        self.env[PROFILE].browse(activity.res_id).partner_id.name,
                        activity.user_id.login,
                        activity.date_deadline,
                    )
                )
        waiting = [("model", "=", PROFILE), ("state", "=", "outgoing")]
        self.env["mail.mail"].search(waiting).send()
        for [address], _message in self.caught:
            self.mails.append((today, "Mail", f"Customer {address.split('@')[0]}"))
        self.caught.clear()

    def _withdrawn(self):
        logs = self.env["customer.retention.reaction.log"]
        return [
            (log.withdrawn_on, log.name, log.partner_id.name)
            for log in logs.search([("withdrawn_on", "!=", False)])
        ]

    def test_exactly_what_the_plain_simulation_does(self):
        for seed in seeds(1):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self._live(seed)
                self.assertGreater(len(self.told.calls), 30)
                self.assertGreater(len(self.told.mails), 8)
                self.assertTrue(self.told.left_alone)
                self.assertGreater(len(self.told.postponed), 3)
                self.assertTrue(self.told.withdrawn)
                self.assertEqual(sorted(self.calls), sorted(self.told.calls))
                self.assertEqual(sorted(self.mails), sorted(self.told.mails))
                self.assertEqual(sorted(self._withdrawn()), sorted(self.told.withdrawn))
                savepoint.rollback()
                self.env.invalidate_all()
