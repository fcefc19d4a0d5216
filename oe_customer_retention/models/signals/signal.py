"""The seam between business documents and everything the addon computes.

A kind of document is described once, by an entry of ``_kinds`` that its own file or
addon adds by inheritance; see :class:`Kind` for what there is to say, and for the
fields that are found by their names. What is a purchase too is added to
``customer.retention.sale``.
"""

from odoo import models
from odoo.tools import SQL, Query

from ..sql import DocumentSelect

COLUMNS = (
    "partner_id",
    "company_id",
    "at",
    "day",
    "amount",
    "is_activity",
    "is_contact",
    "kind",
    "res_model",
    "res_id",
    "user_id",
)


class RetentionSignal(models.AbstractModel):
    _name = "customer.retention.signal"
    _description = "Retention Signal"

    # -- what a kind says --------------------------------------------------------

    def _kinds(self):
        """Return what there is to say of every kind of document.

        Labels are in the language of the environment.

        :rtype: dict[str, Kind]
        """
        return {}

    def _threads(self):
        """Return the models on which mail and done activities are contact.

        :rtype: dict[str, Thread]
        """
        return {}

    # -- what is asked of them ---------------------------------------------------

    def _date_fields(self):
        """Return ``{kind: field}`` of the profile with the last act of the customer."""
        return {
            key: kind.date_field or f"last_{key}_date"
            for key, kind in self._kinds().items()
        }

    def _documents(self):
        """Return the documents of all kinds, by their model."""
        return {
            model: document
            for kind in self._kinds().values()
            for model, document in kind.documents.items()
        }

    def _open_document(self, document):
        """Return the action of a form: of a record, or of what it belongs to.

        :raises AccessError: if its reader may not read the record
        """
        document.check_access("read")
        described = self._documents().get(document._name)
        record = document
        if described and described.opened:
            record = described.opened(document)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _changes(self, since):
        """Return the SELECTs of the customers of whom anything changed.

        Columns: ``partner_id``, and ``company_id`` (NULL: all companies).

        :param Since since: how far the documents have been read
        """
        return [document.changed(since) for document in self._documents().values()]

    def _queries(self, company, kinds=None):
        """Return ``{kind: [SELECT, ...]}`` for the documents of ``company``.

        Every filter on company, partner and date is applied from outside, and
        PostgreSQL pushes it down into each SELECT. A column nobody reads costs
        nothing.

        :param company: a single ``res.company``
        :param kinds: only these kinds (default: all)
        :rtype: dict[str, list[DocumentSelect]]
        """
        known = self._kinds()
        return {key: known[key].selects(company) for key in kinds or known}

    def _union(self, company, kinds=None):
        """Return what facts are made of, of all signals of ``company``, as one SELECT.

        Of orders only it has the moment: of others it need not be worked out.

        :param kinds: only these kinds (default: all)
        """
        queries = self._queries(company, kinds).values()
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT partner_id, company_id, kind, day, is_activity, is_contact,
                          CASE WHEN kind = 'order' THEN at END AS ordered_at,
                          CASE WHEN kind = 'order' THEN res_id END AS order_id
                   FROM (%s) signal""",
                select,
            )
            for selects in queries
            for select in selects
        )

    def _of_customers(self, scope, kinds=None, ahead=False):
        """Return the SELECT of the signals of ``scope``, rolled up to customers.

        Columns: ``customer_id``, ``is_known`` (whether the document says that it is
        the company's), and those of :meth:`_union`, without partner and company.

        :param Scope scope: company, date and customers
        :param kinds: only these kinds (default: all)
        :param bool ahead: those of days to come, too
        """
        signals = self._reading(scope)
        kinds = kinds or self._read_kinds(scope)
        return SQL(
            """SELECT customer_id, company_id IS NOT NULL AS is_known, kind, day,
                      is_activity, is_contact, ordered_at, order_id
               FROM (%s) signal""",
            scope.roll_up(signals._union(scope.company, kinds), ahead),
        )

    # -- what there is to read ---------------------------------------------------

    def _read_models(self):
        """Return the models that are read only where there is any document of them."""
        return {*self._documents(), *self._threads()}

    def _read_kinds(self, scope):
        """Return the kinds of :meth:`_kinds` of which there may be any document."""
        return {
            key: kind
            for key, kind in self._kinds().items()
            if scope.reads(*kind.documents)
        }

    def _reading(self, scope):
        """Return this model, which reads no more than ``scope`` does."""
        return self.with_context(
            retention_all_customers=scope.is_full, retention_empty=scope.empty
        )

    def _reads(self, model):
        """Return whether there may be a document of ``model``: :meth:`Scope.reads`."""
        return model not in self.env.context.get("retention_empty", ())

    def _read_threads(self):
        """Return those of :meth:`_threads` of which there may be any record."""
        return {
            model: thread
            for model, thread in self._threads().items()
            if self._reads(model)
        }

    def _empty(self, models):
        """Return those of ``models`` of which there is no document, whosever."""
        among = {
            model: document.among
            for model, document in self._documents().items()
            if document.among
        }
        is_empty = [
            SQL(
                "SELECT %s WHERE NOT EXISTS (SELECT FROM %s WHERE %s)",
                model,
                SQL.identifier(self.env[model]._table),
                among.get(model, SQL("TRUE")),
            )
            for model in models
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(is_empty))
        return frozenset(model for (model,) in rows)

    # -- what a kind is made with ------------------------------------------------

    def _select(self, kind, model, table, *, partner, company, at, **optional):
        """Compose one signal SELECT. The document's table has the alias ``d``.

        All have the same columns:

        - ``partner_id``: the partner of the document, not yet rolled up;
        - ``company_id``: NULL stands for every company that knows the customer;
        - ``at``, ``day``: UTC timestamp, and the date in the company's timezone;
        - ``amount``: untaxed, signed, in the company's currency, or NULL;
        - ``is_activity``: whether it is an act of the customer, which ends a silence
          where the policy counts the kind;
        - ``is_contact``: whether we were in touch with somebody by it;
        - ``kind``, ``res_model``, ``res_id``, ``user_id``.

        :param str kind: the kind of signal
        :param str model: the model of the document
        :param SQL table: FROM and WHERE
        :param optional: SQL of the columns ``day`` (default: ``at`` cut in the
            company's timezone), ``amount``, ``is_activity``,
            ``is_contact``, ``res_id`` (default: ``d.id``) and ``user_id``
        """
        values = {
            "partner_id": partner,
            "company_id": company,
            "at": at,
            "amount": SQL("NULL::numeric"),
            "is_activity": SQL("TRUE"),
            "is_contact": SQL("FALSE"),
            "kind": SQL("%s::varchar", kind),
            "res_model": SQL("%s::varchar", model),
            "res_id": SQL("d.id"),
            "user_id": SQL("NULL::integer"),
            **optional,
        }
        select_list = SQL(", ").join(
            SQL("%s AS %s", values[name], SQL.identifier(name)) for name in COLUMNS
        )
        return DocumentSelect(SQL("SELECT %s %s", select_list, table), model)

    def _moment(self, company, at):
        """Return ``at`` and ``day`` of a UTC timestamp column."""
        return {"at": at, "day": company._retention_day(at)}

    def _date(self, company, day):
        """Return ``at`` and ``day`` of a date column: noon of that day."""
        timezone = company._retention_timezone()
        noon = SQL("(%s + TIME '12:00')", day)
        at = SQL("(%s AT TIME ZONE %s AT TIME ZONE 'UTC')", noon, timezone)
        return {"at": at, "day": day}

    def _from(self, model, domain):
        """Return FROM and WHERE of the documents ``d`` of a model in a domain."""
        documents = self.env[model].sudo().with_context(active_test=False)
        query = Query(self.env, "d", SQL.identifier(documents._table))
        query.add_where(domain.optimize_full(documents)._to_sql(documents, "d", query))
        return SQL("FROM %s WHERE %s", query.from_clause, query.where_clause)

    def _written(self, model, since, condition=None):
        """Return the SELECT of customers by the documents written since.

        :param str model: of documents with ``partner_id`` and ``company_id``
        :param Since since: how far the documents have been read
        :param SQL condition: which of the documents ``d`` (default: all)
        """
        return SQL(
            """SELECT d.partner_id, d.company_id FROM %s d
               WHERE d.write_date >= %s AND %s""",
            SQL.identifier(self.env[model]._table),
            since.written,
            condition or SQL("TRUE"),
        )
