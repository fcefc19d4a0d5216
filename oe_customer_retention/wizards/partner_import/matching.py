"""Contacts that are the customer of a row already: one query per key for all rows."""

import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize_all

from .table import WIDTHLESS

UNSEEN = dict.fromkeys(map(ord, WIDTHLESS))
SHORTEST_VAT = 3  # "/" and the like say that there is none


class CustomerRetentionImportMatching(models.AbstractModel):
    """Finds contacts by email, tax ID and reference, among those the user may see."""

    _name = "customer.retention.import.matching"
    _description = "Matching of Imported Rows"

    @api.model
    def _forms_of(self, key, values):
        """Return the normalised ``key`` of a row, which equal customers have in common.

        Each email of the cell as Odoo normalises it; a tax ID without punctuation and
        the letters of a country; a reference as it is. People do not have the tax ID of
        their company.

        :param values: values for ``res.partner``, as :mod:`.import_values` gives them
        """
        value = values.get(key)
        if not value or (key == "vat" and values.get("parent_id")):
            return ()
        if key == "email":
            return self._addresses(value)
        form = self._split_vat(value)[1] if key == "vat" else value
        return (form,) if form else ()

    def _addresses(self, text):
        return tuple(email_normalize_all(text.translate(UNSEEN)))

    def _split_vat(self, vat):
        """Return the letters of a country and the rest, None where it is too short."""
        compact = re.sub("[^A-Z0-9]", "", vat.upper())
        prefix, rest = re.fullmatch("([A-Z]{2})?(.*)", compact).groups()
        return prefix, rest if len(rest) >= SHORTEST_VAT else None

    @api.model
    def _find(self, key, forms):
        """Return the contacts that have one of these: {form: contacts}.

        Archived ones too: they are there, with their history.
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        company = Domain("company_id", "in", [False, self.env.company.id])
        if key == "vat":
            return self._find_vat(partners, company, forms)
        if key == "email":
            return self._find_email(partners, company, forms)
        found = partners.search(company & Domain(key, "in", forms))
        return found.with_context(active_test=True).grouped(key)

    def _find_email(self, partners, domain, forms):
        """Find contacts by any address: Odoo keeps only the first one normalised, and
        with characters that are not seen."""
        patterns = ("%@%@%", *(f"%{unseen}%" for unseen in WIDTHLESS))
        odd = Domain.OR(Domain("email", "=like", pattern) for pattern in patterns)
        found = partners.search(
            domain & (Domain("email_normalized", "in", forms) | odd)
        )
        contacts = {}
        for partner in found.with_context(active_test=True):
            for form in self._addresses(partner.email):
                contacts[form] = contacts.get(form, partner.browse()) | partner
        return contacts

    def _find_vat(self, partners, domain, forms):
        """Find contacts by the tax ID's form; they repeat that of their company."""
        own = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        query = partners._search(domain & own & Domain("vat", "!=", False))
        form = SQL(
            """REGEXP_REPLACE(REGEXP_REPLACE(UPPER(%s), '[^A-Z0-9]', '', 'g'),
                              '^[A-Z]{2}', '')""",
            partners._field_to_sql(query.table, "vat", query),
        )
        query.add_where(SQL("%s = ANY(%s)", form, forms))
        rows = self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), form)
        )
        ids = {}
        for id_, found in rows:
            ids.setdefault(found, []).append(id_)
        return {found: self.env["res.partner"].browse(ids[found]) for found in ids}

    @api.model
    def _choose(self, key, partners, values):
        """Return those of ``partners`` the row can mean.

        A tax ID of another country is another one. Of several contacts with the email
        or reference of a row, the one of its name is meant.
        """
        if key == "vat":
            partners = partners.filtered(lambda each: self._same_country(each, values))
        if len(partners) > 1 and values.get("name"):
            name = values["name"].casefold()
            namesakes = partners.filtered(lambda p: (p.name or "").casefold() == name)
            return namesakes or partners
        return partners

    def _same_country(self, partner, values):
        """Return whether nothing says that the tax IDs are of different countries."""
        countries = {partner.country_id.id, values.get("country_id")}
        prefixes = {self._split_vat(vat)[0] for vat in (partner.vat, values["vat"])}
        return all(len(found - {False, None}) < 2 for found in (countries, prefixes))
