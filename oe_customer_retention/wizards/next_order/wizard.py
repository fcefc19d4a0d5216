from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.labels import enumerated

LAST, TODAY = "last", "today"


class CustomerRetentionSuggest(models.TransientModel):
    """The next orders of customers, to be looked through and made quotations of."""

    _name = "customer.retention.suggest"
    _description = "Suggested Quotations"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", readonly=True
    )
    line_ids = fields.One2many(
        "customer.retention.suggest.line",
        "suggest_id",
        string="Products",
        copy=True,
        help="Products the customer ordered before, the likeliest first. Those ticked "
        "are as many as its orders usually have lines.",
    )
    price_from = fields.Selection(
        [(LAST, "Last agreed"), (TODAY, "Today's price")],
        string="Prices",
        default=LAST,
        required=True,
        help="Last agreed: price and discount of the last order with the product. "
        "Today's price: what the customer's pricelist says.",
    )
    left_out = fields.Text(
        string="Left out",
        readonly=True,
        help="Products ordered before that can no longer be sold, and why.",
    )
    has_several = fields.Boolean(
        string="Several customers",
        compute="_compute_has_several",
        help="Each customer gets a quotation of its own.",
    )

    @api.depends("profile_ids")
    def _compute_has_several(self):
        for suggest in self:
            suggest.has_several = len(suggest.profile_ids) > 1

    @api.model
    def _for(self, profiles):
        """Return a new dialog with what each of these customers would order."""
        lines, notes = [], []
        for company, of_company in profiles.grouped("company_id").items():
            found = self.env["customer.retention.next.order"]._of(
                of_company.partner_id, company
            )
            for profile in of_company:
                products, left_out = found[profile.partner_id]
                lines += self.env["customer.retention.suggest.line"]._values(
                    profile, products
                )
                notes += [
                    f"{product.sudo().display_name} ({why})"
                    for product, why in left_out.items()
                ]
        return self.create(
            {
                "profile_ids": [Command.set(profiles.ids)],
                "line_ids": [
                    Command.create({**values, "sequence": sequence})
                    for sequence, values in enumerate(lines)
                ],
                "left_out": enumerated(self.env, notes),
            }
        )

    def action_make(self):
        """Make a quotation of what is ticked, one a customer, and open it."""
        self.ensure_one()
        chosen = self.line_ids.filtered("is_included")
        if not chosen:
            raise UserError(
                self.env._("No product is ticked: tick those to put on the quotation.")
            )
        chosen.profile_id.check_access("read")
        chosen.profile_id._refuse_blocked()
        orders = self.env["sale.order"]
        for profile, lines in chosen.grouped("profile_id").items():
            orders |= lines._make(profile, self.price_from)
        action = {"type": "ir.actions.act_window", "res_model": "sale.order"}
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {
            **action,
            "name": self.env._("Suggested quotations"),
            "domain": [("id", "in", orders.ids)],
            "views": [(False, "list"), (False, "form")],
        }
