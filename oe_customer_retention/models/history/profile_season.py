from odoo import api, models
from odoo.tools import SQL

from ..optional_fields import DerivedInteger


class CustomerRetentionProfile(models.Model):
    """Seasons in which a customer has bought, one after the other."""

    _inherit = "customer.retention.profile"

    season_streak = DerivedInteger(
        sql="_sql_season_streak",
        depends=("purchase_ids", "policy_id"),
        string="Seasons in a row",
        aggregator=None,
        help="Number of the last consecutive seasons of its policy in which the "
        "customer has bought; a running season counts once it has bought. Empty where "
        "the policy has no season.",
    )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "season_streak"}

    def _sql_season_streak(self, alias, query):
        clock = self.env["customer.retention.policy"]._clock()
        if not clock:
            return SQL("NULL::integer")
        policy = self._field_to_sql(alias, "policy_id", query)
        today = self._as_of_sql(alias)
        return SQL(
            """CASE WHEN %(policy)s IN %(seasonal)s THEN (
                   SELECT COUNT(*) FROM (
                       SELECT season, RANK() OVER (ORDER BY season DESC) AS place,
                              MAX(season) OVER () AS latest
                       FROM (%(seasons)s) bought) ranked
                   WHERE season + place = latest + 1
                     AND latest >= %(season)s - %(runs)s::integer)::integer END""",
            policy=policy,
            seasonal=tuple(clock.seasons),
            seasons=self._sql_seasons_bought(alias, clock, policy, today),
            season=clock.last_season(policy, today),
            runs=clock.is_in_season(policy, today),
        )

    def _sql_seasons_bought(self, alias, clock, policy, today):
        """Return the SELECT of the seasons in which one customer has bought."""
        day = SQL("purchase.date")
        return SQL(
            """SELECT DISTINCT %(season)s AS season
               FROM customer_retention_purchase_day purchase
               WHERE purchase.profile_id = %(profile)s AND purchase.purchase_count > 0
                 AND purchase.date <= %(today)s AND %(in_season)s""",
            season=clock.last_season(policy, day),
            profile=SQL.identifier(alias, "id"),
            today=today,
            in_season=clock.is_in_season(policy, day),
        )

    def _explain_off_season(self, start, sentence):
        if not self.season_streak:
            return super()._explain_off_season(start, sentence)
        if self.season_streak == 1:
            return self.env._(
                "Off season until %(start)s; bought in the last season.", start=start
            )
        return self.env._(
            "Off season until %(start)s; bought in each of the last %(count)s seasons.",
            start=start,
            count=self.season_streak,
        )
