"""All places of a file where something is left over, searched for what is withheld."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.model.findings import counted
from briefing.prove.accounted_text import account_for_text, stretches
from briefing.prove.known_text import KnownText
from briefing.prove.leaks import sources, withheld
from briefing.prove.text_folding import Letters, first_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.proof import Expectation
    from briefing.prove.accessibility import Fault
    from briefing.prove.accounted_text import AccountedText
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract, PageText, TextLocation
    from briefing.prove.leaks import Withheld
    from briefing.prove.letter_stream import LetterStream

_NAMED_WORDS = 8
"""Withheld words a finding names."""
_NAMED_PLACES = 3
_NAMED_BLOCKS = 2

Found = dict[str, dict[str, None]]
"""Withheld words or runs, each with the places it stands in."""


def find_leaks(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located, *, whole: bool
) -> Iterator[Fault]:
    """A finding for each cause: words of the same withheld blocks in the same places. Of a file
    that is ``whole`` otherwise, text that nothing accounts for is a finding too."""
    known = KnownText(expectation)
    accounted = account_for_text(text, located, known)
    locations = list(known.unaccounted_locations(file))
    strings = list(known.unaccounted_strings(file.object_contents.strings))
    if 0 not in accounted.exact and not locations and not strings:
        return  # all that is in the file is there for a reason
    secret = withheld(expectation.withheld, known)
    search = _Search(secret)
    search.runs_of_stream(text, accounted)
    search.left_over(text, accounted)
    for number, page in enumerate(file.pages, start=1):
        search.page(page, number, text, accounted)
    for location in locations:
        search.location(location)
    search.strings(strings)
    told = list(_faults(search, expectation))
    yield from told
    if whole and not told:
        yield from search.without_reason(file)


@dataclass(slots=True)
class _Search:
    """What was found so far."""

    secret: Withheld
    words: Found = field(default_factory=dict)
    runs: Found = field(default_factory=dict)
    _left: dict[int, set[int]] | None = None

    def _note(self, name: str, words: Iterable[str], runs: Iterable[str] = ()) -> None:
        for found, into in ((words, self.words), (runs, self.runs)):
            for word in found:
                into.setdefault(word, {})[name] = None

    def location(self, location: TextLocation) -> None:
        """Search words that stand for themselves, such as a bookmark."""
        for text in dict.fromkeys((location.text, unquote(location.text))):
            self._note(
                location.name,
                *self.secret.anything_in(text, machine_written=location.machine_written),
            )

    def strings(self, strings: Iterable[tuple[str, str]]) -> None:
        """Search strings of objects; what a named place has told already is not told again."""
        told = {*self.words, *self.runs}
        for key, text in strings:
            for way in dict.fromkeys((text, unquote(text))):
                words, runs = self.secret.anything_in(way, machine_written=True)
                new = ([w for w in words if w not in told], [r for r in runs if r not in told])
                self._note(f"an object of the file (/{key})", *new)

    def runs_of_stream(self, file: LetterStream, accounted: AccountedText) -> None:
        """Search all pages in reading order for runs that no found block accounts for."""
        done = 0
        for low, high in stretches(accounted.exact, 0, len(accounted.exact)):
            for first, end, run in self.secret.runs_in(
                file.letters, max(done, low - self.secret.longest), high
            ):
                at = accounted.exact.find(0, first, end)
                if at >= 0:
                    self._note(_page_name(file, at), (), (run,))
            done = high

    def left_over(self, file: LetterStream, accounted: AccountedText) -> None:
        """Search what is left of all pages, one after the other, for broken words."""
        text: list[str] = []
        starts = bytearray()
        locations: list[int] = []
        for low, high in accounted.leftovers():
            text.append(file.letters.text[low:high])
            starts += b"\1" + file.letters.starts[low + 1 : high]
            locations += range(low, high)
        stream = Letters("".join(text), bytes(starts) + b"\1")
        for word in self.secret.hidden_in(stream):
            key = word if word in stream.text else word[::-1]
            at = stream.text.find(key)
            self._note(_page_name(file, locations[max(at, 0)]), (word,))

    def page(
        self, page: PageText, number: int, file: LetterStream, accounted: AccountedText
    ) -> None:
        """Search what is left of a page as it is drawn, artifacts and labels by themselves."""
        leftovers = self._left_of(number - 1, file, accounted)
        if not leftovers:
            return
        for artifact, label in ((False, False), (False, True), (True, False)):
            shown = {
                char
                for text_object in page.text_objects
                if (text_object.artifact, text_object.label) == (artifact, label)
                for char in text_object.chars
                if char in leftovers or not page.text[char].isalnum()
            }
            if shown.isdisjoint(leftovers):
                continue
            text = "".join(c if n in shown or c in "\r\n" else " " for n, c in enumerate(page.text))
            name = f"the furniture of page {number}" if artifact else f"the text of page {number}"
            stream = letters(text)
            self._note(
                name,
                (
                    *self.secret.words_in(text, machine_written=label),
                    *self.secret.hidden_in(stream),
                ),
                (run for _, _, run in self.secret.runs_in(stream)),
            )

    def without_reason(self, file: Extract) -> Iterator[Fault]:
        """Text that says nothing withheld, and for which nothing accounts all the same."""
        for number, page in enumerate(file.pages, start=1):
            if leftovers := (self._left or {}).get(number - 1):
                whole = "".join(c if n in leftovers else " " for n, c in enumerate(page.text))
                hint = (
                    "no block that was selected says it, and no layout prints it; if a style sheet "
                    "does, let the layout print it instead"
                )
                yield (
                    "P123",
                    f'text on page {number} for no known reason: "{first_words(whole)}"',
                    hint,
                )
                return

    def _left_of(self, page: int, file: LetterStream, accounted: AccountedText) -> set[int]:
        """Characters of a page for which nothing accounts."""
        if self._left is None:
            self._left = {}
            for low, high in accounted.leftovers():
                for at in range(low, high):
                    self._left.setdefault(file.pages[at], set()).add(file.chars[at])
        return self._left.get(page, set())


def _page_name(file: LetterStream, at: int) -> str:
    what = "furniture" if at >= file.body else "text"
    return f"the {what} of page {file.pages[at] + 1}"


def _faults(search: _Search, expectation: Expectation) -> Iterator[Fault]:
    """Words by what they have in common: where they stand and where they are from. A run says
    nothing new where words of its block are told."""
    seen: set[tuple[str, str]] = set()
    for code, what, found in (
        ("P121", "withheld word", search.words),
        ("P122", "withheld run of words", search.runs),
    ):
        causes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for words, held in found.items():
            origins = tuple(sources(words, expectation.withheld, expectation.origins))
            pairs = {(location, origin) for location in held for origin in origins or [""]}
            if code == "P121" or not pairs <= seen:
                causes.setdefault((tuple(held), origins), []).append(words)
                seen |= pairs if code == "P121" else set()
        for (locations, origins), told in causes.items():
            said = _shortened([f'"{words}"' for words in told], _NAMED_WORDS, "")
            where = _shortened(list(locations), _NAMED_PLACES, "place")
            of = f", of {_shortened(list(origins), _NAMED_BLOCKS, 'block')}" if origins else ""
            yield code, f"{what} in {where}: {said}{of}", _hint(locations, origins)


def _shortened(items: list[str], most: int, what: str) -> str:
    """The first of some items, and how many more there are."""
    rest = len(items) - most
    if rest <= 0:
        return ", ".join(items)
    more = counted(rest, f"more {what}") if what else f"{rest} more"
    return f"{', '.join(items[:most])} and {more}"


def _hint(locations: tuple[str, ...], origins: tuple[str, ...]) -> str:
    """What an author can do."""
    what = "that block too" if origins else "it"
    if all(" of page " in location for location in locations):
        return (
            "this edition must not hold it; if what is printed there may be read, reword one of "
            f"the two, else mark {what}"
        )
    return (
        "this edition must not hold it; reword what stands there, or mark the block it belongs to"
    )
