"""The story of one customer: every signal a row, as its reader may see it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..condition import checked_ids
from ..optional_fields import OptionalMonetary
from ..scope import Scope

CUSTOMER = "retention_profile_id"
# More than a document has in one SELECT: an opportunity is opened and closed.
MOMENTS = 8
IDS = 1 << 31  # as many as a table of Odoo has
MAX_CUSTOMERS = 80
# One id stands for another row, or shows less of it, to another reader.
READ = {"readonly": True, "depends_context": ("uid", CUSTOMER)}
NO_DOCUMENT = SQL("SELECT NULL::integer AS id WHERE FALSE")


class CustomerRetentionTouchpoint(models.Model):
    """Something that happened with one customer, from the signals themselves.

    The rows are always those of some profiles, so that PostgreSQL reads their documents
    through the indexes on their partner: of the profiles a domain asks for
    (``profile_id = 7``), else of the one in the context (``retention_profile_id``).
    Without either there are none.
    """

    _name = "customer.retention.touchpoint"
    _description = "Customer Touchpoint"
    _auto = False
    _order = "at desc, id desc"

    profile_id = fields.Many2one("customer.retention.profile", **READ)
    partner_id = fields.Many2one("res.partner", string="Customer", **READ)
    contact_id = fields.Many2one(
        "res.partner",
        **READ,
        help="The contact or address of the customer that the document names.",
    )
    company_id = fields.Many2one("res.company", **READ)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        "_selection_kind", **READ, help="Which kind of document it was."
    )
    topic = fields.Selection(
        "_selection_topic",
        string="Shown as",
        **READ,
        help="What it was: a call, a meeting, email, a note, a task, an opportunity, "
        "or the kind of document.",
    )
    at = fields.Datetime(
        string="Time",
        **READ,
        help="Noon for documents that have a date only.",
    )
    date = fields.Date(**READ, help="The day in the company's timezone.")
    amount = OptionalMonetary(
        **READ,
        aggregator=None,
        help="Untaxed, in the company's currency. Those of invoices and payments are "
        "for people with accounting rights only.",
    )
    res_model = fields.Char(
        string="Document model",
        **READ,
        help="The technical name of the kind of document.",
    )
    res_id = fields.Integer(
        string="Document",
        **READ,
        aggregator=None,
        help="The number of the document in the database.",
    )
    user_id = fields.Many2one("res.users", string="Salesperson", **READ)
    can_open = fields.Boolean(
        **READ, help="Whether you may read the document itself.", string="Can open"
    )

    def _search(self, domain, *args, **kwargs):
        self.env.flush_all()
        touchpoints = self._of_customers(domain)
        return super(CustomerRetentionTouchpoint, touchpoints)._search(
            domain, *args, **kwargs
        )

    @api.model
    @api.private
    def search_fetch(self, domain, *args, **kwargs):
        touchpoints = self._of_customers(domain)
        return super(CustomerRetentionTouchpoint, touchpoints).search_fetch(
            domain, *args, **kwargs
        )

    def _of_customers(self, domain):
        """Return ``self`` for the customers the domain asks for, if it does.

        :raises UserError: for more than :data:`MAX_CUSTOMERS`
        """
        asked = {
            profile_id
            for condition in Domain(domain).optimize(self).iter_conditions()
            if condition.field_expr == "profile_id" and condition.operator == "in"
            for profile_id in checked_ids(self.env, [*filter(None, condition.value)])
        }
        if len(asked) > MAX_CUSTOMERS:
            raise UserError(
                self.env._(
                    "'profile_id' names %(count)s customers; ask for the touchpoints "
                    "of at most %(limit)s at a time.",
                    count=len(asked),
                    limit=MAX_CUSTOMERS,
                )
            )
        return self.with_context(**{CUSTOMER: sorted(asked)}) if asked else self

    def _selection_kind(self):
        kinds = self.env["customer.retention.signal"]._told_kinds()
        return [(key, kind.label) for key, kind in kinds.items()]

    def _selection_topic(self):
        topics = self.env["customer.retention.signal"]._topics()
        return [(key, topic.label) for key, topic in topics.items()]

    # -- the rows ----------------------------------------------------------------

    @property
    def _table_query(self):
        """Return the SELECT of the touchpoints the reader may see.

        The ids of one customer's are stable for as long as no kind of signal is added.
        """
        profiles = self._asked_profiles()
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT row_id * %s + %s AS id, %s AS profile_id, touch.*
                   FROM (%s) touch""",
                len(profiles),
                position,
                profile.id or SQL("NULL::integer"),
                self._rows_of(profile),
            )
            for position, profile in enumerate(profiles)
        )

    def _asked_profiles(self):
        """Return a list of the profiles in the context, of an empty one if none is."""
        asked = self.env.context.get(CUSTOMER) or []
        ids = asked if isinstance(asked, (list, tuple)) else [asked]
        profiles = self.env["customer.retention.profile"].sudo()
        found = profiles.browse(checked_ids(self.env, ids)).exists()
        return list(found) or [profiles]

    def _rows_of(self, profile):
        """Return the SELECT of the touchpoints of one customer.

        Of those at the same moment, ids are in the order of the kinds: an order comes
        before its invoice.
        """
        company = profile.company_id or self.env.company
        scope = Scope.of(company, partners=profile.partner_id)
        kinds = self.env["customer.retention.signal"]._told_kinds().values()
        selects = [(kind, select) for kind in kinds for select in kind.selects(company)]
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT (%s::bigint + res_id) * %s + ROW_NUMBER() OVER (
                              PARTITION BY res_id ORDER BY at) AS row_id,
                          touch.*
                   FROM (%s) touch""",
                index * IDS,
                MOMENTS,
                self._select(scope, kind, select),
            )
            for index, (kind, select) in enumerate(selects)
        )

    def _select(self, scope, kind, select):
        """Return the SELECT of one kind of document, each moment of it once.

        Whoever sees the customer is told that there was a document with groups, and
        when: the dates on the profile say as much. The document is looked up row by
        row: few rows are the customer's, and the planner, who does not know that,
        would read the whole table.
        """
        document_id = SQL("touch.res_id")
        topic = kind.documents[select.model].topic
        groups = self._document(select.model).groups
        hides = groups and not self.env.su and not self.env.user.has_groups(groups)
        return SQL(
            """SELECT DISTINCT ON (touch.res_id, touch.at)
                      customer_id AS partner_id, %(contact)s AS contact_id,
                      %(company)s AS company_id, kind, %(topic)s AS topic,
                      DATE_TRUNC('second', at) AS at, day AS date,
                      %(amount)s AS amount, res_model, res_id, user_id,
                      readable.id IS NOT NULL AS can_open
               FROM (%(rows)s) touch
               LEFT JOIN LATERAL (%(readable)s LIMIT 1) readable ON TRUE
               WHERE (readable.id IS NOT NULL OR %(guarded)s) AND %(told)s
               ORDER BY touch.res_id, touch.at, partner_id""",
            company=scope.company.id,
            contact=self._contact(select.model, document_id),
            topic=topic(document_id) if topic else SQL("kind"),
            told=kind.told(document_id) if kind.told else SQL("TRUE"),
            amount=SQL("NULL::numeric") if hides else SQL("amount"),
            rows=scope.roll_up(select),
            readable=self._readable(select.model, document_id),
            guarded=bool(groups),
        )

    def _contact(self, model, res_id):
        """Return the SQL of the contact of a document: with whom it was logged, as far
        as the reader may read that, else whom it names.

        :param SQL res_id: the id of the document
        """
        named = SQL("touch.partner_id")
        interactions = self.env["customer.retention.interaction"]
        if model != "mail.message" or not interactions.has_access("read"):
            return named
        rules = self.env["ir.rule"]._compute_domain(interactions._name, "read")
        query = interactions.sudo()._search(
            Domain(rules) & Domain("contact_id", "!=", False), order="id", limit=1
        )
        table = interactions._table
        query.add_where(SQL("%s = %s", SQL.identifier(table, "message_id"), res_id))
        logged_with = query.select(SQL.identifier(table, "contact_id"))
        return SQL("COALESCE((%s), %s)", logged_with, named)

    def _document(self, model):
        """Return what there is to say of the documents of a model."""
        return self.env["customer.retention.signal"]._documents()[model]

    def _readable(self, model, res_id):
        """Return the SELECT of the ``id`` of a document if the reader may read it.

        :param SQL res_id: the id of the document
        """
        if model == "mail.message" and not self.env.su:
            return self._readable_message(res_id)
        documents = self.env[model]
        if not documents.has_access("read"):
            return NO_DOCUMENT
        rules = self.env["ir.rule"]._compute_domain(model, "read")
        return self._select_document(documents, rules, res_id)

    def _readable_message(self, id_):
        """A message is read by those who read the document it is on."""
        return SQL(
            """SELECT message.id FROM mail_message message
               WHERE message.id = %s AND (%s)""",
            id_,
            SQL(" OR ").join(
                SQL(
                    "message.model = %s AND EXISTS (%s)",
                    model,
                    self._readable(model, SQL("message.res_id")),
                )
                for model in self.env["customer.retention.signal"]._threads()
            ),
        )

    def _select_document(self, documents, domain, id_):
        """Return the SELECT of the document ``id_`` if it is in ``domain``."""
        documents = documents.sudo().with_context(active_test=False)
        query = documents._search(domain)
        if query.is_empty():
            return NO_DOCUMENT
        own_id = SQL.identifier(documents._table, "id")
        query.add_where(SQL("%s = %s", own_id, id_))
        return query.select()
