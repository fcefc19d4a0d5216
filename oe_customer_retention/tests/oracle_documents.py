"""The documents of one company, read one by one through the ORM.

Shares no code with the addon's signals: see ``oracle``.
"""

from collections import defaultdict
from datetime import date, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .sale_oracle import SaleOracle

CHATTERS = ("res.partner", "crm.lead", "sale.order", "customer.retention.profile")


class Signal(NamedTuple):
    kind: str
    day: date
    is_own: bool = True
    is_activity: bool = True
    is_contact: bool = False


class Documents:
    """What happened, by customer, as far as ``company`` may see it on ``as_of``.

    ``signals``, ``purchases`` (``{day: (revenue, purchases)}``), ``counts`` and
    ``last_order`` are keyed by the id of the commercial partner, as is ``listed``: the
    days on which something put it on the list, whether or not it is a signal.
    """

    def __init__(self, company, as_of):
        self.env = company.sudo().with_context(active_test=False, tz="UTC").env
        self.company = company.with_env(self.env)
        self.as_of = as_of
        calendar = self.company.resource_calendar_id
        self.zone = ZoneInfo(self.company.partner_id.tz or calendar.tz or "UTC")
        self.signals = defaultdict(list)
        sales = SaleOracle(company, as_of).sales()
        self.purchases = defaultdict(dict, {c.id: days for c, days in sales.items()})
        self.counts = defaultdict(lambda: defaultdict(float))
        self.last_order = {}
        self.listed = {}
        self._read_audience()
        self._read_orders()
        self._read_opportunities()
        self._read_messages()
        self._read_meetings()
        self._read_moves()
        self._read_payments()
        self._read_bank_lines()

    def _local(self, moment):
        return moment.replace(tzinfo=timezone.utc).astimezone(self.zone).date()

    def _add(self, kind, partner, company, day, **values):
        """Note a signal, unless it is another company's or in the future."""
        if not partner or company not in (self.company, self.env["res.company"]):
            return False
        if day > self.as_of:
            return False
        customer = partner.commercial_partner_id.id
        self.signals[customer].append(Signal(kind, day, bool(company), **values))
        return True

    def _read_audience(self):
        for lead in self._search("crm.lead"):
            if lead.active or lead.type == "opportunity":
                day = self._local(lead.create_date)
                self._list(lead.partner_id, self._lead_company(lead), day)
        self._read_logged()
        self._read_listed()

    def _read_logged(self):
        for logged in self._search("customer.retention.interaction"):
            self._list(logged.partner_id, logged.company_id, logged.day)
        for message in self._search("mail.message", ("model", "=", "res.partner")):
            for user in message.author_id.user_ids.filtered(lambda u: not u.share):
                partner = self.env["res.partner"].browse(message.res_id).exists()
                if message.mail_activity_type_id.category in ("phonecall", "meeting"):
                    company = partner.company_id or user.company_id
                    self._list(partner, company, self._local(message.date))

    def _read_listed(self):
        for profile in self._search("customer.retention.profile"):
            if profile.on_list_by_hand:
                day = min(self._local(profile.create_date), self.as_of)
                self._list(profile.partner_id, profile.company_id, day)
        if self.company.retention_audience == "everybody":
            own = self.env["res.company"].search([]).partner_id
            for partner in self._search("res.partner", ("active", "=", True)) - own:
                if partner == partner.commercial_partner_id:
                    day = self._local(partner.create_date)
                    self._list(partner, partner.company_id, day)

    def _list(self, partner, company, day):
        if (
            partner
            and company in (self.company, company.browse())
            and day <= self.as_of
        ):
            customer = partner.commercial_partner_id.id
            self.listed.setdefault(customer, []).append(day)

    def _search(self, model, *domain):
        return self.env[model].search(list(domain), order="id")

    def _read_orders(self):
        for order in self._search("sale.order", ("state", "!=", "cancel")):
            partner, company = order.partner_id, order.company_id
            customer = partner.commercial_partner_id.id
            asked = self._local(min(order.create_date, order.date_order))
            is_cart = "website_id" in order and order.website_id
            if self._offers(order) and not (is_cart and order.state == "draft"):
                is_seen = self._add("quotation", partner, company, asked)
                if is_seen and order.state in ("draft", "sent"):
                    self.counts[customer]["quotation"] += 1
            day = self._local(order.date_order)
            if order.state == "sale" and self._add("order", partner, company, day):
                self._read_confirmed(order, customer)

    def _offers(self, order):
        lines = order.order_line.filtered(lambda line: not line.display_type)
        return order.amount_untaxed or any(line.product_uom_qty for line in lines)

    def _read_confirmed(self, order, customer):
        last = self.last_order.setdefault(customer, order)
        self.last_order[customer] = max(last, order, key=lambda o: (o.date_order, o.id))

    def _read_opportunities(self):
        for lead in self._search("crm.lead", ("type", "=", "opportunity")):
            company = self._lead_company(lead)
            if lead.date_closed:
                day = self._local(lead.date_closed)
                is_won = lead.won_status == "won"
                self._met(lead.partner_id, company, day, is_won)
            opened = self._local(lead.create_date)
            if self._met(lead.partner_id, company, opened):
                counts = self.counts[lead.partner_id.commercial_partner_id.id]
                counts["won"] += lead.won_status == "won"
                counts["open"] += lead.active and lead.won_status == "pending"

    def _met(self, partner, company, day, is_act=True):
        acts = {"is_activity": is_act, "is_contact": is_act}
        return self._add("crm", partner, company, day, **acts)

    def _lead_company(self, lead):
        return lead.company_id or lead.team_id.company_id or lead.user_id.company_id

    def _read_messages(self):
        for message in self._search("mail.message", ("res_id", "!=", 0)):
            partner = self._message_customer(message)
            if partner:
                company = self._message_company(message)
                is_mail = not message.mail_activity_type_id
                self._met(partner, company, self._local(message.date), is_mail)

    def _message_customer(self, message):
        """Return whom ``message`` tells of: its author, or the record's customer.

        An activity marked as done says nothing of what the customer did.
        """
        nobody = self.env["res.partner"]
        if message.model not in CHATTERS:
            return nobody
        record = self.env[message.model].browse(message.res_id).exists()
        about = record if message.model == "res.partner" else record.partner_id
        if message.mail_activity_type_id:
            return about
        author = message.author_id
        staff = author.user_ids.filtered(lambda user: not user.share)
        is_own = author.commercial_partner_id == about.commercial_partner_id
        if message.is_internal or any(staff.mapped("active")):
            return nobody
        is_written = message.message_type in ("email", "comment")
        return author if is_written and (is_own or not staff) else nobody

    def _message_company(self, message):
        record = self.env[message.model].browse(message.res_id).exists()
        if message.model == "res.partner":
            return self.env["res.company"]
        if message.model == "crm.lead":
            return self._lead_company(record)
        return record.company_id

    def _read_meetings(self):
        for meeting in self._search("calendar.event", ("active", "=", True)):
            day = meeting.start_date if meeting.allday else self._local(meeting.start)
            for partner in meeting.partner_ids:
                if self._missed(partner, day):
                    continue
                self._met(partner, self.env["res.company"], day)

    def _missed(self, partner, day):
        logged = self._search(
            "customer.retention.interaction",
            ("partner_id", "=", partner.commercial_partner_id.id),
            ("company_id", "=", self.company.id),
            ("kind", "=", "meeting"),
            ("day", "=", day),
        )
        return logged and not any(
            meeting.reached or meeting.direction == "incoming" for meeting in logged
        )

    def _read_moves(self):
        bought = SaleOracle(self.company, date.max).bought()
        for move in self._search(
            "account.move", ("state", "=", "posted"), ("invoice_date", "!=", False)
        ):
            is_sale = move.move_type in ("out_invoice", "out_receipt")
            if not is_sale and move.move_type != "out_refund":
                continue
            self._add(
                "invoice",
                move.partner_id,
                move.company_id,
                move.invoice_date,
                is_activity=move in bought,
            )
            if is_sale and move.company_id == self.company:
                self._read_overdue(move)

    def _read_overdue(self, move):
        for line in move.line_ids:
            if (
                move.payment_state in ("not_paid", "partial", "blocked")
                and line.account_id.account_type == "asset_receivable"
                and line.date_maturity
                and line.date_maturity < self.as_of
                and line.amount_residual > 0
            ):
                customer = move.partner_id.commercial_partner_id.id
                self.counts[customer]["overdue"] += line.amount_residual

    def _read_payments(self):
        for payment in self._search(
            "account.payment",
            ("state", "in", ("in_process", "paid")),
            ("payment_type", "=", "inbound"),
            ("partner_type", "=", "customer"),
        ):
            company = payment.company_id
            self._add("payment", payment.partner_id, company, payment.date)

    def _read_bank_lines(self):
        for line in self._search("account.bank.statement.line", ("amount", ">", 0)):
            if line.move_id.state == "posted":
                for partner in self._payers(line):
                    self._add("payment", partner, line.company_id, line.move_id.date)

    def _payers(self, line):
        """Return whose money it is: those of the receivables it paid, or its partner's
        while it is matched with nothing."""
        entries = line.move_id.line_ids
        types = entries.account_id.mapped("account_type")
        if not {"asset_receivable", "liability_payable"} & {*types}:
            settled = entries.matched_debit_ids.debit_move_id
            is_told = settled.payment_id or line.is_reconciled
            return self.env["res.partner"] if is_told else line.partner_id
        found = self.env["res.partner"]
        for entry in entries:
            if entry.account_id.account_type == "asset_receivable":
                paid = entry.matched_debit_ids.debit_move_id
                found |= (paid - paid.filtered("payment_id")).partner_id
                found |= entry.partner_id if not paid else found
        return found
