"""Lines of what customers bought, and what each buys of each category."""

from odoo import models
from odoo.tools import SQL

from ..category.group import KINDS
from ..signals.sale import step_table
from ..sql import columns
from .tables import CATEGORIES, LINES, PURCHASES

MODELS = ("customer.retention.purchase.line", "customer.retention.category")
CATEGORY_FACTS = (
    *("first_date", "last_date", "purchase_day_count"),
    *("revenue_total", "yearly_revenue"),
)


class RetentionRefresh(models.AbstractModel):
    _inherit = "customer.retention.refresh"

    def _sales(self, scope):
        """Make tables of the steps of sales where purchases are not their only reader:
        lines would do the steps again."""
        sales = super()._sales(scope)
        company = scope.company
        is_shared = scope.is_full and company.retention_follow_categories
        if not is_shared or company.retention_purchase_basis == "order":
            return sales
        shared = ()
        for name, step in sales._steps(scope).items():
            sales = sales.with_context(retention_shared_steps=shared)
            select = SQL("%s %s", sales._with_steps(scope), step)
            column = "move_id" if name == "move" else "order_id"
            self._create_table(step_table(name), select, column)
            shared = (*shared, name)
        return sales.with_context(retention_shared_steps=shared)

    def _compute_lines(self, scope, sales):
        if scope.company.retention_follow_categories:
            self._create_table(LINES, self._lines(scope, sales))

    def _write_categories(self, scope, everybody):
        """Bring lines and categories of the customers in line with the documents.

        :param Scope scope: whose documents were read
        :param Scope everybody: who may have stopped buying any
        :return: the ids of the categories whose customers have just stopped buying
            them; none the first time, when all is past
        """
        if not scope.company.retention_follow_categories:
            if scope.is_full:
                self._forget_categories(scope)
            return []
        self._insert_groups(scope)
        changed = self._write_lines(scope)
        if changed:
            self._write_category_rows(scope, changed)
            self.env["customer.retention.category"].invalidate_model()
        model = self.env["customer.retention.category.model"]
        is_known = model._of(scope.company)
        model._keep_current(everybody)
        if not everybody.is_full:
            return []
        stopped = self.env["customer.retention.category"]._note_stops(everybody)
        return stopped if is_known else []

    def _forget_categories(self, scope):
        for model in (*MODELS, "customer.retention.category.model"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = %s",
                    SQL.identifier(self.env[model]._table),
                    scope.company.id,
                )
            )
            self.env[model].invalidate_model()

    def _lines(self, scope, sales):
        """Return the SELECT of the lines, added up by customer, day and product."""
        return SQL(
            """SELECT customer_id, day, product_id, category_key, %s
               FROM (%s) line GROUP BY customer_id, day, product_id, category_key""",
            SQL(", ").join(
                SQL("%s AS %s", fact, SQL.identifier(name))
                for name, fact in self._line_facts(scope).items()
            ),
            sales._lines_of_customers(scope, PURCHASES),
        )

    def _line_facts(self, scope):
        """Return ``{field: SQL}`` of what a row of lines says of a customer, day and
        product: aggregates over what :meth:`_lines_of_customers` of sales returns."""
        return {
            "quantity": SQL("ROUND(SUM(quantity), 6)"),
            "revenue": SQL("SUM(amount)"),
            "is_purchase": SQL("BOOL_OR(is_purchase)"),
        }

    def _insert_groups(self, scope):
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_retention_product_group (%(key)s)
                   SELECT DISTINCT category_key FROM %(lines)s line
                   WHERE category_key IS NOT NULL
                   ON CONFLICT (%(key)s) DO NOTHING""",
                key=self._group_key(scope),
                lines=LINES,
            )
        )

    def _group_key(self, scope):
        return SQL.identifier(KINDS[scope.company.retention_category_kind])

    def _write_lines(self, scope):
        """Write the lines that differ; return the ids of the profiles they are of."""
        facts = self._line_facts(scope)
        new_lines = SQL(
            """SELECT profile.id AS profile_id, line.day AS date, line.product_id,
                      product_group.id AS category_id, %s
               FROM %s line
               JOIN customer_retention_profile profile
                 ON profile.partner_id = line.customer_id
                AND profile.company_id = %s AND profile.status IS NOT NULL
               LEFT JOIN customer_retention_product_group product_group
                      ON product_group.%s = line.category_key""",
            columns(facts, "line"),
            LINES,
            scope.company.id,
            self._group_key(scope),
        )
        rows = self._replace_rows(
            scope,
            "customer.retention.purchase.line",
            ("date", "product_id", "category_id", *facts),
            new_lines,
            same=SQL(
                """old.profile_id = new.profile_id AND old.date = new.date
                   AND COALESCE(old.product_id, 0) = COALESCE(new.product_id, 0)"""
            ),
            told=SQL("DISTINCT COALESCE(profile_id, old_profile_id)"),
        )
        return [profile_id for (profile_id,) in rows]

    def _write_category_rows(self, scope, profile_ids):
        """Write the categories of some customers, as far as they differ."""
        self._create_table(CATEGORIES, self._category_rows(scope, profile_ids))
        same = SQL(
            """new.profile_id = old.profile_id
               AND COALESCE(new.category_id, 0) = COALESCE(old.category_id, 0)"""
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM customer_retention_category old
                   WHERE old.profile_id = ANY(%s)
                     AND NOT EXISTS (SELECT FROM %s new WHERE %s)""",
                profile_ids,
                CATEGORIES,
                same,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_retention_category
                          (profile_id, company_id, category_id, %(columns)s)
                   SELECT new.profile_id, %(company)s, new.category_id, %(new)s
                   FROM %(table)s new
                   LEFT JOIN customer_retention_category old ON %(same)s
                   WHERE old.id IS NULL OR ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)
                   ON CONFLICT (profile_id, COALESCE(category_id, 0))
                   DO UPDATE SET (%(columns)s) = ROW(%(excluded)s),
                       stopped_on = CASE
                           WHEN customer_retention_category.last_date
                                IS NOT DISTINCT FROM EXCLUDED.last_date
                           THEN customer_retention_category.stopped_on END""",
                company=scope.company.id,
                table=CATEGORIES,
                same=same,
                columns=columns(CATEGORY_FACTS),
                new=columns(CATEGORY_FACTS, "new"),
                old=columns(CATEGORY_FACTS, "old"),
                excluded=columns(CATEGORY_FACTS, "excluded"),
            )
        )

    def _category_rows(self, scope, profile_ids):
        """Return the SELECT of what customers bought of each category.

        A day counts as one of purchase where more was bought than given back.
        """
        return SQL(
            """SELECT profile_id AS customer_id, profile_id, category_id,
                      MIN(date) FILTER (WHERE is_bought) AS first_date,
                      MAX(last_day) AS last_date,
                      COUNT(*) FILTER (WHERE is_bought)::integer AS purchase_day_count,
                      SUM(revenue) AS revenue_total,
                      COALESCE(SUM(revenue) FILTER (
                          WHERE date > last_day - 365 AND date <= last_day), 0)
                          AS yearly_revenue
               FROM (SELECT *, MAX(date) FILTER (WHERE is_bought) OVER (
                                   PARTITION BY profile_id, category_id) AS last_day
                     FROM (SELECT profile_id, category_id, date,
                                  SUM(revenue) AS revenue,
                                  SUM(revenue) > 0 AND BOOL_OR(is_purchase) AS is_bought
                           FROM customer_retention_purchase_line
                           WHERE company_id = %s AND profile_id = ANY(%s)
                           GROUP BY profile_id, category_id, date) day) day
               GROUP BY profile_id, category_id""",
            scope.company.id,
            profile_ids,
        )
