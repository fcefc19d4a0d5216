from odoo.exceptions import AccessError, UserError

from ..common import MANAGER, SALESMAN, RetentionCase, ago

OUTCOME = "customer.retention.interaction"


class TestForgedOutcomes(RetentionCase):
    """Who logged what, with whom and because of what, is not for people to write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nora = cls._user("forge_nora", SALESMAN)
        cls.sam = cls._user("forge_sam", SALESMAN)
        cls.other = cls._new_company("Other Ltd")
        cls.own = cls._customer("Own", user_id=cls.nora.id)
        cls.sams = cls._customer("Sam's", user_id=cls.sam.id)
        for company in cls.company + cls.other:
            for customer in cls.own + cls.sams:
                cls._order(customer, ago(10), company_id=company.id)
            cls.env["customer.retention.refresh"]._refresh(company)

    def setUp(self):
        super().setUp()
        self.profile = self._profile(self.own)
        reaction = self.env["customer.retention.reaction"].create(
            {
                "name": "Call",
                "to_status": "at_risk",
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            }
        )
        line = self.env["customer.retention.reaction.log"].create(
            {
                "reaction_id": reaction.id,
                "profile_id": self._profile(self.sams).id,
                "company_id": self.company.id,
                "date": ago(1),
                "occasion": "at_risk",
                "state": "done",
            }
        )
        self.forged = {
            "user_id": self.sam.id,
            "company_id": self.other.id,
            "partner_id": self.sams.id,
            "message_id": self.profile.message_ids[:1].id or 1,
            "reaction_log_id": line.id,
        }
        self.line = line

    def _outcomes(self, **context):
        return self.env[OUTCOME].with_user(self.nora).with_context(**context)

    def test_on_creation(self):
        for name, value in self.forged.items():
            values = {"profile_id": self.profile.id, name: value}
            with self.subTest(field=name), self.assertRaises(AccessError):
                self._outcomes().create(values)

    def test_by_the_context(self):
        defaults = {f"default_{name}": value for name, value in self.forged.items()}
        outcome = self._outcomes(**defaults).create({"profile_id": self.profile.id})
        self.assertEqual(outcome.user_id, self.nora)
        self.assertEqual(outcome.company_id, self.company)
        self.assertEqual(outcome.partner_id, self.own)
        self.assertFalse(outcome.sudo().message_id)
        self.assertFalse(outcome.sudo().reaction_log_id)

    def test_by_the_context_of_the_wizard(self):
        defaults = {f"default_{name}": value for name, value in self.forged.items()}
        for kind in ("note", "call"):
            wizard = (
                self.env["customer.retention.log.wizard"]
                .with_user(self.nora)
                .create({"profile_ids": self.profile.ids, "kind": kind, "note": "Said"})
            )
            wizard.with_context(**defaults).action_log()
        outcomes = self._outcomes().search([("profile_id", "=", self.profile.id)])
        self.assertEqual(len(outcomes), 2)
        self.assertEqual(outcomes.user_id, self.nora)
        self.assertEqual(outcomes.company_id, self.company)
        self.assertFalse(outcomes.sudo().reaction_log_id)

    def test_afterwards(self):
        outcome = self._outcomes().create({"profile_id": self.profile.id})
        forged = {**self.forged, "profile_id": self._profile(self.sams).id}
        for name, value in forged.items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                outcome.write({name: value})
        outcome.note = "Ordered"
        self.assertEqual(outcome.note, "Ordered")

    def test_with_a_customer_of_a_colleague_or_of_another_company(self):
        for profile in (self._profile(self.sams), self._profile(self.own, self.other)):
            with self.assertRaises(AccessError):
                self._outcomes().create({"profile_id": profile.id})

    def test_an_activity_with_somebody_else_is_not_completed(self):
        """It would leave the customer who was chosen without anything logged."""
        elsewhere = self.sams.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.nora.id
        )
        wizard = (
            self.env["customer.retention.log.wizard"]
            .with_user(self.nora)
            .create({"profile_ids": self.profile.ids, "activity_id": elsewhere.id})
        )
        with self.assertRaisesRegex(UserError, "not planned with this customer"):
            wizard.action_log()
        self.assertTrue(elsewhere.active)

    def test_a_contact_nobody_here_may_read_is_not_named_by_an_error(self):
        secret = self._customer("Secret Ltd", company_id=self.other.id)
        profile = self.profile.with_user(self.nora)
        outcome = {"profile_id": self.profile.id, "contact_id": secret.id}
        self.nora.group_ids += self.env.ref("base.group_partner_manager")
        for call in (
            lambda: self._outcomes().create(outcome),
            lambda: profile.set_primary_contact(secret.id),
        ):
            with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
                self.env.invalidate_all()
                call()
            self.assertNotIn("Secret", str(caught.exception))

    def test_managers_neither(self):
        manager = self._user("forge_manager", MANAGER)
        outcome = self._outcomes().create({"profile_id": self.profile.id})
        with self.assertRaises(AccessError):
            outcome.with_user(manager).user_id = self.sam

    def test_an_activity_is_of_no_reaction_but_by_the_reaction(self):
        activities = self.env["mail.activity"].with_user(self.nora)
        values = {
            "res_model_id": self.env["ir.model"]._get_id(self.profile._name),
            "res_id": self.profile.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
        }
        own = activities.create(values)
        log = {"retention_log_id": self.line.id}
        default = activities.with_context(default_retention_log_id=self.line.id)
        for call in (
            lambda: activities.create({**values, **log}),
            lambda: default.create(values),
            lambda: own.write(log),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
