"""The reader of ``sources.bib``: BibTeX and BibLaTeX entries, converted to CSL-JSON.

Fields without a CSL variable are ignored, as BibTeX ignores fields it does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.citations.line_numbers import line_at
from briefing.files.yaml import KeyPath, YamlFile
from briefing.model.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS = {
    "article": "article-journal",
    "audio": "song",
    "book": "book",
    "booklet": "pamphlet",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "manual": "report",
    "mastersthesis": "thesis",
    "misc": "document",
    "online": "webpage",
    "patent": "patent",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
_SUBTYPES = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
_FIELDS = {
    "addendum": "note",
    "address": "publisher-place",
    "booktitle": "container-title",
    "chapter": "chapter-number",
    "doi": "DOI",
    "edition": "edition",
    "eventtitle": "event-title",
    "genre": "genre",
    "institution": "publisher",
    "isbn": "ISBN",
    "issn": "ISSN",
    "issue": "issue",
    "journal": "container-title",
    "journaltitle": "container-title",
    "langid": "language",
    "location": "publisher-place",
    "maintitle": "container-title",
    "note": "note",
    "number": "number",
    "organization": "publisher",
    "origdate": "original-date",
    "pages": "page",
    "pagetotal": "number-of-pages",
    "part": "part-number",
    "publisher": "publisher",
    "school": "publisher",
    "series": "collection-title",
    "shorttitle": "title-short",
    "title": "title",
    "type": "genre",
    "url": "URL",
    "urldate": "accessed",
    "venue": "event-place",
    "version": "version",
    "volume": "volume",
    "volumes": "number-of-volumes",
}
_PEOPLE = frozenset({"author", "editor", "translator"})
_NOT_LATEX = frozenset({"url", "urldate", "doi", "origdate"})
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_CHARACTERS = 2_100_000
"""Longest file, in characters: some 5,000 sources."""
_MAX_STRING = 100_000
"""Longest @string, in characters: a few of them can double each other to any length."""


def read_bibtex(text: str, path: str) -> tuple[YamlFile, list[Finding]]:
    """Read the sources in ``text``, the content of the file ``path``.

    Returns:
        The sources by key, with the line of each source and field; and findings for malformed
        entries, unknown entry types and duplicate keys.
    """
    from pybtex.database.input.bibtex import LowLevelParser, month_names  # only where it is needed
    from pybtex.exceptions import PybtexError

    if len(text) > _MAX_CHARACTERS:
        message = f"{len(text):,} characters of BibTeX; the limit is {_MAX_CHARACTERS:,}"
        hint = "export only the sources that this briefing cites"
        return YamlFile({}, {}), [Finding(Location(path, 1), "B104", message, hint)]
    findings: list[Finding] = []

    def fault(error: PybtexError) -> None:
        line = getattr(error, "lineno", None) or line_at(text, parser.command_start or 0)
        message = f"malformed BibTeX: {getattr(error, 'message', '') or error}"
        findings.append(Finding(Location(path, line), "B104", message, _REPAIR))

    parser = LowLevelParser(text, handle_error=fault, macros=_StringMacros(month_names))
    entries: dict[str, Any] = {}
    lines: dict[KeyPath, int] = {}
    seen = 0
    try:
        for command, body in parser:
            whole, seen = len(findings) == seen, len(findings)
            if command.lower() not in {"string", "preamble", "comment"}:
                key, values = body
                fields = {name.lower(): _one_line(value) for name, value in values}
                place = (parser.command_start, parser.pos)
                entry = _Entry(path, command, key, fields, text, *place)
                if whole:
                    findings += entry.convert(entries, lines)
                    seen = len(findings)
                elif key is not None:
                    entries.setdefault(key, None)
    except PybtexError as error:
        fault(error)
    except (ValueError, RecursionError):
        message = (
            "malformed BibTeX: braces are nested too deeply, or an @string expands without limit"
        )
        line = line_at(text, parser.command_start or 0)
        findings.append(Finding(Location(path, line), "B104", message, _REPAIR))
    return YamlFile(entries, lines), findings


_REPAIR = "fix the braces, commas or quotes of this entry, or export the file again"


def _one_line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


class _StringMacros(dict[str, str]):
    """The values of @string names, which BibTeX compares without regard to case."""

    def __setitem__(self, name: str, value: str) -> None:
        if len(value) > _MAX_STRING:
            raise ValueError(name)
        super().__setitem__(name.lower(), value)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


@dataclass(frozen=True, slots=True)
class _Entry:
    """One BibTeX entry, to be converted to CSL-JSON."""

    path: str
    command: str
    key: str
    fields: dict[str, str]
    text: str
    """Text of the whole file; the entry is at ``text[begin:end]``."""
    begin: int
    end: int

    def convert(self, entries: dict[str, Any], lines: dict[KeyPath, int]) -> list[Finding]:
        """Add the entry to ``entries``, its lines to ``lines``; return what is wrong with it."""
        line = line_at(self.text, self.begin)
        if self.key in entries:
            message = f'the source "{self.key}" is given twice; first at line {lines[(self.key,)]}'
            return [Finding(Location(self.path, line), "B207", message, "keep one of them")]
        lines[(self.key,)] = line
        kind = _KINDS.get(self.command.lower())
        if kind is None:
            message = f'unknown entry type "@{self.command}"'
            entries[self.key] = None
            return [
                Finding(Location(self.path, line), "B105", message, nearest(self.command, _KINDS))
            ]
        if "crossref" in self.fields:
            message = f'BibTeX crossref is not supported in "{self.key}"'
            entries[self.key] = None
            hint = "copy the inherited fields into the entry"
            return [Finding(Location(self.path, self._at("crossref")), "B105", message, hint)]
        kind = _SUBTYPES.get(self.fields.get("entrysubtype", ""), kind)
        entries[self.key] = self._csl(kind, lines)
        return []

    def _at(self, field: str) -> int:
        match = re.compile(rf"\b{field}\s*=", re.IGNORECASE).search(self.text, self.begin, self.end)
        return line_at(self.text, match.start() if match else self.begin)

    def _csl(self, kind: str, lines: dict[KeyPath, int]) -> dict[str, Any]:
        data: dict[str, Any] = {"type": kind}

        def set_field(field: str, name: str, value: Any) -> None:
            data[name] = value
            lines[(self.key, name)] = self._at(field)

        for field, value in self.fields.items():
            if field in _PEOPLE:
                set_field(field, field, _people(value))
            elif field in _FIELDS and value:
                name = _FIELDS[field]
                if field == "number" and kind.startswith("article"):
                    name = "issue"
                set_field(field, name, value if field in _NOT_LATEX else _without_latex(value))
        if how := self.fields.get("howpublished"):
            address = _ADDRESS.search(how)
            set_field(
                "howpublished",
                "URL" if address else "genre",
                address[0] if address else _without_latex(how),
            )
        if subtitle := self.fields.get("subtitle"):
            whole = f"{data.get('title', '')}: {_without_latex(subtitle)}"
            data["title"] = whole.removeprefix(": ")
        if "page" in data:
            data["page"] = re.sub("-{2,}|–", "-", data["page"])
        if "date" in self.fields:
            set_field("date", "issued", self.fields["date"])
        elif "year" in self.fields:
            set_field("year", "issued", _date(self.fields))
        return data


def _date(fields: dict[str, str]) -> str:
    """Return year, month and day as one ISO 8601 date; a month that cannot be read stays as is."""
    year, month = fields["year"], fields.get("month", "").strip()
    number = month if month.isdigit() else ""
    if month[:3].lower() in _MONTHS:
        number = str(_MONTHS.index(month[:3].lower()) + 1)
    if not month:
        return year
    date = f"{year}-{number or month}"
    return f"{date}-{fields['day']}" if fields.get("day", "").isdigit() else date


def _without_latex(value: str) -> str:
    """Return ``value`` as plain text: accents as letters, LaTeX commands and braces removed."""
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    try:
        return str(Text.from_latex(value))
    except PybtexError:  # an unbalanced brace, which the parser accepts in quotes
        return value.replace("{", "").replace("}", "")


def _people(value: str) -> list[dict[str, str]]:
    from pybtex.bibtex.utils import split_name_list

    names = [str(name).strip() for name in split_name_list(value)]
    return [_name(name) for name in names if name and name != "others"]


def _name(value: str) -> dict[str, str]:
    """Return a CSL name: a person's parts, or ``literal`` for an organisation (in braces)."""
    from pybtex.database import Person
    from pybtex.exceptions import PybtexError

    if value.startswith("{") and value.endswith("}"):
        return {"literal": _without_latex(value)}
    try:
        person = Person(value)
    except PybtexError:  # too many commas
        return {"literal": _without_latex(value)}
    parts = {
        "family": person.last_names,
        "given": [*person.first_names, *person.middle_names],
        "non-dropping-particle": person.prelast_names,
        "suffix": person.lineage_names,
    }
    return {name: _without_latex(" ".join(words)) for name, words in parts.items() if words}
