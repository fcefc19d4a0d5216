from odoo.tests import HttpCase

from ..common import DAY, SALESMAN, RetentionCase


class TestCallListTours(RetentionCase, HttpCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("calling_seller", SALESMAN)
        customers = [
            cls._buyer(
                160, 130, 100, 70, name=f"Slipping {number}", user_id=cls.seller.id
            )
            for number in range(3)
        ]
        cls._refresh()
        cls.profiles = cls._profile(cls.env["res.partner"].union(*customers))

    def test_calls_by_keyboard_one_after_the_other(self):
        self.start_tour("/odoo/call-today", "retention_calls", login="calling_seller")
        logged = self.profiles.outcome_ids
        self.assertEqual(len(logged), 3)
        self.assertEqual(logged.profile_id, self.profiles)
        said = logged.grouped("outcome")
        self.assertEqual(len(said["positive"]), 2)
        self.assertFalse(said[False].reached)
        self.assertEqual(logged.user_id, self.seller)
        self.profiles.invalidate_recordset()
        tomorrow = self.profiles.with_context(retention_as_of=self.today + DAY)
        to_call = tomorrow.filtered("is_to_call")
        self.assertEqual(to_call, said[False].profile_id)

    def test_from_the_dashboard_to_a_document_without_a_mouse(self):
        self.start_tour(
            "/odoo/customer-retention", "retention_by_keyboard", login="calling_seller"
        )
        self.assertEqual(self.profiles.outcome_ids.mapped("note"), ["Asks for beans"])
