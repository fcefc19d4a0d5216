from odoo import fields, models


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    on_list_by_hand = fields.Boolean(
        string="Put on the list manually",
        readonly=True,
        copy=False,
        help="Added to the list with New, from Contacts or by an import: it stays "
        "there without any document.",
    )

    def _hand_made(self):
        return [*super()._hand_made(), ("on_list_by_hand",)]
