"""Sheets of paper of the PDF, and the rows that go on each.

Without its Qt patches wkhtmltopdf repeats no table head and cuts rows in two: sheets
are filled here, by how high each row will be. Heights are in millimetres, as measured
on paper.
"""

from textwrap import wrap

BELOW_HEADER = 5
TITLE = 11
NOTICE = 9
TABLE_HEAD = 9
GROUP = 6
ROW_PADDING = 2
NAME_LINE = 4
LINE = 3.5
# That fit in a line of the columns.
NAME_LETTERS = 28
CONTACT_LETTERS = 40
REASON_LETTERS = 32


class Sheets:
    """Sheets filled from top to bottom, each of them a list of parts of sections.

    A part has its ``section``, whether it ``opens`` it, and the ``groups`` of profiles
    as ``(user, profiles)``.
    """

    def __init__(self, height, names_companies=False):
        self.height = height
        self.names_companies = names_companies
        self.filled = []
        self._room = 0

    def add(self, section, profiles):
        """List the profiles of a section, on as many sheets as it takes."""
        part = None
        for profile in profiles:
            row = row_height(profile, self.names_companies)
            if row + self._overhead(section, part, profile) > self._room:
                self._add_sheet()
                part = part and {**part, "opens": False, "groups": []}
            self._room -= row + self._overhead(section, part, profile)
            if not part or not part["groups"]:
                part = part or {"section": section, "opens": True, "groups": []}
                self.filled[-1].append(part)
            self._list(part, profile)

    def _add_sheet(self):
        self.filled.append([])
        self._room = self.height

    def _overhead(self, section, part, profile):
        """Return the height of what comes before a profile that is listed next."""
        groups = part and part["groups"]
        if groups:
            return 0 if groups[-1][0] == profile.user_id else GROUP
        if part:
            return TITLE + TABLE_HEAD + GROUP
        is_cut = section["listed"] < section["count"]
        return TITLE + is_cut * NOTICE + TABLE_HEAD + GROUP

    def _list(self, part, profile):
        groups = part["groups"]
        if not groups or groups[-1][0] != profile.user_id:
            groups.append((profile.user_id, []))
        groups[-1][1].append(profile)


def row_height(profile, names_company=False):
    """Return how high the row of a profile is: name and contact, beside the reason."""
    name = profile.partner_id.sudo().display_name or ""
    if names_company:
        name = f"{name} {profile.company_id.name}"
    contact = f"{profile.partner_phone or ''} {profile.partner_email or ''}"
    reason = profile.status_reason or ""
    if profile.is_spending_less:
        reason = f"{reason} {profile.spend_reason}"
    missing = profile._explain_missing() or ""
    return ROW_PADDING + max(
        NAME_LINE * _lines(name, NAME_LETTERS)
        + LINE * _lines(contact, CONTACT_LETTERS),
        LINE * (_lines(reason, REASON_LETTERS) + _lines(missing, REASON_LETTERS)),
    )


def _lines(text, letters):
    return len(wrap(text, letters))
