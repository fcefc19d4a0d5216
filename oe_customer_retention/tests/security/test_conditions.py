"""Conditions people write, wherever they are kept: what cannot be used is refused."""

from typing import NamedTuple

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from ..common import ACCOUNTANT, MANAGER, RetentionCase
from .hostile import UNUSABLE


class Holder(NamedTuple):
    """A model that keeps conditions, and what a sales manager may not ask there."""

    field: str
    secret: str
    values: callable  # of the test case, what else a record needs


OWED = "[('overdue_amount', '>', 0)]"
HOLDERS = {
    "customer.retention.policy": Holder(
        "partner_domain", "[('signup_type', '=', 'reset')]", lambda case: {}
    ),
    "customer.retention.reaction": Holder(
        "condition",
        OWED,
        lambda case: {"to_status": "at_risk", "activity_type_id": case.call.id},
    ),
    "customer.lifecycle.rule": Holder(
        "condition",
        "[('partner_id.signup_type', '=', 'reset')]",
        lambda case: {
            "lifecycle_id": case.stages.lifecycle_id.id,
            "to_stage_id": case.stages[-1].id,
        },
    ),
    "customer.segment": Holder("domain", OWED, lambda case: {"kind": "dynamic"}),
    "customer.retention.subscription": Holder(
        "domain",
        OWED,
        lambda case: {"user_ids": case.manager.ids, "file_format": "xlsx"},
    ),
}


class TestConditions(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("condition_manager", MANAGER)
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.stages = cls.env.ref("oe_customer_retention.lifecycle_b2b").stage_ids

    def _hold(self, model, text, user=None):
        holder = HOLDERS[model]
        values = {"name": "Mine", holder.field: text, **holder.values(self)}
        if "company_id" in self.env[model]._fields and "lifecycle_id" not in values:
            values["company_id"] = self.company.id
        return self.env[model].with_user(user or self.env.user).create(values)

    def test_what_cannot_be_used_is_refused_by_name(self):
        for model in HOLDERS:
            for text in UNUSABLE:
                with (
                    self.subTest(model=model, condition=text[:60]),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(ValidationError, "Mine.* cannot be used"),
                    self.cr.savepoint(),
                ):
                    self._hold(model, text)

    def test_what_its_author_may_not_read_is_refused_until_one_may(self):
        for model, holder in HOLDERS.items():
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(ValidationError, "Mine.* cannot be used"),
            ):
                self._hold(model, holder.secret, self.manager)
        for group in (ACCOUNTANT, "base.group_erp_manager"):
            self.manager.group_ids += self.env.ref(group)
        for model, holder in HOLDERS.items():
            with self.subTest(model=model):
                held = self._hold(model, holder.secret, self.manager)
                self.assertEqual(held[holder.field], holder.secret)
