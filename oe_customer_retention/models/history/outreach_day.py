from odoo import fields, models


class CustomerRetentionOutreachDay(models.Model):
    """A day on which we contacted a customer.

    What win-backs are compared by. Rows are written by
    ``customer.retention.refresh`` only, by comparing with the documents.
    """

    _name = "customer.retention.outreach.day"
    _description = "Retention Contact Day"
    _inherit = ["customer.retention.dated.mixin"]
    _log_access = False

    user_id = fields.Many2one(related="profile_id.user_id", string="Salesperson")
    date = fields.Date(help="A day on which someone was in touch with the customer.")
    contact_count = fields.Integer(
        string="Contacts",
        readonly=True,
        help="Completed activities, meetings held, emails and mailings sent to anyone "
        "at the customer on this day.",
    )

    _profile_date_unique = models.UniqueIndex("(profile_id, date)")
