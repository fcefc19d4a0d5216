from odoo import api, models

DERIVED = (
    "customer.retention.category",
    "customer.retention.outreach.day",
    "customer.retention.purchase.day",
    "customer.retention.purchase.line",
    "customer.retention.transition",
)


class PartnerMerge(models.TransientModel):
    """Merging partners merges their profiles: one for each customer and company."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners += partners.commercial_partner_id - partners
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        for partner in partners.exists():
            # Who has become a contact by the merge is a customer no more.
            self._merge_retention(partner, partner.commercial_partner_id)
        partners.exists()._refresh_retention()
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._merge_retention(src_partners, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Keep what the remaining contact says: base takes over what is empty there."""
        names = ("retention_excluded", "retention_excluded_reason")
        kept = {name: dst_partner.sudo()[name] for name in names}
        super()._update_values(src_partners, dst_partner)
        if any(dst_partner.sudo()[name] != value for name, value in kept.items()):
            dst_partner.sudo().write(kept)

    def _merge_retention(self, partners, customer):
        """Hand the profiles of ``partners`` over to ``customer``.

        Base would delete them where the customer has a profile too, and with them
        what people wrote there.
        """
        profiles = (partners | customer)._retention_profiles()
        for merged in profiles.grouped("company_id").values():
            own = merged.filtered(lambda profile: profile.partner_id == customer)
            kept = own or merged[0]
            if others := merged - kept:
                self._merge_profiles(others, kept)
            if not own:
                kept.partner_id = customer

    def _merge_profiles(self, profiles, kept):
        """Merge ``profiles`` into the profile ``kept`` of the same company.

        Chatter, followers, activities and all records that refer to a profile go
        over to ``kept``, and values set by hand as its ``_hand_made`` says. Derived
        rows are deleted: the refresh derives them anew.
        """
        kept._absorb(profiles)
        for model in DERIVED:
            self.env[model].sudo().search([("profile_id", "in", profiles.ids)]).unlink()
        self.env.flush_all()
        self._update_foreign_keys_generic(kept._name, profiles, kept)
        self._update_reference_fields_generic(kept._name, profiles, kept)
        profiles.unlink()
