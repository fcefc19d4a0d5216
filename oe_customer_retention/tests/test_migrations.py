from pathlib import Path

from odoo.modules import Manifest
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.parse_version import parse_version

from .common import RetentionCase

ADDON = "oe_customer_retention"
FOLDER = Path(__file__).parents[1] / "migrations"


@tagged("post_install", "-at_install")
class TestMigrations(RetentionCase):
    def _migrate(self, version, script, from_version):
        path = FOLDER / version / f"{script}.py"
        load_script(str(path), script).migrate(self.env.cr, from_version)

    def test_no_migration_is_newer_than_the_manifest(self):
        manifest = parse_version(Manifest.for_addon(ADDON)["version"])
        versions = [parse_version(folder.name) for folder in FOLDER.iterdir()]
        self.assertTrue(versions)
        self.assertLessEqual(max(versions), manifest)

    def test_an_update_queues_one_refresh_of_every_company(self):
        runs = self.env["customer.retention.run"]
        runs.search([]).unlink()
        for version in ("19.0.1.1.0", "19.0.2.0.0"):
            self._migrate(version, "post-queue-refresh", "19.0.1.0.0")
        waiting = runs.search([])
        self.assertEqual(waiting.company_id, self.env["res.company"].search([]))
        self.assertEqual(len(waiting), len(waiting.company_id))
        self.assertEqual(set(waiting.mapped("trigger")), {"update"})
        self.assertEqual(set(waiting.mapped("state")), {"queued"})

    def test_the_update_to_2_0_drops_patches_and_keeps_what_inherits_from_them(self):
        form = self.env.ref(f"{ADDON}.customer_retention_profile_view_form")
        patch = self._inherit(form)
        self.env["ir.model.data"].create(
            {"module": ADDON, "name": "patch", "model": patch._name, "res_id": patch.id}
        )
        others = self._inherit(patch)
        self.env.flush_all()
        self._migrate("19.0.2.0.0", "pre-drop-view-patches", "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertFalse(patch.exists())
        self.assertTrue(form.exists())
        self.assertEqual(others.inherit_id, form)

    def _inherit(self, view):
        """A view that extends another one and changes nothing."""
        values = {"inherit_id": view.id, "model": view.model, "arch": "<data/>"}
        return view.create({"name": "an extension", **values})
