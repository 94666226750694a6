"""Where letters that the theme lacks are written: in the file that has them, once for each block.

Typesetting knows the block that prints a letter; but a fact, a source, a cell of a data file or a
title is written elsewhere. Loading keeps the lines of all letters beyond ASCII, so that they can be
looked up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import LACKING, Location, lacking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

_NEAR = 20
"""Lines below the start of a block in which a letter of it is expected."""


def located(findings: Iterable[Finding], briefing: Briefing) -> Iterator[Finding]:
    """Yield ``findings``; those about letters at their places, each place once."""
    said: set[Finding] = set()
    for finding in findings:
        if finding.code != LACKING or not finding.letters:
            yield finding
            continue
        places: dict[str, tuple[Location, str]] = {}
        for letter in finding.letters:
            place = _place(finding.location, briefing.letters.get(letter, {}))
            first, letters = places.get(place.path, (place, ""))
            places[place.path] = min(first, place), letters + letter
        for place, letters in places.values():
            told = lacking(place, letters)
            if told not in said:
                said.add(told)
                yield told


def _place(block: Location, lines: Mapping[str, Sequence[int]]) -> Location:
    """Return where a letter of a block is written; the block itself where that is not known.

    Args:
        block: Where the block begins.
        lines: The lines with the letter, by file.
    """
    own = next((line for line in lines.get(block.path, ()) if line >= block.line), 0)
    others = (Location(path, first) for path, (first, *_) in lines.items() if path != block.path)
    elsewhere = next(others, None)
    if own and (elsewhere is None or not block.line or own <= block.line + _NEAR):
        return Location(block.path, own)
    return elsewhere or block
