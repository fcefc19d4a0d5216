from collections import defaultdict

from odoo import api, fields, models
from odoo.tools.i18n import format_list

from .. import wording

MOST_TOLD = 3  # categories named in the sentence


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    peer_reason = fields.Char(
        string="Peers buy it",
        compute="_compute_peer_reason",
        help="Categories this customer has never bought, and at least 40% of the "
        "customers of the same industry and size do: of at least 10 that you may see.",
    )

    @api.depends("industry_id", "revenue_12m", "category_ids")
    @api.depends_context("lang", "uid", "retention_as_of")
    def _compute_peer_reason(self):
        self.peer_reason = False
        comparable = self.filtered(lambda profile: profile.sudo().industry_id)
        found = defaultdict(list)
        if comparable.category_ids:
            for row in self.env["customer.retention.peer"]._of_profiles(comparable):
                found[row["profile_id"]].append(row)
        for profile in comparable.filtered(lambda profile: profile.id in found):
            profile.peer_reason = profile._tell_peers(found[profile.id])

    def _tell_peers(self, rows):
        """Return the sentence about what peers buy and this customer never has."""
        groups = self.env["customer.retention.product.group"]
        told = [
            self.env._(
                "%(category)s (%(share)s)",
                category=groups.browse(row["category_id"]).display_name,
                share=wording.percent(self.env, row["share"]),
            )
            for row in rows[:MOST_TOLD]
        ]
        first = rows[0]
        return self.env._(
            "Peers buy, and this one never has: %(categories)s. Peers: %(count)s other "
            "customers in %(industry)s with %(low)s to %(high)s in 12 months.",
            categories=format_list(self.env, told),
            count=wording.count(self.env, first["peer_count"]),
            industry=self.sudo().industry_id.name,
            low=wording.money(self.env, first["size_from"], self.currency_id),
            high=wording.money(self.env, first["size_to"], self.currency_id),
        )
