"""Facts that documents of another module tell, left out while there are none."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo import models
from odoo.tools import SQL

from ..optional_fields import OptionalMixin
from ..scope import Scope


@dataclass(frozen=True)
class DocumentFacts:
    """Facts of a customer by its documents, besides the day of the last one."""

    #: the models of which a document is needed to tell anything
    models: tuple[str, ...]
    #: stored fields of the profile
    names: tuple[str, ...]
    #: its SELECT of ``customer_id`` and ``names``, one row a customer
    select: Callable[[Scope], SQL]
    #: SQL of the next day on which the calendar changes one of them, if it does
    calendar_day: SQL | None = None


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        """Return what documents of other modules tell, by the alias of its source.

        :rtype: dict[str, DocumentFacts]
        """
        return {}

    def _read_models(self):
        """Return the models that are read only where there is any document of them."""
        facts = self._document_facts().values()
        return {model for each in facts for model in each.models}

    def _read_facts(self, scope):
        """Return those of :meth:`_document_facts` of which there may be a document."""
        return {
            alias: facts
            for alias, facts in self._document_facts().items()
            if scope.reads(*facts.models)
        }

    def _calendar_days(self, scope):
        read = self._read_facts(scope).values()
        days = [facts.calendar_day for facts in read if facts.calendar_day]
        return [*super()._calendar_days(scope), *days]

    def _sources(self, scope, purchases):
        read = self._read_facts(scope)
        return {
            **super()._sources(scope, purchases),
            **{alias: facts.select(scope) for alias, facts in read.items()},
        }

    def _columns(self, scope):
        read = self._read_facts(scope)
        return {
            **super()._columns(scope),
            **{
                name: self._known(
                    name, SQL.identifier(alias, name) if alias in read else None
                )
                for alias, facts in self._document_facts().items()
                for name in facts.names
            },
        }

    def _known(self, name, column):
        """Return the SQL of a fact: zero without a document where the field is a number
        that cannot be unknown.

        :param SQL column: None where there is no document, whosever
        """
        field = self.env["customer.retention.profile"]._fields[name]
        column = column or SQL("NULL::%s", SQL(field.column_type[1]))
        is_number = field.type == "integer" and not isinstance(field, OptionalMixin)
        return SQL("COALESCE(%s, 0)", column) if is_number else column
