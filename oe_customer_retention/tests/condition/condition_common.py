"""Records of every model that keeps a condition, and a manager who writes them."""

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..common import MANAGER, RetentionCase

PROFILE = "customer.retention.profile"
POLICY = "customer.retention.policy"
# The field with the condition, by model.
STORED = {
    "customer.lifecycle.rule": "condition",
    "customer.retention.policy": "partner_domain",
    "customer.retention.reaction": "condition",
    "customer.retention.subscription": "domain",
    "customer.segment": "domain",
}


class ConditionCase(RetentionCase):
    """A customer who ordered 10 days ago, and a sales manager of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("condition_manager", MANAGER)
        cls.customer = cls._buyer(10, name="Acme")
        cls._refresh()
        cls.lifecycle = cls.env["customer.lifecycle"].create(
            {
                "name": "Short",
                "company_id": cls.company.id,
                "stage_ids": [
                    (0, 0, {"name": name, "sequence": sequence})
                    for sequence, name in enumerate(("First", "Last"))
                ],
            }
        )

    @classmethod
    def _values(cls, model):
        """Return the values of a record of ``model``, but for its condition."""
        company = {"name": "Condition", "company_id": cls.company.id}
        return {
            "customer.lifecycle.rule": {
                "name": "Condition",
                "lifecycle_id": cls.lifecycle.id,
                "to_stage_id": cls.lifecycle.stage_ids[-1].id,
            },
            "customer.retention.policy": {
                **company,
                "partner_domain": "[('ref', '=', 'A')]",
            },
            "customer.retention.reaction": {
                **company,
                "to_status": "lost",
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
            },
            "customer.retention.subscription": {
                **company,
                "user_ids": [(6, 0, cls.manager.ids)],
            },
            "customer.segment": {**company, "kind": "dynamic"},
        }[model]

    @classmethod
    def _stored(cls, model, condition=None, **values):
        """Return a new record of ``model``, by default with a condition that works."""
        if condition is not None:
            values[STORED[model]] = condition
        return cls.env[model].create({**cls._values(model), **values})

    def _force(self, record, condition):
        """Give a record a condition past its check, as an older version had it."""
        self._update(record, **{STORED[record._name]: condition})


class RpcCase(ConditionCase, HttpCase):
    """Calls by JSON-RPC, as anybody with the role may make them."""

    def setUp(self):
        super().setUp()
        self.authenticate("condition_manager", "condition_manager")
        self.enterContext(mute_logger("odoo.http"))

    def _call(self, model, method, *args, **kwargs):
        """Call a method; ``kwargs`` may have a context."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        result = self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}", params)
        self.env.invalidate_all()
        return result
