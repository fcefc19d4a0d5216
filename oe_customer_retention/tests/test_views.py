from lxml import etree
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .common import ACCOUNTANT, MANAGER, SALESMAN
from .workflow import WorkflowCase

MODULE = "oe_customer_retention"


class TestRetentionViews(WorkflowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._user("own", SALESMAN)
        cls.other = cls._user("other", SALESMAN)
        cls.manager = cls._user("boss", MANAGER)
        cls.accountant = cls._user("accountant", MANAGER, ACCOUNTANT)
        cls.partner = cls._customer(user_id=cls.own.id)
        cls.contact = cls._customer("Buyer", parent_id=cls.partner.id, is_company=False)

    def _found(self, name, user=None):
        """Return the customers a filter of the search view finds."""
        view = self.env.ref(f"{MODULE}.customer_retention_profile_view_search")
        arch = etree.fromstring(view.get_combined_arch())
        [node] = arch.xpath(f"//filter[@name='{name}']")
        user = user or self.manager
        domain = safe_eval(node.get("domain"), {"uid": user.id})
        profiles = self.env["customer.retention.profile"].with_user(user)
        return profiles.search(domain).sudo().partner_id

    def test_own_customers_are_those_of_the_salesperson(self):
        foreign = self._customer("Foreign", user_id=self.other.id)
        self._order(self.partner)
        self._order(foreign)
        self._refresh()
        self.assertEqual(self._found("my_customers", self.own), self.partner)

    def test_slipping_is_who_became_at_risk_or_dormant_since_the_first(self):
        self.policy.dormant_days = 120  # not in the month after the first
        first = self.today.replace(day=1)
        days = (self.today - first).days
        for name, since_first in (("in", 0), ("before", 1), ("active", -60)):
            customer = self._customer(name)
            self._order(customer, days_ago=60 + days + since_first)
        self._refresh()
        names = self._found("slipping").mapped("name")
        self.assertIn("in", names)
        self.assertNotIn("before", names)
        self.assertNotIn("active", names)

    def test_last_order_30_days_ago_excludes_29_days_and_never(self):
        on_the_day, day_before = self._customer("30"), self._customer("29")
        self._order(on_the_day, days_ago=30)
        self._order(day_before, days_ago=29)
        self._quotation(self.partner)
        self._refresh()
        self.assertEqual(self._found("order_30"), on_the_day)

    def test_no_order_includes_who_never_ordered(self):
        self._quotation(self.partner)
        self._order(self._customer("Buyer"))
        self._refresh()
        self.assertEqual(self._found("no_order"), self.partner)

    def test_an_expired_status_by_hand_is_not_found_as_set_by_hand(self):
        for name, until in (("valid", self.today), ("expired", "2020-01-01")):
            customer = self._customer(name)
            self._order(customer)
            self._refresh(customer)
            self._profile(customer).write(
                {"status_override": "lost", "override_until": until}
            )
        self.assertEqual(self._found("by_hand").mapped("name"), ["valid"])

    def test_every_filter_and_grouping_can_be_used(self):
        self._order(self.partner)
        self._refresh()
        view = self.env.ref(f"{MODULE}.customer_retention_profile_view_search")
        arch = etree.fromstring(view.get_combined_arch())
        profiles = self.env["customer.retention.profile"].with_user(self.accountant)
        for node in arch.xpath("//filter[@domain]"):
            profiles.search_count(safe_eval(node.get("domain"), {"uid": self.env.uid}))
        groupings = [
            safe_eval(node.get("context"))["group_by"]
            for node in arch.xpath("//filter[@context]")
        ]
        self.assertTrue(groupings)
        for grouping in groupings:
            [(_group, count)] = profiles._read_group([], [grouping], ["__count"])
            self.assertEqual(count, 1, grouping)

    def test_the_analysis_counts_customers_before_amounts_and_fits_a_desk(self):
        action = self.env.ref(f"{MODULE}.customer_retention_profile_action_report")
        pivot = self.env.ref(f"{MODULE}.customer_retention_profile_view_pivot")
        arch = etree.fromstring(pivot.get_combined_arch())
        amounts = arch.xpath("//field[@type='measure']/@name")
        measures = safe_eval(action.context)["pivot_measures"]
        self.assertEqual(measures, ["__count", *amounts])
        self.assertFalse(arch.xpath("//field[@type='col']"))

    def _arch(self, name):
        return etree.fromstring(self.env.ref(f"{MODULE}.{name}").get_combined_arch())

    def test_each_column_of_the_list_has_a_name_that_stands_alone(self):
        fields = self.env["customer.retention.profile"].fields_get()
        arch = self._arch("customer_retention_profile_view_list")
        columns = [
            node.get("string") or fields[node.get("name")]["string"]
            for node in arch.iterchildren("field")
        ]
        self.assertEqual(len(columns), len(set(columns)))
        self.assertFalse({"Reason", "Revenue"} & set(columns))

    def test_a_reaction_to_a_stage_says_at_first_sight_to_which(self):
        arch = self._arch("customer_retention_reaction_view_list")
        [stage] = arch.xpath("//field[@name='to_stage_id']")
        self.assertEqual(stage.get("optional"), "show")

    def test_activities_stand_beside_the_portrait_of_the_customer(self):
        arch = self._arch("customer_retention_profile_view_activity")
        [portrait] = arch.xpath("//img/@*[name()='t-att-src']")
        self.assertIn("'res.partner', 'avatar_128', record.partner_id", portrait)

    def test_every_graph_writes_counts_as_whole_numbers(self):
        owned = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=like", f"{MODULE}%")]
        )
        graphs = self.env["ir.ui.view"].search(
            [("id", "in", owned.mapped("res_id")), ("type", "=", "graph")]
        )
        self.assertGreater(len(graphs), 9)
        for graph in graphs:
            renderer = etree.fromstring(graph.get_combined_arch()).get("js_class")
            with self.subTest(graph.name):
                self.assertIn(renderer, ("retention_graph", "retention_status_graph"))

    def test_lists_within_forms_are_cards_on_a_phone_that_say_more_than_a_name(self):
        """Odoo makes cards of the names alone where a model has none of its own."""
        shown = set()
        bare = "//field[not(*) and not(@widget) and not(@invisible='1')]"
        for view in self.env["ir.ui.view"].search([("type", "=", "form")]):
            model = self.env.get(view.model)
            if model is None or model._original_module != MODULE or view.inherit_id:
                continue
            for node in etree.fromstring(view.get_combined_arch()).xpath(bare):
                field = model._fields.get(node.get("name"))
                if field and field.type in ("one2many", "many2many"):
                    shown.add(field.comodel_name)
        self.assertIn("customer.retention.import.line", shown)
        views = self.env["ir.ui.view"].search([("type", "=", "kanban")])
        self.assertLessEqual(shown, {*views.mapped("model")})

    def test_the_number_on_a_button_is_that_of_the_list_it_opens(self):
        self._order(self.partner)
        self._order(self.contact)
        self._quotation(self.contact)
        self._opportunity(self.partner)
        self._refresh()
        profile = self._profile(self.partner).with_user(self.accountant)
        for kind, count in (
            ("quotation", 1),
            ("order", 2),
            ("opportunity", 1),
            ("invoice", 0),
        ):
            with self.subTest(kind=kind):
                self.assertEqual(profile[f"{kind}_count"], count)
                plural = "opportunities" if kind == "opportunity" else f"{kind}s"
                action = getattr(profile, f"action_open_{plural}")()
                documents = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(len(documents), count)

    def test_a_button_counts_only_what_the_salesperson_may_read(self):
        self._order(self.partner).user_id = self.other
        self._order(self.partner).user_id = self.own
        self._refresh()
        profile = self._profile(self.partner).with_user(self.own)
        self.assertEqual(profile.order_count, 1)

    def test_the_form_of_a_contact_opens_without_sales_rights(self):
        employee = self._user("clerk", "base.group_user", "base.group_partner_manager")
        self._order(self.partner)
        self._refresh()
        with Form(self.partner.with_user(employee)) as form:
            form.city = "Ghent"
        self.assertEqual(self.partner.city, "Ghent")
        self.assertNotIn("retention_status", form._view["fields"])

    def test_a_contact_shows_the_facts_of_its_company(self):
        self._order(self.partner, days_ago=5)
        self._refresh()
        contact = self.contact.with_user(self.own)
        self.assertEqual(contact.retention_days, 5)
        self.assertEqual(contact.retention_purchase_count, 1)
        self.assertEqual(contact.retention_revenue_12m, 100)
        self.assertIn("Last activity 5 days ago", contact.retention_reason)

    def test_a_contact_shows_nothing_of_another_salespersons_customer(self):
        self._order(self.partner)
        self._refresh()
        self.assertEqual(self.partner.with_user(self.own).retention_purchase_count, 1)
        partner = self.partner.with_user(self.other)
        self.assertFalse(partner.retention_reason)
        self.assertEqual(partner.retention_days, False)
        self.assertEqual(partner.retention_purchase_count, 0)
        self.assertEqual(partner.retention_revenue_12m, 0)

    def test_the_button_of_the_list_refreshes_all_whatever_is_selected(self):
        self._order(self.partner)
        profiles = self.env["customer.retention.profile"].with_user(self.manager)
        profiles.action_refresh_company()
        self.assertTrue(self._profile(self.partner))
        other = self._customer("Other")
        self._order(other)
        self._profile(self.partner).with_user(self.manager).action_refresh_company()
        self.assertTrue(self._profile(other))

    def test_a_refresh_tells_what_changed_and_reloads_the_view(self):
        self._order(self.partner)
        self._refresh()
        notification = self._profile(self.partner).action_refresh()
        self.assertEqual(notification["tag"], "display_notification")
        self.assertEqual(notification["params"]["next"]["tag"], "soft_reload")
        self.assertEqual(notification["params"]["type"], "success")
