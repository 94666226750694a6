"""The reopened file held against the expectation: what is missing, what is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.belonging import belonging_faults
from briefing.prove.conserving import Located, locate
from briefing.prove.facts import Place
from briefing.prove.packets import packet_places
from briefing.prove.shape import Fault, shape_faults
from briefing.prove.stream import Stream, stream
from briefing.prove.withholding import Leaks, Withheld, withheld
from briefing.prove.words import letters, opening, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.prove.expecting import Expectation
    from briefing.prove.facts import PageText, Reopened

# Strings that programs write for programs and that are words by chance only: character
# collections, font families, default appearances, identifiers, colour profiles.
_FORMAL_KEYS = frozenset(
    (
        "Registry",
        "Ordering",
        "FontFamily",
        "DA",
        "ID",
        "CharSet",
        "RegistryName",
        "OutputCondition",
        "OutputConditionIdentifier",
        "Headers",
    )
)
_EXPLAINED = 6
"""Letters from which a known text explains itself wherever it stands again."""
_NAMED_WORDS = 8
"""Withheld words a finding names."""


def compare(file: Reopened, expectation: Expectation) -> tuple[list[Fault], int]:
    """All faults of a file, and the number of words in its text."""
    text = stream(file.pages)
    located = locate(expectation.shown, text)
    shape = list(shape_faults(file, expectation))
    faults = [
        *shape,
        *belonging_faults(file.made_of, expectation, shape),
        *_conservation(expectation.shown, text, located),
        *_leaks(file, expectation, text, located),
    ]
    return faults, sum(_count(page) for page in file.pages)


def _count(page: PageText) -> int:
    """Words of a page without its furniture."""
    furniture = {char for piece in page.pieces if piece.artifact for char in piece.chars}
    return sum(
        1 for _ in tokens("".join(" " if n in furniture else c for n, c in enumerate(page.text)))
    )


def _conservation(blocks: Sequence[str], text: Stream, located: Located) -> Iterator[Fault]:
    """The first block that is missing and the first out of order, each with its neighbour."""
    for code, fault, numbers in (
        ("P110", "is missing", located.missing),
        ("P111", "is out of order", located.disorder),
    ):
        if numbers:
            first = numbers[0]
            others = f" (and {len(numbers) - 1} more)" if len(numbers) > 1 else ""
            which = f"block {first + 1} of {len(blocks)}"
            message = f'{which} {fault}{others}: "{opening(blocks[first])}"'
            before = max((n for n in located.spans if n < first), default=None)
            if before is None:
                hint = "no block before it was found"
            else:
                page = text.pages[located.spans[before][-1][0]] + 1
                hint = f'last found before it, on page {page}: "{opening(blocks[before])}"'
            yield code, message, hint


def _leaks(
    file: Reopened, expectation: Expectation, text: Stream, located: Located
) -> Iterator[Fault]:
    folios = expectation.folios[: len(file.pages)]
    allowed = (*expectation.shown, *expectation.alternatives, *expectation.furniture, *folios)
    secret = withheld(expectation.withheld, allowed)
    if not secret.words and not secret.runs:
        return
    leaks = Leaks()
    leaks.add_stream(secret, text, located.covered)
    for number, explained in enumerate(_explained(allowed, text, located, len(file.pages))):
        leaks.add_page(secret, file.pages[number], number + 1, explained)
    for place in (*file.places, *file.addresses, *_packets(file.held.packets)):
        leaks.add_text(secret, place)
    _add_objects(leaks, secret, file.held.strings)
    hint = "it belongs to a block this edition must not hold"
    for code, what, places in (
        ("P121", "withheld word", leaks.words),
        ("P122", "withheld run of words", leaks.runs),
    ):
        for name, found in places.items():
            quoted = ", ".join(f'"{words}"' for words in list(found)[:_NAMED_WORDS])
            more = f" and {len(found) - _NAMED_WORDS} more" if len(found) > _NAMED_WORDS else ""
            yield code, f"{what} in {name}: {quoted}{more}", hint


def _packets(packets: Iterable[str]) -> Iterator[Place]:
    for packet in packets:
        yield from packet_places(packet)


def _add_objects(leaks: Leaks, secret: Withheld, strings: Iterable[tuple[str, str]]) -> None:
    """Search the strings of all objects; what a named place has told already is not told again."""
    told = leaks.found() | {run for runs in leaks.runs.values() for run in runs}
    rest = Leaks()
    for key, words in dict.fromkeys(strings):
        if key not in _FORMAL_KEYS:
            rest.add_text(secret, Place(f"an object of the file (/{key})", words, named=True))
    for found, into in ((rest.words, leaks.words), (rest.runs, leaks.runs)):
        for name, words_ in found.items():
            if new := {word: None for word in words_ if word not in told}:
                into[name] = new


def _explained(
    allowed: Iterable[str], text: Stream, located: Located, pages: int
) -> list[set[int]]:
    """Characters of each page that found blocks and known texts account for.

    A known text may stand again: the head of a table on each of its pages, a running head.
    """
    covered = bytearray(located.covered)
    for wanted in {letters(block).text for block in allowed}:
        if len(wanted) >= _EXPLAINED:
            at = text.letters.find(wanted)
            while at >= 0:
                covered[at : at + len(wanted)] = b"\1" * len(wanted)
                at = text.letters.find(wanted, at + len(wanted))
    explained: list[set[int]] = [set() for _ in range(pages)]
    for at, is_covered in enumerate(covered):
        if is_covered:
            explained[text.pages[at]].add(text.chars[at])
    return explained
