"""The segments of a customer; by hand only the static ones change."""

from odoo import api, fields, models
from odoo.fields import Command


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"
    # may receive mass mailings, where these are installed
    _mailing_enabled = True

    segment_ids = fields.Many2many(
        "customer.segment",
        relation="customer_segment_profile_rel",
        column1="profile_id",
        column2="segment_id",
        string="Segments",
        copy=False,
        check_company=True,
        help="Static segments are chosen by hand; dynamic ones follow from their "
        "condition.",
    )

    @api.model
    def _mailing_get_default_domain(self, mailing):
        """Propose customers in a segment, not everybody there is."""
        return [("segment_ids", "!=", False)]

    def write(self, vals):
        if "segment_ids" not in vals:
            return super().write(vals)
        before = {profile: profile.segment_ids for profile in self}
        commands = self._static_commands(vals["segment_ids"])
        result = super().write({**vals, "segment_ids": commands})
        changed = self.env["customer.segment"]
        for profile, segments in before.items():
            changed |= (segments - profile.segment_ids) | (
                profile.segment_ids - segments
            )
        changed._check_static()
        self._segments_changed(changed)
        return result

    def _static_commands(self, commands):
        """A list given anew, by an import for example, is one of static segments."""
        static = self.segment_ids.filtered(lambda segment: segment.kind == "static")
        result = []
        for command in [Command.clear()] if commands in (False, None) else commands:
            if command[0] in (Command.SET, Command.CLEAR):
                given = command[2] or []
                result += [Command.unlink(id_) for id_ in {*static.ids} - {*given}]
                result += [Command.link(id_) for id_ in given]
            else:
                result.append(command)
        return result

    def _segments_changed(self, segments):
        """Let sizes, policies and lifecycle rules know of members changed by hand."""
        refresh = self.env["customer.retention.refresh"].sudo()
        for company in self.sudo().company_id:
            scope = refresh._scope(company)
            self.env["customer.segment.size"].sudo()._record(scope, segments)
        self.env["res.partner"]._retention_changed(self.sudo().partner_id)
