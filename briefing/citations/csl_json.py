"""The reader of ``sources.json``: sources in CSL-JSON, as reference managers export them."""

from __future__ import annotations

import json
import re
from typing import Any

from briefing.citations.line_numbers import line_at
from briefing.files.yaml import KeyPath, YamlFile
from briefing.model.findings import Finding, Location

_NEXT = re.compile(r"[\s,]*")
_NAME = re.compile(r'"([\w-]+)"\s*:')
# Fields that reference managers add for themselves (CSL-JSON schema: "custom" and "categories").
_MANAGER_FIELDS = frozenset({"id", "citation-key", "categories", "custom", "system_id"})


_SAID = {
    "Expecting property name": "a name in double quotes is missing, or a comma is one too many",
    "Expecting ',' delimiter": "a comma is missing, or a bracket is not closed",
    "Expecting ':' delimiter": "a colon is missing behind a name",
    "Expecting value": "a value is missing",
    "Unterminated string": "a quotation mark is opened and never closed",
    "Invalid control character": "a line ends within quotes",
    "Extra data": "something follows the list of sources",
    "Illegal trailing comma": "a comma is one too many",
    "Invalid \\escape": "a backslash stands before a letter that means nothing behind it",
    "Invalid \\uXXXX escape": "a backslash and u are not followed by the code of a character",
}


def _in_words(said: str) -> str:
    """Return what is wrong in the words of somebody who reads the file."""
    return next((words for start, words in _SAID.items() if said.startswith(start)), "not JSON")


def read_json(text: str, path: str) -> tuple[YamlFile, list[Finding]]:
    """Read the sources in ``text``, the content of the file ``path``.

    Returns:
        The sources by id, with the line of each source and field; and findings for malformed
        JSON, missing ids and duplicate ids.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        hint = "fix the brackets, commas or quotes on this line and the one above, or export again"
        return _rejected(
            path, error.lineno, "B104", f"malformed JSON: {_in_words(error.msg)}", hint
        )
    except (ValueError, RecursionError):
        message = "malformed JSON: a number is too long, or values are nested too deeply"
        return _rejected(path, 1, "B104", message, "export the file again")
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        message = "this file must be a list of sources: [{“id”: …, “title”: …}, …]"
        return _rejected(path, 1, "B105", message, "export it again as CSL-JSON")
    findings: list[Finding] = []
    entries: dict[str, Any] = {}
    lines: dict[KeyPath, int] = {}
    for entry, (begin, end) in zip(data, _entry_spans(text), strict=True):
        line = line_at(text, begin)
        key = str(entry.get("id", "")).strip()
        if not key:
            message = "missing “id” for this source"
            findings.append(Finding(Location(path, line), "B105", message, "add “id”: “a-name”"))
        elif key in entries:
            message = f'the source "{key}" is given twice; first at line {lines[(key,)]}'
            findings.append(Finding(Location(path, line), "B207", message, "keep one of them"))
        else:
            entries[key] = {k: v for k, v in entry.items() if k not in _MANAGER_FIELDS}
            lines[(key,)] = line
            for match in _NAME.finditer(text, begin, end):
                lines.setdefault((key, match[1]), line_at(text, match.start()))
    return YamlFile(entries, lines), findings


def _entry_spans(text: str) -> list[tuple[int, int]]:
    """Return begin and end of each entry of the list in ``text``, which is valid JSON."""
    places = []
    decoder = json.JSONDecoder()
    at = _skip_separators(text, text.index("[") + 1)
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        places.append((at, end))
        at = _skip_separators(text, end)
    return places


def _skip_separators(text: str, at: int) -> int:
    """Return the first offset from ``at`` on that is neither white space nor a comma."""
    match = _NEXT.match(text, at)
    assert match is not None  # it may be empty
    return match.end()


def _rejected(
    path: str, line: int, code: str, message: str, hint: str
) -> tuple[YamlFile, list[Finding]]:
    return YamlFile({}, {}), [Finding(Location(path, line), code, message, hint)]
