"""A random but repeatable business: customers, contacts, documents in all states."""

import random
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from .common import AS_OF, QUIETLY, RetentionCase

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
    "[('name', 'ilike', '1')]",
    "[('user_id', '!=', False)]",
    "[('ref', 'in', ['B', 'C']), ('active', '=', True)]",
)
SEASONS = (
    *[(False, False)] * 3,
    ("04-01", "05-31"),
    ("02-29", "06-14"),
    ("11-15", "02-29"),
    ("09-01", "06-15"),
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
        partners = cls.env["res.partner"].with_context(**QUIETLY)
        cls.customers = partners.create(
            [
                {"name": f"Customer {number}", "is_company": number % 4 > 0}
                for number in range(cls.CUSTOMERS)
            ]
        ).with_env(cls.env)
        cls.contacts = partners.create(
            [{"name": f"Contact {number}"} for number in range(cls.CONTACTS)]
        ).with_env(cls.env)
        cls.insider.parent_id = cls.customers[1]
        cls.partners = cls.customers + cls.contacts

    @classmethod
    def _scramble(cls, seed):
        """Deal all companies, policies, partners and documents anew."""
        cls.random = random.Random(seed)
        cls._forget_documents()
        cls._deal_policies()
        cls._deal_partners()
        for partner in cls._people():
            for _number in range(cls.random.choice((0, 1, 2, 3, 8))):
                cls._deal_document(partner)
        cls.env.invalidate_all()

    @classmethod
    def _change(cls, seed):
        """Change, add and remove some documents of the last deal."""
        cls.random = random.Random(seed)
        orders = cls.env["sale.order"].search([])
        for order in cls._some(orders, 10):
            cls._update(order, state=cls._pick("cancel", "sale", "draft"))
        for order in cls._some(orders, 10):
            cls._update(order, date_order=cls._at(), create_date=cls._at())
        for partner in cls._some(cls._people(), 15):
            cls._deal_document(partner)
        cls._delete(cls._some(cls.env["crm.lead"].search([]), 5))
        for profile in cls._some(cls.env["customer.retention.profile"].search([]), 5):
            cls._update(profile, on_list_by_hand=cls._pick(True, False))
        cls.env.invalidate_all()

    @classmethod
    def _forget_documents(cls):
        for model in DOCUMENTS:
            cls._delete(cls.env[model].with_context(active_test=False).search([]))
        cls.env.cr.execute("DELETE FROM mail_message")

    @classmethod
    def _delete(cls, records):
        table = SQL.identifier(records._table)
        cls.env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", table, records.ids))

    # -- settings and people -----------------------------------------------------

    @classmethod
    def _deal_policies(cls):
        defaults = cls.env["customer.retention.policy"].search(
            [("is_default", "=", True)]
        )
        narrow = defaults.with_context(active_test=False).search([]) - defaults
        narrow.unlink()
        for company in cls.companies:
            company.retention_purchase_basis = cls._pick("order", "invoice", "both")
            company.retention_audience = cls._pick("known", "known", "everybody")
            for domain in cls._some(DOMAINS, cls._pick(0, 1, 2)):
                cls.env["customer.retention.policy"].create(
                    {
                        "name": domain,
                        "company_id": company.id,
                        "sequence": cls._pick(1, 2, 3),
                        "active": cls.random.random() < 0.8,
                        "partner_domain": domain,
                        **cls._policy_values(),
                    }
                )
        for policy in defaults:
            policy.write(cls._policy_values())

    @classmethod
    def _policy_values(cls):
        at_risk, dormant, lost = sorted(cls.random.sample(range(1, 400), 3))
        counts = ("quotation", "order", "crm", "invoice", "payment")
        first, last = cls._pick(*SEASONS)
        return {
            "season_from": first,
            "season_until": last,
            "at_risk_days": at_risk,
            "dormant_days": dormant,
            "lost_days": lost,
            "prospect_handling": cls._pick("separate", "by_activity"),
            "horizon_days": cls._pick(30, 90, 400),
            "key_account_revenue": cls._pick(0, 100, 1000),
            **{f"count_{kind}": cls.random.random() < 0.8 for kind in counts},
            **{
                f"no_{kind}_days": cls._pick(10, 60, 300)
                for kind in ("quotation", "order", "crm")
            },
        }

    @classmethod
    def _deal_partners(cls):
        for partner in cls.partners:
            cls._update(
                partner,
                active=cls.random.random() < 0.9,
                user_id=cls._pick(None, None, *cls.users.ids),
                ref=cls._pick(None, "A", "B", "C"),
                retention_excluded=cls.random.random() < 0.03,
                company_id=cls._pick(*[None] * 9, cls.company.id),
                create_date=cls._at(),
            )
        customers = {partner.id: partner.id for partner in cls.customers}
        for contact in cls.contacts:
            parent = cls._pick(None, *customers)
            is_company = not parent or cls.random.random() < 0.1
            customers[contact.id] = contact.id if is_company else customers[parent]
            cls._update(
                contact,
                parent_id=parent,
                is_company=is_company,
                commercial_partner_id=customers[contact.id],
            )

    @classmethod
    def _people(cls):
        """Return who may stand on a document: also staff and the company itcls."""
        return cls.partners + cls.staff + cls.companies.partner_id

    # -- documents ---------------------------------------------------------------

    @classmethod
    def _deal_document(cls, partner):
        deal = cls._pick(
            cls._deal_order,
            cls._deal_order,
            cls._deal_invoice,
            cls._deal_payment,
            cls._deal_bank_line,
            cls._deal_opportunity,
            cls._deal_message,
            cls._deal_meeting,
        )
        deal(partner)

    @classmethod
    def _deal_order(cls, partner):
        return cls._order(
            partner,
            cls._at(),
            cls._pick(0, -30, 12.34, 80, 250.5),
            create_date=cls._at(),
            state=cls._pick("draft", "sent", "sale", "sale", "sale", "cancel"),
            currency_rate=cls._pick(None, 0, 1, 0.5, 1.25, 3),
            user_id=cls._pick(None, *cls.users.ids),
            team_id=cls._pick(None, *cls.teams.ids),
            company_id=cls._company_id(),
        )

    @classmethod
    def _deal_invoice(cls, partner):
        types = (
            "out_invoice",
            "out_invoice",
            "out_receipt",
            "out_refund",
            "in_invoice",
        )
        move = cls._move(
            partner,
            cls._at().date(),
            cls._pick(0, 10, 33.33, 400),
            cls._pick(*types),
            state=cls._pick("draft", "posted", "posted", "posted", "cancel"),
            payment_state=cls._pick("not_paid", "partial", "in_payment", "paid"),
            company_id=cls._company_id(),
        )
        for _number in range(cls._pick(0, 1, 2)):
            line = cls._receivable(
                move, cls._pick(None, cls._at().date()), cls._pick(-5, 0, 7.5, 20)
            )
        if move.line_ids and cls.random.random() < 0.5:
            cls._link(line, cls._deal_order(partner))

    @classmethod
    def _deal_payment(cls, partner):
        return cls._payment(
            partner,
            cls._at().date(),
            state=cls._pick("draft", "in_process", "paid", "paid", "canceled"),
            payment_type=cls._pick("inbound", "inbound", "outbound"),
            partner_type=cls._pick("customer", "customer", "supplier"),
            company_id=cls._company_id(),
        )

    @classmethod
    def _deal_bank_line(cls, partner):
        line = cls._bank_line(
            partner,
            cls._at().date(),
            cls._pick(-50, 50),
            state=cls._pick("posted", "posted", "draft"),
            company_id=cls._company_id(),
        )
        if cls.random.random() < 0.4:
            cls._reconcile(line, cls._deal_payment(partner))

    @classmethod
    def _reconcile(cls, bank_line, payment):
        """Match the bank line with the payment it is."""
        credit = cls._receivable(bank_line.move_id, None, 0)
        debit = cls._receivable(bank_line.move_id, None, 0)
        cls._update(debit, payment_id=payment.id)
        cls._insert(
            "account.partial.reconcile",
            debit_move_id=debit.id,
            credit_move_id=credit.id,
        )

    @classmethod
    def _deal_opportunity(cls, partner):
        return cls._opportunity(
            partner,
            cls._at(),
            date_closed=cls._pick(None, cls._at()),
            active=cls._pick(True, True, False),
            won_status=cls._pick("pending", "won", "lost"),
            type=cls._pick("lead", "opportunity", "opportunity"),
            user_id=cls._pick(None, *cls.users.ids),
            team_id=cls._pick(None, *cls.teams.ids),
            company_id=cls._pick(None, *cls.companies.ids),
        )

    @classmethod
    def _deal_message(cls, partner):
        order, lead = cls._deal_order(partner), cls._deal_opportunity(partner)
        record = cls._pick(partner, order, lead)
        if cls.random.random() < 0.3:
            done = cls._done_activity(record, cls._at())
            cls._update(done, author_id=cls._pick(*cls.users.partner_id.ids, None))
            return done
        return cls._message(
            record,
            cls._pick(partner, partner, cls.staff, cls.insider),
            cls._at(),
            message_type=cls._pick("email", "comment", "notification"),
            is_internal=cls._pick(None, False, True),
        )

    @classmethod
    def _deal_meeting(cls, partner):
        at = cls._at()
        return cls._meeting(
            partner | cls._pick(*cls.partners, cls.staff),
            at,
            active=cls._pick(True, True, False),
            allday=cls._pick(None, False, True),
            start_date=at.date(),
        )

    # -- dice --------------------------------------------------------------------

    @classmethod
    def _pick(cls, *choices):
        return cls.random.choice(choices)

    @classmethod
    def _some(cls, choices, count):
        """Return ``count`` random members, fewer where there are fewer."""
        numbers = cls.random.sample(range(len(choices)), min(count, len(choices)))
        if isinstance(choices, tuple):
            return [choices[number] for number in numbers]
        return choices.browse(choices[number].id for number in numbers)

    @classmethod
    def _company_id(cls):
        return cls._pick(*cls.companies.ids)

    @classmethod
    def _at(cls):
        """Return a UTC moment in the history, some near midnight, some to come."""
        day = AS_OF - timedelta(days=cls.random.randint(-60, HISTORY))
        hour = cls._pick(0, 6, 7, 11, 12, 21, 22, 23)
        return datetime.combine(day, time(hour, cls.random.randint(0, 59)))
