from lxml import etree

from .other_modules_common import OtherModulesCase


class TestPolicySwitches(OtherModulesCase):
    """Switches that other addons add to a policy."""

    module = "stock"

    def test_none_is_saved_before_it_is_told_whom_it_affects(self):
        view = self.env["customer.retention.policy"].get_view(view_type="form")
        switches = etree.fromstring(view["arch"]).xpath(
            "//field[@widget='boolean_toggle']"
        )
        options = {switch.get("name"): switch.get("options", "") for switch in switches}
        self.assertIn("count_delivery", options)
        at_once = [
            name for name, told in options.items() if "'autosave': False" not in told
        ]
        self.assertEqual(at_once, [])
