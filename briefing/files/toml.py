"""TOML with the line of every key, so that what is wrong with a setting is told where it stands."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from briefing.files.yaml import YamlFile
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from briefing.files.yaml import KeyPath

_TABLE = re.compile(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_AT = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_MANY = '"""', "'''"


def read_toml(text: str, path: str) -> tuple[YamlFile, list[Finding]]:
    """Parse a TOML text.

    Args:
        text: the TOML.
        path: the file it is from, for findings.

    Returns:
        The data, empty if malformed; and findings.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        at = _AT.search(said)
        last = text.count("\n") + 1
        line = int(at[1]) if at and at[1] else last if at else 1
        message = f"this is not TOML: {_AT.sub('', said)[:200].lower()}"
        hint = "write “name = value”, text in quotes, and tables as “[name]”"
        return YamlFile({}, {}), [Finding(Location(path, line), "B104", message, hint)]
    return YamlFile(data, lines_of(text)), []


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line of each table and key of a TOML text, from 1; of a value that goes on over
    several lines, that of its key."""
    found: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    closes = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closes:
            closes = "" if closes in line else closes
            continue
        if match := _TABLE.match(line):
            table = _parts(match[2])
            if len(match[1]) == 2:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            key = (*table, *_parts(match[1]))
            found.setdefault(key, number)
            rest = line[match.end() :]
            closes = next((mark for mark in _MANY if rest.count(mark) == 1), "")
    return found


def _parts(written: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(written))


def merged(under: Any, over: Any) -> Any:
    """Return the data of two files, one over the other; lists and single values are replaced."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    both = {key: merged(under[key], over[key]) for key in over if key in under}
    return {**under, **over, **both}
