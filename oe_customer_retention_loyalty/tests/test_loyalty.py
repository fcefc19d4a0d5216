from odoo.addons.oe_customer_retention.tests.common import (
    AS_OF,
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.addons.oe_customer_retention.tests.documents import moment
from odoo.addons.oe_customer_retention.tests.reaction.reaction_common import (
    ReactionCase,
)
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

DAY = ago(0) - ago(1)
DO = "odoo.addons.oe_customer_retention.models.reaction.actions"


class LoyaltyMixin:
    @classmethod
    def _program(cls, **values):
        """A program of coupons, each of which takes 10 % off an order."""
        values = {
            "name": "Come back",
            "program_type": "coupons",
            "trigger": "with_code",
            "applies_on": "current",
            "company_id": cls.company.id,
            "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            **values,
        }
        return cls.env["loyalty.program"].create(values)

    @classmethod
    def _card(cls, program, partner, expires=None, **values):
        values = {
            "program_id": program.id,
            "partner_id": partner and partner.id,
            "points": 1,
            "expiration_date": expires,
            **values,
        }
        card = cls.env["loyalty.card"].create(values)
        cls._update(card, create_date=moment(ago(30)))
        return card


class TestPoints(LoyaltyMixin, RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.order = cls._order(cls.customer, ago(5))
        cls.program = cls._program()
        cls.policy.points_days = 14

    def _refreshed(self):
        self._refresh()
        profile = self._profile(self.customer)
        profile.invalidate_recordset()
        return profile

    def test_points_expire_from_the_days_of_the_policy_on_to_their_last_day(self):
        card = self._card(self.program, self.customer)
        for days, is_raised in ((-15, False), (-14, True), (0, True), (1, False)):
            card.expiration_date = ago(days)
            profile = self._refreshed()
            self.assertEqual(profile.points_expire, is_raised, days)
            found = profile.search([("points_expire", "=", True)])
            self.assertEqual(profile in found, is_raised, days)
        self.assertFalse(profile.points_expiry_date)

    def test_a_reward_is_nothing_to_suggest(self):
        orders = self.env["customer.retention.next.order"]
        domain = orders._lines_domain(self.customer, self.company)
        self.assertIn("reward_id", str(domain))
        self.assertFalse(self.env["sale.order.line"].search(domain))

    def test_the_night_after_the_last_day_is_told_of(self):
        self._card(self.program, self.customer, ago(-3))
        self.assertEqual(self._refreshed().sudo().calendar_date, ago(-4))

    def test_the_first_day_counts_of_what_can_still_be_used(self):
        self._card(self.program, self.customer, ago(-9))
        self._card(self.program, self.customer, ago(-5), points=0)
        self._card(self.program, self.customer, ago(-5), active=False)
        ended = self._program(name="Ended")
        self._card(ended, self.customer, ago(-5))
        ended.active = False
        self.assertEqual(self._refreshed().points_expiry_date, ago(-9))

    def test_a_card_of_nobody_is_nobody_s(self):
        self._card(self.program, None, ago(-5))
        self.assertFalse(self._refreshed().points_expiry_date)

    def test_a_coupon_for_the_next_order_is_the_customer_s_of_the_order(self):
        self._card(self.program, None, ago(-5), order_id=self.order.id)
        self.assertEqual(self._refreshed().points_expiry_date, ago(-5))

    def test_who_has_points_that_expire_is_called_where_the_policy_says_so(self):
        self._card(self.program, self.customer, ago(-5))
        self.assertFalse(self._refreshed().needs_call)
        self.policy.warn_points = True
        profile = self._refreshed()
        self.assertTrue(profile.needs_call)
        self.assertEqual(profile.call_reason, "Points expire on 06/20/2026")

    def test_who_never_bought_is_called_about_a_coupon_too(self):
        new = self._customer("Never bought")
        profiles = self.env["customer.retention.profile"].with_company(self.company)
        profile = profiles.add_partners(new.ids)
        self._card(self.program, new, ago(-5))
        self.policy.warn_points = True
        self._refresh()
        profile.invalidate_recordset()
        self.assertTrue(profile.needs_call)
        found = profiles.search([("needs_call", "=", True)])
        self.assertIn(profile, found)

    def test_who_lost_a_card_is_found(self):
        card = self._card(self.program, self.customer)
        self.env["customer.retention.stale"].search([]).unlink()
        card.partner_id = self._customer("Other")
        stale = self.env["customer.retention.stale"].search([])
        self.assertIn(self.customer, stale.partner_id)

    def test_the_story_tells_of_rewards_and_gifts_and_is_no_act(self):
        card = self._card(self.program, self.customer, ago(-5))
        rows = ((ago(4), {"issued": 1}), (ago(2), {"used": 1}))
        for day, values in rows:
            values |= {"card_id": card.id, "description": "x"}
            history = self.env["loyalty.history"].create(values)
            self._update(history, create_date=moment(day))
        earned = {"card_id": card.id, "description": "x", "issued": 1}
        earned |= {"order_model": "sale.order", "order_id": self.order.id}
        self.env["loyalty.history"].create(earned)
        profile = self._refreshed()
        self.assertEqual(profile.last_reward_date, ago(2))
        self.assertEqual(profile.last_activity_date, ago(5))
        seller = self._user("seller", SALESMAN)
        told = profile.with_user(seller).get_story(kinds=["loyalty"])["touchpoints"]
        self.assertEqual(
            [(row["event"], row["date"]) for row in told],
            [("Reward claimed", ago(2)), ("Points or coupon given", ago(4))],
        )
        self.assertEqual(
            (told[0]["icon"], told[0]["summary"]), ("fa-gift", "Come back")
        )
        self.assertIn("until 06/20/2026", told[1]["detail"])
        touchpoints = self.env["customer.retention.touchpoint"].with_user(seller)
        domain = [("profile_id", "=", profile.id), ("kind", "=", "loyalty")]
        action = touchpoints.search(domain, limit=1).action_open()
        self.assertEqual(action["res_model"], "loyalty.card")
        self.assertEqual(action["res_id"], card.id)

    def test_policy_and_customer_show_it(self):
        manager = self._user("manager", MANAGER)
        self._card(self.program, self.customer, ago(-5))
        with Form(self.policy.with_user(manager)) as form:
            form.warn_points = True
            form.points_days = 21
        self.assertEqual(self.policy.points_days, 21)
        form = Form(self._refreshed().with_user(manager))
        self.assertTrue(form.points_expire)


class TestCoupon(LoyaltyMixin, ReactionCase):
    """A coupon for a customer who becomes at risk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls._program()
        template = cls.env.ref("loyalty.mail_template_loyalty_card")
        template.report_template_ids = False  # its bar code needs more than tests have
        cls.program.communication_plan_ids = [
            Command.create({"trigger": "create", "mail_template_id": template.id})
        ]

    def _give(self, **values):
        """Have it fire for a customer; return both."""
        customer = self._seen(**values)
        reaction = self._reaction(
            action="coupon", coupon_program_id=self.program.id, coupon_days=20
        )
        self._refresh(as_of=AS_OF + DAY)
        return reaction, customer

    def _cards(self, customer):
        return self.env["loyalty.card"].search([("partner_id", "=", customer.id)])

    def _mails(self, cards):
        domain = [("model", "=", "loyalty.card"), ("res_id", "in", cards.ids)]
        return self.env["mail.mail"].search(domain)

    def test_each_customer_gets_a_coupon_and_the_program_s_mail(self):
        reaction, customer = self._give()
        self.assertEqual(self._states(reaction), ["done"])
        card = self._cards(customer)
        self.assertEqual((card.program_id, card.points), (self.program, 1))
        self.assertEqual(card.expiration_date, AS_OF + 21 * DAY)
        self.assertEqual(card.history_ids.issued, 1)
        self.assertEqual(len(self._mails(card)), 1)
        self.assertTrue(reaction._mails_customers())

    def test_a_status_set_by_hand_again_and_again_gives_one_coupon(self):
        customer = self._seen()
        values = {"to_status": "active", "coupon_program_id": self.program.id}
        reaction = self._reaction(action="coupon", **values)
        profile = self._profile(customer).with_user(self.salesman)
        for days in (1, 2, 7, 8):
            on_day = profile.with_env(
                self.env(
                    user=self.salesman,
                    context={**self.env.context, "retention_as_of": AS_OF + days * DAY},
                )
            )
            on_day.status_override = "lost"
            on_day.status_override = "active"
        self.assertEqual(self._states(reaction), ["done", "resting", "resting", "done"])
        self.assertEqual(len(self._cards(customer)), 2)

    def test_who_wants_no_mail_gets_a_coupon_without(self):
        if "refuses_mail" not in self.env["customer.retention.profile"]._fields:
            self.skipTest("oe_customer_retention_mass_mailing is not installed")
        self.env["mail.blacklist"]._add("customer@example.com")
        _reaction, customer = self._give()
        card = self._cards(customer)
        self.assertEqual(len(card), 1)
        self.assertFalse(self._mails(card))

    def test_a_program_of_another_company_gives_none(self):
        customer = self._seen()
        values = {"action": "coupon", "coupon_program_id": self.program.id}
        reaction = self._reaction(**values)
        self.program.company_id = self._new_company("Other Ltd")
        with mute_logger(DO):
            self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._states(reaction), ["failed"])
        self.assertFalse(self._cards(customer))
        with self.assertRaisesRegex(UserError, "another company"):
            self._reaction(**values)

    def test_only_programs_of_coupons_are_taken(self):
        wrong = self._program(name="Cards", program_type="loyalty")
        for values, said in (
            ({"coupon_program_id": False}, "'Coupon program' is empty"),
            ({"coupon_program_id": wrong.id}, "gives no coupons"),
            ({"coupon_points": 0}, "'Coupon points' is 0.0; enter more than 0"),
            ({"coupon_days": -1}, "'Coupon valid for' is -1; enter 0 or more"),
        ):
            values = {"coupon_program_id": self.program.id, **values}
            with self.assertRaisesRegex(ValidationError, said):
                self._reaction(action="coupon", **values)

    def test_what_coupons_took_off_is_told_with_the_effect(self):
        reaction, customer = self._give()
        reaction.holdout_percent = 20
        card = self._cards(customer)
        draft = self._order(customer, AS_OF + 2 * DAY)
        order = self._order(customer, AS_OF + 2 * DAY)
        for each in draft + order:
            each.write(
                {
                    "order_line": [
                        Command.create(line)
                        for line in (
                            self._line(card, price_unit=-7),
                            self._line(card, price_unit=5, discount=100),
                        )
                    ]
                }
            )
            self.env["loyalty.history"].create(
                {
                    "card_id": card.id,
                    "used": 1,
                    "order_model": "sale.order",
                    "order_id": each.id,
                    "description": "x",
                }
            )
        self._update(draft, state="draft")
        self._update(order, currency_rate=2)
        self.assertEqual(reaction.with_user(self.leader).coupon_redeemed, 6)
        self.env["customer.retention.holdout"].create(
            {
                "reaction_id": reaction.id,
                "profile_id": self._profile(customer).id,
                "company_id": self.company.id,
                "date": AS_OF + DAY,
                "share": 20,
            }
        )
        self.env.flush_all()
        effects = self.env["customer.retention.effect"].with_user(self.leader)
        row = effects.search([("reaction_id", "=", reaction.id)])
        self.assertEqual(row.redeemed, 6)

    def _line(self, card, **values):
        product = self.program.reward_ids.discount_line_product_id
        return {
            "name": "Reward",
            "product_id": product.id,
            "product_uom_qty": 1,
            "coupon_id": card.id,
            "reward_id": self.program.reward_ids.id,
            "tax_ids": False,
            **values,
        }

    def test_the_form_of_a_reaction_shows_it(self):
        reaction, _customer = self._give()
        form = Form(reaction.with_user(self.leader))
        self.assertEqual(form.coupon_program_id, self.program)
        self.assertEqual(reaction.recipient, "The customer")
