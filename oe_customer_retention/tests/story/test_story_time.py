"""Where in the story documents and changes stand."""

from datetime import datetime, time

from ..common import MANAGER, ago
from .story_common import StoryCase


class TestStoryTime(StoryCase):
    def test_within_a_day_all_is_by_time(self):
        self._message(self.customer, self.buyer, datetime.combine(ago(9), time(8)))
        self._order(self.customer, datetime.combine(ago(9), time(10)))
        self._refresh()
        story = self._story()
        times = {row["topic"]: row["at"] for row in story["touchpoints"]}
        self.assertLess(times["mail"], times["order"])
        first = min(story["changes"], key=lambda change: change["at"])
        self.assertLess(times["order"], first["at"])
        rows = {row["topic"]: row for row in story["touchpoints"]}
        self.assertTrue(rows["order"]["time"])

    def test_of_one_moment_the_order_comes_before_its_invoice(self):
        noon = datetime.combine(ago(9), time(12))
        invoice = self._move(self.customer, ago(9))
        self._order(self.customer, noon, id=invoice.id + 1_000_000)
        self._refresh()
        last, first = self._found()
        self.assertEqual(last.at, first.at)
        self.assertEqual((last.kind, first.kind), ("invoice", "order"))

    def test_of_one_moment_the_stage_stands_above_the_status_that_led_there(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._order(self.customer, ago(9))
        self._refresh()
        above, below = self._story()["changes"]
        self.assertEqual(above["at"], below["at"])
        self.assertEqual((above["label"], below["label"]), ("Onboarding", "Active"))

    def test_a_prospect_begins_below_what_happened_on_its_first_day(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._quotation(self.customer, datetime.combine(ago(9), time(8)))
        self._refresh()
        story = self._story()
        [row] = story["touchpoints"]
        labels = {line["label"] for line in story["changes"] if line["at"] < row["at"]}
        self.assertEqual(labels, {"Prospect", "Suspect"})

    def test_a_move_of_today_stands_between_what_was_before_and_after_it(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        self._refresh()
        for hour in (8, 10):
            self._quotation(self.customer, datetime.combine(ago(9), time(hour)))
        self._refresh()
        line = self._profile(self.customer).journal_ids[:1]
        self.assertTrue(line.at)
        line.write({"date": ago(9), "at": datetime.combine(ago(9), time(9))})
        story = self._story()
        [moved] = [row for row in story["changes"] if row["key"] == f"stage-{line.id}"]
        after, before = (row["at"] for row in story["touchpoints"])
        self.assertTrue(before < moved["at"] < after)
        self.assertTrue(moved["time"])
        line.at = datetime.combine(ago(7), time(9))
        changes = {row["key"]: row for row in self._story()["changes"]}
        self.assertFalse(changes[moved["key"]]["time"])

    def test_a_day_without_a_time_is_told_without(self):
        self._move(self.customer, ago(9))
        self._refresh()
        accountant = self._user("both", MANAGER, "account.group_account_invoice")
        profile = self._profile(self.customer).with_user(accountant)
        [row] = profile.get_story()["touchpoints"]
        self.assertIs(row["time"], False)

    def test_changes_of_status_and_stage_stand_in_their_time(self):
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_b2b"
        )
        for days in (200, 10):
            self._order(self.customer, ago(days))
        self._refresh()
        changes = self._story()["changes"]
        statuses = [
            (change["date"], change["former"], change["label"])
            for change in changes
            if change["status"]
        ]
        self.assertEqual(
            statuses,
            [
                (ago(10), "Dormant", "Active"),
                (ago(110), "At risk", "Dormant"),
                (ago(140), "Active", "At risk"),
                (ago(200), False, "Active"),
            ],
        )
        stages = [change["label"] for change in changes if not change["status"]]
        journal = self._profile(self.customer).journal_ids
        self.assertTrue(stages)
        self.assertEqual(stages, journal.to_stage_id.mapped("name"))
        lead = self.env.ref("oe_customer_retention.stage_b2b_lead")
        journal.profile_id.write({"stage_id": lead.id, "stage_reason": "Met"})
        moved = [
            change["label"]
            for change in self._story()["changes"]
            if change["detail"] == f"{self.env.user.name}: Met"
        ]
        self.assertEqual(moved, ["Lead"])
        self.company.retention_lifecycle_id = self.env.ref(
            "oe_customer_retention.lifecycle_shop"
        )
        details = [
            change["detail"]
            for change in self._story()["changes"]
            if not change["status"]
        ]
        self.assertEqual(details, [f"B2B lifecycle: {self.env.user.name}: Met"])
