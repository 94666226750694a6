"""One BibTeX or BibLaTeX entry, converted to CSL-JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from briefing.citations.bibtex_dates import HOW_TO, classic_date, edtf_date
from briefing.citations.bibtex_names import doubtful_name, people
from briefing.citations.latex import Latex, unescaped
from briefing.citations.line_numbers import line_at
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.files.yaml import KeyPath

KINDS = {
    "article": "article-journal",
    "audio": "song",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
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
    "movie": "motion_picture",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "online": "webpage",
    "patent": "patent",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
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
    "eventdate": "event-date",
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
    "pubstate": "status",
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
_PEOPLE = {
    "author": "author",
    "bookauthor": "container-author",
    "editor": "editor",
    "translator": "translator",
}
_DATES = frozenset({"urldate", "origdate", "eventdate"})
_ATTRIBUTES = re.compile(r"\{:\s*(?:[\w-]+\s*=|[.#]\w)[^{}\n]*\}|\]\{[\w-]+\s*=[^{}\n]*\}")
_VERBATIM = frozenset({"url", "doi"})
_SUBTITLES = {
    "subtitle": "title",
    "booksubtitle": "container-title",
    "journalsubtitle": "container-title",
}
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_MANAGERS_OWN = re.compile(
    r"(?:ZSCC|tex\.[\w-]+|Citation Key|PMC?ID|Publisher|arXiv|_?eprint|original-date|event-place)"
    r"\s*:",
    re.IGNORECASE,
)
"""What Zotero keeps in its field “Extra”, which it exports as a note."""
_TYPES = {
    "phdthesis": "PhD thesis",
    "mathesis": "MA thesis",
    "bathesis": "BA thesis",
    "candthesis": "Candidate thesis",
    "techreport": "technical report",
    "resreport": "research report",
    "software": "software",
    **dict.fromkeys(
        (f"pat{kind}{of}" for kind in ("ent", "req") for of in ("", "de", "eu", "fr", "uk", "us")),
        "patent",
    ),
    **dict.fromkeys(
        (
            *("book", "book section", "edited book", "electronic book", "journal article"),
            *("magazine article", "newspaper article", "web page", "generic", "misc"),
            *("conference paper", "conference proceedings", "electronic article"),
        ),
        "",
    ),
}
"""Names by which BibLaTeX calls kinds of works in any language, and those of EndNote's lists, which
say nothing that the entry does not."""


@dataclass(slots=True)
class Entry:
    """One entry as it is written; converted, what is wrong with it."""

    path: str
    command: str
    key: str
    fields: dict[str, str]
    """Its own, and those it inherits; the names in small letters."""
    text: str
    """Text of the whole file; the entry is at ``text[begin:end]``."""
    begin: int
    end: int
    findings: list[Finding] = field(default_factory=list)
    _address: str = ""
    """Where a link in the text leads that is not printed."""

    @property
    def line(self) -> int:
        """The line it begins on."""
        return line_at(self.text, self.begin)

    def fault(self, name: str, message: str, hint: str) -> None:
        """Report what is wrong with a field."""
        place = Location(self.path, self.line_of(name))
        self.findings.append(Finding(place, "B105", message, hint))

    def line_of(self, name: str) -> int:
        """Return the line of a field; of the entry, for one that is inherited."""
        match = re.compile(rf"\b{name}\s*=", re.IGNORECASE).search(self.text, self.begin, self.end)
        return line_at(self.text, match.start() if match else self.begin)

    def as_csl(self, lines: dict[KeyPath, int]) -> dict[str, Any]:
        """Return the entry in CSL-JSON; add the lines of its fields to ``lines``."""
        kind = KINDS[self.command.lower()]
        kind = _SUBTYPES.get(self.fields.get("entrysubtype", ""), kind)
        data: dict[str, Any] = {"type": kind}

        def put(name: str, variable: str, value: Any) -> None:
            data[variable] = value
            lines[(self.key, variable)] = self.line_of(name)

        for name, value in self.fields.items():
            if name in _PEOPLE:
                if several := doubtful_name(value):
                    message = f'more than one name in “{name}” of "{self.key}": “{several:.60}”'
                    self.fault(name, message, "put “and” between names: Berisha, Arta and Doe, J.")
                put(name, _PEOPLE[name], people(value, partial(self._plain, name)))
            elif name in _FIELDS and value and (printed := self._value(name, value)):
                put(name, _variable(name, kind), printed)
        self._put_howpublished(put)
        for name, variable in _SUBTITLES.items():
            if subtitle := self._plain(name, self.fields.get(name, "")):
                data[variable] = f"{data.get(variable, '')}: {subtitle}".removeprefix(": ")
        if "page" in data:
            data["page"] = re.sub("-{2,}|[–—−]", "-", data["page"])
        if self._address and "URL" not in data:
            data["URL"] = self._address
        if (issued := self._issued()) is not None:
            put("date" if "date" in self.fields else "year", "issued", issued)
        return data

    def _value(self, name: str, value: str) -> Any:
        if name in _DATES:
            return edtf_date(value)
        if name in _VERBATIM:
            address = unescaped(re.sub(r"^\\(?:url|href|doi)\s*", "", value))
            if "\\" in address:
                self.fault(name, f'LaTeX in “{name}” of "{self.key}": {address:.60}', _WRITE_PLAIN)
            return address.replace("\\", "")
        if name in {"note", "addendum"} and _MANAGERS_OWN.match(value.lstrip("\\")):
            return ""
        text = self._plain(name, value)
        return _type(text) if name == "type" else text

    def _put_howpublished(self, put: Any) -> None:
        how = self.fields.get("howpublished", "")
        address = _ADDRESS.search(unescaped(how))
        if address:
            put("howpublished", "URL", address[0])
        elif words := self._plain("howpublished", how):
            put("howpublished", "genre", words)

    def _issued(self) -> Any:
        if "date" in self.fields:
            return edtf_date(unescaped(self.fields["date"]))
        if "year" not in self.fields:
            return None
        year, month, day = (
            self._plain(name, self.fields.get(name, "")) for name in ("year", "month", "day")
        )
        try:
            return classic_date(year, month, day)
        except ValueError:
            self.fault("month", f'the month of "{self.key}" cannot be read: “{month:.40}”', HOW_TO)
            return year

    def _plain(self, name: str, value: str) -> str:
        """Return a field as text, and report commands that are not known."""
        if found := _ATTRIBUTES.search(value):
            message = f"attributes are not supported in BibTeX files: “{found[0]:.40}”"
            self.fault(name, message, "remove them: conditions belong in sections")
        latex = Latex(value)
        try:
            text = latex.read()
        except (ValueError, RecursionError):
            self.fault(name, f'braces are nested too deeply in “{name}” of "{self.key}"', _SIMPLER)
            return ""
        if latex.unknown:
            commands = ", ".join(f"{command:.40}" for command in latex.unknown[:5])
            self.fault(name, f'unknown LaTeX in “{name}” of "{self.key}": {commands}', _WRITE_PLAIN)
        if latex.addresses:
            self._address = latex.addresses[0]
        return text


_WRITE_PLAIN = "write what is to be printed without the command; letters and signs as such (é, €)"
_SIMPLER = "write the text without its inner braces"


def _type(text: str) -> str:
    return _TYPES.get(text.lower(), text)


def _variable(name: str, kind: str) -> str:
    if name == "number" and kind.startswith("article"):
        return "issue"
    return _FIELDS[name]


def inherited(child: Mapping[str, str], parent: Mapping[str, str], command: str) -> dict[str, str]:
    """Return the fields of an entry with those it takes from the one its ``crossref`` names.

    A title becomes that of the book or journal; who wrote a collection did not write its chapters.
    """
    is_part = KINDS.get(command.lower()) in {"chapter", "paper-conference", "entry-encyclopedia"}
    renamed = {"title": "booktitle", "subtitle": "booksubtitle"} if is_part else {}
    if command.lower() == "article":
        renamed = {"title": "journaltitle", "subtitle": "journalsubtitle"}
    own = {"crossref", "xdata", "ids", "keywords", "shorttitle", "options", "entrysubtype"}
    taken: dict[str, str] = {}
    for name, value in parent.items():
        if name in own or (is_part and name == "author"):
            continue
        to = renamed.get(name, name)
        if to == name or to not in parent:
            taken[to] = value
    return {**taken, **child}
