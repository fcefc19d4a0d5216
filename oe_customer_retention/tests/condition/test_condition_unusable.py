from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from ..security.hostile import UNUSABLE
from .condition_common import STORED, ConditionCase


class TestUnusableConditions(ConditionCase):
    def test_what_is_no_condition_is_refused_by_name(self):
        for model in STORED:
            for text in UNUSABLE:
                with (
                    self.subTest(model=model, condition=text[:60]),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(
                        ValidationError, "Condition.* cannot be used"
                    ),
                    self.cr.savepoint(),
                ):
                    self._stored(model, text)
