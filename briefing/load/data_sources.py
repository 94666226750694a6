"""Sources that are named in data: in the column ``source`` of a file, or a row of a chart spec."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.model.findings import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.files.yaml import KeyPath
    from briefing.model.findings import Location

COLUMN = "source"
_SEPARATORS = re.compile(r"[\s;,]+")
_ID = re.compile(r"[a-z][\w:.-]*")


def unknown_sources(
    named: Iterable[tuple[Location, str]], known: frozenset[str]
) -> Iterator[Finding]:
    """Yield an error for each id in ``named``, places with what they say, that no source has.

    What is not made of ids is left alone: “Ministry of Health” is a note in words.
    """
    for place, text in dict.fromkeys(named):
        ids = _words(text)
        if not all(map(_ID.fullmatch, ids)) or (len(ids) > 1 and not known & {*ids}):
            continue
        for name in ids:
            if name not in known:
                yield Finding(
                    place,
                    "B302",
                    f'the column “{COLUMN}” names an unknown source "{name:.60}"',
                    nearest(name, sorted(known)),
                )


def sources_in(named: Iterable[tuple[Location, str]], known: frozenset[str]) -> frozenset[str]:
    """Return the sources that ``named``, places with what they say, names."""
    return known & {word for _, text in named for word in _words(text)}


def _words(text: str) -> list[str]:
    words = (word.strip("[]").removeprefix("@") for word in _SEPARATORS.split(text.strip()))
    return [word for word in words if word]


def rows_in(spec: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield each row of data that is written in a chart spec, with where it stands."""
    if isinstance(spec, dict):
        for key, part in spec.items():
            if key == "values" and isinstance(part, list):
                yield from (
                    ((*at, key, n), row) for n, row in enumerate(part) if isinstance(row, dict)
                )
            elif key == "datasets" and isinstance(part, dict):
                for name, rows in part.items():
                    yield from rows_in({"values": rows}, (*at, key, name))
            else:
                yield from rows_in(part, (*at, key))
    elif isinstance(spec, list):
        for n, part in enumerate(spec):
            yield from rows_in(part, (*at, n))
