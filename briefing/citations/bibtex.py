"""The reader of ``sources.bib``: BibTeX and BibLaTeX entries, converted to CSL-JSON.

Fields without a CSL variable are ignored, as BibTeX ignores fields it does not know.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefing.citations.bibtex_entry import KINDS, Entry, inherited
from briefing.citations.line_numbers import line_at
from briefing.files.yaml import KeyPath, YamlFile
from briefing.model.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MAX_CHARACTERS = 2_100_000
"""Longest file, in characters: some 5,000 sources."""
_MAX_STRING = 100_000
"""Longest @string, in characters: a few of them can double each other to any length."""


def read_bibtex(text: str, path: str) -> tuple[YamlFile, list[Finding]]:
    """Read the sources in ``text``, the content of the file ``path``.

    Returns:
        The sources by key, with the line of each source and field; and findings for malformed
        entries, unknown entry types, LaTeX that is not known, and duplicate keys.
    """
    if len(text) > _MAX_CHARACTERS:
        message = f"{len(text):,} characters of BibTeX; the limit is {_MAX_CHARACTERS:,}"
        hint = "export only the sources that this briefing cites"
        return YamlFile({}, {}), [Finding(Location(path, 1), "B104", message, hint)]
    findings: list[Finding] = []
    written, malformed = _entries(text, path, findings)
    entries: dict[str, Any] = dict.fromkeys(malformed)
    lines: dict[KeyPath, int] = {}
    named: dict[str, Entry] = {}
    for entry in written:
        named.setdefault(entry.key.lower(), entry)
    for entry in written:
        if entry.command.lower() == "xdata":
            continue
        if (entry.key,) in lines:
            first = lines[(entry.key,)]
            message = f'the source "{entry.key}" is given twice; first at line {first}'
            findings.append(
                Finding(Location(path, entry.line), "B207", message, "keep one of them")
            )
            continue
        lines[(entry.key,)] = entry.line
        entries[entry.key] = None
        if entry.command.lower() not in KINDS:
            message = f'unknown entry type "@{entry.command}"'
            hint = nearest(entry.command, KINDS)
            findings.append(Finding(Location(path, entry.line), "B105", message, hint))
        elif (fields := _with_inherited(entry, named, findings)) is not None:
            whole = replace(entry, fields=fields, findings=findings)
            entries[entry.key] = whole.as_csl(lines)
    return YamlFile(entries, lines), findings


def _entries(text: str, path: str, findings: list[Finding]) -> tuple[list[Entry], list[str]]:
    """Return the entries of a file in order, and the keys of those that are malformed."""
    from pybtex.database.input.bibtex import LowLevelParser, month_names  # only where it is needed
    from pybtex.exceptions import PybtexError

    def fault(error: PybtexError) -> None:
        line = getattr(error, "lineno", None) or line_at(text, parser.command_start or 0)
        message = f"malformed BibTeX: {_in_words(error)}"
        findings.append(Finding(Location(path, line), "B104", message, _REPAIR))

    parser = LowLevelParser(text, handle_error=fault, macros=_StringMacros(month_names))
    entries: list[Entry] = []
    malformed: list[str] = []
    seen = 0
    try:
        for command, body in parser:
            whole, seen = len(findings) == seen, len(findings)
            if command.lower() in {"string", "preamble", "comment"}:
                continue
            key, values = body
            fields = {name.lower(): _one_line(value) for name, value in values}
            place = (parser.command_start, parser.pos)
            if whole:
                entries.append(Entry(path, command, key, fields, text, *place))
            elif key is not None:
                malformed.append(key)
    except PybtexError as error:
        fault(error)
    except (ValueError, RecursionError):
        message = (
            "malformed BibTeX: braces are nested too deeply, or an @string expands without limit"
        )
        line = line_at(text, parser.command_start or 0)
        findings.append(Finding(Location(path, line), "B104", message, _REPAIR))
    findings += _between(text, path, entries)
    return entries, malformed


def _in_words(error: Exception) -> str:
    """Return what is wrong in the words of somebody who reads the file."""
    said = str(error)
    if name := re.search(r"undefined string.*: (\S+)", said):
        return f"“{name[1]:.40}” stands without braces or quotes, and no @string has that name"
    if "premature end" in said:
        return "an entry is not closed before the file ends"
    if field := re.search(r"duplicate (\S+) field", said):
        return f"the field “{field[1]:.40}” is given twice"
    return "a comma, a brace or a quotation mark is missing here or on the line above"


def _between(text: str, path: str, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Report fields that stand outside of entries, behind a brace too many: nobody reads them."""
    starts = [*(entry.begin for entry in entries[1:]), len(text)]
    for entry, start in zip(entries, starts, strict=False):
        if stray := _STRAY.match(text, entry.end, start):
            place = Location(path, line_at(text, stray.start("field")))
            message = f"“{stray['field']}” stands outside of an entry, where it is not read"
            hint = f"take out a closing brace too many in “{entry.key}”, above"
            yield Finding(place, "B104", message, hint)


_STRAY = re.compile(r"[\s,}]*(?P<field>[A-Za-z]+)\s*=\s*[{\"\d]")
_REPAIR = "fix the braces, commas or quotes of this entry, or export the file again"
_MOST_PARENTS = 20


def _with_inherited(
    entry: Entry, named: Mapping[str, Entry], findings: list[Finding]
) -> dict[str, str] | None:
    """Return the fields of ``entry`` with those of its parents; None if a finding says why not."""
    fields = dict(entry.fields)
    waiting = _parents(fields)
    seen = {entry.key.lower()}
    while waiting:
        kind, name = waiting.pop(0)
        parent = named.get(name.lower())
        if parent is None or name.lower() in seen or len(seen) > _MOST_PARENTS:
            message = f'"{entry.key}" takes its {kind} from “{name}”, '
            message += "which is not in this file" if parent is None else "which is circular"
            place = Location(entry.path, entry.line_of(kind))
            hint = "export that entry too, or copy its fields into this one"
            findings.append(Finding(place, "B105", message, hint))
            return None
        seen.add(name.lower())
        if kind == "crossref":
            fields = inherited(fields, parent.fields, entry.command)
        else:
            fields = {**parent.fields, **fields}
        waiting += _parents(parent.fields)
    return fields


def _parents(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the entries that others are taken from, each with the field that names it."""
    return [
        (kind, name.strip())
        for kind in ("xdata", "crossref")
        for name in fields.get(kind, "").split(",")
        if name.strip()
    ]


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
