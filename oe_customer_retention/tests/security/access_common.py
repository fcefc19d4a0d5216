"""Two companies with a record of every kind, and a user of every role in one."""

import inspect
from functools import reduce

from odoo.tools import mute_logger

from ...reports.peers import peer
from ..common import RetentionCase, ago
from .access_decisions import MODELS, ROLES

ADDON = "oe_customer_retention"


def own_models(registry, addons=(ADDON,)):
    """Return the classes of the models these addons bring."""
    return [cls for cls in registry.values() if cls._original_module in addons]


def own_fields(registry, addons):
    """Yield model class and field of what these addons bring, on whatever model."""
    for cls in registry.values():
        for field in () if cls._abstract else cls._fields.values():
            if field._modules[:1] and field._modules[0] in addons:
                yield cls, field


def public_methods(registry, addons=(ADDON,)):
    """Return the names, as ``model.method``, of what can be called from outside."""
    packages = tuple(f"odoo.addons.{addon}." for addon in addons)
    return {
        f"{model}.{name}"
        for model, cls in registry.items()
        if not model.endswith(".mixin")  # its methods are those of who inherits it
        for part in cls.mro()
        if part.__module__.startswith(packages)
        for name, method in vars(part).items()
        if inspect.isfunction(method)
        and not name.startswith("_")
        and not getattr(method, "_api_private", False)
    }


class AccessCase(RetentionCase):
    """Users work for ``company``; ``other`` has the same customers and documents."""

    called = None
    addons = (ADDON,)  # whose models, methods and fields are looked at

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_company("Other Ltd")
        cls.companies = cls.company + cls.other
        cls.users = {
            role: cls._user(f"access_{role}", groups) for role, groups in ROLES.items()
        }
        cls.own = cls._customer("Own", user_id=cls.users["own"].id)
        cls.colleagues = cls._customer("Colleague's", user_id=cls.users["manager"].id)
        cls.nobodys = cls._customer("Nobody's")
        for company in cls.companies:
            cls._configure(company)
            for customer in cls.own + cls.colleagues + cls.nobodys:
                cls._live(customer, company)
        cls.env["customer.retention.watermark"].search([], limit=1) or cls.env[
            "customer.retention.watermark"
        ].create({"seen_until": ago(0), "message_id": 0})
        cls.env["customer.retention.stale"].create({"partner_id": cls.own.id})
        cls._refresh(company=cls.companies)
        health = cls.env["customer.retention.health"]._of(cls.company)
        health.measure_ids.learned_weight = 20
        category = cls.env["product.category"].create({"name": "Boxes"})
        group = cls.env["customer.retention.product.group"].create(
            {"product_category_id": category.id}
        )
        cls._make_peers(group)
        cls._log_contacts()
        cls.notes = cls.env["mail.message"]
        for customer in cls.own + cls.colleagues + cls.nobodys:
            note = cls._profile(customer).add_note("Met at the fair")
            cls.notes += cls.notes.browse(note)
        cls.env.flush_all()

    @classmethod
    def _live(cls, customer, company):
        """Orders, a silence long enough to be lost in, a contact, and a return."""
        for days in (900, 890, 100):
            cls._order(customer, ago(days), company_id=company.id)
        deal = cls._opportunity(customer, ago(880), company_id=company.id)
        cls._done_activity(deal, ago(300))

    @classmethod
    def _make_peers(cls, group):
        """Have all but the nobody's customer buy of a group, in one industry."""
        cls.classPatch(peer, "LEAST_PEERS", 1)
        customers = cls.own + cls.colleagues + cls.nobodys
        customers.industry_id = cls.env["res.partner.industry"].create({"name": "Food"})
        cls.env["customer.retention.category"].create(
            [
                {
                    "profile_id": cls._profile(customer, company).id,
                    "company_id": company.id,
                    "category_id": group.id,
                    "last_date": ago(20),
                    "yearly_revenue": 100,
                }
                for company in cls.companies
                for customer in cls.own + cls.colleagues
            ]
        )

    @classmethod
    def _log_contacts(cls):
        profiles = cls.env["customer.retention.profile"].search(
            [("company_id", "in", cls.companies.ids)]
        )
        profiles.loss_reason_id = cls.env.ref(f"{ADDON}.loss_reason_competitor")
        cls.env["customer.retention.interaction"].create(
            [{"profile_id": profile.id} for profile in profiles]
        )
        cls.env["customer.retention.rfm.change"].create(
            [
                {
                    "profile_id": profile.id,
                    "company_id": profile.company_id.id,
                    "date": ago(1),
                    "to_segment_id": profile.rfm_segment.id,
                }
                for profile in profiles
            ]
        )
        reactions = cls.env["customer.retention.reaction"].search([])
        cls.env["customer.retention.holdout"].create(
            [
                {
                    "reaction_id": reactions.filtered(
                        lambda each, company=profile.company_id: (
                            each.company_id == company
                        )
                    ).id,
                    "profile_id": profile.id,
                    "company_id": profile.company_id.id,
                    "date": ago(1),
                    "share": 20,
                }
                for profile in profiles
            ]
        )
        cls.env["customer.retention.reaction.log"].create(
            [
                {
                    "profile_id": profile.id,
                    "company_id": profile.company_id.id,
                    "date": ago(1),
                    "occasion": "at_risk",
                    "state": "failed",
                }
                for profile in profiles
            ]
        )

    @classmethod
    def _configure(cls, company):
        """What people set up, one record of each kind in ``company``."""
        lifecycle = cls.env.ref(f"{ADDON}.lifecycle_b2b").copy()
        lifecycle.company_id = company
        company.retention_lifecycle_id = lifecycle
        company.partner_id.email = "company@example.com"
        company.retention_follow_categories = True
        company.retention_health_score = True
        create = {
            "customer.retention.rfm.segment": {"name": company.name},
            "customer.retention.subscription": {
                "name": company.name,
                "file_format": "xlsx",
                "user_ids": [(6, 0, cls.users["manager"].ids)],
            },
            "customer.retention.reaction": {
                "name": company.name,
                "to_status": "at_risk",
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
            },
            "customer.retention.loss.reason": {"name": company.name},
            "customer.retention.precursor": {"cause": "price"},
            "customer.segment": {"name": company.name, "kind": "dynamic"},
        }
        for model, values in create.items():
            cls.env[model].create({"company_id": company.id, **values})

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"))

    def _records(self, model):
        """Return all records of a model that belong to one of the two companies."""
        records = self.env[model].with_context(
            active_test=False, allowed_company_ids=self.companies.ids
        )
        access = MODELS[model]
        if not access.company:
            return records.search([])
        return records.search([(access.company, "in", [*self.companies.ids, False])])

    def _company_of(self, record):
        path = MODELS[record._name].company
        return self._follow(record, path) if path else self.env["res.company"]

    def _follow(self, record, path):
        return reduce(lambda found, name: found[name], path.split("."), record.sudo())

    def _sees(self, role, record):
        """Whether record rules should let ``role`` reach ``record``."""
        access = MODELS[record._name]
        if self._company_of(record) == self.other:
            return False
        if not access.owner or role != "own":
            return True
        owner = self._follow(record, access.owner)
        return not owner or owner == self.users["own"]

    def note_of_caller(self):
        """Return a note by who calls, on the record called; else one of somebody."""
        return self.called.add_note("Met") if self.called else self.notes[:1].id

    def _as(self, role, record, **context):
        user = self.users[role]
        context = {"allowed_company_ids": self.company.ids, **context}
        return record.with_user(user).with_context(**context)

    def _samples(self, model):
        """Return up to three records: one every salesperson reaches, a colleague's,
        and the other company's."""
        records = self._records(model)
        here = records.filtered(lambda record: self._company_of(record) == self.company)
        reached = here.filtered(lambda record: self._sees("own", record))
        there = records.filtered(lambda record: self._company_of(record) == self.other)
        return (reached or here)[:1] | (here - reached)[:1] | there[:1]
