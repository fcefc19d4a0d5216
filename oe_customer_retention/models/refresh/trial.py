"""A refresh that is taken back: what changed settings would do.

It writes what a refresh writes, statuses and stages behind the ORM: no automation rule
hears of them. What reactions would do is counted, not done.
"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL
from psycopg2.errors import QueryCanceled

from ..condition import checked_ids, refused
from ..groups import MANAGER
from ..labels import count, field_label
from ..scope import Scope
from .trying import TRYING

COUNTS = ("status", "stage", "firing")
# More customers than a form tries each change with, and how long a statement may take.
MOST_TRIED = 5_000
LONGEST = "5s"
# Of the company, in the settings.
FORETOLD = ("retention_purchase_basis", "retention_audience", "retention_rfm_method")
# What is written by the changes themselves, and by what follows from them.
SETTINGS = (
    "res.company",
    "customer.retention.policy",
    "customer.segment",
    "customer.lifecycle.rule",
)
FOLLOWING = (
    "customer.retention.profile",
    "customer.segment.size",
    "customer.lifecycle.journal",
    "customer.retention.reaction.log",
    "customer.retention.holdout",
)
# What is written besides where documents are read anew.
READ = (
    "customer.retention.transition",
    "customer.retention.purchase.day",
    "customer.retention.purchase.line",
    "customer.retention.outreach.day",
    "customer.retention.category",
    "customer.retention.interaction",
    "customer.retention.rfm.scale",
    "customer.retention.rfm.change",
    "customer.retention.promise",
    "customer.retention.reaction",
    "customer.retention.stale",
)


class RetentionTrial(models.AbstractModel):
    _name = "customer.retention.trial"
    _inherit = "customer.retention.refresh"
    _description = "Dry Run of Changed Settings"

    @api.model
    def _foretell(self, company, change, reads_documents=True):
        """Return what a change of settings would do: it is done, read and taken back.

        All that is written are copies of the company's rows, which hide the tables from
        this transaction: nobody waits for it, and it sees no other company.

        :param change: makes the change; whatever it raises is raised
        :param bool reads_documents: statuses may follow from it, not only segments and
            stages
        :return: the counts of a run, and ``firing_count``: how often reactions would
            fire, were they let to
        """
        with self.env.cr.savepoint() as savepoint:
            self.env.execute_query(SQL("SET LOCAL statement_timeout = %s", LONGEST))
            self._copy_tables(company, READ if reads_documents else ())
            change()
            scope = Scope.of(company)
            trial = scope.company.env[self._name].with_context(active_test=False)
            counts = trial._try(scope, reads_documents)
            savepoint.rollback()
        # Nothing of it is told to the world outside the database either.
        self.env.cr.postcommit.clear()
        self.env.invalidate_all(flush=False)
        return counts

    def _copy_tables(self, company, more):
        """Hide the tables that are written behind temporary copies of themselves."""
        for name in (*SETTINGS, *FOLLOWING, *more):
            model = self.env[name]
            rows = SQL("TRUE")
            if name not in SETTINGS and "company_id" in model._fields:
                rows = SQL("company_id = %s", company.id)
            self._copy_table(model._table, rows)
        rules = self.env["customer.lifecycle.rule"]._fields["from_stage_ids"]
        self._copy_table(rules.relation, SQL("TRUE"))
        profiles = self.env["customer.retention.profile"]
        members = profiles._fields["segment_ids"]
        own = SQL(
            "%s IN (SELECT id FROM customer_retention_profile)",
            SQL.identifier(members.column1),
        )
        self._copy_table(members.relation, own)

    def _copy_table(self, table, rows):
        """Hide a table behind a copy of some of its rows, with its unique indexes."""
        self.env.execute_query(
            SQL(
                """CREATE TEMPORARY TABLE %(name)s (
                       LIKE %(table)s INCLUDING DEFAULTS INCLUDING INDEXES
                   ) ON COMMIT DROP;
                   INSERT INTO %(name)s SELECT * FROM %(table)s WHERE %(rows)s;
                   ANALYZE %(name)s""",
                name=SQL.identifier(table),
                table=SQL.identifier(self._schema(), table),
                rows=rows,
            )
        )

    def _schema(self):
        [(schema,)] = self.env.execute_query(SQL("SELECT CURRENT_SCHEMA"))
        return schema

    @api.model
    def _tell(self, change, reads_documents=True, has_tick=False):
        """Return ``text``: in two sentences what a change would do in the company.

        For the other parameters see :meth:`_foretell`.

        :param bool has_tick: whoever makes it may let reactions fire for it
        """
        company = self.env.company
        profiles = self.env["customer.retention.profile"].sudo()
        customers = profiles.search_count([("company_id", "=", company.id)])
        try:
            is_few = customers <= min(company.retention_queue_threshold, MOST_TRIED)
            counts = is_few and self._foretell(company, change, reads_documents)
        except QueryCanceled:
            counts = None
        if not counts:
            text = self.env._(
                "%(count)s customers are too many to say beforehand who moves: "
                "the refresh run a minute after saving shows it.",
                count=count(self.env, customers),
            )
            return {"text": f"{text} {self._tell_firing(has_tick)}"}
        numbers = {name: counts[f"{name}_count"] for name in COUNTS}
        if not any(numbers.values()):
            return {"text": self.env._("No one would change status or stage.")}
        text = self.env._(
            "Customers who would change status: %(status)s; stage: %(stage)s.",
            **{name: count(self.env, number) for name, number in numbers.items()},
        )
        return {"text": f"{text} {self._tell_firing(has_tick, numbers['firing'])}"}

    def _tell_firing(self, has_tick, firing=None):
        """Return whether reactions would fire, and how often where that is known."""
        if not has_tick:
            return self.env._("This triggers no reaction.")
        tick = field_label(self.env["customer.retention.policy"], "react_to_past")
        if firing is None:
            return self.env._('This triggers no reaction unless "%s" is ticked.', tick)
        return self.env._(
            'How often reactions would be triggered, with "%(tick)s" ticked: '
            "%(firing)s.",
            tick=tick,
            firing=count(self.env, firing),
        )

    def _try(self, scope, reads_documents):
        self.env.flush_all()
        scope.company._retention_know_settings()
        logs = self.env["customer.retention.reaction.log"]
        before = logs.search_count([])
        if reads_documents:
            read = self._looked_through(scope)
            self._compute(read)
            counts = self._write_differences(read, scope)
        else:
            counts = {"status_count": 0, "stage_count": self._write_stages(scope)}
        return counts | {"firing_count": logs.search_count([]) - before}

    def _remove_profiles(self, scope):
        """Keep who would drop off the list: their status does not change."""
        return 0

    def _write_status(self, status, ids):
        self.env.cr.execute(
            SQL(
                "UPDATE customer_retention_profile SET status = %s WHERE id = ANY(%s)",
                status,
                ids,
            )
        )

    def _write_stages(self, scope):
        """Find who would be moved; the table of the moves is left."""
        self.env.invalidate_all()
        self.env["customer.segment.membership"]._run(scope)
        engine = self.env["customer.lifecycle.engine"]
        lifecycle = scope.company.retention_lifecycle_id
        if not lifecycle.stage_ids:
            return 0
        if scope.company.retention_lifecycle_filled_id != lifecycle:
            return engine._fill(scope, lifecycle)
        engine._compute(scope, lifecycle, is_trial=True)
        engine._hold_hand_made(scope, lifecycle)
        [(count,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) moved", engine._destinations())
        )
        reactions = self.env["customer.retention.reaction.trial"]
        moves = engine._moves_of_old_customers()
        reactions._moved(scope.company, scope.as_of, moves, by_hand=False)
        return count

    def _react(self, scope, changes, known_id, stopped):
        reactions = self.env["customer.retention.reaction.trial"]
        reactions._stopped(scope, stopped)
        reactions._run(scope, changes, known_id)
        return {}


class RetentionReactionTrial(models.AbstractModel):
    _name = "customer.retention.reaction.trial"
    _inherit = "customer.retention.reaction.engine"
    _description = "Dry Run of Reactions"

    def _follow(self, scope):
        """Leave what fired before as it is."""

    def _wake(self, scope):
        """Leave what waits as it is."""

    def _perform(self, lines):
        """Do nothing: the lines of the log are what is counted."""


class TrialMixin(models.AbstractModel):
    """Settings whose form says whom unsaved values would move.

    Nothing that follows from them may be cached beyond the transaction.
    """

    _name = "customer.retention.trial.mixin"
    _description = "Dry Run Explained"

    @api.model
    def get_trial(self, record_id, values):
        """Return in a sentence what unsaved values would do in the current company.

        :param int record_id: the record being edited, False for a new one
        :param dict values: its unsaved values
        :return: ``text``
        :raises AccessError: for those who may not save them
        """
        record = self.browse(checked_ids(self.env, [record_id] if record_id else []))
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only sales managers can try out settings."))
        record.check_access("write")
        settings = record.with_context(tracking_disable=True, retention_trying=TRYING)
        with refused(self.env, self.env._("These values")):
            tried = self._tried(values)
            return self.env["customer.retention.trial"]._tell(
                lambda: settings.write(tried) if record else settings.create(tried),
                reads_documents=False,
                has_tick=True,
            )

    def _tried(self, values):
        """Return the values that are its own, or link to records as they are: no other
        record is written on the way."""
        links = (Command.LINK, Command.UNLINK, Command.SET, Command.CLEAR)
        return {
            name: value
            for name, value in values.items()
            if self._fields[name].type not in ("one2many", "many2many")
            or name == "from_stage_ids"
            and all(each[0] in links for each in value)
        }


class CustomerSegment(models.Model):
    _name = "customer.segment"
    _inherit = ["customer.segment", "customer.retention.trial.mixin"]


class CustomerLifecycleRule(models.Model):
    _name = "customer.lifecycle.rule"
    _inherit = ["customer.lifecycle.rule", "customer.retention.trial.mixin"]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    @api.model
    def get_trial(self, _settings_id, values):
        """Return in a sentence what unsaved settings would do in the current company.

        :param dict values: unsaved values of the settings
        :return: ``text``
        :raises AccessError: for those who may not save them
        """
        self.check_access("create")
        self = self.with_context(tracking_disable=True, retention_trying=TRYING)
        settings = self.new({"company_id": self.env.company.id})
        with refused(self.env, self.env._("These settings")):
            return self.env["customer.retention.trial"]._tell(
                lambda: settings._change_retention(values)
            )

    def _change_retention(self, values):
        company = self.env.company
        company.write(
            {
                name: values[name]
                for name in FORETOLD
                if values.get(name, company[name]) != company[name]
            }
        )
        names = {name: f"retention_{name}" for name in self._policy_fields()}
        self._write_policy(
            {name: values[sent] for name, sent in names.items() if sent in values}
        )
