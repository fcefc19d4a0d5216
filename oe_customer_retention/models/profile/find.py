"""Finding customers from one search box: by whatever a person knows of them.

That is any word of the name, mail address, city, reference or tax ID of the customer
or of one of its contact persons and addresses, a tag, and a phone number however it is
written. Everything is looked up in ``res.partner`` under the rights of who asks.
"""

import re

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

WORDS = ("complete_name", "email", "city", "ref", "vat")
FOUND_BY = ("ilike", "like")
# Digits, and what people write between them; fewer digits are no number yet.
NUMBER = re.compile(r"[\d\s+./()\-\u2010-\u2015]+")
FEWEST_DIGITS = 3
MOST_WORDS = 20


def _text(alias=""):
    """Return the SQL of all words of a contact, as one text."""
    return " || ' ' || ".join(f"COALESCE({alias}{name}, '')" for name in WORDS)


def _index(registry):
    """Return the index by which a word anywhere in the text is found, if it can be."""
    if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
        return ""
    return f"USING gin ({registry.unaccent(f'({_text()})')} gin_trgm_ops)"


class ResPartner(models.Model):
    _inherit = "res.partner"

    _retention_text_idx = models.Index(_index)

    @api.model
    def _retention_with_word(self, word):
        """Return the domain of contacts in whose text ``word`` is."""

        def to_sql(model, alias, _query):
            unaccent = model.pool.unaccent
            return SQL(
                "%s ILIKE %s",
                unaccent(SQL(f"({_text(f'{alias}.')})")),
                unaccent(SQL("%s", f"%{escape_psql(word)}%")),
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _retention_with_words(self, text):
        """Return the domain of contacts in whose text the words of ``text`` are.

        The first of them say enough: thousands would keep the server busy.
        """
        words = [*dict.fromkeys(text.split())][:MOST_WORDS]
        return Domain.AND(map(self._retention_with_word, words))

    @api.model
    def _retention_ways_to_find(self, text):
        """Return the domains of the contacts that ``text`` finds, one for each way."""
        text = text.strip()
        tagged = Domain("category_id", "ilike", text)
        if number := self._retention_national_number(text):
            words = Domain.OR(map(self._retention_with_word, {text, number}))
            return [words, tagged, Domain("phone_mobile_search", "ilike", number)]
        return [self._retention_with_words(text), tagged]

    @api.model
    def _retention_national_number(self, text):
        """Return the digits that all spellings of a phone number have in common.

        That is the number without its country and leading zeros, empty for what is no
        number:

        =================== ============
        text                digits
        =================== ============
        +32 9 555 00 11     95550011
        0032-9555 0011      95550011
        +32 (0)9 555.00.11  95550011
        09/555.00.11        95550011
        555 00              55500
        S00136              (none)
        =================== ============

        :param str text: as it was typed, perhaps a part of a number only
        """
        digits = re.sub(r"\D", "", text)
        if not NUMBER.fullmatch(text) or len(digits) < FEWEST_DIGITS:
            return ""
        national = digits
        if text.startswith(("+", "00")):
            national = self._retention_without_country(digits.lstrip("0"))
        national = national.lstrip("0")
        return national if len(national) >= FEWEST_DIGITS else digits

    def _retention_without_country(self, digits):
        """Return an international number without the code of its country: none of
        these codes begins with another."""
        codes = [int(digits[:length]) for length in (1, 2, 3) if digits[:length]]
        country = self.env["res.country"].search(
            [("phone_code", "in", codes)], order="phone_code", limit=1
        )
        return digits.removeprefix(str(country.phone_code)) if country else digits


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.model
    def _search_display_name(self, operator, value):
        """Find customers by all one may know of them, and by their contact persons."""
        if operator not in FOUND_BY or not isinstance(value, str) or not value.strip():
            return super()._search_display_name(operator, value)
        partners = self.env["res.partner"]
        found = [
            partners._search(domain).subselect("commercial_partner_id")
            for domain in partners._retention_ways_to_find(value)
        ]
        return Domain("partner_id", "in", SQL("(%s)", SQL(" UNION ").join(found)))
