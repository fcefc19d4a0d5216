"""An addon's translations: one template, one file a language, merged and checked.

Run as `python -m devtools.translations ACTION …` in the project's environment.
"""

import json
import re
import sys
from collections import Counter

import polib

from .paths import ROOT

LANGUAGES = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 "
    "? 3 : n%100>=11 ? 4 : 5;",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
DATES = ("POT-Creation-Date", "PO-Revision-Date")
# What a translation has to keep as it is, as often as it occurs.
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdi]|%%|\{\{.*?\}\}|\{\w*\}")
# A noun in the forms of its number, whose name stands first: {days:day|days}.
FORMS = re.compile(r"\{(\w+):([^{}]+)\}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Before these and », and behind «, French has a blank at which no line breaks.
MARKS = ":;?!"
NO_BREAK = "\N{NO-BREAK SPACE}"
# These languages have a blank before a percent sign, too.
SPACED_PERCENT = {"de", "es", "fr"}
PERCENT = re.compile(r"(?<=\d) (?=%(?![(sdif]))")
READ_ALOUD = re.compile(r"""\b(title|aria-label|alt|placeholder)=("[^"]*"|'[^']*')""")


def template_of(addon):
    """The file of an addon's terms.

    :param addon: the addon's folder
    """
    return addon / "i18n" / f"{addon.name}.pot"


def path_of(addon, language):
    """The file of a language."""
    return addon / "i18n" / f"{language}.po"


def update(addon):
    """Bring every language's file to the template's terms; returns what is missing.

    Terms that are gone are kept at the file's end, marked as obsolete.
    """
    template = _without_dates(polib.pofile(str(template_of(addon)), wrapwidth=78))
    template.save()
    missing = {}
    for language, plural in LANGUAGES.items():
        path = path_of(addon, language)
        catalog = polib.pofile(str(path)) if path.exists() else polib.POFile()
        catalog.merge(template)
        catalog.metadata = {
            **template.metadata,
            "Language": language,
            "Plural-Forms": plural,
        }
        catalog.sort(key=_order(template))
        _save(catalog, path, language)
        missing[language] = len(catalog.untranslated_entries())
    return missing


def missing(addon, language):
    """The terms without a translation, each with an empty text to fill in."""
    catalog = polib.pofile(str(path_of(addon, language)))
    return {entry.msgid: "" for entry in catalog.untranslated_entries()}


def merge(addon, language, texts):
    """Take translations by term; returns what is wrong with those left out."""
    path = path_of(addon, language)
    catalog = polib.pofile(str(path))
    entries = {entry.msgid: entry for entry in catalog if not entry.obsolete}
    problems = []
    for source, text in texts.items():
        found = problem(source, text) if source in entries else "no such term"
        if found:
            problems.append(f"{source!r}: {found}")
        else:
            entries[source].msgstr = text
    _save(catalog, path, language)
    return problems


def typeset(source, text, language):
    """A translation whose lines break nowhere its language forbids.

    A mark that has a blank before it in English as well is code.
    """
    if language in SPACED_PERCENT:
        text = PERCENT.sub(NO_BREAK, text)
    if language != "fr":
        return text
    marks = [mark for mark in MARKS if not re.search(rf"\s\{mark}", source)]
    return re.sub(rf"\s+(?=[»{''.join(marks)}])|(?<=«)\s+", NO_BREAK, text)


def problem(source, text):
    """What a translation lost or added, in words; None when it is complete."""
    if not text.strip():
        return "not translated"
    for name, found in (("placeholders", PLACEHOLDER.findall), ("tags", _tags)):
        before, after = Counter(found(source)), Counter(found(text))
        if before != after:
            return f"{name} differ: {', '.join((before - after) + (after - before))}"
    if _ends(source) != _ends(text):
        return "blanks at the ends differ"
    return None


def complaints(addon, language):
    """What is wrong with a language's file as it is, one line each."""
    template = {entry.msgid for entry in polib.pofile(str(template_of(addon)))}
    catalog = polib.pofile(str(path_of(addon, language)))
    entries = {entry.msgid: entry for entry in catalog if not entry.obsolete}
    remedy = "run ./dev translate"
    found = [f"{term!r}: missing, {remedy}" for term in template - set(entries)]
    found += [f"{term!r}: stale, {remedy}" for term in set(entries) - template]
    for term, entry in entries.items():
        wrong = "fuzzy" if entry.fuzzy else problem(term, entry.msgstr)
        if not wrong and entry.msgstr != typeset(term, entry.msgstr, language):
            wrong = f"a line may break at a mark, {remedy}"
        found += [f"{term!r}: {wrong}"] if wrong else []
    return sorted(found)


def _save(catalog, path, language):
    for entry in catalog:
        entry.msgstr = typeset(entry.msgid, entry.msgstr, language)
    catalog.save(str(path))


def _tags(text):
    """The tags of a text, without the attributes that are translated themselves."""
    return TAG.findall(READ_ALOUD.sub(r"\1", text))


def _ends(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _order(template):
    position = {entry.msgid: number for number, entry in enumerate(template)}
    return lambda entry: (entry.obsolete, position.get(entry.msgid, 0), entry.msgid)


def _without_dates(catalog):
    for name in DATES:
        catalog.metadata.pop(name, None)
    return catalog


def main(action, name, *arguments):
    """Do what `./dev translate` was asked to do, for the addon of this name."""
    addon = ROOT / name
    if action == "update":
        for language, number in update(addon).items():
            print(f"{name}, {language}: {number} terms to translate")
        return 0
    if action == "missing":
        print(json.dumps(missing(addon, *arguments), ensure_ascii=False, indent=1))
        return 0
    problems = merge(addon, *arguments, json.load(sys.stdin))
    print(*problems, f"{len(problems)} texts left out", sep="\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
