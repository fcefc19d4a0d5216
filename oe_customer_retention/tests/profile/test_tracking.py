"""What changed of a profile is logged in its chatter, of many in a few statements."""

from ..common import RetentionCase


class TestTracking(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customers = [cls._customer(f"Customer {n}") for n in range(12)]
        for customer in customers:
            cls._order(customer, cls.today)
        cls._refresh()
        cls.profiles = cls.env["customer.retention.profile"].search(
            [("company_id", "=", cls.company.id)], order="id"
        )
        cls.few, cls.many = cls.profiles[:2], cls.profiles[2:]
        cls._finish()

    @classmethod
    def _finish(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _logged(self, profile):
        """Return ``(old, new)`` of what the messages of a profile track."""
        values = profile.message_ids.sudo().tracking_value_ids
        return values.mapped(lambda value: (value.old_value_char, value.new_value_char))

    def _queries_to_lose(self, profiles):
        before = self.env.cr.sql_log_count
        profiles.sudo().write({"status": "lost"})
        self._finish()
        return self.env.cr.sql_log_count - before

    def test_each_profile_has_a_message_of_its_own(self):
        first, second = self.few
        first.sudo().write({"status": "lost"})
        second.sudo().write({"status": "dormant"})
        self._finish()
        self.assertEqual(self._logged(first), [("Active", "Lost")])
        self.assertEqual(self._logged(second), [("Active", "Dormant")])
        author = first.message_ids.author_id
        self.assertEqual(author, self.env.user.partner_id)

    def test_what_is_as_before_is_not_logged(self):
        first, second = self.few
        self.few.sudo().write({"status": "lost"})
        first.sudo().write({"status": "active"})
        self._finish()
        self.assertEqual((self._logged(first), len(self._logged(second))), ([], 1))

    def test_many_take_no_more_statements_than_few(self):
        self._queries_to_lose(self.few[0])  # what is read once
        few = self._queries_to_lose(self.few[1])
        self.assertLessEqual(self._queries_to_lose(self.many), few + 2)
