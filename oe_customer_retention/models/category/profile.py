"""Categories a customer buys of, and those it stopped buying."""

from odoo import api, fields, models
from odoo.tools import SQL, Query
from odoo.tools.i18n import format_list

from ..labels import phrased
from ..optional_fields import DerivedInteger, DerivedMonetary

MOST_TOLD = 3  # categories named in a sentence


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    category_ids = fields.One2many(
        "customer.retention.category",
        "profile_id",
        string="Categories",
        readonly=True,
        help="What the customer buys of each category of products.",
    )
    lost_category_count = DerivedInteger(
        sql="_sql_lost_category_count",
        depends=("category_ids", "last_purchase_date", "policy_id.horizon_days"),
        string="Categories stopped",
        aggregator="sum",
        help="Categories the customer has stopped buying while it still buys others.",
    )
    warned_loss = DerivedMonetary(
        sql="_sql_warned_loss",
        depends=("category_ids.warned_on", "last_contact_date"),
        string="Loss in warnings",
        help="Expected loss a year of the categories the salesperson was warned of, "
        "and no one has spoken with the customer since. Empty: no such warning.",
    )
    category_reason = fields.Char(
        string="Stopped categories",
        compute="_compute_category_reason",
        help="The categories the customer has stopped buying while it still buys "
        "others: what each was worth a year, the probability of another order, and "
        "the last purchase.",
    )

    category_track_record = fields.Char(
        string="Earlier warnings",
        compute="_compute_category_track_record",
        help="Of 100 categories reported as stopped a year ago, how many were not "
        "bought again, in this company.",
    )

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_category_track_record(self):
        category_models = self.env["customer.retention.category.model"]
        for company, profiles in self.grouped("company_id").items():
            model = category_models.search([("company_id", "=", company.id)])
            profiles.category_track_record = model.track_record

    @api.depends("lost_category_count", "last_contact_date")
    @api.depends_context("lang", "retention_as_of")
    def _compute_category_reason(self):
        for profile in self:
            has_lost = bool(profile.lost_category_count)
            profile.category_reason = has_lost and (
                f"{profile._tell_lost_categories()} {profile._tell_spoken()}".strip()
            )

    def _tell_spoken(self):
        """Return why a loss the salesperson was warned of is not at stake any more."""
        warned = self._warned_categories().filtered(lambda row: row.still_buys)
        spoken = self.last_contact_date
        if not spoken or not any(row.warned_on <= spoken for row in warned):
            return ""
        return self.env._(
            "Someone has spoken with the customer since the warning: the loss no "
            "longer counts as at stake."
        )

    def _tell_lost_categories(self):
        """Return the sentence about what stopped, most valuable first, and what else
        the customer still buys."""
        rows = self.category_ids.sorted("expected_loss", reverse=True)
        lost = rows.filtered(lambda row: row.state == "stopped" and row.still_buys)
        told = [row._tell() for row in lost[:MOST_TOLD]]
        if len(lost) > MOST_TOLD:
            told.append(self.env._("%s more", len(lost) - MOST_TOLD))
        bought = rows.filtered(lambda row: row.state in ("new", "regular"))
        if not bought:
            return f"{phrased(self.env, told)}."
        names = bought.sorted("yearly_revenue", reverse=True)[:MOST_TOLD]
        return self.env._(
            "%(stopped)s; still buys %(bought)s.",
            stopped=phrased(self.env, told),
            bought=format_list(self.env, names.mapped("category_id.display_name")),
        )

    def _tell_warning(self):
        """Return the costliest category the salesperson was warned of, in few words."""
        costliest = self._warned_categories().sorted("expected_loss", reverse=True)[:1]
        name = costliest.category_id.display_name
        return self.env._("Stopped buying %(category)s", category=name)

    def _warned_categories(self):
        """Return the categories the salesperson was warned of and not bought since."""
        return self.category_ids.filtered(
            lambda row: (
                row.stopped_on and row.warned_on and row.warned_on >= row.stopped_on
            )
        )

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "lost_category_count"}

    def _sql_lost_category_count(self, alias, _query):
        return self._sql_of_categories(
            alias,
            SQL("COUNT(*)::integer"),
            lambda sql: SQL("%s = 'stopped' AND %s", sql("state"), sql("still_buys")),
        )

    def _sql_warned_loss(self, alias, query):
        last_contact = self._field_to_sql(alias, "last_contact_date", query)
        return self._sql_of_categories(
            alias,
            lambda sql: SQL("SUM(%s)", sql("expected_loss")),
            SQL(
                """bought_category.stopped_on IS NOT NULL
                   AND bought_category.warned_on >= bought_category.stopped_on
                   AND bought_category.warned_on <= %s
                   AND COALESCE(bought_category.warned_on > %s, TRUE)""",
                self._as_of_sql(alias),
                last_contact,
            ),
        )

    def _sql_of_categories(self, alias, figure, condition):
        """Return the SQL of a figure of those of a customer's categories that meet a
        condition; both may be functions of the SQL of a field."""
        categories = self.env["customer.retention.category"].sudo()
        query = Query(self.env, "bought_category", SQL.identifier(categories._table))

        def sql(name):
            return categories._field_to_sql(query.table, name, query)

        figure, condition = (
            part(sql) if callable(part) else part for part in (figure, condition)
        )
        query.add_where(
            SQL(
                "bought_category.profile_id = %s AND %s",
                SQL.identifier(alias, "id"),
                condition,
            )
        )
        return SQL("(%s)", query.select(figure))
