from odoo import fields, models
from odoo.fields import Command


class CustomerSegmentAssign(models.TransientModel):
    """Add several customers to segments, or take them out."""

    _name = "customer.segment.assign"
    _description = "Change Segments"
    _inherit = ["customer.retention.links.mixin"]

    profile_ids = fields.Many2many(
        "customer.retention.profile", string="Customers", required=True
    )
    change = fields.Selection(
        [("add", "Add to"), ("remove", "Remove from")],
        required=True,
        default="add",
        help="Whether the customers are put into the segment or taken out.",
    )
    segment_ids = fields.Many2many(
        "customer.segment",
        string="Segments",
        required=True,
        domain="[('kind', '=', 'static')]",
        help="Static segments; membership in a dynamic one follows from its condition.",
    )

    def action_apply(self):
        """Change the segments of the customers."""
        self.ensure_one()
        command = Command.link if self.change == "add" else Command.unlink
        self.profile_ids.write(
            {"segment_ids": [command(id_) for id_ in self.segment_ids.ids]}
        )
