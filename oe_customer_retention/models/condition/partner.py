from odoo import api, models

PARTNER_FIELDS = (
    "id",
    "name",
    "ref",
    "active",
    "is_company",
    "category_id",
    "industry_id",
    "street",
    "zip",
    "city",
    "state_id",
    "country_id",
    "lang",
    "email",
    "phone",
    "website",
    "vat",
    "user_id",
    "supplier_rank",
    "create_date",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _condition_fields(self):
        """Return the fields of a customer's contact that conditions may ask for.

        Everybody who sees the customer learns the answer: name only what all of them
        may read, of the contact itself, and nothing about other records.

        :rtype: set[str]
        """
        return {*PARTNER_FIELDS}
