"""A random but repeatable business: customers, contacts, documents in all states."""

import random
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from .common import AS_OF, RetentionCase

DOCUMENTS = (
    "account.partial.reconcile",
    "account.bank.statement.line",
    "account.payment",
    "account.move",
    "sale.order",
    "crm.lead",
    "calendar.event",
)
DOMAINS = (
    "[('is_company', '=', True), ('ref', '=', 'A')]",
    "[('child_ids.ref', '=', 'B')]",
    "[('user_id', '!=', False)]",
    "[('ref', 'in', ['B', 'C']), ('active', '=', True)]",
)
HISTORY = 800


class RandomWorld(RetentionCase):
    """Three companies (one a branch) share customers; ``_scramble`` deals anew."""

    CUSTOMERS = 40
    CONTACTS = 40

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Los_Angeles"
        other = cls._new_company("Other Ltd", "Pacific/Auckland")
        branch = cls._new_company("Branch", "Europe/Paris", parent_id=cls.company.id)
        cls.companies = cls.company + other + branch
        cls.teams = cls.env["crm.team"].create([{"name": "North"}, {"name": "South"}])
        cls.users = cls._user("random1") + cls._user("random2") + cls._user("random3")
        cls.teams[0].member_ids = cls.users[0]
        cls.staff = cls._user("random_staff").partner_id
        cls.insider = cls._user("random_insider").partner_id
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "is_company": number % 4 > 0}
                for number in range(cls.CUSTOMERS)
            ]
        )
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {number}"} for number in range(cls.CONTACTS)]
        )
        cls.insider.parent_id = cls.customers[1]
        cls.partners = cls.customers + cls.contacts

    def _scramble(self, seed):
        """Deal all companies, policies, partners and documents anew."""
        self.random = random.Random(seed)
        self._forget_documents()
        self._deal_policies()
        self._deal_partners()
        for partner in self._people():
            for _number in range(self.random.choice((0, 1, 2, 3, 8))):
                self._deal_document(partner)
        self.env.invalidate_all()

    def _change(self, seed):
        """Change, add and remove some documents of the last deal."""
        self.random = random.Random(seed)
        orders = self.env["sale.order"].search([])
        for order in self._some(orders, 10):
            self._update(order, state=self._pick("cancel", "sale", "draft"))
        for order in self._some(orders, 10):
            self._update(order, date_order=self._at(), create_date=self._at())
        for partner in self._some(self._people(), 15):
            self._deal_document(partner)
        self._delete(self._some(self.env["crm.lead"].search([]), 5))
        self.env.invalidate_all()

    def _forget_documents(self):
        for model in DOCUMENTS:
            self._delete(self.env[model].with_context(active_test=False).search([]))
        self.env.cr.execute("DELETE FROM mail_message")

    def _delete(self, records):
        table = SQL.identifier(records._table)
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE id = ANY(%s)", table, records.ids)
        )

    # -- settings and people -----------------------------------------------------

    def _deal_policies(self):
        defaults = self.env["customer.retention.policy"].search(
            [("is_default", "=", True)]
        )
        narrow = defaults.with_context(active_test=False).search([]) - defaults
        narrow.unlink()
        for company in self.companies:
            company.purchase_basis = self._pick("order", "invoice", "both")
            for domain in self._some(DOMAINS, self._pick(0, 1, 2)):
                self.env["customer.retention.policy"].create(
                    {
                        "name": domain,
                        "company_id": company.id,
                        "sequence": self._pick(1, 2, 3),
                        "active": self.random.random() < 0.8,
                        "partner_domain": domain,
                        **self._policy_values(),
                    }
                )
        for policy in defaults:
            policy.write(self._policy_values())

    def _policy_values(self):
        at_risk, dormant, lost = sorted(self.random.sample(range(1, 400), 3))
        counts = ("quotation", "order", "crm", "invoice", "payment")
        return {
            "at_risk_days": at_risk,
            "dormant_days": dormant,
            "lost_days": lost,
            "prospect_handling": self._pick("separate", "by_activity"),
            "horizon_days": self._pick(30, 90, 400),
            "key_account_revenue": self._pick(0, 100, 1000),
            **{f"count_{kind}": self.random.random() < 0.8 for kind in counts},
            **{
                f"no_{kind}_days": self._pick(10, 60, 300)
                for kind in ("quotation", "order", "crm")
            },
        }

    def _deal_partners(self):
        for partner in self.partners:
            self._update(
                partner,
                active=self.random.random() < 0.9,
                user_id=self._pick(None, None, *self.users.ids),
                ref=self._pick(None, "A", "B", "C"),
                retention_excluded=self.random.random() < 0.03,
            )
        customers = {partner.id: partner.id for partner in self.customers}
        for contact in self.contacts:
            parent = self._pick(None, *customers)
            is_company = not parent or self.random.random() < 0.1
            customers[contact.id] = contact.id if is_company else customers[parent]
            self._update(
                contact,
                parent_id=parent,
                is_company=is_company,
                commercial_partner_id=customers[contact.id],
            )

    def _people(self):
        """Return who may stand on a document: also staff and the company itself."""
        return self.partners + self.staff + self.companies.partner_id

    # -- documents ---------------------------------------------------------------

    def _deal_document(self, partner):
        deal = self._pick(
            self._deal_order,
            self._deal_order,
            self._deal_invoice,
            self._deal_payment,
            self._deal_bank_line,
            self._deal_opportunity,
            self._deal_message,
            self._deal_meeting,
        )
        deal(partner)

    def _deal_order(self, partner):
        return self._order(
            partner,
            self._at(),
            self._pick(0, -30, 12.34, 80, 250.5),
            create_date=self._at(),
            state=self._pick("draft", "sent", "sale", "sale", "sale", "cancel"),
            currency_rate=self._pick(None, 0, 1, 0.5, 1.25, 3),
            user_id=self._pick(None, *self.users.ids),
            team_id=self._pick(None, *self.teams.ids),
            company_id=self._company_id(),
        )

    def _deal_invoice(self, partner):
        types = (
            "out_invoice",
            "out_invoice",
            "out_receipt",
            "out_refund",
            "in_invoice",
        )
        move = self._move(
            partner,
            self._at().date(),
            self._pick(0, 10, 33.33, 400),
            self._pick(*types),
            state=self._pick("draft", "posted", "posted", "posted", "cancel"),
            payment_state=self._pick("not_paid", "partial", "in_payment", "paid"),
            company_id=self._company_id(),
        )
        for _number in range(self._pick(0, 1, 2)):
            line = self._receivable(
                move, self._pick(None, self._at().date()), self._pick(-5, 0, 7.5, 20)
            )
        if move.line_ids and self.random.random() < 0.5:
            self._link(line, self._deal_order(partner))

    def _link(self, invoice_line, order):
        order_line = self._insert(
            "sale.order.line",
            order_id=order.id,
            name="Line",
            product_uom_qty=1,
            price_unit=1,
            customer_lead=0,
            is_downpayment=True,
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sale_order_line_invoice_rel
                          (invoice_line_id, order_line_id) VALUES (%s, %s)""",
                invoice_line.id,
                order_line.id,
            )
        )

    def _deal_payment(self, partner):
        return self._payment(
            partner,
            self._at().date(),
            state=self._pick("draft", "in_process", "paid", "paid", "canceled"),
            payment_type=self._pick("inbound", "inbound", "outbound"),
            partner_type=self._pick("customer", "customer", "supplier"),
            company_id=self._company_id(),
        )

    def _deal_bank_line(self, partner):
        line = self._bank_line(
            partner,
            self._at().date(),
            self._pick(-50, 50),
            state=self._pick("posted", "posted", "draft"),
            company_id=self._company_id(),
        )
        if self.random.random() < 0.4:
            self._reconcile(line, self._deal_payment(partner))

    def _reconcile(self, bank_line, payment):
        """Match the bank line with the payment it is."""
        credit = self._receivable(bank_line.move_id, None, 0)
        debit = self._receivable(bank_line.move_id, None, 0)
        self._update(debit, payment_id=payment.id)
        self._insert(
            "account.partial.reconcile",
            debit_move_id=debit.id,
            credit_move_id=credit.id,
        )

    def _deal_opportunity(self, partner):
        return self._opportunity(
            partner,
            self._at(),
            date_closed=self._pick(None, self._at()),
            active=self._pick(True, True, False),
            won_status=self._pick("pending", "won", "lost"),
            type=self._pick("lead", "opportunity", "opportunity"),
            user_id=self._pick(None, *self.users.ids),
            team_id=self._pick(None, *self.teams.ids),
            company_id=self._pick(None, *self.companies.ids),
        )

    def _deal_message(self, partner):
        order, lead = self._deal_order(partner), self._deal_opportunity(partner)
        record = self._pick(partner, order, lead)
        if self.random.random() < 0.3:
            return self._done_activity(record, self._at())
        return self._message(
            record,
            self._pick(partner, partner, self.staff, self.insider),
            self._at(),
            message_type=self._pick("email", "comment", "notification"),
            is_internal=self._pick(None, False, True),
        )

    def _deal_meeting(self, partner):
        at = self._at()
        return self._meeting(
            partner | self._pick(*self.partners, self.staff),
            at,
            active=self._pick(True, True, False),
            allday=self._pick(None, False, True),
            start_date=at.date(),
        )

    # -- dice --------------------------------------------------------------------

    def _pick(self, *choices):
        return self.random.choice(choices)

    def _some(self, choices, count):
        """Return ``count`` random members, fewer where there are fewer."""
        numbers = self.random.sample(range(len(choices)), min(count, len(choices)))
        if isinstance(choices, tuple):
            return [choices[number] for number in numbers]
        return choices.browse(choices[number].id for number in numbers)

    def _company_id(self):
        return self._pick(*self.companies.ids)

    def _at(self):
        """Return a UTC moment in the history, some near midnight, some to come."""
        day = AS_OF - timedelta(days=self.random.randint(-60, HISTORY))
        hour = self._pick(0, 6, 7, 11, 12, 21, 22, 23)
        return datetime.combine(day, time(hour, self.random.randint(0, 59)))
