"""Imported contacts as customers: on the list, with stage, status and segments."""

from odoo import Command, models
from odoo.exceptions import UserError

from ...models.labels import changed, enumerated, labels
from .column import PROFILE_TARGETS


class CustomerRetentionImport(models.TransientModel):
    _inherit = "customer.retention.import"

    def _make_customers(self, lines, values_list):
        """Put the contacts of rows on the list, and set what is of the customer."""
        by_customer = self._put_on_list(lines.partner_id).grouped("partner_id")
        profiles = self.env["customer.retention.profile"]
        alike = {}
        for line, values in zip(lines, values_list, strict=True):
            profile = by_customer.get(line.partner_id.commercial_partner_id)
            if not profile:
                self._check_nothing_for_profile(line, values)
            elif wanted := self._profile_values(profile, values):
                key = tuple((name, str(value)) for name, value in wanted.items())
                alike.setdefault(key, (wanted, []))[1].append(profile.id)
        for wanted, ids in alike.values():
            profiles.browse(ids).write(wanted)

    def _put_on_list(self, partners):
        """Put those who may be on the list there; return the profiles the user sees."""
        company = self.env.company
        customers = partners.commercial_partner_id.filtered(
            lambda customer: not company._retention_why_not_listed(customer.sudo())
        )
        profiles = self.env["customer.retention.profile"]
        profiles._put_on_list(customers, company)
        found = profiles.browse(profiles._of_customers(customers, company).ids)
        return found._filtered_access("read")

    def _check_nothing_for_profile(self, line, values):
        """Complain of what is to be set on a customer that the user does not see."""
        columns = self.env["customer.retention.import.column"]
        if name := next((name for name in PROFILE_TARGETS if values.get(name)), None):
            raise UserError(
                self.env._(
                    "The field '%(field)s' cannot be set: %(contact)s is not your "
                    "customer. Empty the cell, or have a sales manager import the row.",
                    field=columns._target_label(name),
                    contact=line.partner_id.name,
                )
            )

    def _profile_values(self, profile, values):
        """Return what of a row is written to the profile of its customer."""
        wanted = {}
        stage_id, status = values.get("stage_id"), values.get("status_override")
        if stage_id and stage_id != profile.stage_id.id:
            wanted |= {"stage_id": stage_id, "stage_reason": self.env._("Imported")}
        if status and status != profile.status:
            wanted |= {
                "status_override": status,
                "override_reason": self.env._("Imported"),
            }
        new = set(values.get("segment_ids") or ()) - set(profile.segment_ids.ids)
        if new:
            wanted["segment_ids"] = [Command.link(id_) for id_ in sorted(new)]
        return wanted

    # -- what an update changes --------------------------------------------------------

    def _differences(self, partner, values):
        """Return a sentence for each field an update of ``partner`` changes."""
        told = []
        columns = self.env["customer.retention.import.column"]
        for name, value in values.items():
            old, new = self._before_and_after(partner, name, value)
            if new is None or old == new or self._leaves(name, value):
                continue
            told.append(
                changed(
                    self.env,
                    columns._target_label(name),
                    old or self.env._("empty"),
                    new or self.env._("empty"),
                )
            )
        return told

    def _before_and_after(self, partner, name, value):
        """Return what people read of a field now and then, (None, None) for no change
        there can be."""
        if name in PROFILE_TARGETS:
            return self._profile_before_and_after(partner, name, value)
        field = partner._fields[name]
        old = partner[name]
        if name == "category_id":
            names = self._tag_names(value)
            new = {tag.casefold() for tag in names} - {
                tag.name.casefold() for tag in old
            }
            added = [tag for tag in names if tag.casefold() in new]
            return (
                (
                    enumerated(self.env, old.mapped("name")),
                    f"+ {enumerated(self.env, added)}",
                )
                if added
                else (None, None)
            )
        if field.relational:
            if isinstance(value, str):
                return old.display_name or "", value
            return old.display_name or "", old.browse(value or ()).display_name or ""
        if field.type == "boolean":
            words = {True: self.env._("Yes"), False: self.env._("No")}
            return words[bool(old)], words[bool(value)]
        return old or "", value or ""

    def _tag_names(self, value):
        """Return the names of tags: of a cell, or of the links made of it."""
        value = value or []
        if value and not isinstance(value[0], str):
            tags = self.env["res.partner.category"].browse(self._linked(value))
            return tags.mapped("name")
        return value

    def _profile_before_and_after(self, partner, name, value):
        profile = self.env["customer.retention.profile"]._of_customers(
            partner.commercial_partner_id, self.env.company
        )
        profile = self.env[profile._name].browse(profile.ids)._filtered_access("read")
        if not value:
            return None, None
        if name == "stage_id":
            return profile.stage_id.name or "", profile.stage_id.browse(value).name
        if name == "status_override":
            words = labels(profile, "status")
            return words.get(profile.status, ""), words[value]
        added = profile.segment_ids.browse(set(value) - set(profile.segment_ids.ids))
        if not added:
            return None, None
        present = profile.segment_ids.mapped("name")
        return (
            enumerated(self.env, present),
            f"+ {enumerated(self.env, added.mapped('name'))}",
        )
