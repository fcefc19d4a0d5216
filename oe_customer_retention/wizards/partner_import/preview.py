"""Preview of what importing each row would do."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.labels import enumerated, field_label, phrased
from .column import TARGETS

BLANK = {
    "partner_id": False,
    "first_id": False,
    "message": False,
    "late": False,
    "is_employer": False,
    "done": False,
}
KEYS = {"ref": "match_ref", "vat": "match_vat", "email": "match_email"}


class CustomerRetentionImport(models.TransientModel):
    _inherit = "customer.retention.import"

    def _keys(self):
        """Return the fields rows are matched by, the surest first."""
        targets = set(self.column_ids.mapped("target"))
        return [key for key, option in KEYS.items() if self[option] and key in targets]

    def _rows(self, lines):
        """Return ``{field: (column index, cell)}`` of each of ``lines``."""
        columns = sorted(
            (TARGETS.index(column.target), column.index, column.target)
            for column in self.column_ids.filtered("target")
        )
        return [
            {
                target: (index, cells[index] if index < len(cells) else "")
                for _place, index, target in columns
            }
            for cells in lines.mapped("cells")
        ]

    def _examine(self):
        """Write to every row what importing it would do."""
        lines = self.line_ids.sorted("row")
        values_model = self.env["customer.retention.import.values"]
        converted = values_model._convert(self._rows(lines))
        forms = self._forms([values or {} for values, _problem in converted])
        found = self._find_duplicates(forms)
        writable = self._writable(found)
        employers, names = self._companies_named(converted)
        namesakes = self._namesakes(converted)
        seen, verdicts = {}, {}
        for line, (values, problem), own in zip(lines, converted, forms, strict=True):
            verdict = {"action": "error", "message": problem}
            if not problem:
                verdict = self._judge(values, own, found, writable, seen)
                verdict["late"] = bool(values.get("parent_id"))
                verdict["is_employer"] = _folded(values.get("name")) in employers
                if _folded(values.get("parent_id")) in employers - names:
                    verdict["message"] = verdict.get("message") or self.env._(
                        "With a new company %(name)s.", name=values["parent_id"]
                    )
                notes = self._notes(verdict, values, namesakes)
                verdict["message"] = " ".join(
                    filter(None, (verdict.get("message"), *notes))
                )
                if verdict["action"] == "create":
                    namesakes.setdefault(_folded(values.get("name")), None)
            if first := verdict.get("first_id"):
                verdict["late"] |= verdicts[lines.browse(first)]["late"]
            if verdict["action"] == "create" and self.on_duplicate != "create":
                for pair in _pairs(own):
                    seen.setdefault(pair, line)
            verdicts[line] = BLANK | verdict
        self._write_verdicts(verdicts)

    def _namesakes(self, converted):
        """Return ``{folded name: contact}`` of contacts called like a row."""
        names = {_folded(v.get("name")) for v, problem in converted if not problem}
        partners = self.env["res.partner"]
        own = Domain("company_id", "in", [False, self.env.company.id])
        query = partners._search(own & Domain("parent_id", "=", False))
        query.add_where(
            SQL(
                "LOWER(%s) = ANY(%s)",
                partners._field_to_sql(query.table, "name", query),
                sorted(names - {None}),
            )
        )
        found = partners.browse(query) if names - {None} else partners
        return {_folded(partner.name): partner for partner in reversed(found)}

    def _notes(self, verdict, values, namesakes):
        """Return what to look at before the row is imported; nothing of it is wrong."""
        notes = []
        name = _folded(values.get("name"))
        if verdict["action"] == "create" and name in namesakes:
            notes.append(self._note_namesake(namesakes[name]))
        if (
            len(
                self.env["customer.retention.import.matching"]._addresses(
                    values.get("email") or ""
                )
            )
            > 1
        ):
            notes.append(
                self.env._(
                    "More than one address in the email: the first is the main one. "
                    "Enter the others on separate contacts."
                )
            )
        if isinstance(values.get("industry_id"), str):
            notes.append(self._note_industry(values["industry_id"]))
        return notes

    def _note_namesake(self, partner):
        if not partner:
            return self.env._("An earlier row has the same name: possibly a duplicate.")
        known = (partner.name, partner.email or partner.city)
        return self.env._(
            "There is a contact of this name: possibly a duplicate of %(contact)s.",
            contact=enumerated(self.env, list(filter(None, known))),
        )

    def _note_industry(self, name):
        if self.env["res.partner.industry"].has_access("create"):
            return self.env._("With a new industry %(name)s.", name=name)
        return self.env._(
            "There is no industry %(name)s: it is left out. An administrator can add "
            "it.",
            name=name,
        )

    def _companies_named(self, converted):
        """Return the companies of rows that are not there yet, and the rows' names."""
        valid = [values for values, problem in converted if not problem]
        return (
            {_folded(values.get("parent_id")) for values in valid} - {None},
            {_folded(values.get("name")) for values in valid},
        )

    def _write_verdicts(self, verdicts):
        """Write those that are equal at once."""
        alike = {}
        for line, verdict in verdicts.items():
            alike.setdefault(tuple(verdict.items()), []).append(line.id)
        for verdict, ids in alike.items():
            self.line_ids.browse(ids).write(dict(verdict))

    def _forms(self, values_list):
        """Return ``{key: normalised forms}`` of each row."""
        matching, keys = self.env["customer.retention.import.matching"], self._keys()
        return [
            {key: forms for key in keys if (forms := matching._forms_of(key, values))}
            for values in values_list
        ]

    def _find_duplicates(self, forms):
        """Return ``{key: {form: contacts}}`` of all rows, one query per key."""
        matching, found = self.env["customer.retention.import.matching"], {}
        for key in self._keys():
            wanted = {form for own in forms for form in own.get(key, ())}
            found[key] = matching._find(key, sorted(wanted)) if wanted else {}
        return found

    def _writable(self, found):
        partners = self.env["res.partner"].union(
            *(partners for by_form in found.values() for partners in by_form.values())
        )
        return partners._filtered_access("write")

    def _judge(self, values, own, found, writable, seen):
        """Return action, contact and message of one row, whose forms are ``own``."""
        key, partners = self._duplicates(values, own, found)
        if partners and self.on_duplicate != "create":
            return self._judge_duplicate(key, partners, writable, values)
        if pair := next((pair for pair in _pairs(own) if pair in seen), None):
            first = seen[pair]
            return {
                "action": "skip" if self.on_duplicate == "skip" else "update",
                "first_id": first.id,
                "message": self.env._(
                    "Same value in '%(field)s' as row %(row)s.",
                    field=field_label(self.env["res.partner"], pair[0]),
                    row=first.row,
                ),
            }
        if not values.get("name"):
            return {
                "action": "error",
                "message": self.env._(
                    "There is no such contact yet, and without a name none can be "
                    "created. Fill in the name."
                ),
            }
        return {"action": "create"}

    def _duplicates(self, values, own, found):
        """Return the first key that finds contacts, and these."""
        matching = self.env["customer.retention.import.matching"]
        for key, form in _pairs(own):
            if partners := found[key].get(form):
                if chosen := matching._choose(key, partners, values):
                    return key, chosen
        return None, self.env["res.partner"]

    def _judge_duplicate(self, key, partners, writable, values):
        partner, field = partners[0], field_label(self.env["res.partner"], key)
        same = self.env._("Same value in '%(field)s'.", field=field)
        if not partner.active:
            same = self.env._(
                "Same value in '%(field)s', archived contact.", field=field
            )
        if self.on_duplicate == "skip":
            return {"action": "skip", "partner_id": partner.id, "message": same}
        problem = None
        if len(partners) > 1:
            problem = self.env._(
                "%(number)s contacts have the same %(field)s. Merge them, or enter "
                "the name of one exactly as it is there.",
                number=len(partners),
                field=field,
            )
        elif partner not in writable:
            problem = self.env._(
                "You may not change %(name)s. Ask its salesperson or an administrator.",
                name=partner.display_name,
            )
        verdict = {"partner_id": partner.id}
        if problem:
            return {**verdict, "action": "error", "message": problem}
        told = phrased(self.env, self._differences(partner, values))
        return {
            **verdict,
            "action": "update" if told else "same",
            "message": f"{same} {told}".strip(),
        }


def _folded(name):
    """A name without regard to capitals; None for what is no name."""
    return name.casefold() if isinstance(name, str) else None


def _pairs(own):
    """The keys of a row with each of their forms."""
    return [(key, form) for key, forms in own.items() for form in forms]
