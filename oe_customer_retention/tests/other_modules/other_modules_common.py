from unittest import SkipTest

from odoo.tests import tagged

from ..common import RetentionCase


@tagged("other_modules", "-standard")
class OtherModulesCase(RetentionCase):
    """What happens beside a module that the addon does not depend on.

    Run where such modules are installed, by the tag ``other_modules``.
    """

    module = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["ir.module.module"]._get(cls.module).state == "installed":
            raise SkipTest(
                f"{cls.module} is not installed: install it in this database"
            )
