"""Customers without documents that people have decided something about.

Excluded by hand, a contact of another customer by now, or without any document left:
the profile is emptied and archived, so that it is in no figure, and what people made of
it is there should the customer come back. Such a profile has no status.
"""

from odoo import models
from odoo.tools import SQL

from ..segment.membership import MEMBERS
from .differences import STATUS_COLUMNS

# Not emptied: the salesperson stays, the other two are written beside.
KEPT = ("active", "excluded", "user_id", "team_id")
DERIVED = (
    "customer.retention.category",
    "customer.retention.outreach.day",
    "customer.retention.purchase.day",
    "customer.retention.purchase.line",
)


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _is_kept(self, scope):
        """Return the SQL of whether people decided something about ``profile``.

        Profiles being written in this transaction count as decided.
        """
        return SQL(
            """(partner.retention_excluded IS TRUE OR %s OR profile.id = ANY(%s)
               OR EXISTS (
                   SELECT FROM %s member
                   JOIN customer_segment segment ON segment.id = member.segment_id
                   WHERE member.profile_id = profile.id
                     AND segment.kind = 'static'))""",
            SQL(" OR ").join(self._decided()),
            list(scope.written_ids),
            MEMBERS,
        )

    def _decided(self):
        """Yield the SQL of whether each of the fields people set is set, and of whether
        it was drawn to be left alone, or acted upon: that is remembered."""
        profiles = self.env["customer.retention.profile"]
        for name, *_others in profiles._hand_made():
            column = SQL.identifier("profile", name)
            is_flag = profiles._fields[name].type == "boolean"
            yield SQL("%s IS %s", column, SQL("TRUE" if is_flag else "NOT NULL"))
        yield SQL(
            """EXISTS (SELECT FROM customer_retention_holdout drawn
                       WHERE drawn.profile_id = profile.id)"""
        )

    def _set_aside(self, scope, ids):
        """Empty the profiles ``ids``; return how many were not empty yet."""
        facts = self.env["customer.retention.facts"]._columns(scope)
        scores = self.env["customer.retention.scores"]._columns()
        names = [*facts, *scores, "status", *STATUS_COLUMNS]
        emptied = self.env.execute_query(
            SQL(
                """UPDATE customer_retention_profile profile
                   SET active = FALSE, %s,
                       excluded = COALESCE(partner.retention_excluded, FALSE)
                   FROM res_partner partner
                   WHERE partner.id = profile.partner_id AND profile.id = ANY(%s)
                     AND (profile.status IS NOT NULL OR profile.excluded
                          != COALESCE(partner.retention_excluded, FALSE))
                   RETURNING profile.id""",
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name))
                    for name in names
                    if name not in KEPT
                ),
                ids,
            )
        )
        for model in DERIVED:
            rows = self.env[model].search(
                [("profile_id", "in", [i for (i,) in emptied])]
            )
            rows.unlink()
        return len(emptied)
