"""The segments of a customer; by hand only the static ones change."""

from odoo import api, fields, models
from odoo.fields import Command

from ..scope import Scope


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
        domain=lambda self: self._known_segments(),
        help="Static segments are chosen manually; dynamic ones follow from their "
        "condition.",
    )

    @api.model
    def _known_segments(self):
        """Return the domain of the segments that are there for who asks.

        Somebody's own segments are for nobody else: in a search, and in a condition
        that is run for somebody else.
        """
        segments = self.env["customer.segment"]
        if "retention_condition_reader" in self.env.context and self.env.su:
            reader = self.env.context["retention_condition_reader"]
        elif self.env.su:
            return []
        else:
            reader = self.env.uid
        return list(segments._seen_by(reader))

    @api.model
    def _condition_fields(self):
        return {*super()._condition_fields(), "segment_ids"}

    @api.model
    def _mailing_get_default_domain(self, mailing):
        """Propose customers in a segment, not everybody there is."""
        return [("segment_ids", "!=", False)]

    def write(self, vals):
        if vals.get("segment_ids", []) == []:
            return super().write(vals)
        commands = self._static_commands(vals["segment_ids"])
        changed = self._changed_segments(commands)
        changed._check_members_may_change()
        result = super().write({**vals, "segment_ids": commands})
        self._segments_changed(changed)
        return result

    def _changed_segments(self, commands):
        """Return the segments which ``commands`` add these customers to or take off."""
        linked = {command[1] for command in commands if command[0] == Command.LINK}
        gone = {command[1] for command in commands if command[0] == Command.UNLINK}
        return self.env["customer.segment"].browse(
            id_
            for profile in self
            for id_ in (linked - {*profile.segment_ids.ids})
            | (gone & {*profile.segment_ids.ids})
        )

    def _static_commands(self, value):
        """Return the commands of what is written to ``segment_ids``.

        A list given anew, by an import for example, is one of static segments.
        """
        value = value.ids if isinstance(value, models.BaseModel) else value or []
        if any(isinstance(id_, int) for id_ in value):
            value = [Command.set(value)]
        commands = []
        for command in value or [Command.clear()]:
            if command[0] in (Command.SET, Command.CLEAR):
                commands += self._given_anew(command[2] or [])
            else:
                commands.append(command)
        return commands

    def _given_anew(self, ids):
        known = self.segment_ids._filtered_access("read")
        static = known.filtered(lambda segment: segment.kind == "static")
        return [
            *(Command.unlink(id_) for id_ in static.ids if id_ not in ids),
            *(Command.link(id_) for id_ in ids),
        ]

    def _segments_changed(self, segments):
        """Let sizes, policies and lifecycle rules know of members changed by hand."""
        profiles = self.sudo().exists()
        for company in profiles.company_id:
            self.env["customer.segment.size"].sudo()._record(
                Scope.of(company), segments
            )
        self.env["res.partner"]._retention_changed(profiles.partner_id)
