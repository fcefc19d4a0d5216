"""Values of policies that statements know without a join: read once, written out."""

from odoo import api, models
from odoo.tools import SQL, ormcache

from .season import SEASON

CACHED = (*SEASON, "horizon_days")


class CustomerRetentionPolicy(models.Model):
    _inherit = "customer.retention.policy"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & {*CACHED}:
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    @ormcache()
    def _seasons(self):
        return tuple(
            (policy.id, policy._season()) for policy in self._all() if policy._season()
        )

    @api.model
    def _horizon_sql(self, policy):
        """Return the SQL of the horizon of a policy, in days; NULL where there is none.

        :param SQL policy: its id
        """
        cases = [
            SQL("WHEN %s IN %s THEN %s", policy, ids, days)
            for days, ids in self._horizons()
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")

    @api.model
    @ormcache()
    def _horizons(self):
        """Return ``((days, ids of policies), …)``."""
        by_days = self._all().grouped("horizon_days")
        return tuple((days, tuple(policies.ids)) for days, policies in by_days.items())

    def _all(self):
        """Return the policies of every company, archived ones too."""
        return self.sudo().with_context(active_test=False).search([])
