"""Reactions to what happened with a customer: a late delivery, a low score.

Other addons add them, each a trigger and its SELECT. They fire once for each event,
from when the reaction was switched on.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..scope import Scope
from .engine import NEWS_DAYS

CHANGE_TRIGGERS = {"status", "stage", "category"}  # no events


class CustomerRetentionReaction(models.Model):
    _inherit = "customer.retention.reaction"

    switched_on = fields.Datetime(
        compute="_compute_switched_on",
        store=True,
        string="On since",
        help="Nothing is done for what happened before.",
    )

    @api.depends("active", "trigger")
    def _compute_switched_on(self):
        for reaction in self:
            reaction.switched_on = reaction.active and fields.Datetime.now()

    def _events(self, company):
        """Return what there is to react to besides changes of status and stage.

        ``{trigger: SELECT}`` of ``partner_id``, ``company_id`` (NULL: all), ``at`` and
        ``day`` of the event, and ``occasion``: for each only once.

        :param company: a single ``res.company``
        :rtype: dict[str, SQL]
        """
        return {}

    def _past_changes(self, company):
        event = self._events(company).get(self.trigger)
        if event is None:
            return super()._past_changes(company)
        return SQL("(%s)", self._happened(Scope.of(company), event))

    def _happened(self, scope, event):
        """Return the SELECT of the events of customers, with their profiles."""
        return SQL(
            """SELECT profile.id AS profile_id, profile.company_id, event.day AS date,
                      event.at, CONCAT_WS(' ', %s, event.occasion) AS occasion
               FROM (%s) event
               JOIN customer_retention_profile profile
                 ON profile.partner_id = event.customer_id
                AND profile.company_id = %s""",
            self.trigger,
            scope.roll_up(event),
            scope.company.id,
        )


class RetentionReactionEngine(models.AbstractModel):
    _inherit = "customer.retention.reaction.engine"

    @api.model
    def _run(self, scope, changes, known_id):
        super()._run(scope, changes, known_id)
        self = self.with_env(scope.company._retention_env())
        reactions = self.env["customer.retention.reaction"]
        added = {*reactions._fields["trigger"].get_values(self.env)} - CHANGE_TRIGGERS
        concerned = Domain("trigger", "in", sorted(added))
        found = added and reactions._applicable(scope.company, concerned)
        events = reactions._events(scope.company) if found else {}
        for reaction in found:
            if reaction.trigger in events:
                steps = self._event_steps(reaction, scope, events[reaction.trigger])
                self._react(scope.company, scope.as_of, reaction, steps)

    def _event_steps(self, reaction, scope, event):
        return SQL(
            """SELECT profile_id, date, NULL::varchar AS from_status,
                      NULL::varchar AS to_status, NULL::integer AS to_stage_id, occasion
               FROM (%s) happened WHERE happened.at >= %s AND date > %s""",
            reaction._happened(scope, event),
            reaction.switched_on,
            scope.as_of - timedelta(days=NEWS_DAYS),
        )

    def _still_holds(self, line):
        """Return whether what waited is news still: it is for some days."""
        reaction = line.reaction_id
        if reaction.trigger not in reaction._events(line.company_id):
            return super()._still_holds(line)
        oldest = line.company_id._retention_today() - timedelta(days=NEWS_DAYS)
        return reaction.active and line.transition_date > oldest
