from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    RetentionCase,
    ago,
)
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, JsonRpcException
from odoo.tools import mute_logger

MARKETER = "mass_mailing.group_mass_mailing_user"
PROFILE = "customer.retention.profile"


class RecipientsCase(RetentionCase):
    """Ten customers of one salesperson, in a segment."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager", MANAGER)
        cls.marketer = cls._user("marketer", MANAGER, MARKETER)
        cls.customers = cls.env["res.partner"]
        for number in range(10):
            customer = cls._customer(str(number), email=f"c{number}@example.com")
            cls._order(customer, ago(100))
            cls.customers += customer
        cls._refresh()
        cls.profiles = cls._profile(cls.customers)
        cls.segment = cls.env["customer.segment"].create(
            {"name": "Lost ones", "profile_ids": [(6, 0, cls.profiles.ids)]}
        )

    def _mailing(self, **values):
        values = {
            "subject": "We miss you",
            "body_html": "<p>Come back</p>",
            "mailing_model_id": self.env["ir.model"]._get_id(PROFILE),
            "mailing_domain": str([("segment_ids", "in", self.segment.ids)]),
            **values,
        }
        return self.env["mailing.mailing"].create(values)


class TestRecipients(RecipientsCase):
    def _found(self, action):
        """Return the customers a mailing made by an action goes to."""
        mailings = self.env[action["res_model"]].with_user(self.marketer)
        with Form(mailings.with_context(**action["context"])) as form:
            form.subject = "We miss you"
        mailing = form.record
        self.assertEqual(mailing.mailing_model_real, PROFILE)
        return self.profiles.browse(mailing._get_recipients()).partner_id

    def test_a_segment_is_written_to_but_who_wants_no_mail(self):
        self.env["mail.blacklist"]._add("c3@example.com")
        action = self.segment.with_user(self.marketer).action_mail()
        self.assertEqual(self._found(action), self.customers - self.customers[3])

    def test_a_stage_is_written_to(self):
        stage = self.profiles.stage_id
        self.assertEqual(len(stage), 1)
        action = stage.with_user(self.marketer).action_mail()
        self.assertEqual(self._found(action), self.customers)

    def test_it_is_for_people_of_email_marketing(self):
        with self.assertRaises(AccessError):
            self.segment.with_user(self.manager).action_mail()


class TestMailingHoldout(RecipientsCase):
    def test_so_many_are_left_alone_and_its_effect_is_told(self):
        mailing = self._mailing(retention_holdout_percent=20)
        mailing.with_user(self.marketer).action_send_mail()
        reaction = mailing.retention_reaction_id
        drawn = self.env["customer.retention.holdout"].search(
            [("reaction_id", "=", reaction.id)]
        )
        self.assertEqual(drawn.profile_id, self.profiles)
        alone = drawn.filtered("is_held_out").profile_id
        self.assertEqual(len(alone), 2)
        written = set(mailing.mailing_trace_ids.mapped("res_id"))
        self.assertEqual(written, set((self.profiles - alone).ids))
        self.assertFalse(mailing._get_remaining_recipients())
        effects = self.env["customer.retention.effect"].with_user(self.manager)
        row = effects.search([("reaction_id", "=", reaction.id)])
        self.assertEqual(row.running, 10)
        self.assertEqual(row.reaction_id.name, "We miss you")
        action = mailing.with_user(self.marketer).action_open_retention_effect()
        self.assertEqual(action["domain"], [("reaction_id", "=", reaction.id)])

    def test_without_a_share_everybody_gets_it(self):
        mailing = self._mailing()
        mailing.action_send_mail()
        self.assertEqual(len(mailing.mailing_trace_ids), 10)
        self.assertFalse(mailing.retention_reaction_id)

    def test_the_share_is_a_multiple_of_five_up_to_half(self):
        with self.assertRaisesRegex(ValidationError, "We miss you: 'Control group"):
            self._mailing(retention_holdout_percent=55)

    def test_only_a_mailing_makes_such_a_reaction(self):
        mailing = self._mailing(retention_holdout_percent=20)
        mailing.action_send_mail()
        reaction = mailing.retention_reaction_id.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "sent by Email Marketing"):
            reaction.sudo().active = True
        with self.assertRaisesRegex(ValidationError, "sent by Email Marketing"):
            reaction.create({"name": "x", "trigger": "mailing", "action": "mailing"})


class TestMailingByRequest(RecipientsCase, HttpCase):
    def test_which_reaction_keeps_its_effect_is_nobody_s_to_say_or_to_read(self):
        to_do = self.env.ref("mail.mail_activity_data_todo").id
        reaction = self.env["customer.retention.reaction"].create(
            {"name": "Call", "to_status": "lost", "activity_type_id": to_do}
        )
        mailing = self._mailing(retention_holdout_percent=20)
        forged = {"retention_reaction_id": reaction.id}
        by_default = {"default_retention_reaction_id": reaction.id}
        values = {"subject": "x", "mailing_model_id": mailing.mailing_model_id.id}
        self.authenticate("marketer", "marketer")
        for method, args, context in (
            ("write", [mailing.ids, forged], {}),
            ("create", [{**values, **forged}], {}),
            ("create", [values], by_default),
            ("read", [mailing.ids, ["retention_reaction_id"]], {}),
            ("search", [[("retention_reaction_id.name", "ilike", "a")]], {}),
        ):
            with (
                self.subTest(method=method, context=context),
                mute_logger("odoo.http"),
                self.assertRaisesRegex(JsonRpcException, "AccessError"),
            ):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{mailing._name}",
                    {
                        "model": mailing._name,
                        "method": method,
                        "args": args,
                        "kwargs": {"context": context},
                    },
                )
