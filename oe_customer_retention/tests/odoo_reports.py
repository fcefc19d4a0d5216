"""What Odoo's own reports of sales and invoices say of each customer.

Added up they are the revenue of the addon, customer by customer, but for what is still
to be invoiced: there each difference has one of the :data:`REASONS`.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

SALES = ("out_invoice", "out_receipt", "out_refund")
# Where Odoo's amount to invoice is another one than what is open here: a domain of
# confirmed lines of orders each. See docs/numbers.md, "Purchases and revenue".
REASONS = {
    "credited": [
        "|",
        ("invoice_lines.move_id.move_type", "=", "out_refund"),
        ("invoice_lines.move_id.reversal_move_ids.state", "=", "posted"),
    ],
    "invoiced by delivery": [("product_id.invoice_policy", "=", "delivery")],
    "returned on an order": [("product_uom_qty", "<", 0)],
    "more invoiced than set off": [("untaxed_amount_to_invoice", "<", 0)],
}


class Difference(NamedTuple):
    """Revenue by the addon and by the reports, and why they differ, if so."""

    customer: object
    ours: float
    theirs: float
    reasons: list


class OdooReports:
    """The reports of one company, of documents up to a day."""

    def __init__(self, company, as_of):
        self.env = company.sudo().with_context(active_test=False, tz="UTC").env
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": company.ids}
        )
        self.company = company.with_env(self.env)
        self.as_of = as_of

    def compare(self):
        """Return how many customers the reports know, and each :class:`Difference`."""
        ours, theirs = self._profiles(), self._reported()
        strangers = theirs.keys() - ours.keys()
        customers = ours.keys() | {c for c in strangers if self._is_customer(c)}
        more = {c: round(ours.get(c, 0) - theirs[c], 6) for c in customers}
        differing = {
            customer: amount
            for customer, amount in more.items()
            if not self.company.currency_id.is_zero(amount)
        }
        reasons = self._reasons(differing)
        return len(customers), [
            Difference(c, ours.get(c, 0), theirs[c], reasons[c]) for c in differing
        ]

    def _profiles(self):
        profiles = self.env["customer.retention.profile"].search(
            [("company_id", "=", self.company.id), ("excluded", "=", False)]
        )
        return {profile.partner_id: profile.revenue_total for profile in profiles}

    def _is_customer(self, partner):
        """Return whether a partner without a profile should have one."""
        is_staff = any(not user.share and user.active for user in partner.user_ids)
        own = partner == self.company.partner_id
        return not (own or is_staff or partner.retention_excluded)

    def _reported(self, rounded=False):
        """Return revenue by customer, as the purchase basis adds the reports up.

        :param rounded: round what the report of sales says to cents order by order, as
            the addon does, instead of at the end
        """
        basis = self.company.retention_purchase_basis
        if basis == "order":
            return self._sold("price_subtotal", rounded)
        found = self._invoiced()
        if basis == "both":
            sold = self._sold("untaxed_amount_to_invoice", rounded)
            for customer, amount in sold.items():
                found[customer] += amount
        return found

    def _invoiced(self):
        return self._by_customer(
            "account.invoice.report",
            "price_subtotal",
            ("state", "=", "posted"),
            ("move_type", "in", SALES),
            ("invoice_date", "<=", self.as_of),
        )

    def _sold(self, amount, rounded):
        zone = ZoneInfo(self.company._retention_timezone())
        tomorrow = datetime.combine(self.as_of + timedelta(days=1), time(0), zone)
        end = tomorrow.astimezone(timezone.utc).replace(tzinfo=None)
        domain = [("state", "=", "sale"), ("date", "<", end)]
        by_order = ["order_reference"] if rounded else []
        return self._by_customer("sale.report", amount, *domain, by=by_order)

    def _by_customer(self, report, amount, *domain, by=()):
        """Add a report up by the customers that its partners belong to today.

        :param by: what is added up by itself and rounded, before it is added
        """
        found = defaultdict(float)
        for partner, *_by, total in self.env[report]._read_group(
            [("company_id", "=", self.company.id), *domain],
            ["partner_id", *by],
            [f"{amount}:sum"],
        ):
            total = self.company.currency_id.round(total or 0) if by else total or 0
            found[partner.commercial_partner_id] += total
        return found

    def _reasons(self, differing):
        """Return ``{customer: [reason, ...]}`` of why the reports may differ.

        :param differing: ``{customer: by how much}``
        """
        found = defaultdict(list)
        basis = self.company.retention_purchase_basis
        if basis != "invoice":
            for customer in self._rounded(differing):
                found[customer].append("rounded, order by order")
        for reason, domain in REASONS.items() if basis == "both" else ():
            for customer in self._buyers(differing, domain):
                found[customer].append(reason)
        for customer in self._rounded_in_cash(differing):
            found[customer].append("rounded in cash")
        return found

    def _rounded(self, differing):
        """Return those who are equal once each order's amount is rounded."""
        unrounded, rounded = self._reported(), self._reported(rounded=True)
        is_zero = self.company.currency_id.is_zero
        return [
            customer
            for customer, amount in differing.items()
            if is_zero(amount + unrounded[customer] - rounded[customer])
        ]

    def _buyers(self, customers, domain):
        """Return those of the customers with a confirmed line of this domain."""
        ids = [customer.id for customer in customers]
        of_them = [
            ("order_id.partner_id.commercial_partner_id", "in", ids),
            ("company_id", "=", self.company.id),
            ("state", "=", "sale"),
        ]
        lines = self.env["sale.order.line"].search([*of_them, *domain])
        return lines.order_id.partner_id.commercial_partner_id

    def _rounded_in_cash(self, customers):
        """Return those with invoices rounded to coins: no product, but revenue."""
        if self.company.retention_purchase_basis == "order":
            return []
        lines = self.env["account.move.line"].search(
            [
                ("display_type", "=", "rounding"),
                ("company_id", "=", self.company.id),
                ("partner_id", "in", [customer.id for customer in customers]),
            ]
        )
        return lines.partner_id.commercial_partner_id
