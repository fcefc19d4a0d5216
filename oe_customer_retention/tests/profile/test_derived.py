from datetime import timedelta

from ...models.optional_fields import DerivedMixin
from ..common import AS_OF, RetentionCase


class TestDerived(RetentionCase):
    def setUp(self):
        super().setUp()
        customer = self._buyer(10)
        self._refresh()
        self.profile = self._profile(customer)

    @property
    def derived(self):
        fields = self.profile._fields.items()
        return {name: f for name, f in fields if isinstance(f, DerivedMixin)}

    def test_every_derived_field_names_the_method_that_gives_its_sql(self):
        self.assertTrue(self.derived)
        for name, field in self.derived.items():
            self.assertTrue(callable(getattr(self.profile, field.sql, None)), name)

    def test_the_order_of_look_ups_is_by_stored_columns_all_may_read(self):
        for part in self.profile._order.split(","):
            field = self.profile._fields[part.split()[0]]
            self.assertTrue(field.store and not field.groups, field)

    def test_a_prediction_that_fails_stops_no_look_up(self):
        def fail(*_args):
            raise AssertionError("the prediction was asked for")

        self.patch(type(self.profile), "_sql_reorder_probability", fail)
        self.env.invalidate_all()
        self.assertTrue(self.profile.search([("id", "=", self.profile.id)]))
        self.assertTrue(self.profile.name_search("Customer"))
        order = self.env["sale.order"].search([("company_id", "=", self.company.id)])
        self.assertTrue(order.read())

    def test_profiles_are_read_without_a_reorder_model(self):
        self.env["customer.retention.reorder.model"].with_context(
            active_test=False
        ).search([("company_id", "=", self.company.id)]).unlink()
        self.env.invalidate_all()
        [values] = self.profile.read()
        self.assertIs(values["reorder_probability"], False)
        self.assertEqual(values["days_since_order"], 10)

    def test_a_derived_field_reads_what_a_search_finds(self):
        for name, field in self.derived.items():
            if field.type == "monetary":
                continue  # shown rounded, found unrounded
            with self.subTest(field=name):
                domain = [("id", "=", self.profile.id), (name, "=", self.profile[name])]
                self.assertEqual(self.profile.search_count(domain), 1)

    def _bought_twice(self):
        customer = self._buyer(40, 10)
        self._refresh()
        return self._profile(customer)

    def test_sentences_count_one_day_as_one(self):
        profile = self._bought_twice().with_context(
            retention_as_of=AS_OF - timedelta(days=9)
        )
        self.assertIn("Last activity 1 day ago, on", profile.status_reason)
        self.assertIn("Last purchase 1 day ago.", profile.rhythm_reason)

    def test_sentences_say_today_of_this_day(self):
        profile = self._bought_twice().with_context(
            retention_as_of=AS_OF - timedelta(days=10)
        )
        self.assertIn("Last purchase today.", profile.rhythm_reason)

    def test_a_status_by_hand_is_in_force_up_to_its_last_day(self):
        self.profile.write({"status_override": "lost", "override_until": AS_OF})
        for days, in_force in ((0, True), (1, False)):
            day = AS_OF + timedelta(days=days)
            profile = self.profile.with_context(retention_as_of=day)
            domain = [("id", "=", profile.id), ("is_overridden", "=", True)]
            self.assertEqual(profile.is_overridden, in_force)
            self.assertEqual(bool(profile.search(domain)), in_force)

    def test_a_changed_policy_changes_what_is_derived_from_it(self):
        self.assertFalse(self.profile.no_order)
        self.profile.policy_id.no_order_days = 10
        self.assertTrue(self.profile.no_order)
