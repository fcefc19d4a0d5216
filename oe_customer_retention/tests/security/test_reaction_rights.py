"""A reaction does what its author, and whoever is responsible, could do by hand."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..common import AS_OF, MANAGER, SALESMAN
from ..reaction.reaction_common import DAY, REACTION, ReactionCase

PROFILE = "customer.retention.profile"
DO = "odoo.addons.oe_customer_retention.models.reaction.actions"


class RightsCase(ReactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile_model = cls.env["ir.model"]._get(PROFILE)
        cls.foreign_model = cls.env["ir.model"]._get("res.users")

    @classmethod
    def _template(cls, user=None, **values):
        templates = cls.env["mail.template"].with_user(user or cls.env.user)
        values = {"model_id": cls.profile_model.id, "subject": "Slips", **values}
        return templates.create({"name": "Template", **values}).with_env(cls.env)

    @classmethod
    def _server_action(cls, model=None, code="pass"):
        model = model or cls.profile_model
        return cls.env["ir.actions.server"].create(
            {"name": "Code", "model_id": model.id, "state": "code", "code": code}
        )

    def _mails(self, reaction):
        return self.env["mail.mail"].search(
            [("mail_message_id", "in", reaction.log_ids.message_id.ids)]
        )

    def _fire(self, reaction, **values):
        """Let a customer slip; return the line of the log."""
        customer = self._seen(**values)
        self._refresh(as_of=AS_OF + DAY)
        self.env.invalidate_all()
        return reaction.log_ids.filtered(lambda line: line.partner_id == customer)


class TestReactionTargets(RightsCase):
    """Ids of customers are none of users, payments or whatever else there is."""

    def _report(self, model):
        return self.env["ir.actions.report"].create(
            {"name": "Report", "model": model, "report_name": "base.no_such_report"}
        )

    def _foreign(self):
        """Return the values of reactions that use what is not made for customers."""
        foreign = self.foreign_model
        report = self._report("account.payment")
        with_report = self._template(report_template_ids=report.ids)
        plan = self.env["mail.activity.plan"].create(
            {"name": "Plan", "res_model": "res.partner"}
        )
        kind = self.env["mail.activity.type"].create(
            {"name": "Kind", "res_model": "res.partner"}
        )
        invite = self.env.ref("auth_signup.set_password_email")
        return (
            {"action": "mail", "template_id": invite.id},
            {"action": "mail", "template_id": with_report.id},
            {"action": "plan", "plan_id": plan.id},
            {"action": "activity", "activity_type_id": kind.id},
            {"action": "server", "server_action_id": self._server_action(foreign).id},
        )

    def test_nothing_made_for_other_records_is_saved(self):
        for values in self._foreign():
            with self.subTest(values), self.assertRaises(ValidationError):
                self._reaction(**values)

    def test_the_invitation_of_a_user_is_not_sent_to_a_manager(self):
        reactions = self.env[REACTION].with_user(self.leader)
        invite = self.env.ref("auth_signup.set_password_email")
        values = {"name": "Mine", "to_status": "lost", "action": "mail"}
        with self.assertRaisesRegex(ValidationError, "works on res.users"):
            reactions.create({**values, "template_id": invite.id})

    @mute_logger(DO)
    def test_what_is_changed_afterwards_does_not_run(self):
        """Past the constraint, as another addon or an older version left it."""
        column = {
            "mail": "template_id",
            "plan": "plan_id",
            "activity": "activity_type_id",
            "server": "server_action_id",
        }
        for values in self._foreign():
            reaction = self._reaction()
            self._update(reaction, **values)
            line = self._fire(reaction)
            with self.subTest(values):
                self.assertEqual(line.state, "failed")
                self.assertIn(reaction[column[reaction.action]].name, line.error)
                self.assertFalse(self._mails(reaction))
            reaction.active = False

    @mute_logger(DO)
    def test_a_report_added_to_the_template_later_is_not_made(self):
        template = self._template()
        reaction = self._reaction(action="mail", template_id=template.id)
        template.report_template_ids = self._report(PROFILE)
        self.assertEqual(self._fire(reaction).state, "failed")

    @mute_logger(DO)
    def test_a_template_moved_to_another_model_later_is_not_sent(self):
        template = self._template()
        reaction = self._reaction(action="mail", template_id=template.id)
        template.model_id = self.foreign_model
        self.assertEqual(self._fire(reaction).state, "failed")


class TestReactionMailRights(RightsCase):
    """A mail says what every salesperson may read, whoever is responsible."""

    @mute_logger(DO)
    def test_what_customers_owe_is_mailed_by_nobody_to_nobody(self):
        """The chatter would show it to those who may not read it."""
        self.salesman.group_ids += self.env.ref("account.group_account_invoice")
        owes = "{{ object.partner_id.name }} owes {{ object.overdue_amount }}"
        for mail_to in ("responsible", "customer"):
            values = {"action": "mail", "mail_to": mail_to}
            template = self._template(subject=owes)
            with self.subTest(mail_to):
                with self.assertRaisesRegex(ValidationError, "object.overdue_amount"):
                    self._reaction(template_id=template.id, **values)
                template.subject = "Slips"
                reaction = self._reaction(template_id=template.id, **values)
                template.subject = owes
                line = self._fire(reaction)
                self.assertEqual(line.state, "failed")
                self.assertIn("object.overdue_amount", line.error)
                self.assertFalse(self._mails(reaction))
                reaction.active = False

    def test_nor_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self._template()
        template.with_context(lang="fr_FR").subject = "{{ object.overdue_amount }}"
        with self.assertRaisesRegex(ValidationError, "object.overdue_amount"):
            template._check_retention_said()

    def test_no_expression_leads_to_other_records(self):
        template = self._template()
        for expression in (
            *("object", "object.partner_id", "object.sudo().id", "env", "ctx", "self"),
            *("object['overdue_amount']", "object.company_id.user_ids.partner_id.name"),
            *(
                "user.partner_id.name",
                "[each for each in object]",
                "(lambda: object)()",
            ),
            *("'{0.overdue_amount}'.format(object)", "f'{object.overdue_amount}'"),
            *("'%s' % object.overdue_amount", "object.status.__class__", "'"),
            *("max(object.activity_ids.ids)", "object.user_id.name.__class__"),
        ):
            template.subject = f"{{{{ {expression} }}}}"
            with self.subTest(expression), self.assertRaises(ValidationError):
                template._check_retention_said()

    def test_no_directive_does(self):
        template = self._template()
        for directive in (
            *('t-out="object.overdue_amount"', 't-field="object.overdue_amount"'),
            *('t-if="object.overdue_amount > 9"', 't-att-title="object.partner_id"'),
            *('t-attf-href="#{object.overdue_amount}"', 't-call="mail.mail_layout"'),
            *('t-attf-href="{{object.overdue_amount}}"', 't-set="it" t-value="object"'),
            *('t-foreach="object.activity_ids" t-as="it"', 't-set="env" t-out="env"'),
            't-set="object.overdue_amount" t-out="object.overdue_amount"',
        ):
            template.body_html = f"<p {directive}>Text</p>"
            with self.subTest(directive):
                self.assertIn(directive.split("=")[0], template.body_html)
                with self.assertRaises(ValidationError):
                    template._check_retention_said()

    def test_what_all_of_them_may_read_is_said(self):
        template = self._template(
            subject="{{ object.partner_id.name or user.name ||| You }}",
            body_html="""<p t-if="object.revenue_12m > 10">
                <t t-set="day" t-value="format_date(object.last_order_date)"/>
                <b t-out="day"/><t t-out="object.company_id.name or 'we'"/></p>""",
        )
        template._check_retention_said()
        for name in ("internal", "customer"):
            xmlid = f"oe_customer_retention.mail_template_reaction_{name}"
            self.env.ref(xmlid)._check_retention_said()

    def test_a_colleague_s_customer_is_mailed_about_to_who_may_read_it(self):
        """The fixed user may not, nor may the fallback: a manager is told."""
        other = self._user("rights_other", SALESMAN, email="other@example.com")
        outsider = self._user("rights_outsider", email="outsider@example.com")
        template = self.env.ref("oe_customer_retention.mail_template_reaction_internal")
        values = {"responsible": "user", "user_id": other.id}
        values |= {"action": "mail", "fallback_user_id": outsider.id}
        reaction = self._reaction(template_id=template.id, **values)
        line = self._fire(reaction)
        self.assertEqual(line.user_id, self.leader)
        self.assertEqual(self._mails(reaction).recipient_ids, self.leader.partner_id)

    def test_the_mail_is_from_the_company_s_bot(self):
        """Authors read their own messages, whatever becomes of their rights."""
        template = self.env.ref("oe_customer_retention.mail_template_reaction_internal")
        line = self._fire(self._reaction(action="mail", template_id=template.id))
        self.assertEqual(line.message_id.author_id, self.env.ref("base.partner_root"))


class TestReactionTemplates(RightsCase, HttpCase):
    """What reactions send is written by those who may set up reactions."""

    def setUp(self):
        super().setUp()
        self.template = self._template(self.salesman)
        self.template.with_user(self.salesman).subject = "Mine"
        self.reaction = self._reaction(
            action="mail", template_id=self.template.id, active=False
        )

    def test_a_salesperson_s_own_template_is_no_more_when_a_reaction_uses_it(self):
        template = self.template.with_user(self.salesman)
        report = self.env["ir.actions.report"].search([], limit=1)
        for values in ({"subject": "Mine"}, {"report_template_ids": report.ids}):
            with self.subTest(values), self.assertRaises(AccessError):
                template.write(values)
        with self.assertRaises(AccessError):
            template.update_field_translations("subject", {"en_US": "Mine"})
        self.assertFalse(template.can_write)

    def test_nor_one_that_every_employee_may_edit_by_the_settings(self):
        self.salesman.group_ids += self.env.ref("mail.group_mail_template_editor")
        with self.assertRaises(AccessError):
            self.template.with_user(self.salesman).subject = "Mine"

    def test_it_is_again_when_no_reaction_uses_it(self):
        self.reaction.unlink()
        self.template.with_user(self.salesman).subject = "Mine again"

    def test_managers_and_administrators_write_them(self):
        admin = self._user("rights_admin", SALESMAN, "base.group_system")
        self.template.with_user(admin).subject = "Ours"
        own = self._template(self.leader)
        self.reaction.template_id = own
        own.with_user(self.leader).subject = "Ours"

    def test_employees_read_templates_all_the_same(self):
        employee = self._user("rights_employee")
        [values] = self.template.with_user(employee).read()
        self.assertEqual(values["subject"], "Mine")
        self.assertNotIn("retention_reaction_ids", values)


class TestReactionServerActions(RightsCase):
    """What an administrator entrusted to a reaction nobody else aims elsewhere."""

    def setUp(self):
        super().setUp()
        action = self._server_action()
        self.reaction = self._reaction(action="server", server_action_id=action.id)
        self.aside = self._reaction(server_action_id=action.id)

    def test_managers_change_nothing_about_it(self):
        for values in (
            {"condition": "[('status', '=', 'active')]"},
            {"to_status": "active"},
            {"company_id": False},
            {"active": False},
            {"name": "Mine"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self.reaction.with_user(self.leader).write(values)
        with self.assertRaises(AccessError):
            self.reaction.with_user(self.leader).unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.reaction.with_user(self.leader).copy()

    def test_administrators_copy_it_and_managers_copy_the_others(self):
        admin = self._user("rights_admin", MANAGER, "base.group_system")
        copy = self.reaction.with_user(admin).copy()
        self.assertEqual(copy.server_action_id, self.reaction.server_action_id)
        self.assertTrue(self._reaction().with_user(self.leader).copy())

    def test_managers_do_not_take_up_one_that_was_put_aside(self):
        with self.assertRaises(AccessError):
            self.aside.with_user(self.leader).action = "server"

    def test_administrators_do(self):
        admin = self._user("rights_admin", MANAGER, "base.group_system")
        self.reaction.with_user(admin).condition = "[('status', '=', 'active')]"

    def test_managers_set_up_the_others(self):
        self._reaction().with_user(self.leader).to_status = "lost"
