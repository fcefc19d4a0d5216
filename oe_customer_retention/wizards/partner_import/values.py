"""Cells of a file as values of a contact, with one look-up per kind, not per row."""

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ...models.labels import labels
from .file import column_letter, is_unreadable
from .table import WIDTHLESS

LONGEST_CELL = 500
KNOWN = (
    "country_id",
    "state_id",
    "user_id",
    "lang",
    "parent_id",
    "industry_id",
    "stage_id",
)
# What others call the statuses.
STATUS_WORDS = {"inactive": "dormant", "churned": "lost", "gone": "lost"}
YES = {"1", "yes", "y", "true", "x", "company", "✓"}
NO = {"0", "no", "n", "false", "person", "individual"}
TAG_SEPARATORS = str.maketrans(";|", ",,")


class CellError(Exception):
    """A cell that cannot be imported; carries the sentence that says why."""


class CustomerRetentionImportValues(models.AbstractModel):
    """Converts many rows at once."""

    _name = "customer.retention.import.values"
    _description = "Values of Imported Rows"

    @api.model
    def _convert(self, rows):
        """Return the values of each row.

        :param rows: list of {field: (column index, cell)}
        :return: list of (values, None) or (None, what is wrong): those of
            ``res.partner``, and of the profile by its ``PROFILE_TARGETS``;
            ``parent_id``, ``industry_id`` and ``category_id`` are records' ids or,
            where there is none yet, names
        """
        known = {
            name: getattr(self, f"_known_{name}")(
                {row[name][1] for row in rows if name in row and row[name][1]}
            )
            for name in KNOWN
        }
        return [self._convert_row(row, known) for row in rows]

    def _convert_row(self, row, known):
        values, problems = {}, []
        columns = self.env["customer.retention.import.column"]
        for name, (index, cell) in row.items():
            try:
                values[name] = self._convert_cell(name, cell, known, values)
            except CellError as error:
                problems.append(
                    self.env._(
                        "Column %(column)s, %(field)s “%(value)s”: %(problem)s",
                        column=column_letter(index),
                        field=columns._target_label(name),
                        value=cell if len(cell) <= 60 else f"{cell[:57]}…",
                        problem=error,
                    )
                )
        return (None, " ".join(problems)) if problems else (values, None)

    def _convert_cell(self, name, cell, known, values):
        if is_unreadable(cell):
            raise CellError(
                self.env._(
                    "is a formula without a value or with an error. Enter the value "
                    "itself."
                )
            )
        if len(cell) > LONGEST_CELL:
            raise CellError(
                self.env._(
                    "%(length)s characters are more than the %(most)s possible. "
                    "Shorten it.",
                    length=len(cell),
                    most=LONGEST_CELL,
                )
            )
        if not cell:
            return None if name == "is_company" else False
        if name in known:
            return self._pick(name, cell, known[name], values)
        convert = getattr(self, f"_convert_{name}", None)
        return convert(cell) if convert else cell

    def _convert_email(self, cell):
        if not email_normalize(cell, strict=False):
            raise CellError(
                self.env._(
                    "is not an email address. Correct it or leave the cell empty."
                )
            )
        return cell.translate(dict.fromkeys(map(ord, WIDTHLESS)))

    def _convert_is_company(self, cell):
        word = cell.casefold()
        if word in YES | {self.env._("Yes").casefold()}:
            return True
        if word in NO | {self.env._("No").casefold()}:
            return False
        raise CellError(self.env._("is neither yes nor no. Enter one of these."))

    def _convert_category_id(self, cell):
        tags = (tag.strip() for tag in cell.translate(TAG_SEPARATORS).split(","))
        return list(dict.fromkeys(filter(None, tags)))

    def _convert_status_override(self, cell):
        word = cell.casefold().replace("_", " ")
        profiles = self.env["customer.retention.profile"]
        words = {
            **STATUS_WORDS,
            **{key.replace("_", " "): key for key in labels(profiles, "status")},
            **{text.casefold(): k for k, text in labels(profiles, "status").items()},
        }
        if word not in words:
            raise CellError(
                self.env._(
                    "is not a status. Use one of: %(statuses)s.",
                    statuses=", ".join(labels(profiles, "status").values()),
                )
            )
        return words[word]

    def _convert_segment_ids(self, cell):
        static = self.env["customer.segment"].search([("kind", "=", "static")])
        known = self._index(static.filtered(lambda each: each._may_add()), "name")
        ids = []
        for name in self._convert_category_id(cell):
            found = known.get(name.casefold(), ())
            if len(found) != 1:
                raise CellError(
                    self.env._(
                        "there is no static segment of this name that you may add to, "
                        "or several. Make one under Segments first."
                    )
                )
            ids += [segment.id for segment in found]
        return ids

    def _pick(self, name, cell, known, values):
        """Return the one record of ``known`` that ``cell`` names."""
        found = known.get(cell.casefold(), set())
        if name == "state_id" and values.get("country_id"):
            found = {s for s in found if s.country_id.id == values["country_id"]}
        if name in ("parent_id", "industry_id") and not found:
            return cell
        if len(found) == 1:
            [record] = found
            return record.code if name == "lang" else record.id
        if found:
            raise CellError(
                self.env._(
                    "there are %(number)s of this name. Make them distinguishable, or "
                    "leave the cell empty and set it afterwards.",
                    number=len(found),
                )
            )
        raise CellError(self._unknown(name))

    def _unknown(self, name):
        sentences = {
            "country_id": self.env._(
                "there is no such country. Use its name or its two-letter code."
            ),
            "state_id": self.env._(
                "there is no such state in this country. Use its name or code."
            ),
            "user_id": self.env._(
                "there is no such user. Use the name, login or email of a salesperson."
            ),
            "stage_id": self.env._(
                "there is no such stage in the lifecycle of %(company)s.",
                company=self.env.company.name,
            ),
            "lang": self.env._(
                "this language is not installed. Use one that is, or have an "
                "administrator add it."
            ),
        }
        return sentences[name]

    # -- what is known: {casefolded name: set of records} ------------------------------

    def _index(self, records, *names):
        found = {}
        for record in records:
            for name in names:
                if record[name]:
                    found.setdefault(record[name].casefold(), set()).add(record)
        return found

    def _known_country_id(self, _cells):
        countries = self.env["res.country"].search([])
        found = self._index(countries, "name", "code")
        for name, records in self._index(
            countries.with_context(lang="en_US"), "name"
        ).items():
            found.setdefault(name, records)
        return found

    def _known_state_id(self, cells):
        states = self.env["res.country.state"]
        return self._index(states.search([]) if cells else states, "name", "code")

    def _known_user_id(self, _cells):
        users = self.env["res.users"].search([("share", "=", False)])
        return self._index(users, "name", "login", "email")

    def _known_lang(self, _cells):
        langs = self.env["res.lang"].search([("active", "=", True)])
        return self._index(langs, "name", "code", "iso_code")

    def _known_industry_id(self, _cells):
        industries = self.env["res.partner.industry"].search([])
        return self._index_in_english(industries, "name", "full_name")

    def _known_stage_id(self, _cells):
        return self._index_in_english(
            self.env.company.sudo().retention_lifecycle_id.stage_ids, "name"
        )

    def _index_in_english(self, records, *names):
        """Return the index in the user's language, and in English besides."""
        found = self._index(records, *names)
        english = self._index(records.with_context(lang="en_US"), *names)
        return {**english, **found}

    def _known_parent_id(self, cells):
        partners = self.env["res.partner"]
        own = Domain("company_id", "in", [False, self.env.company.id])
        query = partners._search(own & Domain("is_company", "=", True))
        query.add_where(
            SQL(
                "LOWER(%s) = ANY(%s)",
                partners._field_to_sql(query.table, "name", query),
                [cell.lower() for cell in cells],
            )
        )
        return self._index(partners.browse(query) if cells else partners, "name")

    # -- what is made ------------------------------------------------------------------

    @api.model
    def _make_tags(self, values_list):
        """Replace the names of tags by links to them; create the missing ones."""
        names = {name for v in values_list for name in v.get("category_id") or ()}
        tags = self.env["res.partner.category"]
        ids = {tag.name.casefold(): tag.id for tag in tags.search([]) if names}
        missing = {
            name.casefold(): name for name in names if name.casefold() not in ids
        }
        made = tags.create([{"name": name} for name in missing.values()])
        ids.update(zip(missing, made.ids, strict=True))
        for values in values_list:
            if values.get("category_id"):
                values["category_id"] = [
                    Command.link(ids[name.casefold()]) for name in values["category_id"]
                ]

    @api.model
    def _make_industries(self, values_list):
        """Replace the names of industries that are not there by new ones, or leave
        them out where the user makes none."""
        names = {
            values["industry_id"].casefold(): values["industry_id"]
            for values in reversed(values_list)
            if isinstance(values.get("industry_id"), str)
        }
        industries = self.env["res.partner.industry"]
        ids = {}
        if industries.has_access("create"):
            made = industries.create([{"name": name} for name in names.values()])
            ids = dict(zip(names, made.ids, strict=True))
        for values in values_list:
            if isinstance(values.get("industry_id"), str):
                id_ = ids.get(values["industry_id"].casefold())
                values.pop("industry_id") if not id_ else values.update(industry_id=id_)

    @api.model
    def _make_parents(self, values_list):
        """Replace the names of companies that are not there by new companies."""
        names = {
            values["parent_id"].casefold(): values["parent_id"]
            for values in reversed(values_list)  # as the first row spells it
            if isinstance(values.get("parent_id"), str)
        }
        made = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names.values()]
        )
        ids = dict(zip(names, made.ids, strict=True))
        for values in values_list:
            if isinstance(values.get("parent_id"), str):
                values["parent_id"] = ids[values["parent_id"].casefold()]
