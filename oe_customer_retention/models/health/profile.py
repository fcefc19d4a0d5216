"""The health score of a customer on a day, in SQL, from its purchase days.

Formulas: ``analytics.health``.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...analytics.health import (
    GONE_AFTER,
    NEUTRAL,
    OUTCOMES,
    whole_parts,
)
from ...analytics.mbg_nbd import UNKNOWN_GAP
from ..labels import phrased
from ..optional_fields import DerivedInteger, DerivedSelection
from ..prediction.correction_sql import RECENT, recent_columns
from ..prediction.profile_rhythm import PRIOR_GAPS
from .measure import KINDS

YEAR = 365
LIVED = ("x", "tx", "t", "revenue", "revenue_of_late")
DEPENDS = (
    "purchase_ids",
    "outcome_ids",
    "category_ids",
    "reorder_probability",
    "policy_id.horizon_days",
)


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    health_score = DerivedInteger(
        sql="_sql_health_score",
        depends=DEPENDS,
        string="Health score",
        help="The health of the customer, from 0 to 100: the mean of the measures "
        "that sales managers chose, by their weights. Configuration > Health score "
        "shows how often it was right. Empty for customers who never bought.",
    )
    health_color = DerivedSelection(
        [("red", "Red"), ("amber", "Amber"), ("green", "Green")],
        sql="_sql_health_color",
        depends=("health_score",),
        string="Health",
        help="Red, amber or green, by the limits of the health score.",
    )
    health_reason = fields.Char(
        string="Health explained",
        compute="_compute_health_reason",
        help="What each measure adds to the health score; the points add up to it.",
    )

    @api.model
    def _condition_fields(self):
        return super()._condition_fields() | {"health_score", "health_color"}

    @api.model
    def _has_health(self):
        """Return whether a company the user works for has a health score."""
        companies = self.env["res.company"]._retention_health_company_ids()
        return not companies.isdisjoint(self.env.companies.ids)

    @api.model
    def _get_view_cache_key(self, *args, **options):
        return (*super()._get_view_cache_key(*args, **options), self._has_health())

    @api.model
    def _get_view(self, *args, **options):
        arch, view = super()._get_view(*args, **options)
        if not self._has_health():
            for node in arch.xpath("//*[@*[starts-with(., 'health_')]]"):
                node.getparent().remove(node)
        return arch, view

    def _sql_health_score(self, alias, query):
        companies = self.env["res.company"]._retention_health_company_ids()
        if not companies:
            return SQL("NULL::integer")
        parts = self._health_parts_sql(alias, query, companies)
        return SQL(
            "FLOOR(%s + 0.5)::integer",
            SQL(" + ").join(SQL("%s * %s", share, value) for share, value in parts),
        )

    def _sql_health_color(self, alias, query):
        companies = self.env["res.company"]._retention_health_company_ids()
        if not companies:
            return SQL("NULL::varchar")
        score = self._field_to_sql(alias, "health_score", query)
        weights = self._join_health(alias, query, companies)
        return SQL(
            """CASE WHEN %(score)s < %(red)s THEN 'red'
                    WHEN %(score)s < %(green)s THEN 'amber'
                    WHEN %(score)s IS NOT NULL THEN 'green' END""",
            score=score,
            red=SQL.identifier(weights, "red_below"),
            green=SQL.identifier(weights, "green_from"),
        )

    def _health_parts_sql(self, alias, query, companies):
        """Return pairs of SQL for each measure: its share of the weights, its value."""
        weights = self._join_health(alias, query, companies)
        day = SQL(
            "CASE WHEN %s IS NOT NULL THEN %s END",
            SQL.identifier(weights, "company_id"),
            self._as_of_sql(alias),
        )
        values = self._health_values(alias, query, day)
        return [(SQL.identifier(weights, kind), values[kind]) for kind, _label in KINDS]

    def _join_health(self, alias, query, companies):
        """Join the weights of the customer's company; return their alias."""
        weights = query.make_alias(alias, "health")
        query.add_join(
            "LEFT JOIN",
            weights,
            self.env["customer.retention.health"].sudo()._weights_sql(companies),
            SQL(
                "%s = %s",
                SQL.identifier(weights, "company_id"),
                SQL.identifier(alias, "company_id"),
            ),
        )
        return weights

    def _health_values(self, alias, query, day):
        """Return ``{kind: SQL}`` of the measures of customers, 0 to 100, on a day.

        NULL for who had bought nothing by then.

        :param SQL day: of each customer; NULL for those it is not asked of
        """
        horizon = self._horizon_sql(alias, query)
        lasting = SQL("(2 * %s)", horizon)
        past = query.make_alias(alias, "lived")
        query.add_join(
            "LEFT JOIN",
            past,
            SQL("LATERAL %s", self._health_past(alias, day, lasting)),
            SQL("TRUE"),
        )
        facts = {name: SQL.identifier(past, name) for name in (*RECENT, *LIVED)}
        history = {name: facts[name] for name in ("x", "tx", "t")}
        silence = SQL("(%(t)s - %(tx)s)", **history)
        values = {
            "chance": self._chance_sql(
                alias,
                query,
                history=history,
                silence=silence,
                recent={name: facts[name] for name in RECENT},
                horizon=horizon,
            ),
            "silence": SQL(
                "LEAST(GREATEST((%(gone)s - %(silence)s / GREATEST(%(gap)s, 1))"
                " / (%(gone)s - 1), 0), 1)",
                gone=SQL("%s::float8", GONE_AFTER),
                silence=silence,
                gap=SQL(
                    "((%(tx)s + %(prior)s * COALESCE(%(mean)s, %(unknown)s))"
                    " / (%(x)s + %(prior)s))",
                    **history,
                    prior=PRIOR_GAPS,
                    mean=self._model_sql("mean_gap", alias, query),
                    unknown=UNKNOWN_GAP,
                ),
            ),
            "spend": SQL(
                """CASE WHEN %(revenue)s <= 0 THEN 0 ELSE LEAST(GREATEST(
                   %(revenue_of_late)s * GREATEST(%(t)s, %(days)s)
                   / (%(revenue)s * %(days)s), 0), 1) END""",
                **facts,
                days=lasting,
            ),
        }
        return {
            **{kind: SQL("(100 * %s)", value) for kind, value in values.items()},
            "contact": self._health_contact(alias, day),
            "breadth": self._health_breadth(alias, day, lasting),
        }

    def _health_past(self, alias, day, lasting):
        """Return the SELECT of a customer's history as of ``day``: no row before its
        first purchase.

        :param SQL lasting: days that are *of late*
        """
        self.env["customer.retention.purchase.day"].flush_model()
        columns = {
            "x": SQL("(COUNT(*) FILTER (WHERE purchase_count > 0) - 1)::float8"),
            "tx": SQL("(last_day - first_day)::float8"),
            "t": SQL("(%s - first_day)::float8", day),
            "revenue": SQL("SUM(revenue)::float8"),
            "revenue_of_late": SQL(
                "COALESCE(SUM(revenue) FILTER (WHERE date > %s - %s), 0)::float8",
                day,
                lasting,
            ),
            **recent_columns(
                day=SQL("date"),
                last=SQL("last_day"),
                revenue=SQL("revenue::float8"),
                is_purchase=SQL("purchase_count > 0"),
            ),
        }
        return SQL(
            """(SELECT %(columns)s
                FROM (SELECT date, revenue, purchase_count,
                             MIN(date) FILTER (WHERE purchase_count > 0) OVER ()
                                 AS first_day,
                             MAX(date) FILTER (WHERE purchase_count > 0) OVER ()
                                 AS last_day
                      FROM customer_retention_purchase_day
                      WHERE profile_id = %(profile)s AND date <= %(day)s) purchase
                WHERE last_day IS NOT NULL
                GROUP BY first_day, last_day)""",
            columns=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            ),
            profile=SQL.identifier(alias, "id"),
            day=day,
        )

    def _health_contact(self, alias, day):
        """Return the SQL of how the last contact up to ``day`` went, 0 to 100."""
        self.env["customer.retention.interaction"].flush_model()
        return SQL(
            """COALESCE((SELECT CASE outcome %(outcomes)s END
                         FROM customer_retention_interaction
                         WHERE profile_id = %(profile)s AND outcome IS NOT NULL
                           AND day <= %(day)s
                         ORDER BY date DESC, id DESC LIMIT 1), %(neutral)s)::float8""",
            outcomes=SQL(" ").join(
                SQL("WHEN %s THEN %s", *outcome) for outcome in OUTCOMES.items()
            ),
            profile=SQL.identifier(alias, "id"),
            day=day,
            neutral=NEUTRAL,
        )

    def _health_breadth(self, alias, day, lasting):
        """Return the SQL of the categories bought of late, of those of a year."""
        self.env["customer.retention.purchase.line"].flush_model()
        return SQL(
            """COALESCE((SELECT 100 * COUNT(*) FILTER (WHERE last_day
                                        > %(day)s - %(lasting)s)::float8
                                / NULLIF(COUNT(*), 0)
                         FROM (SELECT MAX(date) AS last_day
                               FROM customer_retention_purchase_line
                               WHERE profile_id = %(profile)s AND date <= %(day)s
                                 AND date > %(day)s - %(year)s
                                 AND category_id IS NOT NULL AND is_purchase
                               GROUP BY category_id) bought), 0)""",
            day=day,
            lasting=lasting,
            profile=SQL.identifier(alias, "id"),
            year=YEAR,
        )

    @api.depends("health_score")
    @api.depends_context("lang", "retention_as_of")
    def _compute_health_reason(self):
        parts = self._health_parts()
        for profile in self:
            own = parts.get(profile._origin.id)
            profile.health_reason = own and profile._explain_health(own)

    def _health_parts(self):
        """Return ``{id: [(share of the weights, value of the measure)]}``, in the order
        of the measures, of those with a score."""
        companies = self.env["res.company"]._retention_health_company_ids()
        if not companies or not self.ids:
            return {}
        profiles = self.sudo().with_context(active_test=False)
        query = profiles._search(Domain("id", "in", self.ids))
        pairs = self._health_parts_sql(query.table, query, companies)
        columns = [column for pair in pairs for column in pair]
        rows = self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), *columns)
        )
        return {
            row[0]: list(zip(row[1::2], row[2::2], strict=True))
            for row in rows
            if None not in row
        }

    def _explain_health(self, parts):
        """Return the sentence that tells what each measure adds to the score."""
        points = whole_parts([share * value for share, value in parts])
        most = whole_parts([100 * share for share, _value in parts])
        kinds = self.env["customer.retention.health.measure"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        told = [
            self.env._(
                "%(measure)s %(points)s of %(most)s",
                measure=labels[kind],
                points=own,
                most=highest,
            )
            for (kind, _label), own, highest, (share, _value) in zip(
                KINDS, points, most, parts, strict=True
            )
            if share
        ]
        return self.env._(
            "%(score)s: %(points)s.",
            score=sum(points),
            points=phrased(self.env, told),
        )

    def _figures_on(self, day):
        past = super()._figures_on(day)
        if past:
            then = self.with_context(retention_as_of=day)
            past["health_score"] = then.health_score
        return past

    def _tell_figures(self, past):
        rows = super()._tell_figures(past)
        if self.health_score is False:
            return rows
        return [
            *rows,
            {
                "label": self._fields["health_score"].get_description(self.env)[
                    "string"
                ],
                "then": str(past["health_score"]),
                "now": str(self.health_score),
            },
        ]
