"""Documents and customers that the figures count wrongly, or not at all."""

from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

# What was sold before has no part in what a customer does today: such a date is
# one of another system's "no date" (1900, 1970) or a year typed wrong (0204).
FIRST_DAY = date(2000, 1, 1)
# Orders for a season and contracts billed in advance reach so far, 2062 does not.
YEARS_AHEAD = 1
# An offer is seldom accepted after so long: it only waits to be cancelled.
QUOTATION_YEARS = 1
DATED_KINDS = ("order", "invoice", "payment")
# Without a customer an order cannot be saved, but money comes in.
NAMELESS_KINDS = ("invoice", "payment")
SHARED = {
    "same_email": SQL("partner.email_normalized"),
    "same_tax_id": SQL(
        "NULLIF(UPPER(REGEXP_REPLACE(partner.vat, '[^[:alnum:]]', '', 'g')), '')"
    ),
    "same_phone": SQL("partner.phone_sanitized"),
}
# Who reads a row decides whether it is there, and how its numbers are written.
READ = {"readonly": True, "depends_context": ("uid", "lang")}


class CustomerRetentionUnseen(models.Model):
    """Things to look at, one a row, until the document or customer is mended.

    The rows of documents that are for some groups only are there for these alone.
    Another addon adds rows by extending :meth:`_selects`.
    """

    _name = "customer.retention.unseen"
    _description = "Data Issue"
    _auto = False
    _order = "kind, why, detail, id"

    kind = fields.Selection(
        [
            ("impossible_date", "Impossible date"),
            ("no_customer", "Without a customer"),
            ("no_salesperson", "Without a salesperson"),
            ("duplicate", "Probable duplicate"),
            ("old_quotation", "Old open quotation"),
        ],
        **READ,
        help="What needs to be fixed.",
    )
    why = fields.Selection(
        [
            ("too_early", "Dated before 2000"),
            ("too_late", "Dated more than a year ahead"),
            ("no_customer", "Names no customer"),
            ("no_salesperson", "No one looks after the customer"),
            ("same_email", "Same email as another customer"),
            ("same_tax_id", "Same tax ID as another customer"),
            ("same_phone", "Same phone as another customer"),
            ("open_over_a_year", "Open for more than a year"),
        ],
        string="Reason",
        **READ,
        help="A date before 2000 makes a customer look old and its rhythm slow; one "
        "more than a year ahead does not count until then. Documents without a "
        "customer count for no one, and a customer without a salesperson is on no "
        "one's list. Each duplicate looks less active than the customer is. A "
        "quotation open for more than a year still counts as open.",
    )
    company_id = fields.Many2one("res.company", **READ)
    partner_id = fields.Many2one("res.partner", string="Customer", **READ)
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
    name = fields.Char(compute="_compute_name")
    detail = fields.Char(
        string="Date or value",
        **READ,
        help="The date of the document, as year, month and day; of duplicates, what "
        "they share.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("lang", "uid")
    def _compute_name(self):
        self.name = False
        for model, rows in self.filtered("res_model").grouped("res_model").items():
            documents = self.env[model].browse(rows.mapped("res_id"))
            readable = documents._filtered_access("read")
            names = {document.id: document.display_name for document in readable}
            for row in rows:
                row.name = names.get(row.res_id)

    def _search(self, domain, *args, **kwargs):
        self.env.flush_all()
        return super()._search(domain, *args, **kwargs)

    def action_open(self):
        """Open the document or customer itself, under the reader's own rights.

        :raises AccessError: if the reader may not read it
        """
        self.ensure_one()
        self.check_access("read")
        if opened := self._opened_list():
            action, domain = opened
            action = self.env["ir.actions.act_window"]._for_xml_id(action)
            return {**action, "domain": list(domain)}
        document = self.env[self.res_model].browse(self.res_id)
        return self.env["customer.retention.signal"]._open_document(document)

    def _opened_list(self):
        """Return the action and the domain a row opens, for one that is of several
        documents; another addon extends it."""
        return None

    # -- the rows ----------------------------------------------------------------

    @property
    def _table_query(self):
        """Return the SELECT of all rows.

        Ids are stable for as long as no addon adds rows.
        """
        companies = self.env["res.company"]._retention_companies()
        if not self.env.su:
            companies &= self.env.companies
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT row_id::bigint * %s + %s AS id, %s AS company_id, unseen.*
                   FROM (%s) unseen""",
                len(selects),
                position,
                company.id,
                select,
            )
            for company in companies
            for selects in [self._selects(company, company._retention_today())]
            for position, select in enumerate(selects)
        )

    def _selects(self, company, today):
        """Return the SELECTs of what there is in a company, as many in every one.

        Columns: ``row_id`` (an integer, unique in the SELECT over all companies),
        ``kind``, ``why``, ``partner_id``, ``res_model``, ``res_id``, ``detail``.

        :param company: a single ``res.company``
        :param date today: the day in the company
        """
        latest = fields.Date.add(today, years=YEARS_AHEAD)
        oldest = fields.Date.subtract(today, years=QUOTATION_YEARS)
        return [
            *self._select_impossible_dates(company, FIRST_DAY, latest),
            *self._select_without_customer(company),
            self._select_without_salesperson(company),
            *self._select_duplicates(company),
            *self._select_old_quotations(company, oldest),
        ]

    def _select_impossible_dates(self, company, earliest, latest):
        return self._select_documents(
            company,
            DATED_KINDS,
            "impossible_date",
            SQL(
                "CASE WHEN signal.day < %s THEN 'too_early' ELSE 'too_late' END",
                earliest,
            ),
            SQL("(signal.day < %s OR signal.day > %s)", earliest, latest),
        )

    def _select_without_customer(self, company):
        return self._select_documents(
            company,
            NAMELESS_KINDS,
            "no_customer",
            SQL("'no_customer'"),
            SQL("signal.partner_id IS NULL"),
        )

    def _select_old_quotations(self, company, oldest):
        quotation = self.env["customer.retention.signal"]._kinds()["quotation"]
        is_open = quotation.lists["quotation"].domain
        return self._select_documents(
            company,
            ("quotation",),
            "old_quotation",
            SQL("'open_over_a_year'"),
            SQL(
                "signal.day < %s AND signal.res_id IN (%s)",
                oldest,
                self.env["sale.order"].sudo()._search(is_open).select(),
            ),
        )

    def _select_without_salesperson(self, company):
        return self._select_customers(
            "no_salesperson",
            "no_salesperson",
            SQL(
                """SELECT profile.id, partner_id, NULL::varchar AS value
                   %s AND profile.user_id IS NULL""",
                self._from_customers(company),
            ),
        )

    def _select_duplicates(self, company):
        return [self._select_sharing(company, *shared) for shared in SHARED.items()]

    # -- what they are made with -------------------------------------------------

    def _select_documents(self, company, kinds, kind, why, condition):
        """Return the SELECTs of documents, each once, for those who may read them.

        :param kinds: of signals
        :param str kind: of the rows
        :param SQL why: of the rows
        :param SQL condition: on the columns of the signals
        """
        signals = self.env["customer.retention.signal"]
        queries = signals._queries(company)
        return [
            SQL(
                """SELECT DISTINCT ON (res_id)
                          res_id AS row_id, %(kind)s::varchar AS kind, %(why)s AS why,
                          contact.commercial_partner_id AS partner_id,
                          res_model, res_id, TO_CHAR(signal.day, 'YYYY-MM-DD') AS detail
                   FROM (%(signals)s) signal
                   LEFT JOIN res_partner contact ON contact.id = signal.partner_id
                   WHERE %(may_read)s AND signal.company_id = %(company)s
                     AND %(condition)s
                   ORDER BY res_id, signal.partner_id""",
                kind=kind,
                why=why,
                signals=select,
                may_read=self._may_read(select.model),
                company=company.id,
                condition=condition,
            )
            for name in kinds
            for select in queries[name]
        ]

    def _may_read(self, model):
        """Return whether the reader, in superuser mode too, is of the model's groups.

        The mode must not change the rows: what it reads stays in the reader's cache.
        """
        groups = self.env["customer.retention.signal"]._documents()[model].groups
        return not groups or self.env.user.has_groups(groups)

    def _select_sharing(self, company, why, value):
        """Return the SELECT of the customers with a ``value`` that others have too.

        :param SQL value: of ``profile`` and ``partner``
        """
        return self._select_customers(
            "duplicate",
            why,
            SQL(
                """SELECT * FROM (
                       SELECT profile.id, partner_id, %(value)s AS value,
                              COUNT(*) OVER (PARTITION BY %(value)s) AS sharing
                       %(customers)s) customer
                   WHERE sharing > 1 AND value IS NOT NULL""",
                value=value,
                customers=self._from_customers(company),
            ),
        )

    def _select_customers(self, kind, why, customers):
        """Return the SELECT of customers: what is opened is the contact.

        :param SQL customers: SELECT of ``id``, ``partner_id`` and ``value``
        """
        return SQL(
            """SELECT id AS row_id, %s::varchar AS kind, %s::varchar AS why, partner_id,
                      'res.partner'::varchar AS res_model, partner_id AS res_id,
                      value AS detail
               FROM (%s) customer""",
            kind,
            why,
            customers,
        )

    def _from_customers(self, company):
        """Return FROM and WHERE of the customers of a company that are in use."""
        return SQL(
            """FROM customer_retention_profile profile
               JOIN res_partner partner ON partner.id = profile.partner_id
               WHERE profile.company_id = %s AND profile.active
                 AND profile.status IS NOT NULL""",
            company.id,
        )
