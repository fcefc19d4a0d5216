"""What several companies read, and who may change it."""

from lxml import etree
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import AS_OF, MANAGER, SALESMAN, RetentionCase, ago
from .access_common import ADDON, own_models
from .access_decisions import FURTHER, PARENT, SHARED

OWN, OTHER = "own", "other"
OPERATIONS = ("write", "create", "unlink")
LIFECYCLE_PARTS = ("customer.lifecycle.stage", "customer.lifecycle.rule")


class SharedCase(RetentionCase):
    """A branch of a company, and another company; a record of each kind in each."""

    has_lifecycle = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls._new_company("Branch", parent_id=cls.company.id)
        cls.other = cls._new_company("Other Ltd")
        cls.places = {
            OWN: cls.branch,
            PARENT: cls.company,
            OTHER: cls.other,
            SHARED: cls.env["res.company"],
        }
        everywhere = cls.env["res.company"].search([])
        cls.manager = cls._user("share_branch", MANAGER)
        cls.everywhere = cls._user("share_everywhere", MANAGER)
        cls.admin = cls._user("share_admin", MANAGER, "base.group_system")
        for user in cls.manager + cls.everywhere + cls.admin:
            companies = everywhere if user == cls.everywhere else cls.branch
            user.write({"company_id": cls.branch.id, "company_ids": companies.ids})
        cls.lifecycles = {
            place: cls._lifecycle(company) for place, company in cls.places.items()
        }

    @classmethod
    def _lifecycle(cls, company):
        return cls.env["customer.lifecycle"].create(
            {
                "name": "Lifecycle",
                "company_id": company.id,
                "stage_ids": [(0, 0, {"name": "First"}), (0, 0, {"name": "Last"})],
            }
        )

    def _values(self, model, place):
        """Return the values of a record of ``model`` in a place."""
        company = self.places[place].id
        lifecycle = self.lifecycles[place]
        call = self.env.ref("mail.mail_activity_data_call").id
        return {
            "customer.lifecycle": {"company_id": company},
            "customer.lifecycle.stage": {"lifecycle_id": lifecycle.id},
            "customer.lifecycle.rule": {
                "lifecycle_id": lifecycle.id,
                "to_stage_id": lifecycle.stage_ids[0].id,
            },
            "customer.retention.loss.reason": {"company_id": company},
            "customer.retention.policy": {
                "company_id": company,
                "partner_domain": "[('is_company', '=', True)]",
            },
            "customer.retention.reaction": {
                "company_id": company,
                "to_status": "lost",
                "activity_type_id": call,
            },
            "customer.retention.rfm.segment": {"company_id": company},
            "customer.segment": {"company_id": company},
        }[model] | {"name": model}

    def _as(self, user, records):
        context = {**self.env.context, "allowed_company_ids": self.branch.ids}
        return records.with_env(self.env(user=user, context=context, su=False))

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"))


class TestSharedAccess(SharedCase):
    def _places(self, model):
        """Return the places a record of ``model`` can be in."""
        is_required = self.env[model]._fields["company_id"].required
        return [place for place in self.places if place != SHARED or not is_required]

    def test_every_model_that_may_be_of_no_company_has_a_decision(self):
        found = {
            cls._name
            for cls in own_models(self.registry)
            if not (cls._abstract or cls._transient) and cls._auto
            for field in (cls._fields.get("company_id"),)
            if field and field.store and not field.required
        }
        shared = {model for model, further in FURTHER.items() if SHARED in further}
        self.assertEqual(found, shared, "decide in access_decisions.FURTHER")

    def test_each_manager_reads_and_writes_what_was_decided(self):
        for model, further in FURTHER.items():
            for place in self._places(model):
                record = self.env[model].create(self._values(model, place))
                for user in (self.manager, self.everywhere, self.admin):
                    with self.subTest(model=model, place=place, user=user.login):
                        self._check_access(record, place, user, further)

    def _check_access(self, record, place, user, further):
        seen = self._as(user, record)
        self.assertEqual(seen.has_access("read"), place == OWN or place in further)
        may_write = place == OWN or place == SHARED and user != self.manager
        for operation in OPERATIONS:
            self.assertEqual(seen.has_access(operation), may_write, operation)

    def test_none_is_created_or_moved_where_its_author_could_not_write(self):
        for model in FURTHER:
            models = self._as(self.manager, self.env[model])
            for place in self._places(model):
                if place == OWN:
                    continue
                values = self._values(model, place)
                own = models.create(self._values(model, OWN))
                for call in (models.create, own.write):
                    with (
                        self.subTest(model=model, place=place, call=call.__name__),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        call(values)

    def test_a_duplicate_lies_where_its_author_may_change_it(self):
        for model in FURTHER.keys() - {*LIFECYCLE_PARTS}:
            for place in self._places(model):
                if place == OTHER:
                    continue
                record = self.env[model].create(self._values(model, place))
                for user in (self.manager, self.everywhere, self.admin):
                    stays = place == OWN or place == SHARED and user != self.manager
                    expected = self.places[place] if stays else self.branch
                    with self.subTest(model=model, place=place, user=user.login):
                        copied = self._as(user, record).copy()
                        self.assertEqual(copied.company_id, expected)
                        self.assertTrue(copied.has_access("write"))

    def test_a_salesperson_duplicates_a_shared_segment_for_the_own_company(self):
        salesman = self._user("share_sales", SALESMAN)
        salesman.write({"company_id": self.branch.id, "company_ids": self.branch.ids})
        values = self._values("customer.segment", SHARED) | {"owner_id": False}
        segment = self._as(salesman, self.env["customer.segment"].create(values))
        copied = segment.copy()
        self.assertEqual(copied.company_id, self.branch)
        self.assertEqual(copied.owner_id, salesman)

    def test_reports_by_mail_and_cut_points_stay_in_their_company(self):
        self.env["customer.retention.refresh"]._refresh(self.branch)
        report = self.env["customer.retention.subscription"].create(
            {"company_id": self.branch.id, "user_ids": self.manager.ids}
        )
        scale = self.env["customer.retention.rfm.scale"].search(
            [("company_id", "=", self.branch.id)], limit=1
        )
        for record in (report, scale):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._as(self.manager, record).company_id = self.other

    def test_a_stage_that_others_have_been_in_is_not_theirs_to_delete(self):
        """Their history would go with it."""
        customer = self._buyer(100)
        self.company.retention_lifecycle_id = self.lifecycles[SHARED]
        self._refresh()
        stage = self.lifecycles[SHARED].stage_ids[1]
        self._profile(customer).stage_id = stage
        self._profile(customer).stage_id = self.lifecycles[SHARED].stage_ids[0]
        with self.assertRaises(AccessError):
            self._as(self.manager, stage).unlink()
        self.assertTrue(self._profile(customer).journal_ids)

    def test_who_may_not_change_it_is_told_what_to_do(self):
        champions = self.env.ref(f"{ADDON}.rfm_segment_champions")
        with self.assertRaisesRegex(AccessError, "make one for your company"):
            self._as(self.manager, champions).min_recency = 2

    def test_who_may_not_change_it_reads_its_form_and_why(self):
        for model, further in FURTHER.items():
            for place in self._places(model):
                if place not in (OWN, *further):
                    continue
                record = self.env[model].create(self._values(model, place))
                for user in (self.manager, self.everywhere):
                    with self.subTest(model=model, place=place, user=user.login):
                        self._check_form(self._as(user, record))

    def _check_form(self, record):
        may_change = record.has_access("write")
        self.assertEqual(bool(record.why_unchangeable), not may_change)
        form = Form(record)
        if may_change:
            form.name = "Changed"
        else:
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.name = "Changed"

    def test_what_nobody_changes_is_read_by_all(self):
        reactions = self._as(self.everywhere, self.env["customer.retention.reaction"])
        form = Form(reactions)
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.log_count = 3

    def test_lists_that_are_edited_are_read_by_who_may_not_change_them(self):
        segments = self._as(self.manager, self.env["customer.retention.rfm.segment"])
        arch = etree.fromstring(segments.get_view(view_type="list")["arch"])
        for name in ("name", "min_recency"):
            [node] = arch.xpath(f"//field[@name='{name}']")
            self.assertEqual(node.get("readonly"), "not may_change")

    def test_a_salesperson_reads_the_segment_of_a_colleague_and_why(self):
        salesmen = [self._user(f"share_seller_{n}", SALESMAN) for n in range(2)]
        for salesman in salesmen:
            branch = {"company_id": self.branch.id, "company_ids": self.branch.ids}
            salesman.write(branch)
        values = {"name": "Fair", "company_id": self.branch.id, "is_shared": True}
        segments = self.env["customer.segment"]
        shown = segments.create(values | {"owner_id": salesmen[0].id})
        for salesman, is_told in zip(salesmen, (False, True), strict=True):
            why = self._as(salesman, shown).why_unchangeable
            self.assertEqual("not your own" in (why or ""), is_told)

    def test_it_is_told_as_soon_as_a_form_changes(self):
        champions = self.env.ref(f"{ADDON}.rfm_segment_champions")
        with self.assertRaisesRegex(AccessError, "make one for your company"):
            self._as(self.manager, champions).onchange({}, ["min_recency"], {})

    def test_a_new_company_takes_the_right_to_write_for_all(self):
        champions = self._as(
            self.everywhere, self.env.ref(f"{ADDON}.rfm_segment_champions")
        )
        self.assertTrue(champions.has_access("write"))
        self._new_company("Newest Ltd")
        self.assertFalse(champions.has_access("write"))


class TestOwnCopies(SharedCase):
    """A company that wants it otherwise has a copy; the others keep what is shared."""

    def _copy(self, xmlid):
        shared = self.env.ref(f"{ADDON}.{xmlid}")
        self._as(self.manager, shared).action_copy_for_company()
        return shared, self._as(self.manager, shared._copies_in(self.branch))

    def test_a_manager_changes_the_copy_of_the_own_company(self):
        for xmlid in ("lifecycle_b2b", "reaction_call_at_risk", "rfm_segment_loyal"):
            with self.subTest(xmlid):
                shared, own = self._copy(xmlid)
                name = shared.name
                own.name = "Ours"
                self.assertEqual(own.company_id, self.branch)
                self.assertEqual(shared.name, name)

    def test_who_may_not_change_what_is_shared_may_copy_it(self):
        """A user of one company is in no group of several."""
        self.assertFalse(self.manager.has_group("base.group_multi_company"))
        for user, place, may_copy in (
            (self.manager, SHARED, True),
            (self.manager, OWN, False),
            (self.everywhere, SHARED, True),
        ):
            with self.subTest(user=user.login, place=place):
                lifecycle = self._as(user, self.lifecycles[place])
                self.assertEqual(lifecycle.may_copy, may_copy)

    def test_there_is_one_copy_however_often_it_is_asked_for(self):
        _shared, own = self._copy("reaction_call_at_risk")
        self.assertEqual(self._copy("reaction_call_at_risk")[1], own)

    def test_a_manager_switches_a_shared_reaction_on_for_the_own_company(self):
        shared = self.env.ref(f"{ADDON}.reaction_call_at_risk")
        action = self._as(self.manager, shared).action_confirm_on()
        switches = self._as(self.manager, self.env[action["res_model"]])
        switches.with_context(**action["context"]).create({}).action_switch_on()
        self.assertFalse(shared.active)
        self.assertTrue(shared._copies_in(self.branch).active)

    def test_a_lifecycle_is_copied_with_its_stages_and_rules(self):
        shared, own = self._copy("lifecycle_b2b")
        self.assertEqual(own.stage_ids.mapped("name"), shared.stage_ids.mapped("name"))
        self.assertEqual(len(own.rule_ids), len(shared.rule_ids))
        self.assertFalse(own.stage_ids & shared.stage_ids)
        own.action_use()
        self.assertEqual(self.branch.retention_lifecycle_id, own)

    def _reactions(self, company):
        reactions = self.env["customer.retention.reaction.engine"]
        return reactions._reactions(company, "status")

    def test_a_copy_stands_in_for_the_shared_reaction_in_its_company(self):
        shared, own = self._copy("reaction_call_at_risk")
        shared.active = own.active = True
        own = own.with_env(shared.env)
        self.assertIn(own, self._reactions(self.branch))
        self.assertNotIn(shared, self._reactions(self.branch))
        self.assertIn(shared, self._reactions(self.other))
        self.assertNotIn(own, self._reactions(self.other))

    def test_a_copy_switched_off_switches_the_shared_one_off(self):
        shared, own = self._copy("reaction_call_at_risk")
        shared.active = True
        own.active = False
        self.assertNotIn(shared, self._reactions(self.branch))
        self.assertIn(shared, self._reactions(self.other))

    def _rfm_segment(self, company):
        """Refresh a customer who just bought often; return its segment."""
        customer = self._customer()
        for days in (1, 2, 3):
            self._order(customer, ago(days), company_id=company.id)
        for number in range(9):
            other = self._customer(f"Other {number}")
            self._order(other, ago(300), amount=1, company_id=company.id)
        self._refresh(company=company, as_of=AS_OF)
        return self._profile(customer, company).rfm_segment

    def test_a_copy_stands_in_for_the_shared_rfm_segment(self):
        shared, own = self._copy("rfm_segment_champions")
        self.assertEqual(self._rfm_segment(self.other), shared)
        self.assertEqual(self._rfm_segment(self.branch), own)
        own.min_purchase_days = 5
        self.assertEqual(self._rfm_segment(self.branch).name, "Loyal")

    def test_no_copy_takes_a_customer_out_of_all_rfm_segments(self):
        shared, own = self._copy("rfm_segment_lost")
        own.write({"min_recency": 5, "sequence": 1})
        self.assertEqual(self._rfm_segment(self.branch), own)
        own.write({"min_recency": 1, "max_recency": 1})
        last = self.env.ref(f"{ADDON}.rfm_segment_champions")
        self.assertEqual(self._rfm_segment(self.branch), last)
        self.env["customer.retention.rfm.segment"].search(
            [("company_id", "=", False), ("id", "!=", shared.id)]
        ).active = False
        self.assertEqual(self._rfm_segment(self.branch), shared)


class TestLifecycleOfACompany(SharedCase):
    def test_a_company_uses_its_own_its_parent_s_or_a_shared_one(self):
        for place in (OWN, PARENT, SHARED):
            with self.subTest(place):
                self._as(self.manager, self.lifecycles[place]).action_use()
                self.assertEqual(
                    self.branch.retention_lifecycle_id, self.lifecycles[place]
                )

    def test_it_does_not_use_that_of_another_company(self):
        with self.assertRaises(AccessError):
            self._as(self.manager, self.lifecycles[OTHER]).action_use()
        self.manager.company_ids += self.other
        lifecycle = self._as(self.manager, self.lifecycles[OTHER]).with_context(
            allowed_company_ids=(self.branch + self.other).ids
        )
        with self.assertRaisesRegex(ValidationError, "belongs to Other Ltd"):
            lifecycle.action_use()

    def test_one_in_use_is_not_taken_from_a_company(self):
        self.other.retention_lifecycle_id = self.lifecycles[SHARED]
        with self.assertRaisesRegex(UserError, "Other Ltd"):
            self.lifecycles[SHARED].company_id = self.branch
