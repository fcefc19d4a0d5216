"""The job between nights, in tests of what people do on a real screen."""

from datetime import datetime, timedelta

from odoo.fields import Domain

from ..models.scope import Scope

CRON = "oe_customer_retention.ir_cron_refresh_changed"


class JobMixin:
    """Documents made by requests, for a customer of which a refresh knows."""

    def _await_job(self):
        """Have all documents read, and the job not asked for."""
        self.env.flush_all()
        self.env["customer.retention.stale"].search([]).unlink()
        marks = self.env["customer.retention.watermark"]
        marks.search([]).unlink()
        marks.create(self.env["customer.retention.incremental"]._horizon())
        self._asked_for().unlink()

    def _refresh_without(self, model):
        """Have a refresh that left out a model, for there was no document of it."""
        refresh = self.env["customer.retention.refresh"]
        scope = refresh._looked_through(Scope.of(self.company))
        self.assertFalse(scope.reads(model))
        self._refresh()
        self._await_job()
        # What follows is a transaction of its own.
        self.env.cr.precommit.data.clear()
        self.env.cr.postcommit.data.clear()

    def _run_job(self):
        """Run the job as the request has asked for it: within the minute."""
        soon = datetime.now() + timedelta(minutes=1)
        asked = self._asked_for().mapped("call_at")
        self.assertTrue([at for at in asked if at <= soon], "nobody asked for the job")
        self._refresh_changed()

    def _refresh_changed(self):
        incremental = self.env["customer.retention.incremental"]
        incremental._refresh_changed(incremental._horizon())
        self.env.invalidate_all()

    def _asked_for(self):
        of_job = Domain("cron_id", "=", self.env.ref(CRON).id)
        return self.env["ir.cron.trigger"].search(of_job)
