from datetime import date

from lxml import etree
from odoo.tools.safe_eval import safe_eval

from ...models.status import STATUSES
from ..common import AS_OF, RetentionCase, ago, seeds
from ..history_case import HistoryCase
from ..signals.test_new_signal import NewSignalCase

SENT_TYPES = ("boolean", "char", "float", "integer", "monetary", "selection")


def values_of(policy, **changes):
    """Return what the form of ``policy`` sends, with unsaved ``changes``."""
    values = {
        name: policy[name]
        for name, field in policy._fields.items()
        if field.type in SENT_TYPES
        and not field.readonly
        and policy._has_field_access(field, "read")
    }
    return {"company_id": policy.company_id.id, **values, **changes}


class TestPreviewOfRandomPolicies(HistoryCase):
    def test_what_is_foretold_is_what_the_next_refresh_finds(self):
        """Thresholds, what counts, prospects, filter and order, all changed."""
        for seed in seeds(2):
            self._live(seed)
            for policy in self.env["customer.retention.policy"].search(
                [("company_id", "=", self.company.id)]
            ):
                values = values_of(policy, **self._policy_values())
                if policy.partner_domain:
                    values["sequence"] = self._pick(1, 2, 3, 4)
                with self.subTest(seed=seed, policy=policy.name):
                    self._assert_foretold(policy, values)

    def _assert_foretold(self, policy, values):
        policies = self._as(self.manager, "customer.retention.policy")
        told = policies.get_preview(policy.id, values)
        self.assertIsNone(told["error"])
        expected = {row["status"]: row["then"] for row in told["statuses"]}
        policy.write({k: v for k, v in values.items() if k != "company_id"})
        self._refresh(company=self.companies)
        self.assertEqual(self._found(policy), expected)

    def _found(self, policy):
        groups = self.env["customer.retention.transition"]._read_group(
            [
                ("end_date", "=", False),
                ("company_id", "in", self.companies.ids),
                ("profile_id.policy_id", "=", policy.id),
                ("profile_id.active", "=", True),
            ],
            ["to_status"],
            ["__count"],
        )
        return dict.fromkeys(dict(STATUSES), 0) | dict(groups)

    def test_every_cell_opens_its_customers_for_each_role(self):
        self._live(seed=41)
        for user in (self.manager, self.salesman):
            counts = []
            policies = self._as(user, "customer.retention.policy")
            for policy in policies.search([("company_id", "in", self.companies.ids)]):
                values = values_of(policy, at_risk_days=50, dormant_days=120)
                values["lost_days"] = 300
                told = policies.get_preview(policy.id, values)
                for move in told["moves"]:
                    profiles = self._as(user, "customer.retention.profile")
                    listed = profiles.search_count(move["domain"])
                    self.assertEqual(listed, move["count"])
                    counts.append(listed)
            self.assertGreater(sum(counts), 5)


class TestPolicyPreview(RetentionCase):
    def _preview(self, **changes):
        policies = self.env["customer.retention.policy"]
        values = values_of(self.policy, **changes)
        return policies.get_preview(self.policy.id, values)

    def _silent(self, days):
        customer = self._customer()
        self._order(customer, date.fromordinal(AS_OF.toordinal() - days))
        self._refresh(customer)
        return customer

    def _moves(self, **changes):
        moves = self._preview(**changes)["moves"]
        return [(m["from_status"], m["to_status"], m["count"]) for m in moves]

    def test_without_changes_nobody_moves(self):
        self._silent(70)
        self.assertEqual(self._preview()["moving"], 0)

    def test_a_customer_silent_one_day_less_than_the_new_threshold_stays(self):
        self._silent(70)
        self.assertEqual(self._moves(dormant_days=71), [("at_risk", "at_risk", 1)])

    def test_a_customer_silent_for_the_new_threshold_moves(self):
        self._silent(70)
        self.assertEqual(self._moves(dormant_days=70), [("at_risk", "dormant", 1)])

    def test_what_no_longer_counts_is_no_activity(self):
        customer = self._silent(70)
        self._meeting(customer, AS_OF)
        self._refresh(customer)
        self.assertEqual(self._moves(), [("active", "active", 1)])
        self.assertEqual(self._moves(count_crm=False), [("active", "at_risk", 1)])

    def test_a_filter_leaves_the_others_out(self):
        kept = self._silent(70)
        self._silent(70)
        told = self._preview(partner_domain=f"[('id', '=', {kept.id})]")
        self.assertEqual(told["total"], 1)

    def test_the_filter_s_editor_counts_the_same_customers(self):
        kept, excluded = self._silent(70), self._silent(70)
        excluded.retention_excluded = True
        view = etree.fromstring(self.policy.get_view(view_type="form")["arch"])
        [editor] = view.xpath("//field[@name='partner_domain']")
        options = safe_eval(editor.get("options"))
        within = safe_eval(options["within"], {"company_id": self.company.id})
        self.assertEqual(self.env["res.partner"].search(within), kept)
        self.assertEqual(self._preview()["total"], 1)

    def test_a_new_policy_is_foretold_for_its_customers(self):
        kept = self._silent(70)
        self._silent(70)
        values = values_of(self.policy, partner_domain=f"[('id', '=', {kept.id})]")
        told = self.env["customer.retention.policy"].get_preview(False, values)
        self.assertEqual(told["total"], 1)

    def test_whom_the_policy_of_a_grandchild_company_takes_is_not_counted(self):
        branch = self._new_company("Branch", parent_id=self.company.id)
        shop = self._new_company("Shop", parent_id=branch.id)
        customer = self._customer()
        self._order(customer, ago(70), company_id=shop.id)
        self.env["customer.retention.policy"].create(
            {
                "name": "Of the shop",
                "company_id": shop.id,
                "partner_domain": f"[('id', '=', {customer.id})]",
            }
        )
        self._refresh(company=shop)
        companies = self.company + branch + shop
        policies = self.env["customer.retention.policy"].with_context(
            allowed_company_ids=companies.ids
        )
        told = policies.get_preview(self.policy.id, values_of(self.policy))
        self.assertEqual(told["total"], 0)

    def test_thresholds_that_cannot_be_saved_are_explained(self):
        told = self._preview(at_risk_days=90)
        self.assertIn("must be more than the 90 days", told["error"])

    def test_a_broken_filter_is_explained(self):
        self.assertIn("with the editor", self._preview(partner_domain="[(")["error"])

    def test_nothing_is_saved(self):
        self._silent(70)
        self._preview(dormant_days=65)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.policy.dormant_days, 90)
        self.assertEqual(
            self.env["customer.retention.profile"]
            .search([("company_id", "=", self.company.id)])
            .status,
            "at_risk",
        )


class TestPreviewWithAKindWithoutDate(NewSignalCase):
    """The profile keeps no last date of the kind; only its documents tell."""

    def setUp(self):
        super().setUp()
        self.customer = self._buyer(100, name="Referrer")
        self._refer(self.customer, 5)
        self._refresh()

    def _preview(self, **changes):
        policies = self.env["customer.retention.policy"]
        values = values_of(self.policy, **changes)
        return policies.get_preview(self.policy.id, values)

    def test_without_changes_nobody_moves(self):
        told = self._preview()
        self.assertEqual((told["moving"], told["total"]), (0, 1))

    def test_new_thresholds_are_measured_from_its_last_document(self):
        [move] = self._preview(at_risk_days=5)["moves"]
        self.assertEqual(
            (move["from_status"], move["to_status"]), ("active", "at_risk")
        )

    def test_every_cell_opens_its_customers(self):
        [move] = self._preview(at_risk_days=5)["moves"]
        found = self.env["customer.retention.profile"].search(move["domain"])
        self.assertEqual(found.partner_id, self.customer)


class TestHindsight(RetentionCase):
    """A year before 15 June 2026."""

    def _hindsight(self, **changes):
        self._refresh()
        policies = self.env["customer.retention.policy"]
        values = values_of(self.policy, **changes)
        told = policies.get_hindsight(self.policy.id, values)
        self.assertEqual(told["date"], date(2025, 6, 15))
        return {
            row["status"]: (row["customers"], row["returned"])
            for row in told["statuses"]
        }

    def _bought(self, *days):
        customer = self._customer()
        for day in days:
            self._order(customer, day)
        return customer

    def test_customers_of_each_status_and_who_became_active_since(self):
        self._bought(date(2025, 4, 1), date(2025, 8, 1))  # at risk, came back
        self._bought(date(2025, 3, 1), date(2026, 6, 15))  # dormant, came back
        self._bought(date(2025, 3, 2))  # dormant, stayed away
        self._bought(date(2025, 6, 1), date(2025, 8, 1))  # active
        self.assertEqual(
            self._hindsight(), {"at_risk": (1, 1), "dormant": (2, 1), "lost": (0, 0)}
        )

    def test_unsaved_thresholds_are_used(self):
        self._bought(date(2025, 4, 1), date(2025, 8, 1))
        self.assertEqual(
            self._hindsight(at_risk_days=30, dormant_days=75),
            {"at_risk": (0, 0), "dormant": (1, 1), "lost": (0, 0)},
        )

    def test_the_returns_of_fewer_than_ten_make_no_rate(self):
        for customers, share in ((9, None), (10, "10%")):
            self.patch(
                type(self.policy),
                "_hindsight",
                lambda *_args, customers=customers: [("lost", customers, 1)],
            )
            told = self.policy.get_hindsight(self.policy.id, values_of(self.policy))
            self.assertEqual(told["statuses"][-1]["share"], share)

    def test_a_return_a_year_ago_today_was_before(self):
        self._bought(date(2025, 1, 1), date(2025, 6, 15))
        self.assertEqual(
            self._hindsight(), {"at_risk": (0, 0), "dormant": (0, 0), "lost": (0, 0)}
        )
