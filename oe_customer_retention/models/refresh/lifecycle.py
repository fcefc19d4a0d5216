from odoo import models

from ..labels import count
from ..notification import notification
from ..scope import Scope


class CustomerLifecycle(models.Model):
    _inherit = "customer.lifecycle"

    def action_rebuild_past(self):
        """Derive the journal's past from the documents again.

        What rules and people did since is kept.

        :return: a notification of how many changes there were
        :raises RefreshInProgress: while the company is being refreshed
        """
        self.ensure_one()
        self._check_may_use()
        company = self.env.company
        self.env["customer.retention.refresh"]._lock(company)
        past = self.env["customer.lifecycle.backfill"].sudo()
        changes = past._rebuild(Scope.of(company), self)
        return notification(
            self.env._(
                "%(count)s changes of stage were found in the documents of "
                "%(company)s.",
                count=count(self.env, changes),
                company=company.name,
            ),
            title=self.env._("Journal rebuilt"),
        )
