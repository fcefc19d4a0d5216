from unittest.mock import patch

from lxml import etree
from odoo.exceptions import AccessError, UserError

from ...models.refresh.refresh import RefreshInProgress
from ..common import ALL_LEADS, SALESMAN, RetentionCase, ago

ADDON = "oe_customer_retention"
PARTNERS = "base.group_partner_manager"


class TestOnList(RetentionCase):
    """Putting somebody on the list: at once, and under one's own rights."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._refresh()
        cls.seller = cls._user("list_seller", SALESMAN)
        cls.colleague = cls._user("list_colleague", SALESMAN)
        cls.employee = cls._user("list_employee", PARTNERS)
        cls.partner = cls._customer("Vehicle Sign Ltd", phone="+32 9 555 00 11")
        cls.profiles = cls.env["customer.retention.profile"]

    def _add(self, *partners, user=None):
        profiles = self.profiles.with_user(user or self.seller)
        return profiles.add_partners([partner.id for partner in partners])

    def test_a_prospect_in_the_first_stage_at_once(self):
        profile = self._add(self.partner)
        self.assertEqual(profile.partner_id, self.partner)
        self.assertEqual(profile.company_id, self.company)
        self.assertEqual(profile.status, "prospect")
        self.assertEqual(profile.first_seen_date, profile.status_date)
        first = self.company.retention_lifecycle_id.stage_ids[:1]
        self.assertEqual(profile.stage_id, first)
        self.assertEqual(profile.journal_ids.to_stage_id, first)
        self.assertTrue(profile.on_list_by_hand)
        self.assertEqual(profile.env.user, self.seller)

    def test_the_story_says_where_the_lifecycle_begins(self):
        changes = self._add(self.partner).get_story()["changes"]
        [stage] = [change for change in changes if not change["status"]]
        self.assertEqual(stage["detail"], "Start of the lifecycle")

    def test_it_stays_on_the_list_through_the_nights(self):
        self._add(self.partner)
        self._refresh()
        self.assertEqual(self._profile(self.partner).status, "prospect")

    def _refreshing(self):
        """Patch the refresh as if another one were running."""

        def _lock(self, company):
            raise RefreshInProgress(company.name)

        refresh = type(self.env["customer.retention.refresh"])
        return patch.object(refresh, "_lock", _lock)

    def test_also_while_the_company_is_being_refreshed(self):
        with self._refreshing():
            profile = self._add(self.partner)
        self.assertEqual(profile.status, "prospect")
        self.assertTrue(profile.policy_id)
        self.assertEqual(
            profile.stage_id, self.company.retention_lifecycle_id.stage_ids[:1]
        )
        noted = self.env["customer.retention.stale"].search([]).partner_id
        self.assertIn(self.partner, noted)
        self._refresh()
        self.assertEqual(self._profile(self.partner), profile.sudo())

    def test_who_is_there_already_keeps_what_there_is(self):
        self._order(self.partner, ago(5))
        self._refresh()
        before = self._profile(self.partner)
        profile = self._add(self.partner)
        self.assertEqual(profile.sudo(), before)
        self.assertEqual(profile.status, "active")

    def test_with_documents_nobody_has_read_yet_it_is_what_they_say(self):
        self._order(self.partner, ago(5))
        self.assertEqual(self._add(self.partner).status, "active")

    def test_of_a_contact_person_the_company_is_meant(self):
        person = self._customer("Ada", parent_id=self.partner.id, is_company=False)
        self.assertEqual(self._add(person, self.partner).partner_id, self.partner)

    def test_the_status_is_told_and_nothing_is_written_for_it(self):
        """A card, a reaction or an automation sees a prospect, not a change to one."""
        profile = self._add(self.partner)
        self.assertFalse(profile.previous_status)
        self.assertEqual(profile.status_reason, "Has never bought anything.")

    def test_log_and_stage_by_hand_and_segment_work_for_it(self):
        profile = self._add(self.partner)
        stage = self.company.retention_lifecycle_id.stage_ids[2]
        profile.stage_id = stage
        log = self.env["customer.retention.log.wizard"].with_user(self.seller)
        log.create({"profile_ids": profile.ids, "kind": "call"}).action_log()
        segment = self.env["customer.segment"].create(
            {"name": "Fair", "kind": "static", "profile_ids": profile.ids}
        )
        self._refresh()
        self.assertEqual(profile.stage_id, stage)
        self.assertTrue(profile.outcome_ids)
        self.assertIn(segment, profile.segment_ids)

    # -- who may -----------------------------------------------------------------

    def test_who_may_not_read_the_contact_may_not_list_it(self):
        other = self._new_company("Other Ltd")
        hidden = self._customer("Hidden", company_id=other.id)
        with self.assertRaises(AccessError):
            self._add(hidden)
        self.assertFalse(self._profile(hidden))

    def test_who_does_not_sell_may_not(self):
        with self.assertRaises(AccessError):
            self._add(self.partner, user=self.employee)
        self.assertFalse(self._profile(self.partner))

    def test_a_customer_of_a_colleague_is_not_for_others(self):
        self.partner.user_id = self.colleague
        with self.assertRaises(AccessError):
            self._add(self.partner)
        everything = self._user("list_all", ALL_LEADS)
        self.assertTrue(self._add(self.partner, user=everything))

    def test_who_cannot_be_a_customer_is_refused_by_name_and_reason(self):
        left_out = self._customer("Left out", retention_excluded=True)
        archived = self._customer("Gone away", active=False)
        for partner, reason in (
            (self.company.partner_id, "own company"),
            (self.colleague.partner_id, "colleague"),
            (left_out, "excluded"),
            (archived, "archived"),
        ):
            with self.subTest(reason), self.assertRaisesRegex(UserError, reason):
                self._add(self.partner, partner)
            self.assertFalse(self._profile(self.partner), "nothing half done")

    def test_a_contact_of_another_company_is_refused(self):
        other = self._new_company("Other Ltd")
        user = self._user("list_both", SALESMAN, companies=self.company + other)
        partner = self._customer("Theirs", company_id=other.id)
        both = {"allowed_company_ids": [self.company.id, other.id]}
        profiles = self.profiles.with_user(user).with_context(**both)
        with self.assertRaisesRegex(UserError, "Other Ltd"):
            profiles.add_partners(partner.ids)
        self.assertTrue(profiles.with_company(other).add_partners(partner.ids))

    def test_nonsense_is_refused(self):
        for ids in ("x", [True], [0], None):
            with self.subTest(ids=ids), self.assertRaises(UserError):
                self.profiles.add_partners(ids)

    def test_nobody_writes_the_flag(self):
        profile = self._add(self.partner)
        with self.assertRaises(AccessError):
            profile.on_list_by_hand = False

    # -- by name -----------------------------------------------------------------

    def test_a_name_is_enough(self):
        profiles = self.profiles.with_user(self.seller)
        profile_id, name = profiles.name_create("Brand New Ltd")
        profile = profiles.browse(profile_id)
        self.assertEqual(name, "Brand New Ltd")
        self.assertTrue(profile.partner_id.is_company)
        self.assertEqual(profile.user_id, self.seller)
        self.assertEqual(profile.status, "prospect")

    def test_who_may_make_no_contact_makes_none_here(self):
        with self.assertRaises(AccessError):
            self.profiles.with_user(self.employee).name_create("Brand New Ltd")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Brand New")]))

    def test_from_the_contact_it_opens(self):
        action = self.partner.with_user(self.seller).action_retention_add()
        self.assertEqual(action["res_id"], self._profile(self.partner).id)

    def test_from_the_contact_it_is_of_who_sees_the_own_customers_only(self):
        person = self._customer("Ada", parent_id=self.partner.id, is_company=False)
        person.with_user(self.seller).action_retention_add()
        self.assertEqual(self.partner.user_id, self.seller)
        self.assertEqual(self._profile(self.partner).user_id, self.seller)

    def test_from_the_contact_it_is_so_while_the_company_is_being_refreshed(self):
        with self._refreshing():
            self.partner.with_user(self.seller).action_retention_add()
        self.assertEqual(self._profile(self.partner).user_id, self.seller)
        self._refresh()
        self.assertEqual(self._profile(self.partner).user_id, self.seller)

    def test_from_the_contact_nobody_takes_the_customer_of_a_colleague_s_order(self):
        self._order(self.partner, ago(5), user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            self.partner.with_user(self.seller).action_retention_add()
        self.assertFalse(self.partner.user_id)

    def test_from_the_contact_it_stays_unassigned_for_who_sees_all(self):
        everything = self._user("list_all", ALL_LEADS)
        self.partner.with_user(everything).action_retention_add()
        self.assertFalse(self._profile(self.partner).user_id)

    def test_the_calling_list_ends_with_who_was_spoken_with_lately(self):
        spoken_with = {"Last week": ago(7), "Never": False, "In spring": ago(90)}
        found = self.profiles
        for name, day in spoken_with.items():
            found += (profile := self._add(self._customer(name)))
            profile.sudo().last_crm_date = day
        view = f"{ADDON}.customer_retention_profile_view_list_suspects"
        order = etree.fromstring(self.env.ref(view).arch).get("default_order")
        listed = found.search([("id", "in", found.ids)], order=order)
        names = listed.partner_id.mapped("name")
        self.assertEqual(names, ["In spring", "Never", "Last week"])
