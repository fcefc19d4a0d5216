"""Reactions to a customer who stops buying a category, and still buys others."""

from odoo import api, fields, models
from odoo.tools import SQL

TRIGGER = "category"


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    trigger = fields.Selection(
        selection_add=[(TRIGGER, "Stops buying a category")],
        ondelete={TRIGGER: "cascade"},
        help="Changes the refresh finds, and those made by hand. Neither the first "
        "fill nor a customer's first day is a change. Stops buying a category: of "
        "customers who still buy something else, once for each category, and again "
        "only after it was bought; where the company follows categories. What other "
        "modules add: when it happens, if that is no more than a week ago.",
    )

    def _past_changes(self, company):
        if self.trigger != TRIGGER:
            return super()._past_changes(company)
        return SQL(
            """(SELECT profile_id, company_id, stopped_on AS date
                FROM customer_retention_category WHERE stopped_on IS NOT NULL)"""
        )


class CustomerRetentionReactionLog(models.Model):
    _inherit = "customer.retention.reaction.log"

    category_id = fields.Many2one(
        "customer.retention.product.group",
        readonly=True,
        ondelete="set null",
        help="The category the customer has stopped buying.",
    )


class RetentionReactionEngine(models.AbstractModel):
    _inherit = "customer.retention.reaction.engine"

    @api.model
    def _stopped(self, scope, category_ids):
        """React to customers who have stopped buying a category, unless changed
        settings say so.

        :param Scope scope: company, date and customers
        :param category_ids: ids of ``customer.retention.category``
        """
        self = self.with_env(scope.company._retention_env())
        reactions = self._reactions(scope.company, TRIGGER)
        if not category_ids or scope.company._retention_settings_changed():
            return
        if reactions:
            steps = SQL(
                """SELECT profile_id, %s::date AS date, NULL::varchar AS from_status,
                          NULL::varchar AS to_status, NULL::integer AS to_stage_id,
                          category_id,
                          CONCAT_WS(' ', 'category', category_id, last_date) AS occasion
                   FROM customer_retention_category WHERE id = ANY(%s)""",
                scope.as_of,
                category_ids,
            )
            self._react(scope.company, scope.as_of, reactions, steps)

    def _note(self, reaction, company, as_of, steps):
        lines = super()._note(reaction, company, as_of, steps)
        if reaction.trigger == TRIGGER:
            self.env.cr.execute(
                SQL(
                    """UPDATE customer_retention_reaction_log line
                       SET category_id = step.category_id FROM (%s) step
                       WHERE line.reaction_id = %s AND line.category_id IS NULL
                         AND line.profile_id = step.profile_id
                         AND line.occasion = step.occasion""",
                    steps,
                    reaction.id,
                )
            )
            lines.invalidate_recordset(["category_id"])
        return lines

    def _still_holds(self, line):
        if not line.category_id or not line.reaction_id.active:
            return super()._still_holds(line)
        bought = line.profile_id.category_ids
        return bool(
            bought.filtered(
                lambda row: row.category_id == line.category_id and row.stopped_on
            )
        )
