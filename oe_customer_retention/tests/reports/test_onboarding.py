from lxml import etree
from odoo.exceptions import AccessError

from ...reports.dashboard.onboarding import STEPS
from ..common import MANAGER, SALESMAN, RetentionCase


class TestOnboarding(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls._user("first_manager", MANAGER)
        cls.steps = cls.env["customer.retention.onboarding"].with_user(manager)
        cls.steps = cls.steps.with_company(cls.company)

    def _done(self):
        return {step["key"] for step in self.steps.get_steps() if step["done"]}

    def test_a_new_company_has_all_the_steps_before_it(self):
        self.assertEqual([step["key"] for step in self.steps.get_steps()], [*STEPS])
        self.assertEqual(self._done(), set())

    def test_a_full_refresh_that_is_done_is_a_step_done(self):
        run = self.env["customer.retention.run"].create(
            {"company_id": self.company.id, "trigger": "button"}
        )
        self.assertEqual(self._done(), set())
        run._process()
        self.assertEqual(self._done(), {"refresh"})

    def test_steps_done_are_remembered_for_the_company_only(self):
        self.steps.complete(["thresholds"])
        self.assertEqual(self._done(), {"thresholds"})
        other = self._new_company("Other")
        self.steps.env.user.sudo().company_ids += other
        steps = self.steps.with_company(other).get_steps()
        self.assertFalse([step for step in steps if step["done"]])

    def test_thresholds_changed_in_the_policy_are_checked(self):
        policy = self.policy.with_user(self.steps.env.user)
        policy.name = "Everybody"
        self.assertEqual(self._done(), set())
        policy.lost_days = 400
        self.assertEqual(self._done(), {"thresholds"})

    def test_nothing_is_shown_once_all_are_done_or_closed(self):
        self.steps.complete()
        self.assertEqual(self.steps.get_steps(), [])

    def test_what_was_closed_is_shown_again_in_the_company_only(self):
        other = self._new_company("Other")
        self.steps.env.user.sudo().company_ids += other
        for company in self.company | other:
            self.steps.with_company(company).complete()
        action = self.steps.action_show_again()
        self.assertEqual(action["tag"], "customer_retention_dashboard")
        self.assertEqual([step["key"] for step in self.steps.get_steps()], [*STEPS])
        self.assertEqual(self.steps.with_company(other).get_steps(), [])

    def test_managers_find_them_in_the_menu_where_the_farewell_says(self):
        menu = self.env.ref("oe_customer_retention.menu_customer_retention_onboarding")
        seller = self._user("first_seller", SALESMAN)
        for user, is_shown in ((self.steps.env.user, True), (seller, False)):
            shown = menu.with_user(user)._visible_menu_ids()
            self.assertIs(menu.id in shown, is_shown, user.login)

    def test_they_are_shown_again_by_the_menu_s_action(self):
        self.steps.complete()
        name = "oe_customer_retention.customer_retention_onboarding_action"
        opened = self.env.ref(name).with_env(self.steps.env).run()
        self.assertEqual(opened["tag"], "customer_retention_dashboard")
        self.assertEqual([step["key"] for step in self.steps.get_steps()], [*STEPS])

    def test_the_return_curve_opened_is_the_company_s_own(self):
        actions = {step["key"]: step["action"] for step in self.steps.get_steps()}
        policy = self.env["customer.retention.policy"].browse(
            actions["curve"]["res_id"]
        )
        self.assertEqual(policy.company_id, self.company)
        [(view, _kind)] = actions["curve"]["views"]
        form = etree.fromstring(policy.get_view(view, "form")["arch"])
        [first] = form.xpath("//notebook/following-sibling::*[1]")
        self.assertEqual(first.get("name"), "customers")
        opened = form.xpath("//page[@autofocus]/@name")
        self.assertEqual(opened, ["return_curve"])

    def test_the_thresholds_open_where_the_manager_may_change_them(self):
        policy = {step["key"]: step["action"] for step in self.steps.get_steps()}
        self.assertEqual(policy["thresholds"]["res_id"], policy["curve"]["res_id"])
        self.steps.env.user.sudo().group_ids += self.env.ref("base.group_system")
        settings = {step["key"]: step["action"] for step in self.steps.get_steps()}[
            "thresholds"
        ]
        self.assertEqual(settings, "oe_customer_retention.res_config_settings_action")

    def test_salespeople_neither_see_nor_close_them(self):
        seller = self._user("first_seller", SALESMAN)
        for method in ("get_steps", "complete"):
            with self.assertRaises(AccessError):
                getattr(self.steps.with_user(seller), method)()
