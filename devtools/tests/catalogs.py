"""Catalogs of the addons, as several tests read them."""

import polib

from devtools import translations


def terms(addon):
    """Yield the entries of an addon's template."""
    yield from polib.pofile(str(translations.template_of(addon)))
