from datetime import timedelta
from unittest.mock import patch

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.fields import Command, Datetime
from odoo.sql_db import db_connect
from psycopg2 import errors

from ...models.refresh.queue import RETRY_AFTER
from ...models.refresh.refresh import RefreshInProgress
from ..common import DAY, SALESMAN
from ..workflow import WorkflowCase

CRON = "oe_customer_retention.ir_cron_refresh_changed"


class TestIncremental(WorkflowCase, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incremental = cls.env["customer.retention.incremental"]
        cls.mark = cls.env["customer.retention.watermark"].search([])
        cls.mark.unlink()
        cls.env["customer.retention.stale"].search([]).unlink()
        cls.mark = cls.mark.create(cls.incremental._horizon())
        cls.customer = cls._customer()

    def setUp(self):
        super().setUp()
        self._begin_transaction()

    def _begin_transaction(self):
        """Forget what was asked for: what follows is a transaction of its own."""
        self.env.cr.precommit.data.clear()
        self.env.cr.postcommit.data.clear()

    def _age(self, *records):
        """Pretend that nothing on these records changed lately."""
        long_ago = self.mark.seen_until - timedelta(days=1)
        self.env.flush_all()
        for record in records:
            self.env.cr.execute(
                f"UPDATE {record._table} SET write_date = %s WHERE id IN %s",
                [long_ago, tuple(record.ids)],
            )

    def _seen_until(self):
        """Return how far the job has read, as it wrote it down itself."""
        self.mark.invalidate_recordset()
        return self.mark.seen_until

    def _run_job(self):
        return self.incremental._refresh_changed(self.incremental._horizon())

    def _triggers(self):
        cron = self.env.ref(CRON)
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_confirmed_order_triggers_job_that_makes_profile_right(self):
        quotation = self._quotation(self.customer)
        self._begin_transaction()
        with self.capture_triggers(CRON) as captured:
            quotation.action_confirm()
        self.assertEqual(len(captured.records), 1)
        runs = self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_order_date, self.today)
        self.assertEqual(profile.status, "active")
        run = runs.filtered(lambda run: run.company_id == self.company)
        self.assertEqual((run.trigger, run.mode), ("document", "partial"))

    def test_documents_of_one_transaction_make_one_trigger_row(self):
        before = self._triggers()
        for _number in range(3):
            self._order(self.customer)
            self._opportunity(self.customer)
        self.assertEqual(self._triggers(), before + 1)

    def test_trigger_rolled_back_with_a_savepoint_is_asked_again(self):
        before = self._triggers()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._opportunity(self.customer)
            raise ZeroDivisionError
        self.assertEqual(self._triggers(), before)
        self._opportunity(self.customer)
        self.assertEqual(self._triggers(), before + 1)

    def test_opportunity_won_and_lost_trigger(self):
        won, lost = self._opportunity(self.customer), self._opportunity(self.customer)
        for act in (won.action_set_won, lost.action_set_lost):
            self._begin_transaction()
            with self.capture_triggers(CRON) as captured:
                act()
            self.assertEqual(len(captured.records), 1, act)

    def test_another_day_of_an_order_or_a_meeting_triggers(self):
        order = self._order(self.customer)
        meeting = self._meeting(self.customer, self.today)
        for document, date in ((order, "date_order"), (meeting, "start")):
            self._begin_transaction()
            with self.capture_triggers(CRON) as captured:
                document[date] -= timedelta(days=3)
            self.assertEqual(len(captured.records), 1, document)

    def test_what_conditions_ask_of_a_contact_triggers_and_reaches_segments(self):
        self._order(self.customer)
        self._refresh()
        industry = self.env.ref("base.res_partner_industry_G")
        segment = self.env["customer.segment"].create(
            {
                "name": "Traders",
                "kind": "dynamic",
                "domain": f"[('industry_id', '=', {industry.id})]",
                "company_id": self.company.id,
            }
        )
        self._begin_transaction()
        with self.capture_triggers(CRON) as captured:
            self.customer.industry_id = industry
        self.assertEqual(len(captured.records), 1)
        self._run_job()
        self.assertIn(segment, self._profile(self.customer).segment_ids)

    def test_salesperson_of_customer_triggers_and_reaches_profile(self):
        self._order(self.customer)
        self._refresh()
        self._begin_transaction()
        with self.capture_triggers(CRON) as captured:
            self.customer.user_id = self.env.ref("base.user_admin")
        self.assertEqual(len(captured.records), 1)
        self._run_job()
        self.assertEqual(
            self._profile(self.customer).user_id, self.env.ref("base.user_admin")
        )

    def test_unwatched_write_does_not_trigger(self):
        with self.capture_triggers(CRON) as captured:
            self.customer.comment = "Closed on Mondays"
        self.assertFalse(captured.records)

    def test_unchanged_customers_are_left_alone(self):
        other = self._customer("Other")
        order = self._order(other)
        self._refresh()
        self._age(other, order)
        self._order(self.customer)
        changed = self.incremental._changed(self.mark, self._formers())
        self.assertIn(self.customer, changed[self.company])
        self.assertNotIn(other, changed[self.company])

    def _formers(self):
        return self.env["customer.retention.stale"].search([])

    def test_no_run_row_when_nothing_changed(self):
        self._order(self.customer)
        self._run_job()
        domain = [("company_id", "=", self.company.id)]
        count = self.env["customer.retention.run"].search_count(domain)
        self._run_job()
        self.assertEqual(self.env["customer.retention.run"].search_count(domain), count)

    def test_moved_contact_takes_its_orders_from_old_to_new_customer(self):
        old, new = self._customer("Old"), self._customer("New")
        contact = self._customer("Ann", is_company=False, parent_id=old.id)
        order = self._order(contact)
        self._refresh()
        self._age(old, new, contact, order)
        self._formers().unlink()
        contact.parent_id = new
        self._run_job()
        self.assertFalse(self._profile(old))
        self.assertEqual(self._profile(new).purchase_count, 1)
        self.assertFalse(self._formers())

    def test_order_given_to_another_customer_leaves_the_first(self):
        quotation = self._quotation(self.customer)
        self._refresh()
        quotation.partner_id = other = self._customer("Other")
        self._age(self.customer)
        self._run_job()
        self.assertFalse(self._profile(self.customer))
        self.assertEqual(self._profile(other).open_quotation_count, 1)

    def test_deleted_opportunity_is_taken_off_at_once(self):
        opportunity = self._opportunity(self.customer)
        self._refresh()
        self._age(self.customer)
        opportunity.unlink()
        self._run_job()
        self.assertFalse(self._profile(self.customer))

    def test_deletion_behind_the_orm_is_repaired_nightly(self):
        opportunity = self._opportunity(self.customer)
        self._refresh()
        self._age(self.customer)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [opportunity.id])
        self.env.invalidate_all()
        self._run_job()
        self.assertTrue(self._profile(self.customer))
        self._refresh()
        self.assertFalse(self._profile(self.customer))

    def test_mail_from_customer_is_found_by_id(self):
        order = self._order(self.customer, days_ago=40)
        contact = self._customer("Ann", is_company=False, parent_id=self.customer.id)
        self._refresh()
        self._age(self.customer, contact, order)
        order.with_context(tracking_disable=False).message_post(
            body="Hello", author_id=contact.id, message_type="email"
        )
        self._age(order)
        self._run_job()
        self.assertEqual(self._profile(self.customer).last_crm_date, self.today)

    def test_answer_to_a_mail_from_the_profile_is_found(self):
        order = self._order(self.customer, days_ago=40)
        self._refresh()
        profile = self._profile(self.customer)
        self._age(self.customer, order)
        profile.message_post(
            body="Yes please", author_id=self.customer.id, message_type="email"
        )
        self._run_job()
        self.assertEqual(profile.last_crm_date, self.today)

    def _lunch(self):
        start = Datetime.now() - timedelta(hours=2)
        return self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(self.customer.ids)],
            }
        )

    def test_meeting_is_found(self):
        order = self._order(self.customer, days_ago=40)
        self._refresh()
        meeting = self._lunch()
        self._age(self.customer, order)
        self._run_job()
        profile = self._profile(self.customer)
        self.assertEqual(profile.last_crm_date, meeting.start.date())

    def test_meeting_the_customer_did_not_come_to_is_taken_off(self):
        order = self._order(self.customer, days_ago=40)
        left = {"partner_ids": [Command.unlink(self.customer.id)]}
        for said, happen in (
            ("deleted", lambda meeting: meeting.unlink()),
            ("without the customer", lambda meeting: meeting.write(left)),
            ("declined", lambda meeting: meeting.attendee_ids.do_decline()),
        ):
            with self.subTest(said):
                meeting = self._lunch()
                self._refresh()
                profile = self._profile(self.customer)
                self.assertTrue(profile.last_crm_date)
                self._formers().unlink()
                self._age(self.customer, order, meeting, meeting.attendee_ids)
                happen(meeting)
                self._run_job()
                self.assertFalse(profile.last_crm_date)

    def test_deleted_contact_is_taken_off(self):
        order = self._order(self.customer, days_ago=40)
        self._refresh()
        profile = self._profile(self.customer)
        profile.activity_schedule("mail.mail_activity_data_call").action_feedback()
        logged = self.env["customer.retention.interaction"].search(
            [("profile_id", "=", profile.id)]
        )
        logged.reached = True
        self._refresh()
        self.assertEqual(profile.last_crm_date, self.today)
        self._formers().unlink()
        self._age(self.customer, order)
        self._update(logged.message_id, create_date=self.today - DAY * 2)
        logged.unlink()
        self._run_job()
        self.assertFalse(profile.last_crm_date)

    def test_salesperson_leaving_a_team_takes_the_customers_along(self):
        seller = self._user("sam_leaving", SALESMAN)
        left, other = self.env["crm.team"].create([{"name": "Left"}, {"name": "Other"}])
        self.customer.user_id = seller
        order = self._order(self.customer, team_id=other.id)
        for said, gone in (
            ("membership", lambda member: member),
            ("team", lambda member: member.crm_team_id),
        ):
            with self.subTest(deleted=said):
                member = self.env["crm.team.member"].create(
                    {"user_id": seller.id, "crm_team_id": left.id}
                )
                self._refresh()
                profile = self._profile(self.customer)
                self.assertEqual(profile.team_id, left)
                self._formers().unlink()
                self._age(self.customer, order)
                gone(member).unlink()
                self._run_job()
                self.assertEqual(profile.team_id, other)

    def test_mark_waits_for_the_oldest_open_transaction(self):
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SELECT now() AT TIME ZONE 'UTC'")
            [began] = other.fetchone()
            # activity is read once per transaction; the job reads it in its own
            self.env.cr.execute("SELECT pg_stat_clear_snapshot()")
            self.assertLessEqual(self.incremental._horizon()["seen_until"], began)

    def test_document_stamped_before_the_mark_is_still_found_within_overlap(self):
        order = self._order(self.customer)
        self._age(self.customer)
        for seconds, found in ((59, True), (61, False)):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE sale_order SET write_date = %s WHERE id = %s",
                [self.mark.seen_until - timedelta(seconds=seconds), order.id],
            )
            self.env.cr.execute(
                "DELETE FROM mail_message WHERE model = 'sale.order' AND res_id = %s",
                [order.id],
            )
            changed = self.incremental._changed(self.mark, self._formers())
            customers = changed.get(self.company, self.customer.browse())
            self.assertEqual(self.customer in customers, found, seconds)

    def test_a_transaction_of_another_login_is_waited_for(self):
        """PostgreSQL tells nobody but its superuser when that one began."""
        cr = self.env.cr
        cr.execute("SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cr.fetchone()[0]:
            self.skipTest("this login may not make another one")
        self.mark.seen_until = long_ago = self.mark.seen_until - timedelta(days=1)
        self.env.flush_all()
        cr.execute("CREATE ROLE retention_without_rights")
        for table in ("mail_message", self.mark._table):
            cr.execute(f"GRANT SELECT ON {table} TO retention_without_rights")

        def horizon():
            cr.execute("SELECT pg_stat_clear_snapshot()")
            cr.execute("SET LOCAL ROLE retention_without_rights")
            found = self.incremental._horizon()
            cr.execute("RESET ROLE")
            return found["seen_until"]

        with db_connect(cr.dbname).cursor() as other:
            other.execute("SELECT 1")
            self.assertGreater(horizon(), long_ago, "it reads, and writes nothing")
            other.execute("SELECT pg_current_xact_id()")
            self.assertEqual(horizon(), long_ago)
            other.rollback()
        self.assertGreater(horizon(), long_ago)

    def test_without_a_mark_all_companies_are_queued(self):
        self.mark.unlink()
        runs = self._run_job()
        self.assertIn(self.company, runs.company_id)
        self.assertEqual(set(runs.mapped("state")), {"queued"})
        self.assertTrue(self.env["customer.retention.watermark"].search([]))

    def test_a_failing_company_keeps_its_customers_waiting_and_the_others_go_on(self):
        other = self._new_company("Other Ltd")
        self._order(self.customer)
        self._opportunity(self.customer, company_id=other.id)
        refresh = type(self.env["customer.retention.refresh"])
        real = refresh._refresh_company

        def fail_here(model, company, *args, **kwargs):
            if company == self.company:
                raise ValueError("broken")
            return real(model, company, *args, **kwargs)

        with (
            patch.object(refresh, "_refresh_company", fail_here),
            self.assertLogs("odoo.addons.oe_customer_retention", "ERROR"),
        ):
            runs = self._run_job()
        states = {run.company_id: run.state for run in runs}
        self.assertEqual(states[self.company], "failed")
        waiting = self._formers()._waiting(self.company)
        self.assertIn(self.customer, waiting.partner_id)
        self.assertEqual(states[other], "done")
        self.assertTrue(self._profile(self.customer, other))

    def test_company_being_refreshed_is_tried_again_later_and_nothing_is_lost(self):
        self._order(self.customer)
        seen_until = self.mark.seen_until - timedelta(hours=1)
        self.mark.seen_until = seen_until
        refresh = type(self.env["customer.retention.refresh"])
        self.registry_enter_test_mode()
        with (
            patch.object(refresh, "_lock", side_effect=RefreshInProgress("busy")),
            self.capture_triggers(CRON) as captured,
        ):
            self.env.ref(CRON).method_direct_trigger()
        self.assertGreater(captured.records.call_at, Datetime.now())
        self.assertEqual(self._seen_until(), seen_until)

    def test_a_run_of_all_that_was_turned_away_goes_first(self):
        self._order(self.customer)
        seen_until = self.mark.seen_until - timedelta(hours=1)
        self.mark.seen_until = seen_until
        run = self.env["customer.retention.run"]._enqueue(self.company, "button")
        run.started_at = Datetime.now()
        self.registry_enter_test_mode()
        with self.capture_triggers(CRON) as captured:
            self.env.ref(CRON).method_direct_trigger()
        self.assertGreater(captured.records.call_at, Datetime.now())
        self.assertEqual(self._seen_until(), seen_until)

    def test_a_run_that_is_not_tried_again_keeps_nobody_waiting(self):
        run = self.env["customer.retention.run"]._enqueue(self.company, "button")
        for started_at in (False, Datetime.now() - 3 * RETRY_AFTER):
            run.started_at = started_at
            self.assertFalse(self.env["customer.retention.incremental"]._gives_way())

    def test_a_run_that_wrote_what_others_did_comes_after_what_changed(self):
        run = self.env["customer.retention.run"]._enqueue(self.company, "button")
        run.started_at = Datetime.now()
        run.error = "The same records were being changed"
        self.assertFalse(self.env["customer.retention.incremental"]._gives_way())

    def test_what_changed_is_refreshed_ahead_of_a_run_of_all(self):
        self._order(self.customer)
        seen_until = self.mark.seen_until
        self.env["customer.retention.incremental"]._refresh_ahead(self.company)
        self.assertTrue(self._profile(self.customer).purchase_count)
        self.assertEqual(self._seen_until(), seen_until)

    def test_a_busy_company_is_left_to_the_run_of_all(self):
        self._order(self.customer)
        refresh = type(self.env["customer.retention.refresh"])
        with patch.object(refresh, "_lock", side_effect=RefreshInProgress("busy")):
            self.env["customer.retention.incremental"]._refresh_ahead(self.company)
        self.assertFalse(self._profile(self.customer).purchase_count)

    def test_a_conflict_is_tried_again_later_without_a_full_refresh(self):
        self._order(self.customer)
        seen_until = self.mark.seen_until - timedelta(hours=1)
        self.mark.seen_until = seen_until
        refresh = type(self.env["customer.retention.refresh"])
        queued = self.env["customer.retention.run"].search([("state", "=", "queued")])
        conflict = errors.SerializationFailure
        self.registry_enter_test_mode()
        with (
            patch.object(refresh, "_refresh_company", side_effect=conflict),
            self.capture_triggers(CRON) as captured,
        ):
            self.env.ref(CRON).method_direct_trigger()
        self.assertGreater(captured.records.call_at, Datetime.now())
        self.assertEqual(self._seen_until(), seen_until)
        self.assertEqual(queued.search([("state", "=", "queued")]), queued)

    def test_first_trigger_belongs_to_the_user_without_rights(self):
        user = self._user("sam_incremental", SALESMAN)
        order = self._quotation(self.customer, user_id=user.id)
        self._begin_transaction()
        with self.capture_triggers(CRON) as captured:
            order.with_user(user).action_confirm()
        self.assertEqual(len(captured.records), 1)
