from odoo import models
from odoo.tools import SQL

from .kind import Thread


class PartnerSignal(models.AbstractModel):
    _inherit = "customer.retention.signal"

    def _threads(self):
        thread = Thread(partner="id", company=None)
        return {**super()._threads(), "res.partner": thread}

    def _changes(self, since):
        contacts = SQL(
            "SELECT id, NULL::integer FROM res_partner WHERE write_date >= %s",
            since.written,
        )
        return [contacts, *super()._changes(since)]

    def _is_only_customer(self):
        """Return the SQL of whether no other customer has the email of ``contact``."""
        return SQL(
            """NOT EXISTS (
                SELECT FROM res_partner other
                WHERE other.email_normalized = contact.email_normalized
                  AND other.commercial_partner_id != contact.commercial_partner_id)"""
        )


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.retention.watched"]

    # Whose an address is, documents of other addons ask that know no more.
    _retention_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    def _retention_watched(self):
        return {"parent_id", "is_company", "user_id", "active", "retention_excluded"}

    def _retention_owned_by(self):
        return {"parent_id", "is_company"}

    def _retention_customers(self):
        return self.sudo().commercial_partner_id
